#include "completion.h"

#define QUOTE "'\\''" /* ends the quotes, has a quote, and begins them again */

static void action(const struct option_row *row)
{
	switch (completion_value(row)) {
	case COMPLETION_FLAG:
	case COMPLETION_OWN:
		putchar(' ');
		return;
	case COMPLETION_CHOICE:
		putchar('(');
		completion_choices(row);
		putchar(')');
		return;
	case COMPLETION_FILE:
		fputs("_files", stdout);
		return;
	case COMPLETION_DIR:
		fputs("_files -/", stdout);
		return;
	case COMPLETION_COMMAND:
		fputs("_command_names -e", stdout);
		return;
	}
}

/* The option as _arguments takes it: which others it excludes, its forms, what it is, its value. */
static void option(const struct option_row *row)
{
	bool flag = row->type == OPTION_FLAG;
	fputs(" \\\n\t'", stdout);
	if (row->type == OPTION_LIST)
		putchar('*');
	else if (row->letter)
		printf("(-%c --%s)", row->letter, row->name);
	if (row->letter)
		printf("'{-%c%s,--%s%s}'", row->letter, flag ? "" : "+", row->name,
			flag ? "" : "=");
	else
		printf("--%s%s", row->name, flag ? "" : "=");
	putchar('[');
	completion_quote(row->help, "[]\\", '\\', QUOTE);
	putchar(']');
	if (!flag) {
		putchar(':');
		completion_quote(row->argument, ":\\", '\\', QUOTE);
		putchar(':');
		action(row);
	}
	putchar('\'');
}

void completion_zsh(const struct option_table *table)
{
	printf("#compdef %s\n"
	       "# Completion of %s for zsh, made from its table of options.\n"
	       "_arguments -s -S",
		table->program, table->program);
	for (const struct option_row *row = table->rows; row->name; row++)
		option(row);
	if (table->most_operands > 0)
		fputs(" \\\n\t'*:host or socket:{ if [[ $PREFIX == */* ]]; then _files; else "
		      "_hosts; fi }'",
			stdout);
	putchar('\n');
}
