/* The option table: defaults, command line, file, and each error in words. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "option.h"
#include "temporary.h"
#include "unit.h"

struct settings {
	bool verbose;
	long port, size, colour;
	char *name, *greeting, *file;
	struct option_list bind;
};

#define AT(member) offsetof(struct settings, member)

static const char *const colours[] = {"red", "green", "blue", NULL};

static const struct option_row rows[] = {
	{.name = "verbose",
		.letter = 'v',
		.type = OPTION_FLAG,
		.offset = AT(verbose),
		.help = "talk"},
	{.name = "port",
		.letter = 'p',
		.type = OPTION_NUMBER,
		.offset = AT(port),
		.min = 1,
		.max = 65535,
		.fallback = "5555",
		.argument = "PORT",
		.help = "where"},
	{.name = "size",
		.letter = 's',
		.type = OPTION_BYTES,
		.offset = AT(size),
		.min = 10,
		.max = 1L << 40,
		.fallback = "4K",
		.argument = "BYTES",
		.help = "how much"},
	{.name = "colour",
		.type = OPTION_CHOICE,
		.offset = AT(colour),
		.choices = colours,
		.fallback = "green",
		.argument = "COLOUR",
		.help = "which"},
	{.name = "name",
		.letter = 'n',
		.type = OPTION_TEXT,
		.offset = AT(name),
		.fallback = "nobody",
		.argument = "NAME",
		.help = "who"},
	{.name = "greeting", .type = OPTION_TEXT, .offset = AT(greeting), .help = "what"},
	{.name = "bind", .letter = 'b', .type = OPTION_LIST, .offset = AT(bind), .help = "which"},
	{.name = "file",
		.letter = 'f',
		.type = OPTION_TEXT,
		.only_command_line = true,
		.offset = AT(file),
		.argument = "FILE",
		.help = "read this first"},
	{0},
};

static const struct option_table table = {.program = "tester",
	.usage = "[OPTION]... [WORD]",
	.about = "Tests options.",
	.rows = rows,
	.file_option = "file",
	.most_operands = 2};

static struct settings settings;
static char error[OPTION_ERROR_SIZE];
static const char *operands[2];
static int operand_count;

#define WORDS_MAX 16

/* Splits the words at blanks; '_' stands for a blank in a word. */
static bool load(const char *words)
{
	static char program[] = "tester", copy[4096]; /* operands are borrowed */
	char *argv[WORDS_MAX + 1] = {program};
	char *rest = copy, *word;
	int argc = 1;
	ck_assert_int_lt(snprintf(copy, sizeof copy, "%s", words), (int)sizeof copy);
	while (*words && argc < WORDS_MAX && (word = strsep(&rest, " "))) {
		for (char *at = word; (at = strchr(at, '_'));)
			*at = ' ';
		argv[argc++] = word;
	}
	error[0] = '\0';
	bool good = option_load(&table, &settings, argc, argv, operands, &operand_count, error);
	ck_assert_msg(good == !error[0], "'%s': %s", words, error);
	return good;
}

/* The error for these words. */
static const char *wrong(const char *words)
{
	ck_assert_msg(!load(words), "'%s' was taken", words);
	return error;
}

static void expect_wrong(const char *words, const char *pattern)
{
	unit_like(wrong(words), pattern);
}

static void finish(void)
{
	option_finish(&table, &settings);
	ck_assert_ptr_null(settings.name);
	ck_assert_uint_eq(settings.bind.count, 0);
}

START_TEST(defaults_stand_where_nothing_is_given)
{
	memset(&settings, 0xA5, sizeof settings); /* need not be initialised */
	ck_assert(load(""));
	ck_assert(!settings.verbose);
	ck_assert_int_eq(settings.port, 5555);
	ck_assert_int_eq(settings.size, 4096);
	ck_assert_int_eq(settings.colour, 1);
	ck_assert_str_eq(settings.name, "nobody");
	ck_assert_ptr_null(settings.greeting);
	ck_assert_uint_eq(settings.bind.count, 0);
	ck_assert_int_eq(operand_count, 0);
	finish();
}
END_TEST

START_TEST(an_option_is_no_value)
{
	expect_wrong("--greeting --verbose",
		"the option '--greeting' needs a value, and '--verbose' is another option; "
		"--greeting=--verbose if it is meant");
	expect_wrong("--bind --port=7 -v", "the option '--bind' needs ..., and '--port=7' is ...");
	ck_assert(load("--greeting=--verbose --name -- -v"));
	ck_assert_str_eq(settings.greeting, "--verbose");
	ck_assert_str_eq(settings.name, "--");
	finish();
	ck_assert(load("-n --verbose --greeting --verb"));
	ck_assert(!settings.verbose);
	ck_assert_str_eq(settings.name, "--verbose");
	ck_assert_str_eq(settings.greeting, "--verb");
	finish();
}
END_TEST

START_TEST(the_command_line_sets_each_type)
{
	ck_assert(load("-v --port=1 --size 2M --colour blue --name=a_b --greeting hi -b x -b y"));
	ck_assert(settings.verbose);
	ck_assert_int_eq(settings.port, 1);
	ck_assert_int_eq(settings.size, 2L << 20);
	ck_assert_int_eq(settings.colour, 2);
	ck_assert_str_eq(settings.name, "a b");
	ck_assert_str_eq(settings.greeting, "hi");
	ck_assert_uint_eq(settings.bind.count, 2);
	ck_assert_str_eq(settings.bind.values[0], "x");
	ck_assert_str_eq(settings.bind.values[1], "y");
	finish();
}
END_TEST

START_TEST(short_forms_may_be_joined)
{
	ck_assert(load("-vp65535 -s10 -nx"));
	ck_assert(settings.verbose);
	ck_assert_int_eq(settings.port, 65535);
	ck_assert_int_eq(settings.size, 10);
	ck_assert_str_eq(settings.name, "x");
	finish();
}
END_TEST

START_TEST(the_last_value_counts)
{
	ck_assert(load("--name one --name two -p 1 -p 2"));
	ck_assert_str_eq(settings.name, "two");
	ck_assert_int_eq(settings.port, 2);
	finish();
}
END_TEST

START_TEST(bytes_know_k_and_m)
{
	ck_assert(load("-s 3k"));
	ck_assert_int_eq(settings.size, 3072);
	finish();
	ck_assert(load("-s 1m"));
	ck_assert_int_eq(settings.size, 1 << 20);
	finish();
	wrong("-s 3G");
	wrong("-s 3KB");
	wrong("-s K");
	wrong("-s 9223372036854775807K");
	wrong("-p 1K");
}
END_TEST

START_TEST(operands_are_counted)
{
	ck_assert(load("one -v two"));
	ck_assert_int_eq(operand_count, 2);
	ck_assert_str_eq(operands[0], "one");
	ck_assert_str_eq(operands[1], "two");
	finish();
	ck_assert(load("-- -v"));
	ck_assert(!settings.verbose);
	ck_assert_str_eq(operands[0], "-v");
	finish();
	expect_wrong("one two three", "there is one word too many: 'three'");
}
END_TEST

START_TEST(a_bad_value_is_named_with_what_is_allowed)
{
	expect_wrong("--port 0", "'port' must be a whole number from 1 to 65535, not '0'");
	expect_wrong("--port 65536", "'port' must be ... not '65536'");
	expect_wrong("-p x", "'port' must be ... not 'x'");
	expect_wrong("-p 5x", "'port' must be ... not '5x'");
	expect_wrong("--port=", "'port' must be ... not ''");
	expect_wrong("-p +5", "'port' must be ... not '+5'");
	expect_wrong("-p _5", "'port' must be ... not ' 5'");
	expect_wrong("-p 99999999999999999999", "'port' must be ... not '99999999999999999999'");
	expect_wrong("-s 9", "'size' must be a whole number from 10 to 1099511627776 (K and M may "
			     "follow it), not '9'");
	expect_wrong("--colour pink", "'colour' must be one of red, green, blue, not 'pink'");
	expect_wrong("--colour gree", "'colour' must be ... red, green, blue, not 'gree'");
}
END_TEST

START_TEST(an_unknown_option_is_named_with_the_nearest)
{
	expect_wrong("--prot 5", "there is no option '--prot'; did you mean '--port'?");
	expect_wrong("--prot=5", "there is no option '--prot'; ... '--port'?");
	expect_wrong("--xyzzy", "there is no option '--xyzzy'");
	expect_wrong("-x", "there is no option '-x'");
	expect_wrong("-vx", "there is no option '-x'");
}
END_TEST

START_TEST(values_are_missing_or_too_many)
{
	expect_wrong("--port", "the option '--port' needs a value");
	expect_wrong("-p", "the option '-p' needs a value");
	expect_wrong("--verbose=yes", "the option '--verbose' takes no value");
}
END_TEST

START_TEST(an_error_of_any_length_fits)
{
	char words[4000] = "--name=ok --port ";
	size_t used = strlen(words);
	memset(words + used, '9', sizeof words - used - 1);
	ck_assert_uint_lt(strlen(wrong(words)), OPTION_ERROR_SIZE);
	memcpy(words, "--9999999999999999", 18);
	ck_assert_uint_lt(strlen(wrong(words)), OPTION_ERROR_SIZE);
}
END_TEST

START_TEST(the_same_words_may_be_read_again)
{
	char *argv[] = {strdup("tester"), strdup("word"), strdup("-p"), strdup("7"), strdup("-b"),
		strdup("x"), NULL};
	char *kept[6];
	memcpy(kept, argv, sizeof kept);
	for (int i = 0; i < 3; i++) {
		ck_assert(option_load(&table, &settings, 6, argv, operands, &operand_count, error));
		ck_assert_int_eq(settings.port, 7);
		ck_assert_uint_eq(settings.bind.count, 1);
		ck_assert_int_eq(operand_count, 1);
		ck_assert_str_eq(operands[0], "word");
		finish();
	}
	for (int i = 0; i < 6; i++)
		free(kept[i]);
}
END_TEST

START_TEST(help_shows_each_row)
{
	char *text;
	size_t size;
	FILE *to = open_memstream(&text, &size);
	option_help(&table, to);
	fclose(to);
	ck_assert_ptr_nonnull(strstr(text, "usage: tester [OPTION]... [WORD]\nTests options.\n"));
	ck_assert_ptr_nonnull(strstr(text, "\n  -p, --port PORT"));
	ck_assert_ptr_nonnull(strstr(text, " where (default 5555)\n"));
	ck_assert_ptr_nonnull(strstr(text, "\n      --colour COLOUR"));
	ck_assert_ptr_nonnull(strstr(text, " talk\n"));
	for (const struct option_row *row = rows; row->name; row++)
		ck_assert_ptr_nonnull(strstr(text, row->name));
	free(text);
}
END_TEST

/* Long text goes on below, in its column. */
START_TEST(help_fits_in_80_columns)
{
	static const struct option_row long_rows[] = {
		{.name = "motto",
			.type = OPTION_TEXT,
			.offset = 0,
			.fallback = "Carpe diem",
			.argument = "TEXT",
			.help = "what is written above the door, so "
				"that no guest overlooks it in all "
				"the haste"},
		{0}};
	static const struct option_table long_table = {
		.program = "tester", .usage = "", .about = "", .rows = long_rows};
	char *text;
	size_t size;
	FILE *to = open_memstream(&text, &size);
	option_help(&long_table, to);
	fclose(to);
	unit_same(strstr(text, "      --motto"),
		"      --motto TEXT              what is written above the door, so that no guest\n"
		"                                overlooks it in all the haste\n"
		"                                (default Carpe diem)\n");
	free(text);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {defaults_stand_where_nothing_is_given,
		the_command_line_sets_each_type, an_option_is_no_value, short_forms_may_be_joined,
		the_last_value_counts, bytes_know_k_and_m, operands_are_counted,
		a_bad_value_is_named_with_what_is_allowed,
		an_unknown_option_is_named_with_the_nearest, values_are_missing_or_too_many,
		an_error_of_any_length_fits, the_same_words_may_be_read_again, help_shows_each_row,
		help_fits_in_80_columns, NULL};
	return unit_cases("option", cases);
}
