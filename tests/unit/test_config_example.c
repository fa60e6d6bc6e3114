/* docs/chatd.conf, which packages install: every option of the file stands there once, commented
 * out, with its default, and all of them together are a file that chatd takes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "memory.h"
#include "temporary.h"
#include "text_file.h"
#include "unit.h"

static const struct option_row *row_of(const char *name, size_t length)
{
	for (const struct option_row *row = config_table.rows; row->name; row++)
		if (strlen(row->name) == length && memcmp(row->name, name, length) == 0)
			return row;
	return NULL;
}

/* The lines of the file, each by a call of `each`. */
static void read_lines(void (*each)(char *line, void *data), void *data)
{
	char error[OPTION_ERROR_SIZE];
	size_t length;
	char *text = text_file_read(
		CHATD_CONF, TEXT_FILE_REGULAR, 1 << 20, &length, error, sizeof error);
	ck_assert_msg(text != NULL, "%s", error);
	char *rest = text;
	for (char *line; (line = strsep(&rest, "\n"));)
		each(line, data);
	free(text);
}

/* A line "#name = value"; a sentence has a blank behind its "#". */
static const char *value_in(char *line, const struct option_row **row)
{
	if (line[0] != '#' || line[1] < 'a' || line[1] > 'z')
		return NULL;
	char *equals = strstr(line, " = ");
	ck_assert_msg(equals != NULL, "neither a sentence nor an option: %s", line);
	*row = row_of(line + 1, (size_t)(equals - line - 1));
	ck_assert_msg(*row != NULL, "no option of chatd: %s", line);
	return equals + strlen(" = ");
}

struct found {
	const struct option_row *rows[128];
	size_t count;
};

static void check_line(char *line, void *data)
{
	struct found *found = data;
	const struct option_row *row;
	const char *value = value_in(line, &row);
	ck_assert_msg(line[0] == '#' || line[0] == '\0', "not commented out: %s", line);
	if (!value)
		return;
	ck_assert_msg(!row->only_command_line, "not for the file: %s", line);
	for (size_t i = 0; i < found->count; i++)
		ck_assert_msg(found->rows[i] != row, "twice: %s", line);
	ck_assert_uint_lt(found->count, sizeof found->rows / sizeof found->rows[0]);
	found->rows[found->count++] = row;
	const char *fallback = row->type == OPTION_FLAG ? "false" : row->fallback;
	if (!fallback)
		return;
	char *quoted = memory_format("\"%s\"", fallback);
	ck_assert_msg(strcmp(value, fallback) == 0 || strcmp(value, quoted) == 0,
		"the default is %s: %s", fallback, line);
	free(quoted);
}

START_TEST(every_option_with_its_default)
{
	struct found found = {0};
	read_lines(check_line, &found);
	for (const struct option_row *row = config_table.rows; row->name; row++) {
		bool there = row->only_command_line;
		for (size_t i = 0; i < found.count; i++)
			there = there || found.rows[i] == row;
		ck_assert_msg(there, "docs/chatd.conf has no line '#%s = ...'", row->name);
	}
}
END_TEST

static void uncomment(char *line, void *file)
{
	const struct option_row *row;
	fprintf(file, "%s\n", value_in(line, &row) ? line + 1 : line);
}

START_TEST(all_of_them_are_taken)
{
	struct option_report report;
	struct config config;
	char *path = temporary_file("", 0);
	FILE *file = fopen(path, "w");
	read_lines(uncomment, file);
	fclose(file);
	char program[] = "chatd", option[] = "--config";
	char *arguments[] = {program, option, path, NULL};
	bool good = config_load(&config, 3, arguments, false, &report);
	ck_assert_msg(good, "%s", good ? "" : report.mistakes.values[0]);
	ck_assert_uint_eq(config.bind.count, 3);
	option_report_finish(&report);
	config_finish(&config);
	temporary_remove(path);
}
END_TEST

/* The rows of a paragraph, and whether it is marked. */
struct marks {
	bool paragraph, marked;
};

static void check_mark(char *line, void *data)
{
	struct marks *marks = data;
	const struct option_row *row;
	if (!*line || (line[0] == '#' && line[1] == '#')) {
		*marks = (struct marks){0};
	} else if (value_in(line, &row)) {
		ck_assert_msg(marks->marked == !row->restart, "[reload] is %s: %s",
			row->restart ? "wrong" : "missing", line);
	} else {
		marks->marked |= strstr(line, "[reload]") != NULL;
	}
}

START_TEST(what_a_reload_changes_is_marked)
{
	struct marks marks = {0};
	read_lines(check_mark, &marks);
}
END_TEST

/* Whether the man page says "(HUP)" of the option: from the heading that names it to the next one
 * that does not. */
static bool is_hup(const char *man, const char *name)
{
	char *heading = memory_format("*--%s*", name);
	bool mine = false, found = false, hup = false;
	for (const char *line = strstr(man, "# OPTIONS"); line && strncmp(line, "# CONF", 6) != 0;
		line = strchr(line, '\n') + 1) {
		char *copy = memory_text_n(line, strcspn(line, "\n"));
		if (copy[0] == '*') {
			mine = strstr(copy, heading) != NULL;
			found |= mine;
		}
		hup |= mine && strstr(copy, "(HUP)");
		free(copy);
	}
	ck_assert_msg(found, "the man page has no %s", heading);
	free(heading);
	return hup;
}

START_TEST(the_man_page_says_what_hup_changes)
{
	char error[OPTION_ERROR_SIZE];
	size_t length;
	char *man =
		text_file_read(CHATD_MAN, TEXT_FILE_REGULAR, 1 << 20, &length, error, sizeof error);
	ck_assert_msg(man != NULL, "%s", error);
	for (const struct option_row *row = config_table.rows; row->name; row++) {
		bool can = !row->restart && !row->only_command_line;
		ck_assert_msg(is_hup(man, row->name) == can, "(HUP) is %s: --%s",
			can ? "missing" : "wrong", row->name);
	}
	free(man);
}
END_TEST

Suite *unit_suite(void)
{
	return unit_cases("config_example",
		(const TTest *const[]){every_option_with_its_default, all_of_them_are_taken,
			what_a_reload_changes_is_marked, the_man_page_says_what_hup_changes, NULL});
}
