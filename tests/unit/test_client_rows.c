/* Rows of a terminal: how many a text takes, and cutting each to the width. */
#include <check.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "rows.h"
#include "unit.h"

static size_t above(const char *prompt, const char *text, size_t columns)
{
	return rows_above(prompt, text, strlen(text), columns, columns);
}

START_TEST(a_line_wraps_at_the_width)
{
	ck_assert_uint_eq(above("> ", "", 10), 0);
	ck_assert_uint_eq(above("> ", "1234567", 10), 0);
	ck_assert_uint_eq(above("> ", "12345678", 10), 1); /* the cursor is on the next row */
	ck_assert_uint_eq(above("> ", "123456789", 10), 1);
	ck_assert_uint_eq(above("> ", "1234567890123456789", 10), 2);
	ck_assert_uint_eq(rows_above("> ", "1234567890123456789", 3, 10, 10), 0);
}
END_TEST

START_TEST(wide_characters_wrap_whole)
{
	ck_assert_uint_eq(above("> ", "日本語", 9), 0);
	ck_assert_uint_eq(above("> ", "日本語日", 9), 1);
	ck_assert_uint_eq(above("> ", "日本語日本語日", 9), 1);
	ck_assert_uint_eq(above("> ", "日本語日本語日本", 9), 2);
	ck_assert_uint_eq(above("> ", "e\u0301e\u0301e\u0301", 6), 0);
}
END_TEST

static size_t above_now(const char *text, size_t drawn, size_t columns)
{
	return rows_above("> ", text, strlen(text), drawn, columns);
}

/* The blank that stood before a wide character is text for the terminal, and so are a TAB's. */
START_TEST(a_new_width_finds_what_was_drawn)
{
	ck_assert_uint_eq(above_now("日本語日本語", 40, 9), 1);
	ck_assert_uint_eq(above_now("日本語日本語", 9, 16), 0);
	ck_assert_uint_eq(above_now("日本語日本語", 9, 15), 1);
	ck_assert_uint_eq(above_now("日本語日本語日本語日", 9, 24), 1);
	ck_assert_uint_eq(above_now("12345678901234", 10, 40), 0);
	ck_assert_uint_eq(above_now("12345678901234", 40, 10), 1);
	ck_assert_uint_eq(above_now("\t1", 40, 9), 1);
	ck_assert_uint_eq(above_now("\t1", 40, 5), 1);
	ck_assert_uint_eq(above_now("1\n2", 40, 10), 1);
}
END_TEST

START_TEST(newlines_tabs_and_controls_are_counted_as_they_are_shown)
{
	ck_assert_uint_eq(above("> ", "a\nb\n", 10), 2);
	ck_assert_uint_eq(above("> ", "\n\t12", 11), 1);
	ck_assert_uint_eq(above("> ", "\t12", 10), 1);
	ck_assert_uint_eq(above("> ", "\033\033\033", 9), 0); /* ^[^[^[ */
	ck_assert_uint_eq(above("> ", "\033\033\033", 8), 1);
	ck_assert_uint_eq(above("> ", "\xFF\xFF\xFF", 7), 1);
}
END_TEST

START_TEST(colours_in_the_prompt_take_no_columns)
{
	ck_assert_uint_eq(above("\001\033[1m\002> \001\033[m\002", "123", 6), 0);
}
END_TEST

START_TEST(rows_of_text_are_counted)
{
	ck_assert_uint_eq(rows_of("", 10), 0);
	ck_assert_uint_eq(rows_of("one\n", 10), 1);
	ck_assert_uint_eq(rows_of("1234567890\n", 10), 1);
	ck_assert_uint_eq(rows_of("12345678901\n", 10), 2);
	ck_assert_uint_eq(rows_of("one\n\n日本語日\n", 7), 4);
	ck_assert_uint_eq(rows_of("日本\n", 1), 1); /* which no terminal can show */
}
END_TEST

static void expect_cut(const char *row, size_t columns, const char *wanted)
{
	struct buffer cut = {0};
	rows_cut(&cut, row, columns);
	unit_same(buffer_text(&cut), wanted);
	buffer_finish(&cut);
}

#define LOST "no connection; trying again in 2 s, /reconnect tries now (cannot connect to"
#define SIXTY "012345678901234567890123456789012345678901234567890123456789"

/* Where there is room for that. */
START_TEST(a_row_is_cut_at_a_word)
{
	ck_assert_uint_eq(strlen(LOST), 75);
	expect_cut(LOST " localhost)", 86, LOST " localhost)\n");
	expect_cut(LOST " localhost)", 85, LOST "...\n");
	expect_cut(LOST " localhost)", 79, LOST "...\n");
	expect_cut(LOST " localhost)", 78, LOST "...\n");
	expect_cut(
		LOST, 74, "no connection; trying again in 2 s, /reconnect tries now (cannot...\n");
	expect_cut(SIXTY SIXTY, 63, SIXTY "...\n");
	expect_cut("日本x\n日本\nok", 3, "日\n日\nok\n");
	expect_cut("", 10, "");
	expect_cut(SIXTY, 59, "01234567890123456789012345678901234567890123456789012345678\n");
}
END_TEST

Suite *unit_suite(void)
{
	setlocale(LC_CTYPE, "C.UTF-8");
	Suite *suite = suite_create("client rows");
	TCase *all = tcase_create("rows");
	tcase_add_test(all, a_line_wraps_at_the_width);
	tcase_add_test(all, wide_characters_wrap_whole);
	tcase_add_test(all, a_new_width_finds_what_was_drawn);
	tcase_add_test(all, newlines_tabs_and_controls_are_counted_as_they_are_shown);
	tcase_add_test(all, colours_in_the_prompt_take_no_columns);
	tcase_add_test(all, rows_of_text_are_counted);
	tcase_add_test(all, a_row_is_cut_at_a_word);
	suite_add_tcase(suite, all);
	return suite;
}
