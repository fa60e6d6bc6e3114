/* Patterns with '*' and '?'. */
#include "glob.h"

#include <stdlib.h>
#include <string.h>

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

START_TEST(the_worst_pattern_takes_no_time)
{
	char pattern[200], text[4000];
	for (size_t i = 0; i + 2 < sizeof pattern; i += 2)
		memcpy(pattern + i, "*a", 3);
	strcat(pattern, "b");
	memset(text, 'a', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	ck_assert(!glob_match(pattern, text));
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
		the_worst_pattern_takes_no_time, patterns_are_told_from_texts, NULL};
	return unit_cases("glob", cases);
}
