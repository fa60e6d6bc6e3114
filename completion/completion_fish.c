#include "completion.h"

static void value(const struct option_row *row)
{
	switch (completion_value(row)) {
	case COMPLETION_FLAG:
		return;
	case COMPLETION_OWN:
		fputs(" -x", stdout);
		return;
	case COMPLETION_CHOICE:
		fputs(" -x -a '", stdout);
		completion_choices(row);
		putchar('\'');
		return;
	case COMPLETION_FILE:
		fputs(" -r -F", stdout);
		return;
	case COMPLETION_DIR:
		fputs(" -x -a '(__fish_complete_directories)'", stdout);
		return;
	case COMPLETION_COMMAND:
		fputs(" -x -a '(__fish_complete_command)'", stdout);
		return;
	}
}

void completion_fish(const struct option_table *table)
{
	printf("# Completion of %s for fish, made from its table of options.\n"
	       "complete -c %s -f\n",
		table->program, table->program);
	if (table->most_operands > 0)
		printf("complete -c %s -a '(__fish_print_hostnames)'\n"
		       "complete -c %s -n 'string match -q \"*/*\" -- (commandline -ct)' -F\n",
			table->program, table->program);
	for (const struct option_row *row = table->rows; row->name; row++) {
		printf("complete -c %s -l %s", table->program, row->name);
		if (row->letter)
			printf(" -s %c", row->letter);
		value(row);
		fputs(" -d '", stdout);
		completion_quote(row->help, "\\", '\\', "\\'");
		puts("'");
	}
}
