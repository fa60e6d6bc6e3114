/* The doors' conn_ops as protocol detection hands them out, and what callers are told who are not
 * let in. */
#include <string.h>

#include "detect.h"
#include "irc.h"
#include "line.h"
#include "unit.h"

START_TEST(each_door_is_watched_first)
{
	static const struct conn_ops *const own[] = {
		[DETECT_LINE] = &line_conn_ops, [DETECT_IRC] = &irc_conn_ops};
	for (int i = DETECT_LINE; i < DETECT_DOORS; i++) {
		const struct conn_ops *ops = detect_ops((enum detect_door)i);
		ck_assert(ops->data != own[i]->data);
		ck_assert(ops->drained == own[i]->drained && ops->closed == own[i]->closed);
		ck_assert(ops->farewell == own[i]->farewell);
	}
}
END_TEST

/* conn.c calls these without a check. */
START_TEST(no_door_leaves_out_what_is_called)
{
	for (int i = DETECT_AUTO; i < DETECT_DOORS; i++) {
		const struct conn_ops *ops = detect_ops((enum detect_door)i);
		ck_assert(ops->open && ops->data && ops->drained && ops->farewell && ops->closed);
		ck_assert(!ops->silent == (i != DETECT_AUTO));
	}
}
END_TEST

static void expect(enum detect_door door, const char *bytes, bool irc)
{
	static const char *const about[] = {
		" full; ", " your address; ", "our address connects too "};
	for (int why = 0; why < DETECT_REFUSALS; why++) {
		const char *words =
			detect_refusal(door, (enum detect_refusal)why, bytes, strlen(bytes));
		const char *end = words + strlen(words);
		ck_assert_int_eq(strncmp(words, irc ? "ERROR :" : "!! ", irc ? 7 : 3), 0);
		ck_assert_int_eq(strcmp(end - 2, "\r\n") == 0, irc);
		ck_assert_ptr_nonnull(strstr(words, about[why]));
		ck_assert_ptr_eq(strchr(words, '\n'), end - 1);
	}
}

START_TEST(refusals_are_in_the_language_of_the_door)
{
	expect(DETECT_LINE, "", false);
	expect(DETECT_LINE, "NICK x", false);
	expect(DETECT_IRC, "", true);
	expect(DETECT_IRC, "hello", true);
	expect(DETECT_AUTO, "", false);
	expect(DETECT_AUTO, "hello", false);
	expect(DETECT_AUTO, "NICK", false);
	expect(DETECT_AUTO, "NICK x", true);
	expect(DETECT_AUTO, "cap LS", true);
}
END_TEST

START_TEST(doors_have_names)
{
	ck_assert_str_eq(detect_names[DETECT_AUTO], "auto");
	ck_assert_str_eq(detect_names[DETECT_LINE], "line");
	ck_assert_str_eq(detect_names[DETECT_IRC], "irc");
	ck_assert_ptr_null(detect_names[DETECT_DOORS]);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {each_door_is_watched_first, no_door_leaves_out_what_is_called,
		refusals_are_in_the_language_of_the_door, doors_have_names, NULL};
	return unit_cases("detect", cases);
}
