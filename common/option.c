#include "option.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "nearest.h"
#include "option_file.h"
#include "option_report.h"
#include "option_value.h"

#define FIRST_LONG 256 /* getopt_long's value of row 0; letters are below */
#define HELP_LEFT 31
#define HELP_COLUMNS 80

static size_t count_rows(const struct option_table *table)
{
	size_t n = 0;
	while (table->rows[n].name)
		n++;
	return n;
}

static void set_defaults(const struct option_table *table, void *settings)
{
	char error[OPTION_ERROR_SIZE];
	for (const struct option_row *row = table->rows; row->name; row++) {
		option_init(row, settings);
		if (row->fallback && !option_set(row, settings, row->fallback, error))
			fatal(error);
	}
}

/* Options of the command line: found first, applied after the file. */
struct given {
	const struct option_row *row;
	const char *value;
};

struct command_line {
	struct given *given;
	size_t count;
	const char **operands;
	int operand_count;
};

static const char *row_name(const void *data, size_t i)
{
	return ((const struct option_row *)data)[i].name;
}

static bool complain_unknown(
	const struct option_table *table, const char *word, struct option_report *report)
{
	char name[64];
	const char *dashes = word + strspn(word, "-");
	snprintf(name, sizeof name, "%.*s", (int)strcspn(dashes, "="), dashes);
	const char *near = nearest_word(name, row_name, table->rows);
	if (near && word[0] == '-' && word[1] == '-')
		return option_mistake(report, NULL, 0,
			"there is no option '--%s'; did you mean '--%s'?", name, near);
	return option_mistake(report, NULL, 0, "there is no option '%s'", word);
}

static bool complain_getopt(const struct option_table *table, int found, char *const *argv,
	struct option_report *report)
{
	const char *word = argv[optind - 1];
	if (found == ':')
		return option_mistake(report, NULL, 0, "the option '%s' needs a value", word);
	if (optopt >= FIRST_LONG)
		return option_mistake(report, NULL, 0, "the option '--%s' takes no value",
			table->rows[optopt - FIRST_LONG].name);
	char letter[3] = {'-', (char)optopt, '\0'};
	return complain_unknown(table, optopt ? letter : word, report);
}

static void describe(
	const struct option_table *table, size_t count, struct option *longs, char *letters)
{
	*letters++ = ':'; /* tell a missing value from an unknown option */
	for (size_t i = 0; i < count; i++) {
		const struct option_row *row = &table->rows[i];
		bool value = row->type != OPTION_FLAG;
		longs[i] = (struct option){row->name, value ? required_argument : no_argument, NULL,
			FIRST_LONG + (int)i};
		if (row->letter) {
			*letters++ = row->letter;
			if (value)
				*letters++ = ':';
		}
	}
	*letters = '\0';
	longs[count] = (struct option){0};
}

static const struct option_row *find_row(const struct option_table *table, int found)
{
	if (found >= FIRST_LONG)
		return &table->rows[found - FIRST_LONG];
	const struct option_row *row = table->rows;
	while (row->letter != found)
		row++;
	return row;
}

static void take_operands(const struct option_table *table, int argc, char *const *argv,
	struct command_line *line, struct option_report *report)
{
	bool good = report->mistakes.count == 0; /* else it may be the value of what is unknown */
	for (; optind < argc; optind++) {
		if (line->operand_count < table->most_operands)
			line->operands[line->operand_count++] = argv[optind];
		else if (good)
			option_mistake(
				report, NULL, 0, "there is one word too many: '%s'", argv[optind]);
	}
}

/* "--state --check": getopt_long() takes the second word for the value of the first. */
static bool is_option(const struct option_table *table, const char *word)
{
	const struct option_row *row = table->rows;
	size_t length = strcspn(word, "=");
	if (strncmp(word, "--", 2) != 0)
		return false;
	while (row->name &&
		(strlen(row->name) != length - 2 || strncmp(row->name, word + 2, length - 2) != 0))
		row++;
	return row->name != NULL;
}

static void take(const struct option_table *table, int found, const char *word,
	struct command_line *line, struct option_report *report)
{
	const struct option_row *row = find_row(table, found);
	if (found >= FIRST_LONG && optarg == word && is_option(table, word))
		option_mistake(report, NULL, 0,
			"the option '--%s' needs a value, and '%s' is another option; --%s=%s if "
			"it is meant",
			row->name, word, row->name, word);
	else
		line->given[line->count++] = (struct given){row, optarg ? optarg : ""};
}

static void parse(const struct option_table *table, int argc, char *const *argv,
	struct command_line *line, struct option_report *report)
{
	size_t count = count_rows(table);
	struct option *longs = memory_get((count + 1) * sizeof *longs);
	char *letters = memory_get(2 * count + 2);
	int found;
	describe(table, count, longs, letters);
	optind = 0;
	opterr = 0;
	while ((found = getopt_long(argc, argv, letters, longs, NULL)) != -1) {
		if (found == '?' || found == ':')
			complain_getopt(table, found, argv, report);
		else
			take(table, found, argv[optind - 1], line, report);
	}
	take_operands(table, argc, argv, line, report);
	free(letters);
	free(longs);
}

/* The file that the command line names; NULL for none. */
static const char *find_file(const struct option_table *table, const struct command_line *line,
	struct option_report *report)
{
	const char *path = NULL;
	for (size_t i = 0; table->file_option && i < line->count; i++) {
		if (strcmp(line->given[i].row->name, table->file_option) != 0)
			continue;
		if (path)
			option_mistake(report, NULL, 0, "'--%s' was given twice; one file is read",
				table->file_option);
		path = line->given[i].value;
	}
	return path;
}

static void apply_command_line(
	const struct command_line *line, void *settings, struct option_report *report)
{
	char error[OPTION_ERROR_SIZE];
	for (size_t i = 0; i < line->count; i++) {
		const struct option_row *row = line->given[i].row;
		if (row->type == OPTION_LIST)
			option_clear(row, settings);
		option_origin_set(option_origin(report, row->name), OPTION_COMMAND_LINE);
	}
	for (size_t i = 0; i < line->count; i++) {
		if (option_set(line->given[i].row, settings, line->given[i].value, error))
			continue;
		option_mistake(report, NULL, 0, "%s", error);
		report->usage = true;
	}
}

bool option_read(const struct option_table *table, void *settings, int argc, char *const *argv,
	const char **operands, int *count, bool again, struct option_report *report)
{
	struct command_line line = {.operands = operands};
	size_t most = 0; /* "-abc" gives a row for each letter */
	for (int i = 0; i < argc; i++)
		most += strlen(argv[i]);
	line.given = memory_get(most * sizeof *line.given);
	option_report_init(report, table);
	set_defaults(table, settings);
	parse(table, argc, argv, &line, report);
	const char *file = find_file(table, &line, report);
	report->usage = report->mistakes.count > 0;
	if (file)
		option_file_load(table, settings, file,
			again ? TEXT_FILE_REGULAR : TEXT_FILE_STREAM, report);
	apply_command_line(&line, settings, report);
	free(line.given);
	if (count)
		*count = line.operand_count;
	return report->mistakes.count == 0;
}

bool option_load(const struct option_table *table, void *settings, int argc, char *const *argv,
	const char **operands, int *count, char error[OPTION_ERROR_SIZE])
{
	struct option_report report;
	bool good = option_read(table, settings, argc, argv, operands, count, false, &report);
	if (!good) {
		option_error(error, "%s", report.mistakes.values[0]);
		option_finish(table, settings);
	}
	option_report_finish(&report);
	return good;
}

void option_finish(const struct option_table *table, void *settings)
{
	for (const struct option_row *row = table->rows; row->name; row++)
		option_clear(row, settings);
}

/* Prints one word of the right column, in a new line if it does not fit. */
static void help_word(const char *word, size_t length, size_t *column, FILE *to)
{
	if (*column + 1 + length > HELP_COLUMNS) {
		fprintf(to, "\n%*s", HELP_LEFT, "");
		*column = HELP_LEFT;
	}
	fprintf(to, " %.*s", (int)length, word);
	*column += 1 + length;
}

static void help_row(const struct option_row *row, FILE *to)
{
	char left[64], fallback[128];
	snprintf(left, sizeof left, "  %c%c%s --%s%s%s", row->letter ? '-' : ' ',
		row->letter ? row->letter : ' ', row->letter ? "," : " ", row->name,
		row->argument ? " " : "", row->argument ? row->argument : "");
	size_t column = (size_t)fprintf(to, "%-*s", HELP_LEFT, left);
	for (const char *word = row->help; *word; word += strspn(word, " ")) {
		size_t length = strcspn(word, " ");
		help_word(word, length, &column, to);
		word += length;
	}
	if (row->fallback && row->type != OPTION_FLAG) {
		snprintf(fallback, sizeof fallback, "(default %s)", row->fallback);
		help_word(fallback, strlen(fallback), &column, to);
	}
	fputc('\n', to);
}

void option_help(const struct option_table *table, FILE *to)
{
	fprintf(to, "usage: %s %s\n%s\n\nOptions:\n", table->program, table->usage, table->about);
	for (const struct option_row *row = table->rows; row->name; row++)
		help_row(row, to);
}
