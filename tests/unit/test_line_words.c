/* Each outcome has words. */
#include <stdio.h>
#include <string.h>

#include "line_encode.h"
#include "unit.h"

#define NAME "NaMe"
#define OTHER "OtHeR"
#define TOTAL 4711

static struct buffer out;

static const char *refusal(enum outcome outcome, const char *other)
{
	const struct event event = {.type = EVENT_REFUSED,
		.outcome = outcome,
		.name = NAME,
		.other = other,
		.total = TOTAL};
	buffer_clear(&out);
	line_encode(&event, 0, &out);
	buffer_add(&out, "", 1);
	return out.bytes;
}

static void tear_down(void)
{
	buffer_finish(&out);
}

/* OUTCOME_LATER is for doors alone, which wait. */
static enum outcome next_outcome(enum outcome outcome)
{
	return outcome + (outcome + 1 == OUTCOME_LATER ? 2U : 1U);
}

START_TEST(every_outcome_has_words)
{
	for (enum outcome i = OUTCOME_DONE + 1; i < OUTCOME_COUNT; i = next_outcome(i)) {
		const char *line = refusal(i, OTHER);
		ck_assert_msg(strncmp(line, "!! ", 3) == 0, "outcome %d: %s", i, line);
		ck_assert_msg(strlen(line) > 12, "outcome %d: %s", i, line);
		ck_assert_msg(strchr(line, '\n') == line + strlen(line) - 1, "outcome %d", i);
		ck_assert_msg(!strchr(line, '%'), "outcome %d: %s", i, line);
		ck_assert_msg(!strstr(line, " \n") && !strstr(line, ".\n"), "outcome %d", i);
	}
}
END_TEST

START_TEST(no_two_outcomes_have_the_same_words)
{
	char seen[OUTCOME_COUNT][300];
	for (enum outcome i = OUTCOME_DONE + 1; i < OUTCOME_COUNT; i = next_outcome(i)) {
		snprintf(seen[i], sizeof seen[i], "%s", refusal(i, OTHER));
		for (enum outcome j = OUTCOME_DONE + 1; j < i; j = next_outcome(j))
			ck_assert_str_ne(seen[i], seen[j]);
	}
}
END_TEST

static void expect(enum outcome outcome, const char *other, const char *wanted)
{
	unit_same(refusal(outcome, other), wanted);
}

START_TEST(the_words_name_what_they_are_about)
{
	expect(OUTCOME_UNKNOWN_COMMAND, NULL, "!! there is no command /NaMe; /help lists them\n");
	expect(OUTCOME_UNKNOWN_COMMAND, "nick",
		"!! there is no command /NaMe; /help lists them. Did you mean /nick?\n");
	expect(OUTCOME_USAGE, "NAME TEXT", "!! type it like this: /NaMe NAME TEXT\n");
	expect(OUTCOME_NAME_TAKEN, NULL,
		"!! the name NaMe is taken; choose another with /nick NAME\n");
	expect(OUTCOME_NAME_KEPT, NULL,
		"!! the word NaMe would be mistaken for the server; choose another name\n");
	expect(OUTCOME_NOBODY, NULL, "!! nobody here is called NaMe; /who shows the names\n");
	expect(OUTCOME_TOO_LONG, NULL,
		"!! that line was too long and was not said: at most 4711 bytes\n");
	expect(OUTCOME_IGNORED_BY, NULL, "!! NaMe ignores you; this was not delivered\n");
}
END_TEST

START_TEST(the_words_name_rooms_and_reasons)
{
	expect(OUTCOME_BANNED, "spam",
		"!! you are banned from NaMe (spam); its operators can lift that\n");
	expect(OUTCOME_BANNED, NULL, "!! you are banned from NaMe; its operators can lift that\n");
	expect(OUTCOME_KEY_WRONG, NULL, "!! NaMe wants a key: /join NaMe KEY\n");
	expect(OUTCOME_NOT_MEMBER, "#dev", "!! NaMe is not in #dev; /who shows who is\n");
	expect(OUTCOME_IS_MEMBER, "#dev", "!! NaMe is in #dev already\n");
	expect(OUTCOME_NOT_OPERATOR, NULL,
		"!! only operators of NaMe can do that; /who marks them with @\n");
	expect(OUTCOME_MODERATED, NULL,
		"!! only those with a voice may speak in NaMe; an operator gives you one with "
		"/voice\n");
	expect(OUTCOME_UNCHANGED, NULL, "!! nothing was changed; it is so already: NaMe\n");
	expect(OUTCOME_MODE, "secret",
		"!! there is no mode NaMe; they are: invite-only moderated members-only secret "
		"topic-locked key limit keep. Did you mean secret?\n");
}
END_TEST

START_TEST(numbers_are_told)
{
	static const enum outcome limited[] = {OUTCOME_IGNORE_FULL, OUTCOME_MASKS_FULL,
		OUTCOME_TOO_LONG, OUTCOME_TOO_FAST, OUTCOME_ADDRESS_TOO_FAST, OUTCOME_UNREAD,
		OUTCOME_TOO_SLOW};
	for (size_t i = 0; i < sizeof limited / sizeof *limited; i++)
		ck_assert_ptr_nonnull(strstr(refusal(limited[i], NULL), " 4711 "));
	ck_assert_ptr_nonnull(strstr(refusal(OUTCOME_NAME_LONG, NULL), " 32 "));
	ck_assert_ptr_nonnull(strstr(refusal(OUTCOME_NAME_LONG, NULL), " 63 "));
	ck_assert_ptr_nonnull(strstr(refusal(OUTCOME_ROOM_LONG, NULL), " 49 "));
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {every_outcome_has_words, no_two_outcomes_have_the_same_words,
		the_words_name_what_they_are_about, the_words_name_rooms_and_reasons,
		numbers_are_told, NULL};
	return unit_cases_with("line words", NULL, tear_down, cases);
}
