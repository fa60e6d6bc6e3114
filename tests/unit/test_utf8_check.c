/* UTF-8 in pieces, against a decoder of whole texts that is written another way. */
#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "utf8_check.h"

/* Whether the bytes are one character, by its number (RFC 3629, 3). */
static bool is_character(const uint8_t *bytes, size_t length)
{
	static const struct {
		uint8_t mask, mark;
		uint32_t least, most;
	} forms[] = {{0x80, 0, 0, 0x7F}, {0xE0, 0xC0, 0x80, 0x7FF}, {0xF0, 0xE0, 0x800, 0xFFFF},
		{0xF8, 0xF0, 0x10000, 0x10FFFF}};
	if (length < 1 || length > 4 ||
		(bytes[0] & forms[length - 1].mask) != forms[length - 1].mark)
		return false;
	uint32_t c = bytes[0] & (uint8_t)~forms[length - 1].mask;
	for (size_t i = 1; i < length; i++) {
		if ((bytes[i] & 0xC0) != 0x80)
			return false;
		c = c << 6 | (bytes[i] & 0x3F);
	}
	return c >= forms[length - 1].least && c <= forms[length - 1].most &&
	       (c < 0xD800 || c > 0xDFFF);
}

/* Whether a text of one character can begin with these bytes. Tries what can follow. */
static bool is_prefix(uint8_t bytes[4], size_t length)
{
	if (is_character(bytes, length))
		return true;
	if (length == 4)
		return false;
	for (unsigned next = 0x80; next <= 0xBF; next++) {
		bytes[length] = (uint8_t)next;
		if (is_prefix(bytes, length + 1))
			return true;
	}
	return false;
}

/* Checks the beginnings of all characters, byte by byte, and of what is none. */
static unsigned count_characters(uint8_t bytes[4], size_t length)
{
	static const uint8_t edges[] = {0, 0x7F, 0xC0, 0xFF};
	unsigned count = 0;
	for (unsigned next = 0; next <= 0xFF; next++) {
		if (length >= 2 && next >= 0x80 && next <= 0xBF && (next & 0xF) != 0 &&
			(next & 0xF) != 0xF)
			continue; /* the last two bytes: some of those between the edges are enough
				   */
		if (length >= 1 && (next < 0x80 || next > 0xBF) && !memchr(edges, (int)next, 4))
			continue;
		uint8_t copy[4] = {0}, state = 0;
		bytes[length] = (uint8_t)next;
		memcpy(copy, bytes, length + 1);
		bool valid = true;
		for (size_t i = 0; i <= length; i++) {
			bool whole = is_character(copy, i + 1);
			valid = utf8_check(&state, (const char *)copy + i, 1);
			if (valid)
				ck_assert_int_eq(state == 0, whole);
			if (i < length)
				ck_assert(valid);
		}
		uint8_t again[4];
		memcpy(again, copy, 4);
		ck_assert_msg(valid == is_prefix(again, length + 1), "%02x %02x %02x %02x", copy[0],
			copy[1], copy[2], copy[3]);
		if (is_character(copy, length + 1))
			count++;
		else if (valid)
			count += count_characters(bytes, length + 1);
	}
	return count;
}

START_TEST(every_beginning)
{
	uint8_t bytes[4] = {0};
	/* 128, 30 rows of 64, and by edges: 16 rows of 64 (32 in two of them) with 8 ends, and 4
	 * rows of 64 (48 and 16 in two) with 8 times 8 ends. */
	ck_assert_uint_eq(count_characters(bytes, 0),
		128 + 30 * 64 + (14 * 64 + 2 * 32) * 8 + (3 * 64 + 48 + 16) * 64);
}
END_TEST

/* Eight bytes that are ASCII are checked at once: at each place of a text and in each piece. */
START_TEST(long_texts)
{
	char text[48];
	for (size_t at = 0; at < sizeof text; at++)
		for (size_t cut = 0; cut <= sizeof text; cut++) {
			uint8_t state = 0;
			memset(text, 'a', sizeof text);
			text[at] = (char)0xFF;
			bool first = utf8_check(&state, text, cut);
			ck_assert_int_eq(first, cut <= at);
			if (first)
				ck_assert(!utf8_check(&state, text + cut, sizeof text - cut));
			text[at] = 'a';
			state = 0;
			ck_assert(utf8_check(&state, text, cut));
			ck_assert(utf8_check(&state, text + cut, sizeof text - cut));
			ck_assert_uint_eq(state, 0);
		}
	uint8_t state = 0;
	ck_assert(utf8_check(&state,
		"aaaaaaaa\xE2\x82\xAC"
		"aaaaaaaaaaa\xC3",
		23));
	ck_assert_uint_ne(state, 0);
	ck_assert(!utf8_check(&state, "aaaaaaaa\xA9", 9)); /* not eight at once within one */
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {every_beginning, long_texts, NULL};
	return unit_cases("utf8_check", cases);
}
