/* Times as people type them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "unit.h"
#include "when.h"

#define MINUTE INT64_C(60000)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

/* Saturday 2026-11-28 15:30:20 in Berlin, which is 14:30:20 UTC. */
#define NOW INT64_C(1795876220000)

static void use_zone(const char *zone)
{
	setenv("TZ", zone, 1);
	tzset();
}

static void set_up(void)
{
	use_zone("CET-1CEST,M3.5.0,M10.5.0/3"); /* Berlin's rule, without its file */
}

/* The moment as local text with seconds, or what is wrong. */
static const char *moment(const char *word, int64_t now)
{
	static char out[64];
	int64_t time = 0;
	enum when_result result = when_parse(word, now, &time);
	if (result != WHEN_GOOD)
		return result == WHEN_FUTURE ? "future" : "nonsense";
	char text[WHEN_TEXT_SIZE];
	snprintf(out, sizeof out, "%s:%02d", when_text(text, time), (int)(time / 1000 % 60));
	return out;
}

#define EXPECT(word, wanted) unit_same(moment((word), NOW), (wanted))

START_TEST(durations_count_back)
{
	EXPECT("90s", "2026-11-28 15:28:50");
	EXPECT("30m", "2026-11-28 15:00:20");
	EXPECT("2h", "2026-11-28 13:30:20");
	EXPECT("3d", "2026-11-25 15:30:20");
	EXPECT("0030m", "2026-11-28 15:00:20");
	EXPECT("36500d", "1970-01-01 01:00:00"); /* before 1970 */
}
END_TEST

START_TEST(a_duration_is_a_number_and_a_unit)
{
	ck_assert_int_eq(when_duration("90s"), 90);
	ck_assert_int_eq(when_duration("10m"), 600);
	ck_assert_int_eq(when_duration("2h"), 7200);
	ck_assert_int_eq(when_duration("7d"), 7 * 86400);
	ck_assert_int_eq(when_duration("36500d"), WHEN_SECONDS_MAX);
	static const char *const none[] = {"", "0s", "s", "10", "10w", "10 m", "10mm", "-1m", "+1m",
		"1.5h", "36501d", "99999999999999999999999999d", "3153600001s", NULL};
	for (const char *const *word = none; *word; word++)
		ck_assert_msg(when_duration(*word) == 0, "%s", *word);
}
END_TEST

START_TEST(a_time_of_day_is_the_last_one)
{
	EXPECT("14:00", "2026-11-28 14:00:00");
	EXPECT("15:30", "2026-11-28 15:30:00");
	EXPECT("15:30:20", "2026-11-28 15:30:20");
	EXPECT("15:31", "2026-11-27 15:31:00");
	EXPECT("00:00", "2026-11-28 00:00:00");
	EXPECT("9:05", "2026-11-28 09:05:00");
	EXPECT("23:59", "2026-11-27 23:59:00");
}
END_TEST

START_TEST(days_begin_at_midnight)
{
	EXPECT("2026-11-28", "2026-11-28 00:00:00");
	EXPECT("2026-11-27T14:00", "2026-11-27 14:00:00");
	EXPECT("2026-11-27t14:00:07", "2026-11-27 14:00:07");
	EXPECT("2024-02-29", "2024-02-29 00:00:00");
	EXPECT("1970-01-01", "1970-01-01 01:00:00"); /* the earliest moment that there is */
	EXPECT("today", "2026-11-28 00:00:00");
	EXPECT("Yesterday", "2026-11-27 00:00:00");
}
END_TEST

START_TEST(what_is_still_to_come_is_told_from_nonsense)
{
	EXPECT("2026-11-29", "future");
	EXPECT("2026-11-28T15:31", "future");
	EXPECT("9999-12-31", "future");
	static const char *const nonsense[] = {"", "0", "12", "tea", "-", ":", "T", "2026",
		"2026-11", "2026-11-28T", "2026-11-28T14", "2026-11-28 14:00", "2026-11-28T14:00x",
		"2026-13-01", "2026-00-10", "2026-02-30", "2025-02-29", "2026-11-00", "2026-1-1",
		"26-11-28", "1969-12-31", "2026-11-28T24:00", "14:60", "25:00", "14:00:60",
		"14:", ":30", "14:0", "014:00", "14:00pm", "-5m", "+5m", "2h30m", "tomorrow",
		"2026-11-28-01", "99999-01-01", NULL};
	for (const char *const *word = nonsense; *word; word++)
		ck_assert_msg(strcmp(moment(*word, NOW), "nonsense") == 0, "%s: %s", *word,
			moment(*word, NOW));
}
END_TEST

/* In Berlin the hour from 2:00 on does not exist on 29 March 2026, and comes twice on 25 October.
 */
START_TEST(summer_time_comes_and_goes)
{
	int64_t spring = INT64_C(1774785600000); /* 2026-03-29 12:00 UTC, 14:00 there */
	unit_same(moment("01:59", spring), "2026-03-29 01:59:00");
	unit_same(moment("02:30", spring), "2026-03-29 03:30:00");
	unit_same(moment("03:00", spring), "2026-03-29 03:00:00");
	unit_same(moment("13h", spring), "2026-03-29 00:00:00"); /* 13 hours, by the clock 14 */
	unit_same(moment("2026-03-28", spring), "2026-03-28 00:00:00");
	int64_t autumn = INT64_C(1792929600000); /* 2026-10-25 12:00 UTC, 13:00 there */
	unit_same(moment("2026-10-25", autumn), "2026-10-25 00:00:00");
	unit_same(moment("02:30", autumn), "2026-10-25 02:30:00");
	unit_same(moment("13h", autumn), "2026-10-25 01:00:00");
	unit_same(moment("14:00", autumn), "2026-10-24 14:00:00");
	int64_t from, to;
	ck_assert_int_eq(when_parse("2026-03-29", spring, &from), WHEN_GOOD);
	ck_assert_int_eq(when_parse("2026-03-30", spring + DAY, &to), WHEN_GOOD);
	ck_assert_int_eq(to - from, 23 * HOUR);
	ck_assert_int_eq(when_parse("2026-10-25", autumn + DAY, &from), WHEN_GOOD);
	ck_assert_int_eq(when_parse("2026-10-26", autumn + DAY, &to), WHEN_GOOD);
	ck_assert_int_eq(to - from, 25 * HOUR);
}
END_TEST

START_TEST(times_are_of_this_zone)
{
	int64_t time;
	use_zone("UTC0");
	ck_assert_int_eq(when_parse("2026-11-28T14:00", NOW, &time), WHEN_GOOD);
	ck_assert_int_eq(time, NOW / DAY * DAY + 14 * HOUR);
	EXPECT("15:00", "2026-11-27 15:00:00");
	use_zone("<+1245>-12:45"); /* it is Sunday 03:15:20 there */
	EXPECT("today", "2026-11-29 00:00:00");
	unit_same(when_weekday(NOW), "Sunday");
}
END_TEST

START_TEST(numbers_of_lines_are_plain)
{
	ck_assert_uint_eq(when_number("1"), 1);
	ck_assert_uint_eq(when_number("8812"), 8812);
	ck_assert_uint_eq(when_number("4294967295"), UINT32_MAX);
	static const char *const none[] = {"", "0", "-1", "+1", "1x", "x1", "1.0", " 1", "1 ",
		"4294967296", "99999999999999999999999999", "\xEF\xBC\x91", NULL};
	for (const char *const *word = none; *word; word++)
		ck_assert_msg(when_number(*word) == 0, "%s", *word);
}
END_TEST

START_TEST(days_of_the_week_are_local)
{
	char text[WHEN_TEXT_SIZE];
	unit_same(when_weekday(NOW), "Saturday");
	unit_same(when_weekday(NOW + 9 * HOUR), "Sunday");
	unit_same(when_weekday(1), "Thursday");
	unit_same(when_text(text, NOW), "2026-11-28 15:30");
	unit_same(when_text(text, 1), "1970-01-01 01:00");
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {durations_count_back, a_duration_is_a_number_and_a_unit,
		a_time_of_day_is_the_last_one, days_begin_at_midnight,
		what_is_still_to_come_is_told_from_nonsense, summer_time_comes_and_goes,
		times_are_of_this_zone, numbers_of_lines_are_plain, days_of_the_week_are_local,
		NULL};
	return unit_cases_with("when", set_up, NULL, cases);
}
