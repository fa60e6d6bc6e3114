/* What people type behind /history, /since and /search. */
#include <string.h>

#include "past_words.h"
#include "unit.h"
#include "when.h"

#define NOW (INT64_C(1764000000) * 1000)
#define MOST 200

static struct past_words words;

static void tear_down(void)
{
	past_words_finish(&words);
	words = (struct past_words){0};
}

static void page(const char *text, unsigned most, enum past_words_result result)
{
	tear_down();
	ck_assert_int_eq(past_words_page(&words, text, most, NOW), result);
}

static void search(const char *text, enum past_words_result result)
{
	tear_down();
	ck_assert_int_eq(past_words_search(&words, text, NOW), result);
}

START_TEST(a_page_is_a_number_or_a_time)
{
	page("", MOST, PAST_WORDS_GOOD);
	page("50", MOST, PAST_WORDS_GOOD);
	ck_assert_uint_eq(words.lines, 50);
	page("2h", MOST, PAST_WORDS_GOOD);
	ck_assert_int_eq(words.since, NOW - 2 * 3600 * 1000);
	page("50 before:8763", MOST, PAST_WORDS_GOOD);
	ck_assert_uint_eq(words.lines, 50);
	ck_assert_uint_eq(words.before, 8763);
	ck_assert_str_eq(words.bound, "before:8763");
	page("BEFORE:2h", MOST, PAST_WORDS_GOOD);
	ck_assert_int_eq(words.until, NOW - 2 * 3600 * 1000 - 1);
	page("8812 before:30m", 0, PAST_WORDS_GOOD);
	ck_assert_uint_eq(words.first, 8812);
	ck_assert_uint_eq(words.lines, 0);
}
END_TEST

START_TEST(what_is_no_page_is_refused)
{
	page("201", MOST, PAST_WORDS_SIZE);
	page("0", MOST, PAST_WORDS_SIZE);
	page("99999999999999999999", MOST, PAST_WORDS_SIZE);
	page("soon", MOST, PAST_WORDS_TIME);
	ck_assert_str_eq(words.word, "soon");
	page("before:soon", MOST, PAST_WORDS_TIME);
	ck_assert_str_eq(words.word, "soon");
	page("2999-01-01", MOST, PAST_WORDS_FUTURE);
	page("5 6", MOST, PAST_WORDS_USAGE);
	page("", 0, PAST_WORDS_USAGE);
	page("before:5", 0, PAST_WORDS_USAGE);
	page("before:", MOST, PAST_WORDS_USAGE);
	page("before: 5", MOST, PAST_WORDS_USAGE);
	page("0", 0, PAST_WORDS_TIME);
}
END_TEST

START_TEST(a_search_has_words_in_any_order)
{
	search("tea  from:bob at in:#tea before:2h four", PAST_WORDS_GOOD);
	ck_assert_str_eq(buffer_text(&words.words), "tea at four");
	ck_assert_str_eq(buffer_text(&words.typed), " tea from:bob at in:#tea four");
	ck_assert_str_eq(words.name, "bob");
	ck_assert_str_eq(words.room, "#tea");
	ck_assert_int_eq(words.until, NOW - 2 * 3600 * 1000 - 1);
	search("from:bob", PAST_WORDS_GOOD);
	search("\xC3\xA9t\xC3\xA9", PAST_WORDS_GOOD);
}
END_TEST

START_TEST(what_finds_nothing_is_refused)
{
	char long_word[500];
	search("", PAST_WORDS_SEARCH);
	search("in:#tea", PAST_WORDS_SEARCH);
	search("- !", PAST_WORDS_SEARCH);
	search("1 2 3 4 5 6 7 8", PAST_WORDS_GOOD);
	search("1 2 3 4 5 6 7 8 9", PAST_WORDS_SEARCH);
	search("tea before:soon", PAST_WORDS_TIME);
	search("tea before:", PAST_WORDS_USAGE);
	memset(long_word, 'x', sizeof long_word - 1);
	long_word[sizeof long_word - 1] = '\0';
	long_word[120] = long_word[240] = long_word[360] = ' ';
	search(long_word, PAST_WORDS_SEARCH);
	memcpy(long_word, "from:", 5);
	long_word[120] = '\0';
	search(long_word, PAST_WORDS_SEARCH);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {a_page_is_a_number_or_a_time, what_is_no_page_is_refused,
		a_search_has_words_in_any_order, what_finds_nothing_is_refused, NULL};
	return unit_cases_with("past_words", NULL, tear_down, cases);
}
