#include "completion.h"

#include <string.h>

enum completion_value completion_value(const struct option_row *row)
{
	if (row->type == OPTION_FLAG)
		return COMPLETION_FLAG;
	if (row->choices)
		return COMPLETION_CHOICE;
	if (strcmp(row->argument, "FILE") == 0)
		return COMPLETION_FILE;
	if (strcmp(row->argument, "DIR") == 0)
		return COMPLETION_DIR;
	if (strcmp(row->argument, "COMMAND") == 0)
		return COMPLETION_COMMAND;
	return COMPLETION_OWN;
}

void completion_choices(const struct option_row *row)
{
	for (const char *const *choice = row->choices; *choice; choice++)
		printf("%s%s", choice == row->choices ? "" : " ", *choice);
}

void completion_quote(const char *text, const char *special, char escape, const char *quote)
{
	for (; *text; text++) {
		if (*text == '\'') {
			fputs(quote, stdout);
			continue;
		}
		if (strchr(special, *text))
			putchar(escape);
		putchar(*text);
	}
}
