/* Text made safe, and its width. */
#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "text.h"
#include "text_copy.h"
#include "unit.h"

#define BAD "\xEF\xBF\xBD"

static char *safe_of(const char *in, size_t length)
{
	char *out =
		malloc(TEXT_SAFE_SIZE(length)); /* exact, so that a sanitizer sees one too many */
	size_t written = text_safe(out, in, length);
	ck_assert_uint_lt(written, TEXT_SAFE_SIZE(length));
	ck_assert_int_eq(out[written], '\0');
	return out;
}

static void expect_safe(const char *in, size_t length, const char *wanted)
{
	char *out = safe_of(in, length);
	ck_assert_str_eq(out, wanted);
	free(out);
}

#define SAFE(in, wanted) expect_safe((in), sizeof(in) - 1, (wanted))

START_TEST(good_text_stays_as_it_is)
{
	SAFE("", "");
	SAFE("hello, world!", "hello, world!");
	SAFE("a\tb", "a\tb");
	SAFE("\xC3\xA9 \xE6\x97\xA5 \xF0\x9F\x98\x80", "\xC3\xA9 \xE6\x97\xA5 \xF0\x9F\x98\x80");
}
END_TEST

START_TEST(every_code_point_but_controls_passes)
{
	for (int c = 0; c <= 0x10FFFF; c++) {
		utf8proc_uint8_t in[4];
		if (c >= 0xD800 && c <= 0xDFFF)
			continue;
		size_t length = (size_t)utf8proc_encode_char(c, in);
		if ((c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069))
			continue; /* see what_is_opened_is_closed */
		bool control = (c < 0x20 && c != '\t') || (c >= 0x7F && c <= 0x9F) || c == 0x2028 ||
			       c == 0x2029;
		char out[TEXT_SAFE_SIZE(4)];
		size_t written = text_safe(out, (const char *)in, length);
		const char *wanted = control ? BAD : (const char *)in;
		if (written != (control ? 3 : length) || memcmp(out, wanted, written) != 0)
			ck_abort_msg("U+%04X", (unsigned)c);
	}
}
END_TEST

START_TEST(cut_keeps_characters_whole)
{
	ck_assert_uint_eq(text_cut("abc", 3, 3), 3);
	ck_assert_uint_eq(text_cut("abc", 3, 2), 2);
	ck_assert_uint_eq(text_cut("a\u00e9\u65e5", 6, 5), 3);
	ck_assert_uint_eq(text_cut("a\u00e9\u65e5", 6, 2), 1);
	ck_assert_uint_eq(text_cut("\U0001F600", 4, 3), 0);
}
END_TEST

START_TEST(each_control_character_becomes_one_replacement)
{
	SAFE("a\0b", "a" BAD "b");
	SAFE("\x1B[31m", BAD "[31m");
	SAFE("x\r\ny", "x" BAD BAD "y");
	SAFE("\x7F", BAD);
	SAFE("\xC2\x80\xC2\x9B\xC2\x9F\xC2\xA0", BAD BAD BAD "\xC2\xA0");
}
END_TEST

START_TEST(each_byte_outside_utf8_becomes_one_replacement)
{
	SAFE("\xFF\xFE", BAD BAD);
	SAFE("\x80", BAD);
	SAFE("\xC0\xAF", BAD BAD);		   /* an overlong '/' */
	SAFE("\xE0\x80\xAF", BAD BAD BAD);	   /* and again */
	SAFE("\xED\xA0\x80", BAD BAD BAD);	   /* a surrogate */
	SAFE("\xF4\x90\x80\x80", BAD BAD BAD BAD); /* behind U+10FFFF */
	SAFE("\xE2\x82", BAD BAD);		   /* cut off */
	SAFE("\xE2\x82z", BAD BAD "z");
	SAFE("a\xC3", "a" BAD);
}
END_TEST

START_TEST(twice_is_as_once)
{
	char in[3], once[TEXT_SAFE_SIZE(sizeof in)], twice[TEXT_SAFE_SIZE(sizeof once)];
	for (unsigned i = 0; i < 256 * 256; i++) {
		in[0] = (char)(i >> 8);
		in[1] = (char)i;
		in[2] = 'x';
		size_t length = text_safe(once, in, sizeof in);
		if (text_safe(twice, once, length) != length || memcmp(once, twice, length) != 0)
			ck_abort_msg("%04X", i);
	}
}
END_TEST

START_TEST(width_counts_columns)
{
	ck_assert_uint_eq(text_width("", 0), 0);
	ck_assert_uint_eq(text_width("abc", 3), 3);
	ck_assert_uint_eq(text_width("a\tb", 3), 3);
	ck_assert_uint_eq(text_width("\xE6\x97\xA5\xE6\x9C\xAC", 6), 4); /* two wide ones */
	ck_assert_uint_eq(text_width("e\xCC\x81", 3), 1);		 /* a combining accent */
	ck_assert_uint_eq(text_width("\xC3\xA9", 2), 1);
}
END_TEST

START_TEST(fit_cuts_between_characters)
{
	ck_assert_uint_eq(text_fit("abc", 3, 5), 3);
	ck_assert_uint_eq(text_fit("abc", 3, 2), 2);
	ck_assert_uint_eq(text_fit("abc", 3, 0), 0);
	ck_assert_uint_eq(text_fit("\xE6\x97\xA5\xE6\x9C\xAC", 6, 3), 3); /* half of one is none */
	ck_assert_uint_eq(text_fit("e\xCC\x81z", 4, 1), 3); /* the accent belongs to its letter */
}
END_TEST

START_TEST(blank_is_space_and_tab)
{
	ck_assert(text_blank("", 0));
	ck_assert(text_blank(" \t ", 3));
	ck_assert(!text_blank(" x ", 3));
	ck_assert(!text_blank("\xC2\xA0", 2));
	ck_assert(text_blank(" x", 1));
}
END_TEST

#define LRE "\xE2\x80\xAA"
#define RLE "\xE2\x80\xAB"
#define PDF "\xE2\x80\xAC"
#define RLO "\xE2\x80\xAE"
#define LRI "\xE2\x81\xA6"
#define FSI "\xE2\x81\xA8"
#define PDI "\xE2\x81\xA9"

/* So nothing that stands behind the text in a line is shown in another order. */
START_TEST(what_is_opened_is_closed)
{
	SAFE("a" RLO "b", "a" RLO "b" PDF);
	SAFE(LRI "a" RLE FSI "b", LRI "a" RLE FSI "b" PDI PDF PDI);
	SAFE(LRE "a" PDF "b" LRI "c" PDI, LRE "a" PDF "b" LRI "c" PDI);
	SAFE(FSI RLO "a" PDI "b", FSI RLO "a" PDF PDI "b"); /* ends the override in it, too */
	SAFE("\xE2\x80\x8E\xE2\x80\x8F", "\xE2\x80\x8E\xE2\x80\x8F"); /* LRM, RLM: no effect */
}
END_TEST

START_TEST(what_closes_nothing_is_left_out)
{
	SAFE("a" PDF "b" PDI "c", "abc");
	SAFE(LRI "a" PDF "b", LRI "ab" PDI); /* nothing from outside of the isolate */
	SAFE(RLE "a" PDI "b", RLE "ab" PDF);
}
END_TEST

START_TEST(so_much_may_be_open_at_once)
{
	char in[3 * 40 + 1] = "", wanted[3 * 2 * TEXT_BIDI_MAX + 1] = "";
	for (int i = 0; i < 40; i++)
		strcat(in, RLO);
	for (int i = 0; i < TEXT_BIDI_MAX; i++)
		strcat(wanted, RLO);
	for (int i = 0; i < TEXT_BIDI_MAX; i++)
		strcat(wanted, PDF);
	expect_safe(in, strlen(in), wanted);
}
END_TEST

/* All that fits into the buffer that the header asks for: a sanitizer sees one byte too many. */
START_TEST(marks_alone_fit)
{
	char in[3 * TEXT_BIDI_MAX + 1] = "";
	for (int i = 0; i < TEXT_BIDI_MAX; i++) {
		strcat(in, i % 2 ? RLO : FSI);
		free(safe_of(in, strlen(in)));
	}
}
END_TEST

START_TEST(a_frame_is_closed_before_it_ends)
{
	char out[TEXT_SAFE_SIZE(20)];
	static const char in[] = "\1X " RLO "a\1";
	text_safe_with(out, in, sizeof in - 1, TEXT_CONTROL(1));
	ck_assert_str_eq(out, "\1X " RLO "a" PDF "\1");
}
END_TEST

START_TEST(a_copy_is_cut_and_closed)
{
	char text[400] = RLO;
	memset(text + 3, 'x', 200);
	strcat(text, PDF);
	char *copy = text_copy(text, 300);
	ck_assert_str_eq(copy, text);
	free(copy);
	copy = text_copy(text, 150);
	ck_assert_uint_le(strlen(copy), 150);
	ck_assert_uint_ge(strlen(copy), 150 - 3 * TEXT_BIDI_MAX);
	ck_assert_str_eq(copy + strlen(copy) - 4, "x" PDF);
	free(copy);
	text[203] = '\0';
	copy = text_copy(text + 3, 100);
	ck_assert_uint_eq(strlen(copy), 100);
	free(copy);
}
END_TEST

START_TEST(marks_can_be_found_and_taken_out)
{
	char text[] = "a" RLO "b" PDI "\xE2\x98\x83" FSI;
	ck_assert(text_has_bidi(text, strlen(text)));
	text_drop_bidi(text);
	ck_assert_str_eq(text, "ab\xE2\x98\x83");
	ck_assert(!text_has_bidi(text, strlen(text)));
	ck_assert(!text_has_bidi("\xE2\x80\x8E\xE2\x81\xA5\xE2\x80\xAF", 9));
	ck_assert(!text_has_bidi(RLO, 2));
}
END_TEST

START_TEST(a_duration_is_told_as_it_was_given)
{
	static const struct {
		int64_t seconds;
		const char *words;
	} durations[] = {{1, "1 second"}, {90, "90 seconds"}, {60, "1 minute"}, {600, "10 minutes"},
		{5400, "90 minutes"}, {3600, "1 hour"}, {90000, "25 hours"}, {86400, "1 day"},
		{604800, "7 days"}, {3153600000, "36500 days"}};
	char out[TEXT_DURATION_SIZE];
	for (size_t i = 0; i < sizeof durations / sizeof *durations; i++)
		unit_same(text_duration(out, durations[i].seconds), durations[i].words);
}
END_TEST

/* What is left is rounded, what has gone by is not. */
START_TEST(about_is_rounded)
{
	static const struct {
		int64_t seconds;
		const char *words, *ago;
	} spans[] = {{1, "1 second", "1 second ago"}, {59, "59 seconds", "59 seconds ago"},
		{7195, "2 hours", "1 hour ago"}, {7200, "2 hours", "2 hours ago"},
		{3599, "1 hour", "59 minutes ago"}, {1800, "30 minutes", "30 minutes ago"},
		{595, "10 minutes", "9 minutes ago"}, {86399, "1 day", "23 hours ago"},
		{604795, "7 days", "6 days ago"}, {100, "2 minutes", "1 minute ago"}};
	char out[TEXT_DURATION_SIZE];
	for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
		unit_same(text_about(out, spans[i].seconds), spans[i].words);
		unit_same(text_ago(out, spans[i].seconds), spans[i].ago);
	}
	unit_same(text_ago(out, 0), "just now");
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {good_text_stays_as_it_is,
		every_code_point_but_controls_passes, cut_keeps_characters_whole,
		each_control_character_becomes_one_replacement,
		each_byte_outside_utf8_becomes_one_replacement, twice_is_as_once,
		width_counts_columns, fit_cuts_between_characters, blank_is_space_and_tab,
		what_is_opened_is_closed, what_closes_nothing_is_left_out,
		so_much_may_be_open_at_once, marks_alone_fit, a_frame_is_closed_before_it_ends,
		a_copy_is_cut_and_closed, marks_can_be_found_and_taken_out,
		a_duration_is_told_as_it_was_given, about_is_rounded, NULL};
	return unit_cases("text", cases);
}
