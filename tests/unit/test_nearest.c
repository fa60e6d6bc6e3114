/* The word a mistyped one probably meant. */
#include <string.h>

#include "nearest.h"
#include "unit.h"

static const char *const known[] = {"help", "nick", "list", "join", "quit", "topic", "whois",
	"unignore", "a-word-that-is-longer-than-all-that-is-ever-looked-at", NULL};

static const char *word(const void *data, size_t i)
{
	return ((const char *const *)data)[i];
}

static void expect(const char *typed, const char *wanted)
{
	const char *found = nearest_word(typed, word, known);
	ck_assert_msg((found && wanted) ? strcmp(found, wanted) == 0 : found == wanted,
		"'%s' gives '%s'", typed, found ? found : "nothing");
}

START_TEST(the_word_itself_is_nearest)
{
	expect("help", "help");
	expect("HELP", "help");
}
END_TEST

START_TEST(a_beginning_is_enough)
{
	expect("h", "help");
	expect("un", "unignore");
	expect("TOP", "topic");
}
END_TEST

START_TEST(one_error_is_forgiven)
{
	expect("jion", "join"); /* swapped */
	expect("jon", "join");	/* missing */
	expect("joinn", "join");
	expect("noin", "join"); /* changed */
	expect("QIUT", "quit");
}
END_TEST

START_TEST(long_words_may_have_two)
{
	expect("whios", "whois");
	expect("wohis", "whois");
	expect("unnignroe", "unignore");
	expect("uniiignroe", NULL);
}
END_TEST

START_TEST(what_is_far_from_all_is_not_guessed)
{
	expect("xyzzy", NULL);
	expect("x", NULL);
	expect("", NULL);
	expect("jiin!", "join");
	expect("loin", "join");
	expect("piano", NULL);
}
END_TEST

START_TEST(endless_words_are_not_looked_at)
{
	char typed[2000];
	memset(typed, 'h', sizeof typed - 1);
	typed[sizeof typed - 1] = '\0';
	expect(typed, NULL);
	typed[32] = '\0';
	expect(typed, NULL);
	expect("a-word-that-is-longer", NULL);
}
END_TEST

START_TEST(no_words_no_guess)
{
	const char *const none[] = {NULL};
	ck_assert_ptr_null(nearest_word("help", word, none));
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {the_word_itself_is_nearest, a_beginning_is_enough,
		one_error_is_forgiven, long_words_may_have_two, what_is_far_from_all_is_not_guessed,
		endless_words_are_not_looked_at, no_words_no_guess, NULL};
	return unit_cases("nearest", cases);
}
