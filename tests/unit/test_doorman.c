/* The doors' conn_ops as the doorman hands them out, and his words for who is not let in. */
#include <string.h>

#include "doorman.h"
#include "irc.h"
#include "line.h"
#include "unit.h"

static struct doorman doorman;

static void freed(struct conn *conn)
{
	(void)conn;
}

START_TEST(each_door_is_watched_first)
{
	static const struct conn_ops *const own[] = {
		[DOORMAN_LINE] = &line_conn_ops, [DOORMAN_IRC] = &irc_conn_ops};
	doorman_init(&doorman, freed);
	for (int i = DOORMAN_LINE; i < DOORMAN_DOORS; i++) {
		const struct conn_ops *ops = doorman_ops(&doorman, (enum doorman_door)i);
		const struct conn_ops *plain = &doorman.ways[i].plain;
		ck_assert(ops->data != own[i]->data && plain->data == own[i]->data);
		ck_assert(ops->ended == own[i]->ended && plain->ended == own[i]->ended);
		ck_assert(ops->freed == freed && plain->freed == freed);
	}
	ck_assert(doorman_ops(&doorman, DOORMAN_AUTO)->freed == freed);
}
END_TEST

/* Nobody asks before he calls. */
START_TEST(no_door_leaves_out_what_is_called)
{
	doorman_init(&doorman, freed);
	for (int i = DOORMAN_AUTO; i < DOORMAN_DOORS; i++) {
		const struct conn_ops *ops = doorman_ops(&doorman, (enum doorman_door)i);
		ck_assert(ops->open && ops->data && ops->drained && ops->farewell && ops->ended);
		ck_assert(!ops->silent == (i != DOORMAN_AUTO));
	}
}
END_TEST

static void expect(enum doorman_door door, const char *bytes, bool irc)
{
	static const char *const about[] = {
		" full; ", " your address; ", "our address connects too "};
	for (int why = 0; why < DOORMAN_REFUSALS; why++) {
		const char *words =
			doorman_refusal(door, (enum doorman_refusal)why, bytes, strlen(bytes));
		const char *end = words + strlen(words);
		ck_assert_int_eq(strncmp(words, irc ? "ERROR :" : "!! ", irc ? 7 : 3), 0);
		ck_assert_int_eq(strcmp(end - 2, "\r\n") == 0, irc);
		ck_assert_ptr_nonnull(strstr(words, about[why]));
		ck_assert_ptr_eq(strchr(words, '\n'), end - 1);
	}
}

START_TEST(refusals_are_in_the_language_of_the_door)
{
	expect(DOORMAN_LINE, "", false);
	expect(DOORMAN_LINE, "NICK x", false);
	expect(DOORMAN_IRC, "", true);
	expect(DOORMAN_IRC, "hello", true);
	expect(DOORMAN_AUTO, "", false);
	expect(DOORMAN_AUTO, "hello", false);
	expect(DOORMAN_AUTO, "NICK", false);
	expect(DOORMAN_AUTO, "NICK x", true);
	expect(DOORMAN_AUTO, "cap LS", true);
}
END_TEST

START_TEST(doors_have_names)
{
	ck_assert_str_eq(doorman_names[DOORMAN_AUTO], "auto");
	ck_assert_str_eq(doorman_names[DOORMAN_LINE], "line");
	ck_assert_str_eq(doorman_names[DOORMAN_IRC], "irc");
	ck_assert_ptr_null(doorman_names[DOORMAN_DOORS]);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {each_door_is_watched_first, no_door_leaves_out_what_is_called,
		refusals_are_in_the_language_of_the_door, doors_have_names, NULL};
	return unit_cases("doorman", cases);
}
