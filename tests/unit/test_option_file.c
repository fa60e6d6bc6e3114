/* The configuration file of an option table: what it sets, what overrides it, and its errors. */
#include <stdlib.h>
#include <string.h>

#include "option_report.h"
#include "temporary.h"
#include "unit.h"

struct settings {
	bool verbose, help;
	long max_port, size, colour;
	char *name, *file;
	struct option_list bind;
};

#define AT(member) offsetof(struct settings, member)

static const char *const colours[] = {"red", "green", NULL};

static const struct option_row rows[] = {
	{.name = "verbose", .type = OPTION_FLAG, .offset = AT(verbose)},
	{.name = "help", .type = OPTION_FLAG, .only_command_line = true, .offset = AT(help)},
	{.name = "max-port",
		.type = OPTION_NUMBER,
		.offset = AT(max_port),
		.max = 65535,
		.fallback = "5555"},
	{.name = "size",
		.type = OPTION_BYTES,
		.offset = AT(size),
		.max = 1L << 30,
		.fallback = "4K"},
	{.name = "colour",
		.type = OPTION_CHOICE,
		.offset = AT(colour),
		.choices = colours,
		.fallback = "red"},
	{.name = "name", .type = OPTION_TEXT, .offset = AT(name), .fallback = "nobody"},
	{.name = "bind", .type = OPTION_LIST, .offset = AT(bind)},
	{.name = "file", .type = OPTION_TEXT, .only_command_line = true, .offset = AT(file)},
	{0},
};

static const struct option_table table = {
	.program = "tester", .usage = "", .about = "", .rows = rows, .file_option = "file"};

static struct settings settings;
static char error[OPTION_ERROR_SIZE];
static char *path;

static void set_up(void)
{
	path = temporary_file("", 0);
}

static void tear_down(void)
{
	temporary_remove(path);
}

static void finish(void)
{
	option_finish(&table, &settings);
}

/* Reads the file with these words behind it on the command line. */
static bool load_with(const char *text, const char *option, const char *value)
{
	char program[] = "tester", file[] = "--file";
	char *argv[] = {program, file, path, strdup(option), strdup(value), NULL};
	char *made[] = {argv[3], argv[4]};
	int argc = *option ? *value ? 5 : 4 : 3;
	temporary_write(path, text, strlen(text));
	bool good = option_load(&table, &settings, argc, argv, NULL, NULL, error);
	free(made[0]);
	free(made[1]);
	return good;
}

static void load(const char *text)
{
	ck_assert_msg(load_with(text, "", ""), "%s", error);
}

/* `sentence` stands behind the file's name. */
static void expect_wrong(const char *text, const char *pattern)
{
	ck_assert_msg(!load_with(text, "", ""), "'%s' was taken", text);
	ck_assert_msg(strncmp(error, path, strlen(path)) == 0, "%s", error);
	unit_like(error + strlen(path), pattern);
}

START_TEST(a_file_sets_each_type)
{
	load("# a comment\nverbose = true\nmax-port = 7\nsize = 2M\ncolour = green\n"
	     "name = \"a b\"\nbind = {x, \"y:1\"}\n");
	ck_assert(settings.verbose);
	ck_assert_int_eq(settings.max_port, 7);
	ck_assert_int_eq(settings.size, 2 << 20);
	ck_assert_int_eq(settings.colour, 1);
	ck_assert_str_eq(settings.name, "a b");
	ck_assert_uint_eq(settings.bind.count, 2);
	ck_assert_str_eq(settings.bind.values[0], "x");
	ck_assert_str_eq(settings.bind.values[1], "y:1");
	finish();
}
END_TEST

START_TEST(an_empty_file_leaves_the_defaults)
{
	load("");
	ck_assert_int_eq(settings.max_port, 5555);
	ck_assert_str_eq(settings.name, "nobody");
	ck_assert_uint_eq(settings.bind.count, 0);
	finish();
}
END_TEST

START_TEST(flags_have_four_words)
{
	load("verbose = yes");
	ck_assert(settings.verbose);
	finish();
	load("verbose = false");
	ck_assert(!settings.verbose);
	finish();
	load("verbose = no");
	ck_assert(!settings.verbose);
	finish();
	expect_wrong("verbose = maybe", ":1: 'verbose' must be true or false, not 'maybe'");
}
END_TEST

START_TEST(the_command_line_wins)
{
	ck_assert(load_with("max-port = 7\nname = file\n", "--max-port", "8"));
	ck_assert_int_eq(settings.max_port, 8);
	ck_assert_str_eq(settings.name, "file");
	finish();
	ck_assert(load_with("verbose = false\n", "--verbose", ""));
	ck_assert(settings.verbose);
	finish();
}
END_TEST

START_TEST(a_later_list_replaces_the_earlier)
{
	ck_assert(load_with("bind = {a, b}\n", "--bind", "c"));
	ck_assert_uint_eq(settings.bind.count, 1);
	ck_assert_str_eq(settings.bind.values[0], "c");
	finish();
}
END_TEST

START_TEST(lists_of_a_file_add_up)
{
	load("bind = a\nname = x\nbind = {b, c}\nbind += {d}\nbind = {}\n");
	ck_assert_uint_eq(settings.bind.count, 4);
	ck_assert_str_eq(settings.bind.values[0], "a");
	ck_assert_str_eq(settings.bind.values[1], "b");
	ck_assert_str_eq(settings.bind.values[2], "c");
	ck_assert_str_eq(settings.bind.values[3], "d");
	finish();
}
END_TEST

START_TEST(anything_else_stands_there_once)
{
	expect_wrong("max-port = 1\n\nname = a\nmax-port = 2\n",
		":4: 'max-port' stands in line 1 already");
	expect_wrong("name = a\nname = a\n", ":2: 'name' stands in line 1 already");
	expect_wrong("verbose = no\nverbose = yes\n", ":2: 'verbose' stands in line 1 already");
	expect_wrong("colour = red colour = red\n", ":1: 'colour' stands in line 1 already");
}
END_TEST

START_TEST(an_invisible_mark_is_none)
{
	load("\xEF\xBB\xBFmax-port = 7\n");
	ck_assert_int_eq(settings.max_port, 7);
	finish();
	ck_assert(!load_with("\xFF\xFEm", "", ""));
	ck_assert_ptr_nonnull(strstr(error, "UTF-16"));
}
END_TEST

START_TEST(endless_files_are_refused)
{
	char program[] = "tester", file[] = "--file=/dev/zero";
	char *argv[] = {program, file, NULL};
	ck_assert(!option_load(&table, &settings, 2, argv, NULL, NULL, error));
	ck_assert_str_eq(error, "the file '/dev/zero' has more than 1048576 bytes");
	temporary_write(path, "name = a\n\0name = b\n", 19);
	char *again[] = {program, strdup("--file"), path, NULL};
	ck_assert(!option_load(&table, &settings, 3, again, NULL, NULL, error));
	ck_assert_ptr_nonnull(strstr(error, ":2: a NUL byte; settings are text"));
	free(again[1]);
}
END_TEST

static bool reload(const char *text, const char *of)
{
	char program[] = "tester", file[] = "--file";
	char *argv[] = {program, file, strdup(of), NULL}, *made = argv[2];
	if (text)
		temporary_write(path, text, strlen(text));
	struct option_report report;
	bool good = option_read(&table, &settings, 3, argv, NULL, NULL, true, &report);
	if (!good) {
		snprintf(error, sizeof error, "%s", report.mistakes.values[0]);
		finish();
	}
	option_report_finish(&report);
	free(made);
	return good;
}

START_TEST(what_is_read_again_must_hold_something)
{
	ck_assert(reload("max-port = 7\n", path));
	ck_assert_int_eq(settings.max_port, 7);
	finish();
	ck_assert(!reload("", path));
	ck_assert_ptr_nonnull(strstr(error, "' is empty; a comment in it says that this is meant"));
	ck_assert(!reload(" \n\t\r\n", path));
	ck_assert(reload("# all as it was\n", path));
	ck_assert_int_eq(settings.max_port, 5555);
	finish();
	ck_assert(!reload(NULL, "/dev/null"));
	unit_like(error, "cannot read ... '/dev/null': ... regular file ...");
}
END_TEST

START_TEST(one_file_is_named)
{
	ck_assert(!load_with("", "--file", path));
	ck_assert_str_eq(error, "'--file' was given twice; one file is read");
}
END_TEST

START_TEST(an_error_names_file_and_line)
{
	expect_wrong("\n\nmax-port = x\n", ":3: 'max-port' must be ... from 0 to 65535, not 'x'");
	expect_wrong("name = a\ncolour = pink\nmax-port = x\n",
		":2: 'colour' must be ... red, green, not 'pink'");
	expect_wrong("name = a\nxyzzy = 1\n", ":2: there is no option 'xyzzy'");
	expect_wrong("# a\n\n// b\n/* c\n\n# d */name = a # e\nxyzzy = 1",
		":7: there is no option 'xyzzy'");
	expect_wrong("name = \"a\\\"#\" # b\nxyzzy = 1", ":2: there is no option 'xyzzy'");
	expect_wrong("name = a//b\nxyzzy = 1", ":2: there is no option 'xyzzy'");
	expect_wrong("name = 'a#b' bind = x#y\n xyzzy = /", ":2: there is no option 'xyzzy'");
}
END_TEST

START_TEST(what_is_for_the_command_line_alone_is_refused)
{
	expect_wrong("help = true\n", ":1: 'help' is for the command line alone");
	expect_wrong("file = x\n", ":1: 'file' is for the command line alone");
}
END_TEST

START_TEST(broken_files_are_refused)
{
	static const char *const texts[] = {"max-port", "max-port =", "= 5", "name = \"x",
		"bind = {x", "bind = {x,,}}", "{", "name { }", "\x01\x02", "max-port = 5 6"};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		ck_assert_msg(!load_with(texts[i], "", ""), "'%s' was taken", texts[i]);
		ck_assert_msg(*error && strstr(error, path), "'%s': '%s'", texts[i], error);
	}
}
END_TEST

START_TEST(a_file_that_is_not_there_is_named)
{
	char program[] = "tester", file[] = "--file=/nowhere/at/all";
	char *argv[] = {program, file, NULL};
	ck_assert(!option_load(&table, &settings, 2, argv, NULL, NULL, error));
	unit_like(error, "cannot read ... '/nowhere/at/all': No such file ...");
}
END_TEST

START_TEST(a_folder_is_no_file)
{
	char program[] = "tester", file[] = "--file=/";
	char *argv[] = {program, file, NULL};
	ck_assert(!option_load(&table, &settings, 2, argv, NULL, NULL, error));
	unit_like(error, "cannot read ... '/': Is a directory");
}
END_TEST

START_TEST(a_file_is_read_anew_each_time)
{
	load("max-port = 7\nbind = {a, b}\n");
	finish();
	load("name = second\n");
	ck_assert_int_eq(settings.max_port, 5555);
	ck_assert_str_eq(settings.name, "second");
	ck_assert_uint_eq(settings.bind.count, 0);
	finish();
}
END_TEST

START_TEST(a_bad_file_costs_nothing_that_was_read_before)
{
	load("name = first\n");
	struct settings before = settings;
	ck_assert(!load_with("name = second\nbind = {a, b}\nmax-port = x\n", "", ""));
	settings = before;
	ck_assert_str_eq(settings.name, "first");
	finish();
}
END_TEST

/* The mistakes in the file, each with what stands behind the file's name. */
static void expect_all(const char *text, const char *const *patterns)
{
	char program[] = "tester", file[] = "--file";
	char *argv[] = {program, file, path, NULL};
	struct option_report report;
	size_t count = 0;
	temporary_write(path, text, strlen(text));
	option_read(&table, &settings, 3, argv, NULL, NULL, false, &report);
	for (; patterns[count]; count++) {
		ck_assert_uint_lt(count, report.mistakes.count);
		ck_assert_int_eq(strncmp(report.mistakes.values[count], path, strlen(path)), 0);
		unit_like(report.mistakes.values[count] + strlen(path), patterns[count]);
	}
	ck_assert_msg(count == report.mistakes.count, "also: %s",
		count < report.mistakes.count ? report.mistakes.values[count] : "");
	option_report_finish(&report);
}

#define EXPECT_ALL(text, ...) expect_all(text, (const char *const[]){__VA_ARGS__, NULL})

START_TEST(all_mistakes_are_found)
{
	EXPECT_ALL("nam = x\nmax-port = x\nname\nverbose = 7\n\ncolour = pink\nsize = 8K\n",
		":1: there is no option 'nam'; did you mean 'name'?",
		":2: 'max-port' must be ... not 'x'", ":4: missing equal sign after option 'name'",
		":6: 'colour' must be ...");
	ck_assert_int_eq(settings.size, 8192);
	ck_assert_int_eq(settings.max_port, 5555);
	finish();
	EXPECT_ALL("colour = pink\ncolour = green\nxyzzy = {}\nxyzzy = 2\nhelp = true\n",
		":1: 'colour' must be ...", ":2: 'colour' stands in line 1 already",
		":4: there is no option 'xyzzy'", ":5: 'help' is for the command line alone",
		":3: there is no option 'xyzzy'");
	finish();
}
END_TEST

START_TEST(a_line_that_is_not_understood_costs_no_other)
{
	EXPECT_ALL("bind = {a b}\nmax-port = 7\n= 3\nname = \"ada\"\nsize = x\nname = \"b\n",
		":6: a quote is opened and not closed in this line",
		":1: 'b' is not expected here: ...", ":3: '=' is not expected here: ...",
		":5: 'size' must be ...");
	ck_assert_int_eq(settings.max_port, 7);
	ck_assert_str_eq(settings.name, "ada");
	finish();
}
END_TEST

START_TEST(each_value_has_its_origin)
{
	char program[] = "tester", file[] = "--file", option[] = "--max-port=8";
	char *argv[] = {program, file, path, option, NULL};
	struct option_report report;
	const char *text = "max-port = 7\nbind = {a,\n\nb}\nbind = c\nname = x\n";
	temporary_write(path, text, strlen(text));
	ck_assert(option_read(&table, &settings, 4, argv, NULL, NULL, false, &report));
	const struct option_origin *bind = option_origin(&report, "bind");
	ck_assert_int_eq(option_origin(&report, "max-port")->source, OPTION_COMMAND_LINE);
	ck_assert_int_eq(option_origin(&report, "size")->source, OPTION_DEFAULT);
	ck_assert_int_eq(option_origin(&report, "name")->source, OPTION_FILE);
	ck_assert_uint_eq(option_origin(&report, "name")->lines[0], 6);
	ck_assert_uint_eq(bind->count, 3);
	ck_assert_uint_eq(bind->lines[0], 2);
	ck_assert_uint_eq(bind->lines[1], 4);
	ck_assert_uint_eq(bind->lines[2], 5);
	option_mistake(&report, "bind", 1, "that is '%s'", "wrong");
	ck_assert_uint_eq(report.mistakes.count, 1);
	unit_like(report.mistakes.values[0], "...:4: that is 'wrong'");
	option_report_finish(&report);
	finish();
}
END_TEST

START_TEST(what_is_missing_is_said)
{
	EXPECT_ALL("verbose = yes\nname = \"chat # one\n# it's \"two\"\nname = it's\n"
		   "max-port = x\n",
		":2: a quote is opened and not closed in this line",
		":4: a quote is opened and not closed in this line",
		":5: 'max-port' must be a whole number ...");
	finish();
	EXPECT_ALL("name = chat server\nmax-port = 5 6\nbind = {x \"y\"}\nwrong = 5\n",
		":1: 'server' is not expected here: a value with blanks stands in quotes",
		":2: '6' is not expected here: a value with blanks stands in quotes",
		":3: 'y' is not expected here: is a quote, a comma or a brace missing?",
		":4: there is no option 'wrong'");
	finish();
	EXPECT_ALL("bind = {x, y\nname = z\n",
		":2: 'name' is not expected here: is a quote, a comma or a brace missing?");
	finish();
	EXPECT_ALL("bind = {x, y\n", ":2: the file ends too early: is a brace missing?");
	finish();
	load("name = \"a\\\nb\"\nmax-port = 7\n");
	ck_assert_int_eq(settings.max_port, 7);
	finish();
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {a_file_sets_each_type, an_empty_file_leaves_the_defaults,
		flags_have_four_words, the_command_line_wins, a_later_list_replaces_the_earlier,
		lists_of_a_file_add_up, anything_else_stands_there_once, an_invisible_mark_is_none,
		endless_files_are_refused, what_is_read_again_must_hold_something,
		one_file_is_named, an_error_names_file_and_line,
		what_is_for_the_command_line_alone_is_refused, broken_files_are_refused,
		a_file_that_is_not_there_is_named, a_folder_is_no_file,
		a_file_is_read_anew_each_time, a_bad_file_costs_nothing_that_was_read_before,
		all_mistakes_are_found, a_line_that_is_not_understood_costs_no_other,
		what_is_missing_is_said, each_value_has_its_origin, NULL};
	return unit_cases_with("option file", set_up, tear_down, cases);
}
