/* A line that is typed and not shown. */
#include <string.h>

#include "hidden.h"
#include "unit.h"

static struct hidden hidden;

static enum hidden_end type(const char *keys, size_t *used)
{
	return hidden_type(&hidden, keys, strlen(keys), used);
}

static void set_up(void)
{
	hidden_clear(&hidden);
}

static void expect(const char *keys, const char *text)
{
	size_t used;
	hidden_clear(&hidden);
	ck_assert_int_eq(type(keys, &used), HIDDEN_MORE);
	ck_assert_uint_eq(used, strlen(keys));
	unit_same(hidden.text, text);
}

START_TEST(keys_make_a_line)
{
	expect("pass word", "pass word");
	expect("\xC3\xA4rger", "\xC3\xA4rger");
	expect("ab\x7F", "a");
	expect("a\xE2\x82\xAC\x08", "a"); /* a character of three bytes */
	expect("\x7F\x7Fx", "x");
	expect("abc\x15x", "x");
	expect("abc def\x17x", "x");
	expect("a\001\002\tb", "ab");
}
END_TEST

START_TEST(keys_that_are_no_text_do_nothing)
{
	expect("a\033[Ab", "ab");
	expect("a\033OPb", "ab");
	expect("a\033[1;5Cb", "ab");
	expect("a\033[3~b", "ab");
	expect("a\033xb", "ab");
	expect("a\033\033[Ab", "ab");
}
END_TEST

START_TEST(a_key_may_come_in_pieces)
{
	size_t used;
	ck_assert_int_eq(type("a\033", &used), HIDDEN_MORE);
	ck_assert_int_eq(type("[", &used), HIDDEN_MORE);
	ck_assert_int_eq(type("Ab", &used), HIDDEN_MORE);
	unit_same(hidden.text, "ab");
}
END_TEST

START_TEST(enter_ends_it_and_what_follows_is_left)
{
	size_t used;
	ck_assert_int_eq(type("pw\rhello", &used), HIDDEN_DONE);
	ck_assert_uint_eq(used, 3);
	unit_same(hidden.text, "pw");
	hidden_clear(&hidden);
	ck_assert_int_eq(type("pw\033\n", &used), HIDDEN_DONE); /* also behind Escape */
}
END_TEST

START_TEST(it_can_be_given_up)
{
	size_t used;
	ck_assert_int_eq(type("pw\007x", &used), HIDDEN_GIVEN_UP);
	ck_assert_uint_eq(used, 3);
	hidden_clear(&hidden);
	ck_assert_int_eq(type("\004", &used), HIDDEN_GIVEN_UP);
	hidden_clear(&hidden);
	ck_assert_int_eq(type("p\004", &used), HIDDEN_MORE);
}
END_TEST

START_TEST(what_is_too_long_is_dropped)
{
	char long_one[SECRET_MAX + 10];
	size_t used;
	memset(long_one, 'x', sizeof long_one);
	ck_assert_int_eq(hidden_type(&hidden, long_one, sizeof long_one, &used), HIDDEN_MORE);
	ck_assert_uint_eq(strlen(hidden.text), SECRET_MAX);
	hidden_paste(&hidden, long_one, sizeof long_one);
	ck_assert_uint_eq(strlen(hidden.text), SECRET_MAX);
}
END_TEST

START_TEST(a_paste_ends_at_its_first_newline)
{
	hidden_paste(&hidden, "se\033cret\nrm -rf\n", 16);
	unit_same(hidden.text, "secret");
	size_t used;
	ck_assert_int_eq(type("!\r", &used), HIDDEN_DONE);
	unit_same(hidden.text, "secret!");
}
END_TEST

START_TEST(nothing_is_left_of_it)
{
	struct hidden none = {0};
	size_t used;
	type("secret\033", &used);
	hidden_clear(&hidden);
	ck_assert_int_eq(memcmp(&hidden, &none, sizeof none), 0);
	type("abc", &used);
	type("\x15", &used);
	ck_assert_int_eq(memcmp(hidden.text, none.text, sizeof none.text), 0);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {
		keys_make_a_line,
		keys_that_are_no_text_do_nothing,
		a_key_may_come_in_pieces,
		enter_ends_it_and_what_follows_is_left,
		it_can_be_given_up,
		what_is_too_long_is_dropped,
		a_paste_ends_at_its_first_newline,
		nothing_is_left_of_it,
		NULL,
	};
	return unit_cases_with("client hidden", set_up, set_up, cases);
}
