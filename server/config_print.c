#include "config_print.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "given.h"
#include "memory.h"
#include "option_text.h"
#include "state.h"

#define COLUMN 40 /* of the comments */

static char *origin_text(const struct option_report *report, const struct option_row *row, size_t i)
{
	const struct option_origin *origin = option_origin(report, row->name);
	if (origin->source == OPTION_COMMAND_LINE)
		return memory_text("command line");
	if (origin->source == OPTION_FILE && i < origin->count)
		return memory_format("%s:%u", report->file, origin->lines[i]);
	return memory_text("default");
}

static void print_value(const struct config *config, const struct option_report *report,
	const struct option_row *row, size_t i)
{
	char *text = option_text(row, config, i), *quoted = option_quoted(text);
	char *line = memory_format("%s%s = %s", row->secret ? "# " : "", row->name, quoted);
	char *origin = origin_text(report, row, i);
	printf("%-*s # %s%s\n", COLUMN, line, origin,
		row->secret ? "; what follows the name is not shown" : "");
	free(origin);
	free(line);
	free(quoted);
	free(text);
}

/* What is used where the option is not given. */
static void print_state(const struct config *config)
{
	char folder[STATE_PATH_SIZE];
	const char *variable = state_variable(getenv, state_of_system());
	if (config_port(config) == 0 ||
		!state_folder(folder, config_port(config), getenv, state_of_system()))
		printf("# state is not set: what people say is kept in memory\n");
	else if (variable)
		printf("# state is not set: it is %s, by the environment's %s\n", folder, variable);
	else
		printf("# state is not set: it is %s, %s\n", folder,
			geteuid() == 0 ? "since this is root" : "where this user can write");
}

static void print_row(const struct config *config, const struct option_report *report,
	const struct option_row *row)
{
	size_t count = option_count(row, config);
	for (size_t i = 0; i < count; i++)
		print_value(config, report, row, i);
	if (count == 0 && row->offset == offsetof(struct config, state))
		print_state(config);
	else if (count == 0)
		printf("# %s is not set\n", row->name);
}

void config_print(const struct config *config, const struct option_report *report)
{
	printf("# chatd " CHATD_VERSION ": all settings, and where each comes from.\n");
	for (const struct option_row *row = config_table.rows; row->name; row++)
		if (!row->only_command_line)
			print_row(config, report, row);
	if (given_count() > 0)
		printf("# The environment's LISTEN_FDS gives sockets to listen on: %u\n",
			given_count());
}
