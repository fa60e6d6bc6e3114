/* What a person typed: something to say, or a command. */
#include <stdlib.h>
#include <string.h>

#include "line_parse.h"
#include "text.h"
#include "unit.h"

struct row {
	const char *text;
	enum line_kind kind;
	const char *command;
	const char *rest;
};

static const struct row rows[] = {
	{"", LINE_EMPTY, "", ""},
	{" ", LINE_EMPTY, "", " "},
	{" \t ", LINE_EMPTY, "", " \t "},
	{"hello", LINE_SAY, "", "hello"},
	{" hello ", LINE_SAY, "", " hello "},
	{" /help", LINE_SAY, "", " /help"},
	{"\t/help", LINE_SAY, "", "\t/help"},
	{"//", LINE_SAY, "", "/"},
	{"//help me", LINE_SAY, "", "/help me"},
	{"///", LINE_SAY, "", "//"},
	{"/", LINE_COMMAND, "", ""},
	{"/ hello", LINE_COMMAND, "", " hello"},
	{"/help", LINE_COMMAND, "help", ""},
	{"/help ", LINE_COMMAND, "help", " "},
	{"/msg bob hi there", LINE_COMMAND, "msg", " bob hi there"},
	{"/msg\tbob", LINE_COMMAND, "msg", "\tbob"},
	{"/me  waves ", LINE_COMMAND, "me", "  waves "},
	{"/?", LINE_COMMAND, "?", ""},
	{"/h/x", LINE_COMMAND, "h/x", ""},
};

START_TEST(each_kind_is_told)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct row *row = &rows[i];
		char *text = strdup(row->text);
		struct line_input input;
		line_parse(&input, text);
		ck_assert_msg(input.kind == row->kind, "'%s' is %d", row->text, (int)input.kind);
		ck_assert_str_eq(input.command, row->command);
		if (row->kind != LINE_EMPTY)
			ck_assert_str_eq(input.rest, row->rest);
		free(text);
	}
}
END_TEST

/* Parses '/', `count` times `unit` and " rest". */
static void parse_long(struct line_input *input, const char *repeated, size_t count)
{
	char *text = malloc(strlen(repeated) * count + sizeof "/ rest");
	strcpy(text, "/");
	for (size_t i = 0; i < count; i++)
		strcat(text, repeated);
	strcat(text, " rest");
	line_parse(input, text);
	ck_assert_int_eq(input->kind, LINE_COMMAND);
	ck_assert_str_eq(input->rest, " rest");
	free(text);
}

static void expect_cut(const char *repeated, size_t count)
{
	struct line_input input;
	parse_long(&input, repeated, count);
	size_t length = strlen(input.command);
	ck_assert_uint_le(length, LINE_COMMAND_BYTES);
	ck_assert_uint_gt(length, 0);
	ck_assert_uint_eq(length % strlen(repeated), 0); /* no character is cut in two */
}

START_TEST(a_long_word_is_cut_between_characters)
{
	expect_cut("a", 32);
	expect_cut("a", 33);
	expect_cut("a", 4000);
	expect_cut("\xC3\xA9", 17);
	expect_cut("\xE6\x97\xA5", 11);
	expect_cut("\xE6\x97\xA5", 1000);
	expect_cut("\xF0\x9F\x98\x80", 9);
}
END_TEST

START_TEST(a_long_word_of_no_width_is_cut_too)
{
	expect_cut("\xCC\x81", 17); /* a combining accent */
	expect_cut("\xCC\x81", 1000);
	expect_cut("\xE2\x80\x8B", 1000); /* a space of no width */
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {each_kind_is_told, a_long_word_is_cut_between_characters,
		a_long_word_of_no_width_is_cut_too, NULL};
	return unit_cases("line parse", cases);
}
