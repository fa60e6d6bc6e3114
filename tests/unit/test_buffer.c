/* The string builder. */
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "unit.h"

static struct buffer buffer;

static void tear_down(void)
{
	buffer_finish(&buffer);
}

static void expect(const char *wanted)
{
	ck_assert_uint_eq(buffer.length, strlen(wanted));
	ck_assert_mem_eq(buffer.bytes, wanted, buffer.length);
}

START_TEST(bytes_are_appended)
{
	buffer_add(&buffer, "ab", 2);
	buffer_add(&buffer, "", 0);
	buffer_add_text(&buffer, "cd");
	buffer_add_all(&buffer, "e", "", "fg", NULL);
	buffer_add_all(&buffer, NULL);
	buffer_format(&buffer, "%d%s", 42, "!");
	expect("abcdefg42!");
	buffer_add(&buffer, "\0x", 2);
	ck_assert_uint_eq(buffer.length, 12);
}
END_TEST

START_TEST(clearing_empties)
{
	buffer_clear(&buffer);
	buffer_add_text(&buffer, "abc");
	buffer_clear(&buffer);
	ck_assert_uint_eq(buffer.length, 0);
	buffer_add_text(&buffer, "d");
	expect("d");
}
END_TEST

START_TEST(it_grows_by_single_bytes)
{
	for (int i = 0; i < 100000; i++)
		buffer_add(&buffer, &"0123456789"[i % 10], 1);
	ck_assert_uint_eq(buffer.length, 100000);
	for (size_t i = 0; i < buffer.length; i++)
		if (buffer.bytes[i] != (char)('0' + i % 10))
			ck_abort_msg("at %zu", i);
}
END_TEST

START_TEST(reserved_bytes_are_not_counted)
{
	buffer_add_text(&buffer, "abc");
	char *there = buffer_reserve(&buffer, 1000);
	memset(there, 'x', 1000);
	expect("abc");
	ck_assert_ptr_eq(there, buffer.bytes + 3);
}
END_TEST

START_TEST(a_very_large_one_is_given_back)
{
	buffer_reserve(&buffer, 1000000);
	buffer_clear(&buffer);
	ck_assert_uint_le(buffer.size, 65536);
	buffer_add_text(&buffer, "abc");
	expect("abc");
}
END_TEST

START_TEST(formatted_text_may_be_long)
{
	char text[2000];
	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	buffer_format(&buffer, "%d%s", 7, text);
	buffer_add_text(&buffer, "!");
	ck_assert_uint_eq(buffer.length, 2001);
	ck_assert_int_eq(buffer.bytes[0], '7');
	ck_assert_mem_eq(buffer.bytes + 1, text, sizeof text - 1);
}
END_TEST

START_TEST(it_can_be_read_as_a_string)
{
	ck_assert_str_eq(buffer_text(&buffer), "");
	buffer_add_text(&buffer, "abc");
	ck_assert_str_eq(buffer_text(&buffer), "abc");
	buffer_add_text(&buffer, "d");
	expect("abcd");
	ck_assert_str_eq(buffer_text(&buffer), "abcd");
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {bytes_are_appended, clearing_empties,
		it_grows_by_single_bytes, reserved_bytes_are_not_counted,
		a_very_large_one_is_given_back, formatted_text_may_be_long,
		it_can_be_read_as_a_string, NULL};
	return unit_cases_with("buffer", NULL, tear_down, cases);
}
