/* Where lines end: at blanks, around wide characters, never within a word such as an address. */
#include <stdio.h>

#include "text.h"
#include "unit.h"
#include "wrap.h"

/* The lines of a text, with '|' between them, and the indents that are not columns - later. */
static const char *wrapped(const char *text, size_t columns, size_t later)
{
	static char out[4096];
	struct wrap wrap = {columns, columns - later};
	size_t length = strlen(text), used = 0;
	for (size_t at = 0, next; at < length; at += next) {
		size_t indent = at > 0 ? wrap_indent(&wrap, text + at, length - at) : 0;
		size_t end = wrap_line(&wrap, text + at, length - at, indent, &next);
		ck_assert_uint_gt(next, 0);
		ck_assert_uint_le(next, length - at);
		ck_assert_uint_le(end, next);
		if (at > 0)
			out[used++] = '|';
		if (at > 0 && indent != wrap.indent)
			used += (size_t)snprintf(out + used, sizeof out - used, "(%zu)", indent);
		used += (size_t)snprintf(
			out + used, sizeof out - used, "%.*s", (int)end, text + at);
		ck_assert_uint_lt(used, sizeof out - 1);
	}
	out[used] = '\0';
	return out;
}

START_TEST(lines_end_between_words)
{
	unit_same(wrapped("one two three", 8, 8), "one two|three");
	unit_same(wrapped("one two three", 7, 7), "one two|three");
	unit_same(wrapped("one two three", 6, 6), "one|two|three");
	unit_same(wrapped("one two", 7, 7), "one two");
	unit_same(wrapped("", 7, 7), "");
}
END_TEST

START_TEST(further_lines_may_be_narrower)
{
	unit_same(wrapped("<ada> one two three", 13, 7), "<ada> one two|three");
	unit_same(wrapped("<ada> one two three", 12, 7), "<ada> one|two|three");
}
END_TEST

START_TEST(blanks_are_kept_but_at_the_end_of_a_line)
{
	unit_same(wrapped("a   b    c", 5, 5), "a   b|c");
	unit_same(wrapped("a   b    c", 4, 4), "a|b|c");
	unit_same(wrapped("a   b    c", 10, 10), "a   b    c");
	unit_same(wrapped("  ab", 4, 4), "  ab");
	unit_same(wrapped("ab  ", 4, 4), "ab  ");
	unit_same(wrapped("ab      ", 4, 4), "ab");
	unit_same(wrapped("ab\t\tcd", 4, 4), "ab|cd");
	unit_same(wrapped("      ab", 4, 4), "|ab");
	unit_same(wrapped("          ", 4, 4), "");
}
END_TEST

START_TEST(a_full_line_is_followed_by_no_empty_one)
{
	unit_same(wrapped("abcd", 4, 4), "abcd");
	unit_same(wrapped("abcd efgh", 4, 4), "abcd|efgh");
	unit_same(wrapped("abcd ", 4, 4), "abcd");
	unit_same(wrapped("日本語日", 4, 4), "日本|語日");
}
END_TEST

/* The terminal does it, so that it stays one word. */
START_TEST(a_word_that_is_too_long_is_not_cut)
{
	unit_same(wrapped("abcdefgh", 4, 4), "abcdefgh");
	unit_same(wrapped("ab abcdefghij", 6, 6), "ab abcdefghij");
	unit_same(wrapped("abcdef abcdefghij", 7, 5), "abcdef|abcdefghij");
	unit_same(wrapped("abcde abcdefghij", 7, 5), "abcde abcdefghij");
	unit_same(wrapped("abcdef abcdefghij", 6, 5), "abcdef|abcdefghij");
	unit_same(wrapped("ab abcdef", 6, 6), "ab|abcdef");
	unit_same(wrapped("äöüäöüäöü éè", 6, 6), "äöüäöüäöü|éè");
	unit_same(wrapped("e\u0301e\u0301e\u0301e\u0301", 3, 3), "e\u0301e\u0301e\u0301e\u0301");
	/* It fits by itself. */
	unit_same(wrapped("<ada> see abcdefghijklmnopq now", 20, 14),
		"<ada> see|(3)abcdefghijklmnopq|now");
	unit_same(wrapped("<ada> see abcdefghijklmnopqrs now", 20, 14),
		"<ada> see|(1)abcdefghijklmnopqrs|now");
	unit_same(wrapped("<ada> see abcdefghijklmnopqrst now", 20, 14),
		"<ada> see abcdefghijklmnopqrst|now");
}
END_TEST

/* In the row where such a word ends nothing goes on, and what looks like a blank is none of it: or
 * somebody could make up a line of another's. */
START_TEST(nobody_makes_up_a_row)
{
	unit_same(wrapped("<mallory> xxxxxxxxxxxxxxxxxx12:03 <ada> hi", 20, 10),
		"<mallory> xxxxxxxxxxxxxxxxxx12:03|<ada> hi");
	unit_same(wrapped("<m> xxxxxxxxxx12:03\u00A0<ada>\u00A0hi", 14, 10),
		"<m> xxxxxxxxxx12:03|\u00A0<ada>\u00A0hi");
	unit_same(wrapped("<m> xxxx12:03\u2800<ada>\u3164hi", 10, 6),
		"<m>|(1)xxxx12:03|\u2800<ada>|\u3164hi");
}
END_TEST

START_TEST(what_is_no_word_fills_the_line)
{
	unit_same(wrapped("ab →→→→→→→→→→", 6, 6), "ab →→→|→→→→→→|→");
	unit_same(wrapped("abcdef →→→→→→→→→→", 7, 5), "abcdef|→→→→→|→→→→→");
	unit_same(wrapped("ab →→→→→→", 6, 6), "ab|→→→→→→");
	unit_same(wrapped("ab…abcdefghij", 6, 6), "ab…abcdefghij");
}
END_TEST

START_TEST(wide_characters_are_not_cut_in_two)
{
	unit_same(wrapped("日本語日本", 5, 5), "日本|語日|本");
	unit_same(wrapped("日本語日本", 4, 4), "日本|語日|本");
	unit_same(wrapped("a日本", 4, 4), "a日|本");
	unit_same(wrapped("ab 日本 cd", 6, 6), "ab 日|本 cd");
	unit_same(wrapped("日本 a", 1, 1), "日|本|a");
}
END_TEST

START_TEST(punctuation_stays_with_wide_characters)
{
	unit_same(wrapped("日本。日", 4, 4), "日|本。|日");
	unit_same(wrapped("日「本」", 4, 4), "日「|本」"); /* these three do not fit a line */
	unit_same(wrapped("日日「本", 6, 6), "日日|「本");
	unit_same(wrapped("日(本)日", 5, 5), "日|(本)|日");
}
END_TEST

START_TEST(marks_stay_with_their_character)
{
	unit_same(wrapped("→\u0301→\u0301→\u0301", 2, 2), "→\u0301→\u0301|→\u0301");
	unit_same(wrapped("a \u0301b c", 3, 3), "a \u0301b|c");
	/* A family: four code points, and joiners. */
	unit_same(wrapped("ab\U0001F468\u200D\U0001F469cd", 4, 4),
		"ab|\U0001F468\u200D\U0001F469|cd");
	/* Two flags, of two letters each. */
	unit_same(wrapped("\U0001F1E9\U0001F1EA\U0001F1EB\U0001F1F7", 3, 3),
		"\U0001F1E9\U0001F1EA|\U0001F1EB\U0001F1F7");
}
END_TEST

START_TEST(a_cluster_that_is_too_wide_is_cut)
{
	unit_same(wrapped("\U0001F468\u200D\U0001F469", 2, 2), "\U0001F468\u200D|\U0001F469");
	unit_same(wrapped("\u1100\u1100\u1100", 4, 4), "\u1100\u1100\u1100"); /* letters */
	unit_same(wrapped("日\u0301本", 1, 1), "日\u0301|本");
}
END_TEST

START_TEST(an_address_that_fits_begins_a_line)
{
	unit_same(wrapped("see https://x.org/abc now", 17, 17), "see|https://x.org/abc|now");
	unit_same(wrapped("see https://x.org/abcd now", 17, 17), "see https://x.org/abcd|now");
}
END_TEST

START_TEST(an_address_is_parted_from_what_it_is_stuck_to)
{
	unit_same(wrapped("look:https://x.org/abc", 18, 18), "look:|https://x.org/abc");
	unit_same(wrapped("abc (irc://x.org/abc)", 17, 17), "abc|(irc://x.org/abc)");
	unit_same(wrapped("<https://x.org/abc>yes", 18, 18), "<https://x.org/abc|>yes");
	unit_same(wrapped("日本https://x.org/日本", 14, 14), "日本|https://x.org/|日本");
	/* Where the first line is the wider one, it is not cut there either. */
	unit_same(wrapped("abcdefghijklmnopqrstuvwxyz:https://x.org", 35, 20),
		"abcdefghijklmnopqrstuvwxyz:|https://x.org");
	unit_same(wrapped("ab abcdefghijklmnopqrstuvwxyz:https://x.org", 20, 20),
		"ab abcdefghijklmnopqrstuvwxyz:|https://x.org");
}
END_TEST

START_TEST(an_address_may_be_indented_less)
{
	unit_same(wrapped("<ada> see https://x.org/abc now", 20, 14),
		"<ada> see|(3)https://x.org/abc|now");
	unit_same(wrapped("<ada> see https://x.org/ab now", 20, 16),
		"<ada> see|https://x.org/ab|now");
	/* It would have to begin the line. */
	unit_same(wrapped("<ada> see https://x.org/abcdef x", 20, 14),
		"<ada> see https://x.org/abcdef|x");
}
END_TEST

START_TEST(wide_characters_after_an_address_are_none_of_it)
{
	unit_same(wrapped("https://x.org/日本", 20, 20), "https://x.org/日本");
	unit_same(wrapped("https://x.org/日本", 17, 17), "https://x.org/日|本");
	unit_same(wrapped("see https://x.org/日本", 10, 8), "see https://x.org/|日本");
	unit_same(wrapped("日本語https://x.org/abc日本", 10, 8), "日本語https://x.org/abc|日本");
	unit_same(wrapped("（https://x.org/abc）です", 10, 8), "（https://x.org/abc|）です");
}
END_TEST

START_TEST(letters_after_an_address_are_of_it)
{
	unit_same(wrapped("see https://x.org/Österreich now", 22, 18),
		"see https://x.org/Österreich|now");
	unit_same(
		wrapped("abcdef https://x.org/Öst! now", 22, 18), "abcdef|https://x.org/Öst!|now");
}
END_TEST

START_TEST(what_is_no_address_is_a_word)
{
	unit_same(wrapped("abcdefgh://abc", 10, 10), "abcdefgh://abc");
	unit_same(wrapped("ab:cdefghijklm://x", 12, 12), "ab:cdefghijklm://x");
	unit_same(wrapped("abcdefghijklmnop://x", 18, 18), "abcdefghijklmnop://x");
	unit_same(wrapped("abcdefghi:://x", 10, 10), "abcdefghi:://x");
}
END_TEST

static bool ends_with_wide_word(const char *line, size_t length, size_t columns)
{
	size_t start = length;
	while (start > 0 && !strchr(" \t", line[start - 1]))
		start--;
	return text_width(line + start, length - start) >= columns;
}

/* Any text, at any width: lines are as wide as they may be, and nothing is lost but blanks. */
START_TEST(any_width_is_enough)
{
	static const char text[] = "<ada>  a日本語 e\u0301 \u1100\u1100\u1100\u1100 "
				   "https://example.org/x?y=日 \U0001F468\u200D\U0001F469 end  ";
	size_t columns = (size_t)_i, length = sizeof text - 1, next;
	struct wrap wrap = {columns, columns / 3};
	for (size_t at = 0; at < length; at += next) {
		size_t indent = at > 0 ? wrap_indent(&wrap, text + at, length - at) : 0;
		size_t end = wrap_line(&wrap, text + at, length - at, indent, &next);
		ck_assert_uint_gt(next, 0);
		if (!ends_with_wide_word(text + at, end, columns))
			ck_assert_uint_le(
				text_width(text + at, end), columns > 1 ? columns - indent : 2);
		ck_assert(text_blank(text + at + end, next - end));
	}
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {lines_end_between_words, further_lines_may_be_narrower,
		blanks_are_kept_but_at_the_end_of_a_line, a_full_line_is_followed_by_no_empty_one,
		a_word_that_is_too_long_is_not_cut, nobody_makes_up_a_row,
		what_is_no_word_fills_the_line, wide_characters_are_not_cut_in_two,
		punctuation_stays_with_wide_characters, marks_stay_with_their_character,
		a_cluster_that_is_too_wide_is_cut, an_address_that_fits_begins_a_line,
		an_address_is_parted_from_what_it_is_stuck_to, an_address_may_be_indented_less,
		wide_characters_after_an_address_are_none_of_it, letters_after_an_address_are_of_it,
		what_is_no_address_is_a_word, NULL};
	Suite *suite = unit_cases("client wrap", cases);
	TCase *widths = tcase_create("widths");
	tcase_add_loop_test(widths, any_width_is_enough, 1, 90);
	suite_add_tcase(suite, widths);
	return suite;
}
