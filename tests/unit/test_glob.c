/* Patterns with '*' and '?'. */
#include "glob.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "name.h"
#include "unit.h"

START_TEST(a_text_without_wildcards_matches_itself)
{
	ck_assert(glob_match("", ""));
	ck_assert(glob_match("alice", "alice"));
	ck_assert(!glob_match("alice", "alic"));
	ck_assert(!glob_match("alice", "alicee"));
	ck_assert(!glob_match("alice", "Alice"));
	ck_assert(!glob_match("", "a"));
	ck_assert(!glob_match("a", ""));
}
END_TEST

START_TEST(a_star_is_any_text)
{
	ck_assert(glob_match("*", ""));
	ck_assert(glob_match("*", "alice"));
	ck_assert(glob_match("**", "alice"));
	ck_assert(glob_match("a*", "a"));
	ck_assert(glob_match("a*e", "alice"));
	ck_assert(glob_match("*lic*", "alice"));
	ck_assert(glob_match("*.example.*", "a.b.example.net"));
	ck_assert(!glob_match("a*e", "alic"));
	ck_assert(!glob_match("*x*", "alice"));
	ck_assert(!glob_match("*a", "ab"));
}
END_TEST

START_TEST(a_star_takes_as_much_as_it_must)
{
	ck_assert(glob_match("*ab", "aab"));
	ck_assert(glob_match("*aab", "aaaab"));
	ck_assert(glob_match("a*b*c", "abxbxc"));
	ck_assert(!glob_match("a*b*c", "acxcxb"));
}
END_TEST

START_TEST(a_question_mark_is_one_character)
{
	ck_assert(glob_match("?", "a"));
	ck_assert(glob_match("?", "\xC3\xA9"));
	ck_assert(glob_match("?", "\xF0\x9F\x8D\xB5"));
	ck_assert(glob_match("?b", "\xE2\x82\xAC"
				   "b"));
	ck_assert(!glob_match("?", ""));
	ck_assert(!glob_match("??", "\xC3\xA9"));
	ck_assert(glob_match("*?", "ab"));
	ck_assert(!glob_match("*?", ""));
	ck_assert(glob_match("*?b", "\xC3\xA9"
				    "b"));
}
END_TEST

START_TEST(a_backslash_escapes_wildcards_alone)
{
	ck_assert(glob_match("a\\*", "a*"));
	ck_assert(!glob_match("a\\*", "ab"));
	ck_assert(glob_match("\\?b", "?b"));
	ck_assert(!glob_match("\\?b", "ab"));
	ck_assert(glob_match("x\\\\y", "x\\\\y"));
	ck_assert(!glob_match("x\\\\y", "x\\y"));
	ck_assert(glob_match("x\\y", "x\\y"));
	ck_assert(glob_match("x\\", "x\\"));
	ck_assert(glob_match("*\\?*x\\", "ab?cx\\"));
	ck_assert(!glob_match("*\\?*", "abc"));
	ck_assert(glob_match("*a\\?", "aa?"));
	ck_assert(glob_match("*b\\?*", "ab?c"));
	ck_assert(!glob_match("*b\\?*", "abc"));
}
END_TEST

static bool is_wildcard(const char *mask)
{
	return *mask == '\\' && (mask[1] == '*' || mask[1] == '?');
}

/* The definition itself, in no hurry; ASCII alone. */
static bool matches_slowly(const char *mask, const char *text)
{
	if (!*mask)
		return !*text;
	if (*mask == '*')
		return matches_slowly(mask + 1, text) || (*text && matches_slowly(mask, text + 1));
	if (!*text)
		return false;
	if (*mask == '?')
		return matches_slowly(mask + 1, text + 1);
	mask += is_wildcard(mask);
	return *mask == *text && matches_slowly(mask + 1, text + 1);
}

static unsigned draw(unsigned below)
{
	static uint64_t state = 1;
	state = state * UINT64_C(6364136223846793005) + 1442695040888963407;
	return (unsigned)(state >> 33) % below;
}

START_TEST(masks_mean_what_their_definition_says)
{
	unsigned found = 0;
	unsigned rounds = unit_rounds(300000);
	for (unsigned i = 0; i < rounds; i++) {
		char mask[9] = "", text[9] = "";
		unsigned length = draw(9);
		for (unsigned j = 0; j < length; j++)
			mask[j] = "**??aab\\"[draw(8)];
		length = draw(9);
		for (unsigned j = 0; j < length; j++)
			text[j] = "aaab*?\\"[draw(7)];
		bool wanted = matches_slowly(mask, text);
		ck_assert_msg(glob_match(mask, text) == wanted, "'%s' and '%s'", mask, text);
		found += wanted;
	}
	ck_assert_uint_gt(found, rounds / 10);
}
END_TEST

static unsigned long work_of(const char *mask, const char *text)
{
	unsigned long work = 0;
	glob_match_work(mask, text, &work);
	return work;
}

/* Fills it with the piece, over and over, and ends it with `end`. */
static const char *repeated(char *out, size_t size, const char *piece, const char *end)
{
	size_t most = size - 1 - strlen(end), at = 0;
	for (; at + strlen(piece) <= most; at += strlen(piece))
		memcpy(out + at, piece, strlen(piece));
	strcpy(out + at, end);
	return out;
}

START_TEST(no_mask_costs_the_product)
{
	char mask[NAME_KEY_BYTES], text[NAME_KEY_BYTES];
	repeated(text, sizeof text, "a", "");
	static const char *const in_one_pass[] = {"?", "*", "*?", "*a", "?*", "**?"};
	for (size_t i = 0; i < sizeof in_one_pass / sizeof *in_one_pass; i++) {
		ck_assert_uint_le(
			work_of(repeated(mask, sizeof mask, in_one_pass[i], "z"), text), 600);
		ck_assert_uint_le(
			work_of(repeated(mask, sizeof mask, in_one_pass[i], "z*"), text), 600);
	}
	static const char *const worst[] = {"a", "a?", "a??", "aa?"};
	for (size_t size = 8; size < sizeof mask; size += 8)
		for (size_t i = 0; i < sizeof worst / sizeof *worst; i++) {
			repeated(mask + 1, size - 1, worst[i], "z*");
			mask[0] = '*';
			ck_assert_uint_le(work_of(mask, text), NAME_KEY_BYTES * NAME_KEY_BYTES / 3);
		}
}
END_TEST

START_TEST(patterns_are_told_from_texts)
{
	ck_assert(glob_is_pattern("a*"));
	ck_assert(glob_is_pattern("?"));
	ck_assert(!glob_is_pattern("alice!user@host.example"));
	ck_assert(!glob_is_pattern(""));
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {a_text_without_wildcards_matches_itself, a_star_is_any_text,
		a_star_takes_as_much_as_it_must, a_question_mark_is_one_character,
		a_backslash_escapes_wildcards_alone, masks_mean_what_their_definition_says,
		no_mask_costs_the_product, patterns_are_told_from_texts, NULL};
	return unit_cases("glob", cases);
}
