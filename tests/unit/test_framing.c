/* From bytes to lines: the same lines however the bytes arrive. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "framing.h"
#include "unit.h"

#define LIMIT 8
#define OUT_BYTES 4096

/* A reader as a conn is: what is not used stays in front of what comes next. */
struct reader {
	char held[OUT_BYTES];
	size_t length, used;
	bool dropping;
	char out[OUT_BYTES]; /* "(line)" for each line, "!" for each that is too long */
	size_t out_length;
};

static void put(struct reader *reader, const char *bytes, size_t length)
{
	ck_assert_uint_lt(reader->out_length + length, OUT_BYTES);
	memcpy(reader->out + reader->out_length, bytes, length);
	reader->out_length += length;
	reader->out[reader->out_length] = '\0';
}

static void take(struct reader *reader, enum framing_result result, const struct frame *frame)
{
	ck_assert_uint_gt(frame->used, 0);
	ck_assert_uint_le(frame->used, reader->length);
	ck_assert_uint_le(frame->length, frame->used);
	if (result == FRAMING_LINE) {
		ck_assert_uint_le(frame->length, LIMIT);
		put(reader, "(", 1);
		put(reader, reader->held, frame->length);
		put(reader, ")", 1);
	} else if (result == FRAMING_TOO_LONG) {
		put(reader, "!", 1);
	}
	reader->length -= frame->used;
	reader->used += frame->used;
	memmove(reader->held, reader->held + frame->used, reader->length);
}

static void give(struct reader *reader, const char *bytes, size_t length, bool last)
{
	struct frame frame;
	enum framing_result result;
	ck_assert_uint_le(reader->length + length, OUT_BYTES);
	memcpy(reader->held + reader->length, bytes, length);
	reader->length += length;
	while ((result = framing_next(&reader->dropping, reader->held, reader->length, last, LIMIT,
			&frame)) != FRAMING_MORE)
		take(reader, result, &frame);
	ck_assert_uint_eq(frame.used, 0);
	ck_assert_uint_le(
		reader->length, LIMIT + 1); /* never more is kept than a line and its CR */
}

/* Gives the bytes in three parts and expects the same of each way to part them. */
static void expect_bytes(const char *bytes, size_t length, const char *wanted)
{
	static struct reader reader;
	for (size_t i = 0; i <= length; i++) {
		for (size_t j = i; j <= length; j++) {
			reader = (struct reader){.length = 0};
			give(&reader, bytes, i, false);
			give(&reader, bytes + i, j - i, false);
			give(&reader, bytes + j, length - j, false);
			give(&reader, "", 0, true);
			ck_assert_msg(strcmp(reader.out, wanted) == 0, "cut at %zu and %zu: %s", i,
				j, reader.out);
			ck_assert_uint_eq(reader.used, length);
		}
	}
}

static void expect(const char *text, const char *wanted)
{
	expect_bytes(text, strlen(text), wanted);
}

START_TEST(lines_end_with_newline)
{
	expect("a\nb\n\nc\n", "(a)(b)()(c)");
	expect("\n", "()");
	expect("", "");
}
END_TEST

START_TEST(a_return_before_a_newline_is_no_part_of_a_line)
{
	expect("a\r\nb\r\n", "(a)(b)");
	expect("\r\n", "()");
	expect("a\r\r\n", "(a\r)");
}
END_TEST

START_TEST(a_return_alone_ends_nothing)
{
	expect("a\rb\n", "(a\rb)");
	expect("\ra\n", "(\ra)");
	expect("a\n\rb\n", "(a)(\rb)");
}
END_TEST

START_TEST(a_line_may_have_exactly_the_limit)
{
	expect("12345678\nx\n", "(12345678)(x)");
	expect("12345678\r\nx\r\n", "(12345678)(x)");
	expect("12345678", "(12345678)");
	expect("12345678\r", "(12345678)");
}
END_TEST

START_TEST(one_byte_more_is_too_long)
{
	expect("123456789\nx\n", "!(x)");
	expect("123456789\r\nx\r\n", "!(x)");
	expect("12345678\r\r\nx\n", "!(x)");
	expect("123456789", "!");
}
END_TEST

START_TEST(too_long_is_said_once_and_its_tail_is_no_line)
{
	expect("12345678901234567890/quit\nnext\n", "!(next)");
	expect("12345678901234567890/quit", "!");
	expect("a\n1234567890\nb\n1234567890\nc", "(a)!(b)!(c)");
	expect("1234567890\n\nx\n", "!()(x)");
}
END_TEST

START_TEST(the_last_line_needs_no_newline)
{
	expect("hi", "(hi)");
	expect("a\nhi", "(a)(hi)");
	expect("hi\r", "(hi)");
	expect("a\n", "(a)");
}
END_TEST

START_TEST(nul_is_a_byte_as_any_other)
{
	struct reader reader = {.length = 0};
	give(&reader, "a\0b\n\0\n", 6, false);
	ck_assert_uint_eq(reader.out_length, 8);
	ck_assert_mem_eq(reader.out, "(a\0b)(\0)", 8);
}
END_TEST

START_TEST(the_state_is_kept_while_dropping)
{
	bool dropping = false;
	struct frame frame;
	ck_assert_int_eq(
		framing_next(&dropping, "123456789", 9, false, LIMIT, &frame), FRAMING_TOO_LONG);
	ck_assert(dropping);
	ck_assert_uint_eq(frame.used, 9);
	ck_assert_int_eq(framing_next(&dropping, "abc", 3, false, LIMIT, &frame), FRAMING_DROPPED);
	ck_assert(dropping);
	ck_assert_int_eq(framing_next(&dropping, "", 0, false, LIMIT, &frame), FRAMING_MORE);
	ck_assert(dropping);
	ck_assert_int_eq(
		framing_next(&dropping, "d\ne\n", 4, false, LIMIT, &frame), FRAMING_DROPPED);
	ck_assert(!dropping);
	ck_assert_uint_eq(frame.used, 2);
	ck_assert_int_eq(framing_next(&dropping, "e\n", 2, false, LIMIT, &frame), FRAMING_LINE);
	ck_assert_uint_eq(frame.length, 1);
}
END_TEST

START_TEST(half_a_line_is_kept_until_the_end)
{
	bool dropping = false;
	struct frame frame;
	ck_assert_int_eq(framing_next(&dropping, "half", 4, false, LIMIT, &frame), FRAMING_MORE);
	ck_assert_uint_eq(frame.used, 0);
	ck_assert_int_eq(framing_next(&dropping, "half", 4, true, LIMIT, &frame), FRAMING_LINE);
	ck_assert_uint_eq(frame.used, 4);
}
END_TEST

START_TEST(nothing_behind_the_length_is_read)
{
	static const char bytes[] = "ab\r\ncd";
	for (size_t length = 0; length < sizeof bytes; length++) {
		bool dropping = false;
		struct frame frame;
		char *exact = malloc(length + !length); /* a sanitizer sees what reads over it */
		memcpy(exact, bytes, length);
		enum framing_result result =
			framing_next(&dropping, exact, length, false, LIMIT, &frame);
		ck_assert_int_eq(result, length < 4 ? FRAMING_MORE : FRAMING_LINE);
		free(exact);
	}
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {lines_end_with_newline,
		a_return_before_a_newline_is_no_part_of_a_line, a_return_alone_ends_nothing,
		a_line_may_have_exactly_the_limit, one_byte_more_is_too_long,
		too_long_is_said_once_and_its_tail_is_no_line, the_last_line_needs_no_newline,
		nul_is_a_byte_as_any_other, the_state_is_kept_while_dropping,
		half_a_line_is_kept_until_the_end, nothing_behind_the_length_is_read, NULL};
	return unit_cases("framing", cases);
}
