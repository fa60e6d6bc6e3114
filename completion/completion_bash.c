#include "completion.h"

/* An arm of the case for the options whose values are of this kind. */
static void arm(const struct option_table *table, enum completion_value value, const char *then)
{
	const char *between = "\t";
	for (const struct option_row *row = table->rows; row->name; row++) {
		if (completion_value(row) != value)
			continue;
		printf("%s--%s", between, row->name);
		between = " | ";
		if (row->letter)
			printf(" | -%c", row->letter);
	}
	if (*between == ' ')
		printf(")\n%s\t\treturn ;;\n", then);
}

static void choice_arms(const struct option_table *table)
{
	for (const struct option_row *row = table->rows; row->name; row++) {
		if (completion_value(row) != COMPLETION_CHOICE)
			continue;
		printf("\t--%s", row->name);
		if (row->letter)
			printf(" | -%c", row->letter);
		fputs(")\n\t\tmapfile -t COMPREPLY < <(compgen -W '", stdout);
		completion_choices(row);
		puts("' -- \"$word\")\n\t\treturn ;;");
	}
}

void completion_bash(const struct option_table *table)
{
	printf("# Completion of %s for bash, made from its table of options.\n"
	       "_%s()\n"
	       "{\n"
	       "\tlocal word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}\n"
	       "\tCOMPREPLY=()\n"
	       "\tif [[ $word == = ]]; then # bash makes three words of --option=value\n"
	       "\t\tword=\n"
	       "\telif [[ $before == = ]]; then\n"
	       "\t\tbefore=${COMP_WORDS[COMP_CWORD - 2]}\n"
	       "\tfi\n"
	       "\tcase $before in\n",
		table->program, table->program);
	choice_arms(table);
	arm(table, COMPLETION_FILE,
		"\t\tcompopt -o filenames\n\t\tmapfile -t COMPREPLY < <(compgen -f -- "
		"\"$word\")\n");
	arm(table, COMPLETION_DIR,
		"\t\tcompopt -o filenames\n\t\tmapfile -t COMPREPLY < <(compgen -d -- "
		"\"$word\")\n");
	arm(table, COMPLETION_COMMAND, "\t\tmapfile -t COMPREPLY < <(compgen -c -- \"$word\")\n");
	arm(table, COMPLETION_OWN, "");
	puts("\tesac");
	fputs("\tif [[ $word == -* ]]; then\n\t\tmapfile -t COMPREPLY < <(compgen -W '", stdout);
	for (const struct option_row *row = table->rows; row->name; row++)
		printf("%s--%s", row == table->rows ? "" : " ", row->name);
	puts("' -- \"$word\")");
	if (table->most_operands > 0)
		puts("\telif [[ $word == */* ]]; then\n"
		     "\t\tcompopt -o filenames\n"
		     "\t\tmapfile -t COMPREPLY < <(compgen -f -- \"$word\")\n"
		     "\telse\n"
		     "\t\tmapfile -t COMPREPLY < <(compgen -A hostname -- \"$word\")");
	printf("\tfi\n}\ncomplete -F _%s %s\n", table->program, table->program);
}
