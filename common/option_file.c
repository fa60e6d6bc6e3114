#include "option_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <confuse.h>

#include "config_text.h"
#include "memory.h"
#include "option_value.h"

static const struct option_row *row_of(const struct option_table *table, const char *name)
{
	const struct option_row *row = table->rows;
	while (strcmp(row->name, name) != 0)
		row++;
	return row;
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
	if (!flag_value(value, &flag)) {
		snprintf(error, OPTION_ERROR_SIZE, "'%s' must be true or false, not '%s'",
			row->name, value);
		return false;
	}
	return !flag || option_set(row, settings, value, error);
}

/* For value_cb(), which libconfuse calls at each line, so that errors can name the line. */
static const struct option_table *check_table;
static void *check_settings;
static int *check_lines; /* of each row: where it was given first; 0 for not yet */

/* The first value of a row replaces the default. Further ones extend a list; otherwise they are an
 * error. */
static bool make_place(cfg_t *cfg, const struct option_row *row)
{
	int *line = &check_lines[row - check_table->rows];
	if (*line == 0)
		option_clear(row, check_settings);
	else if (row->type != OPTION_LIST)
		cfg_error(cfg, "'%s' stands in line %d already", row->name, *line);
	if (*line != 0)
		return row->type == OPTION_LIST;
	*line = cfg->line;
	return true;
}

static int value_cb(cfg_t *cfg, cfg_opt_t *opt)
{
	const struct option_row *row = row_of(check_table, cfg_opt_name(opt));
	char reason[OPTION_ERROR_SIZE];
	if (!make_place(cfg, row))
		return -1;
	for (unsigned i = 0; i < cfg_opt_size(opt); i++) {
		if (!set_value(row, check_settings, cfg_opt_getnstr(opt, i), reason)) {
			cfg_error(cfg, "%s", reason);
			return -1;
		}
	}
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

static cfg_opt_t *describe(const struct option_table *table)
{
	size_t count = count_rows(table);
	cfg_opt_t *opts = memory_zero((count + 1) * sizeof *opts);
	size_t used = 0;
	for (const struct option_row *row = table->rows; row->name; row++) {
		if (row->only_command_line)
			continue;
		if (row->type == OPTION_LIST)
			opts[used++] = (cfg_opt_t)CFG_STR_LIST(row->name, NULL, CFGF_NODEFAULT);
		else
			opts[used++] = (cfg_opt_t)CFG_STR(row->name, NULL, CFGF_NODEFAULT);
	}
	opts[used] = (cfg_opt_t)CFG_END();
	return opts;
}

bool option_file_load(const struct option_table *table, void *settings, const char *path,
	enum text_file_kind kind, char error[OPTION_ERROR_SIZE])
{
	cfg_opt_t *opts = describe(table);
	cfg_t *cfg = cfg_init(opts, CFGF_NONE);
	if (!cfg)
		fatal("out of memory");
	check_table = table;
	check_settings = settings;
	check_lines = memory_zero(count_rows(table) * sizeof *check_lines);
	for (cfg_opt_t *opt = opts; opt->name; opt++)
		cfg_set_validate_func(cfg, opt->name, value_cb);
	bool good = config_text_parse(cfg, path, kind, error, OPTION_ERROR_SIZE);
	cfg_free(cfg);
	free(opts);
	free(check_lines);
	return good;
}
