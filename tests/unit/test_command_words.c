/* The table of commands that both programs have, and taking a line of them apart. */
#include <ctype.h>
#include <stdio.h>

#include "command_words.h"
#include "unit.h"

START_TEST(each_row_is_whole)
{
	for (size_t i = 0; i < COMMAND_COUNT; i++) {
		const struct command_words *words = &command_words[i];
		ck_assert_msg(words->name && words->aliases && words->usage && words->help,
			"row %zu lacks something", i);
		ck_assert_uint_gt(strlen(words->name), 0);
		ck_assert_uint_gt(strlen(words->help), 0);
		for (const char *at = words->name; *at; at++)
			ck_assert_msg(islower((unsigned char)*at) || *at == '-', "%s", words->name);
		ck_assert_uint_le(words->words, 1);
		ck_assert_uint_le(words->needed, 2);
		/* What must be given stands first in the usage, without brackets. */
		ck_assert_msg((words->needed > 0) == (*words->usage && *words->usage != '['),
			"%s %s", words->name, words->usage);
		ck_assert_msg(!words->more || words->more[strlen(words->more) - 1] != '\n', "%s",
			words->name);
	}
}
END_TEST

/* Which command it would be must not depend on the order of the rows. */
START_TEST(no_name_is_twice)
{
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		for (size_t j = 0; j < COMMAND_COUNT; j++) {
			char aliases[64], *rest = aliases;
			ck_assert(command_words_is(&command_words[i], command_words[j].name) ==
				  (i == j));
			snprintf(aliases, sizeof aliases, "%s", command_words[j].aliases);
			while (*rest) {
				const char *alias = command_words_take(&rest);
				ck_assert_msg(
					command_words_is(&command_words[i], alias) == (i == j),
					"%s", alias);
			}
		}
}
END_TEST

START_TEST(names_and_aliases_are_found)
{
	const struct command_words *msg = &command_words[COMMAND_MSG];
	ck_assert(command_words_is(msg, "msg"));
	ck_assert(command_words_is(msg, "MSG"));
	ck_assert(command_words_is(msg, "tell"));
	ck_assert(command_words_is(msg, "W"));
	ck_assert(command_words_is(&command_words[COMMAND_HELP], "?"));
	ck_assert(!command_words_is(msg, "ms"));
	ck_assert(!command_words_is(msg, "msgs"));
	ck_assert(!command_words_is(msg, "te"));
	ck_assert(!command_words_is(msg, "tell w"));
	ck_assert(!command_words_is(msg, ""));
	ck_assert(!command_words_is(&command_words[COMMAND_NICK], ""));
}
END_TEST

START_TEST(arguments_are_counted)
{
	static const struct {
		enum command_id id;
		const char *word, *text;
		bool fits;
	} rows[] = {
		{COMMAND_LIST, "", "", true}, /* none is taken */
		{COMMAND_LIST, "", "all", false},
		{COMMAND_WHO, "", "", true}, /* one, which may be left out */
		{COMMAND_WHO, "dev", "", true},
		{COMMAND_WHO, "dev", "now", false},
		{COMMAND_NICK, "", "", false}, /* one */
		{COMMAND_NICK, "ann", "", true},
		{COMMAND_NICK, "ann", "b", false},
		{COMMAND_JOIN, "dev", "", true}, /* one, and one more */
		{COMMAND_JOIN, "dev", "key", true},
		{COMMAND_JOIN, "", "", false},
		{COMMAND_MSG, "bob", "hi", true}, /* two */
		{COMMAND_MSG, "bob", "", false},
		{COMMAND_MSG, "", "", false},
		{COMMAND_ME, "", "waves a lot", true}, /* a text */
		{COMMAND_ME, "", "", false},
		{COMMAND_TOPIC, "", "", true}, /* one, which may be left out */
		{COMMAND_TOPIC, "", "tea at four", true},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		ck_assert_msg(command_words_fit(&command_words[rows[i].id], rows[i].word,
				      rows[i].text) == rows[i].fits,
			"row %zu: /%s", i, command_words[rows[i].id].name);
}
END_TEST

START_TEST(words_are_taken_one_by_one)
{
	char line[] = "msg\tbob \t hello  there ", *rest = line;
	unit_same(command_words_take(&rest), "msg");
	unit_same(rest, "bob \t hello  there ");
	unit_same(command_words_take(&rest), "bob");
	unit_same(rest, "hello  there ");
	unit_same(command_words_take(&rest), "hello");
	unit_same(command_words_take(&rest), "there");
	unit_same(rest, "");
	unit_same(command_words_take(&rest), "");
	unit_same(rest, "");
}
END_TEST

START_TEST(blanks_at_the_end_go)
{
	char text[] = " a b\t  ", blanks[] = "\t \t", none[] = "", whole[] = "a";
	command_words_trim(text);
	unit_same(text, " a b");
	command_words_trim(blanks);
	unit_same(blanks, "");
	command_words_trim(none);
	unit_same(none, "");
	command_words_trim(whole);
	unit_same(whole, "a");
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {each_row_is_whole, no_name_is_twice,
		names_and_aliases_are_found, arguments_are_counted, words_are_taken_one_by_one,
		blanks_at_the_end_go, NULL};
	return unit_cases("command_words", cases);
}
