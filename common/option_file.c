#include "option_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <confuse.h>

#include "config_text.h"
#include "memory.h"
#include "nearest.h"
#include "option_value.h"

#define UNKNOWN_MAX 20 /* names; each costs another reading */
#define NOT_UNDERSTOOD_MAX 20

/* A name in the file that is no option's. */
struct unknown {
	char *name;
	unsigned line; /* where it was found first */
	unsigned told; /* the last line of which a mistake tells; 0 for none */
	bool told_first;
};

/* One reading of a file. */
struct reading {
	const struct option_table *table;
	void *settings;
	struct option_report *report;
	unsigned *lines; /* of each row: where it was given first; 0 for not yet */
	struct unknown *unknown;
	size_t unknown_count;
};

/* For value_cb(), which libconfuse calls at each value, and to which it passes no pointer. */
static struct reading *reading;

static const struct option_row *row_of(const struct option_table *table, const char *name)
{
	const struct option_row *row = table->rows;
	while (row->name && strcmp(row->name, name) != 0)
		row++;
	return row->name && !row->only_command_line ? row : NULL;
}

static bool flag_value(const char *value, bool *flag)
{
	*flag = strcmp(value, "true") == 0 || strcmp(value, "yes") == 0;
	return *flag || strcmp(value, "false") == 0 || strcmp(value, "no") == 0;
}

static bool set_value(const struct option_row *row, void *settings, const char *value, char *error)
{
	bool flag;
	if (row->type != OPTION_FLAG)
		return option_set(row, settings, value, error);
	if (!flag_value(value, &flag))
		return option_error(
			error, "'%s' must be true or false, not '%s'", row->name, value);
	return !flag || option_set(row, settings, value, error);
}

/* The first value of a row replaces the default. Further ones extend a list; otherwise they are a
 * mistake. */
static bool make_place(const struct option_row *row, unsigned line)
{
	unsigned *first = &reading->lines[row - reading->table->rows];
	char sentence[OPTION_ERROR_SIZE];
	if (*first == 0) {
		*first = line;
		option_clear(row, reading->settings);
		option_origin_set(option_origin(reading->report, row->name), OPTION_FILE);
		return true;
	}
	if (row->type == OPTION_LIST)
		return true;
	option_error(sentence, "'%s' stands in line %u already", row->name, *first);
	return option_mistake_line(reading->report, line, sentence);
}

static const char *name_for_file(const void *data, size_t i)
{
	const struct option_row *row = data;
	while (row->name && (row->only_command_line || i-- > 0))
		row++;
	return row->name;
}

static void tell_unknown(struct unknown *unknown, unsigned line)
{
	const struct option_row *rows = reading->table->rows, *row = rows;
	char sentence[OPTION_ERROR_SIZE];
	if (unknown->told == line)
		return;
	unknown->told = line;
	unknown->told_first |= line == unknown->line;
	const char *near = nearest_word(unknown->name, name_for_file, rows);
	while (row->name && strcmp(row->name, unknown->name) != 0)
		row++;
	if (row->name)
		option_error(sentence, "'%s' is for the command line alone", unknown->name);
	else if (near)
		option_error(sentence, "there is no option '%s'; did you mean '%s'?", unknown->name,
			near);
	else
		option_error(sentence, "there is no option '%s'", unknown->name);
	option_mistake_line(reading->report, line, sentence);
}

static void take_unknown(const char *name, unsigned line)
{
	for (size_t i = 0; i < reading->unknown_count; i++)
		if (strcmp(reading->unknown[i].name, name) == 0)
			tell_unknown(&reading->unknown[i], line);
}

static void take_value(const struct option_row *row, const char *value, unsigned line)
{
	char reason[OPTION_ERROR_SIZE];
	if (set_value(row, reading->settings, value, reason))
		option_origin_line(option_origin(reading->report, row->name), line);
	else
		option_mistake_line(reading->report, line, reason);
}

static int value_cb(cfg_t *cfg, cfg_opt_t *opt)
{
	const struct option_row *row = row_of(reading->table, cfg_opt_name(opt));
	unsigned line = (unsigned)cfg->line;
	if (!row)
		take_unknown(cfg_opt_name(opt), line);
	else if (make_place(row, line))
		for (unsigned i = 0; i < cfg_opt_size(opt); i++)
			take_value(row, cfg_opt_getnstr(opt, i), line);
	cfg_free_value(opt); /* else `name += {b}` would show {a} again */
	return 0;
}

static size_t count_rows(const struct option_table *table)
{
	size_t count = 0;
	while (table->rows[count].name)
		count++;
	return count;
}

static cfg_t *describe(void)
{
	const struct option_table *table = reading->table;
	size_t count = count_rows(table) + reading->unknown_count, used = 0;
	cfg_opt_t *opts = memory_zero((count + 1) * sizeof *opts);
	for (const struct option_row *row = table->rows; row->name; row++) {
		if (row->only_command_line)
			continue;
		if (row->type == OPTION_LIST)
			opts[used++] = (cfg_opt_t)CFG_STR_LIST(row->name, NULL, CFGF_NODEFAULT);
		else
			opts[used++] = (cfg_opt_t)CFG_STR(row->name, NULL, CFGF_NODEFAULT);
	}
	for (size_t i = 0; i < reading->unknown_count; i++)
		opts[used++] =
			(cfg_opt_t)CFG_STR_LIST(reading->unknown[i].name, NULL, CFGF_NODEFAULT);
	opts[used] = (cfg_opt_t)CFG_END();
	cfg_t *cfg = cfg_init(opts, CFGF_NONE);
	if (!cfg)
		fatal("out of memory");
	for (cfg_opt_t *opt = opts; opt->name; opt++)
		cfg_set_validate_func(cfg, opt->name, value_cb);
	free(opts);
	return cfg;
}

/* Whether the line begins with this word: it is meant as a name. */
static bool begins_line(const char *text, unsigned line, const char *word)
{
	for (; text && line > 1; line--) {
		text = strchr(text, '\n');
		text += text != NULL;
	}
	if (text)
		text += strspn(text, " \t\r\"'");
	return text && strncmp(text, word, strlen(word)) == 0;
}

static bool add_unknown(const struct config_text_error *error)
{
	if (!error->unknown[0] || reading->unknown_count == UNKNOWN_MAX)
		return false;
	reading->unknown =
		memory_add(reading->unknown, reading->unknown_count, sizeof *reading->unknown);
	reading->unknown[reading->unknown_count++] =
		(struct unknown){.name = memory_text(error->unknown), .line = error->line};
	return true;
}

/* Blanks the first `count` lines. False where nothing is left. */
static bool skip_lines(char *text, unsigned count)
{
	for (; *text && count > 0; text++)
		if (*text == '\n')
			count--;
		else
			*text = ' ';
	return *text != '\0';
}

/* Applies the text from the first line to the last; what is not understood ends with its line.
 * False where a name was found that is unknown, which must be known for the next time. */
static bool apply(char *text)
{
	struct config_text_error error;
	for (int i = 0; i < NOT_UNDERSTOOD_MAX && config_text_open_quote(text, &error); i++)
		option_mistake_line(reading->report, error.line, error.sentence);
	for (int wrong = 0; wrong <= NOT_UNDERSTOOD_MAX; wrong++) {
		cfg_t *cfg = describe();
		bool good = config_text_parse_text(cfg, text, &error);
		cfg_free(cfg);
		if (good)
			return true;
		if (*error.unknown && !begins_line(text, error.line, error.unknown))
			snprintf(error.sentence, sizeof error.sentence,
				"'%s' is not expected here: a value with blanks stands in quotes",
				error.unknown);
		else if (add_unknown(&error))
			return false;
		if (wrong == NOT_UNDERSTOOD_MAX)
			snprintf(error.sentence, sizeof error.sentence,
				"there is more that is wrong; mend this first");
		option_mistake_line(reading->report, error.line, error.sentence);
		if (error.line == 0 || !skip_lines(text, error.line))
			return true;
	}
	return true;
}

static void reset(size_t mistakes)
{
	char error[OPTION_ERROR_SIZE];
	const struct option_row *rows = reading->table->rows;
	for (size_t i = 0; rows[i].name; i++) {
		reading->lines[i] = 0;
		option_origin_set(&reading->report->origins[i], OPTION_DEFAULT);
		option_clear(&rows[i], reading->settings);
		option_init(&rows[i], reading->settings);
		if (rows[i].fallback)
			option_set(&rows[i], reading->settings, rows[i].fallback, error);
	}
	for (size_t i = 0; i < reading->unknown_count; i++) {
		reading->unknown[i].told = 0;
		reading->unknown[i].told_first = false;
	}
	option_mistakes_keep(reading->report, mistakes);
}

static void read_all(const char *text)
{
	size_t mistakes = reading->report->mistakes.count;
	bool done;
	do {
		char *copy = memory_text(text);
		reset(mistakes);
		done = apply(copy);
		free(copy);
	} while (!done);
	for (size_t i = 0; i < reading->unknown_count; i++) {
		struct unknown *unknown = &reading->unknown[i];
		if (!unknown->told_first) /* `name = {}` has no value */
			tell_unknown(unknown, unknown->line);
		free(unknown->name);
	}
	free(reading->unknown);
}

bool option_file_load(const struct option_table *table, void *settings, const char *path,
	enum text_file_kind kind, struct option_report *report)
{
	char error[OPTION_ERROR_SIZE];
	size_t before = report->mistakes.count;
	char *text = config_text_read(path, kind, error, sizeof error);
	if (!text)
		return option_mistake(report, NULL, 0, "%s", error);
	memory_replace(&report->file, path);
	struct reading now = {.table = table, .settings = settings, .report = report};
	now.lines = memory_zero((count_rows(table) + 1) * sizeof *now.lines);
	reading = &now;
	read_all(text);
	reading = NULL;
	free(now.lines);
	free(text);
	return report->mistakes.count == before;
}
