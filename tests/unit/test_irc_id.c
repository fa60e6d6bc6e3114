/* Ids of messages, and times as IRC clients write them. */
#include <stdio.h>
#include <string.h>

#include "irc_id.h"
#include "irc_param.h"
#include "unit.h"

static struct buffer out;

static const char *id_of(const struct event *event, unsigned part)
{
	buffer_clear(&out);
	irc_id_add(&out, event, part);
	return buffer_text(&out);
}

static void set_up(void)
{
	irc_id_init();
	irc_id_set_origin(0xabc);
}

static void tear_down(void)
{
	buffer_finish(&out);
}

START_TEST(kept_lines_have_the_ids_of_their_place)
{
	const struct event line = {.id = 7, .room_id = 12, .number = 4294967295};
	uint32_t room, number;
	ck_assert(irc_id_any(&line));
	unit_same(id_of(&line, 0), "0000000000000abc-12-4294967295");
	ck_assert(irc_id_read("0000000000000abc-12-4294967295", &room, &number));
	ck_assert_uint_eq(room, 12);
	ck_assert_uint_eq(number, 4294967295);
	unit_same(id_of(&line, 31), "0000000000000abc-12-4294967295-31");
	ck_assert(irc_id_read("0000000000000abc-12-4294967295-31", &room, &number));
	ck_assert(irc_id_read("0000000000000abc-12-0", &room, &number)); /* before the first */
	ck_assert_uint_eq(number, 0);
	irc_id_set_origin(UINT64_MAX);
	unit_same(id_of(&line, 0), "ffffffffffffffff-12-4294967295");
}
END_TEST

START_TEST(all_else_has_an_id_of_the_process)
{
	uint32_t room, number;
	const struct event event = {.id = 0x1f}, other = {.id = 0x20}, none = {0};
	ck_assert(irc_id_any(&event) && !irc_id_any(&none));
	char first[64];
	snprintf(first, sizeof first, "%s", id_of(&event, 0));
	ck_assert_str_eq(strchr(first, '-'), "-1f");
	ck_assert_str_eq(strchr(id_of(&event, 2), '-'), "-1f-2");
	ck_assert_str_ne(first, id_of(&other, 0));
	ck_assert(!irc_id_read(first, &room, &number));
}
END_TEST

START_TEST(other_ids_are_of_no_line)
{
	static const char *const ids[] = {"", "x", "0000000000000abc", "0000000000000abc-",
		"0000000000000abc-1", "0000000000000abc-1-", "0000000000000abc--1",
		"0000000000000abc-1-x", "0000000000000abc-1-2x", "0000000000000abc-1-2-",
		"0000000000000abc-1-2-x", "0000000000000abc-1-2-3-4",
		"0000000000000abc-1-4294967296", "0000000000000abc-99999999999999999999-1",
		"0000000000000abd-1-2", "abc-1-2", "0000000000000abc-1--2"};
	uint32_t room, number;
	for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++)
		ck_assert_msg(!irc_id_read(ids[i], &room, &number), "%s", ids[i]);
}
END_TEST

START_TEST(times_are_read)
{
	static const struct {
		const char *text;
		int64_t ms;
	} rows[] = {{"1970-01-01T00:00:00.000Z", 0}, {"1970-01-01T00:00:01Z", 1000},
		{"2000-02-29T12:34:56.789Z", 951827696789},
		{"2026-11-30T03:32:23.825Z", 1796009543825},
		{"9999-12-31T23:59:59.999Z", 253402300799999}};
	static const char *const bad[] = {"", "x", "2026-11-30", "2026-11-30T03:32:23",
		"2026-11-30T03:32:23.8Z", "2026-11-30T03:32:23.8250Z", "2026-11-30T03:32:23.825",
		"2026-11-30T03:32:23.825ZZ", "2026-11-30T03:32:23ZZ", "2026-13-30T03:32:23.825Z",
		"2026-11-32T03:32:23.825Z", "2026-11-30T24:32:23.825Z", "1969-12-31T23:59:59.999Z",
		"2026-11-30 03:32:23.825Z", "-026-11-30T03:32:23.825Z", "\xd9\xa1"};
	int64_t ms;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		ck_assert_msg(irc_param_time(rows[i].text, &ms), "%s", rows[i].text);
		ck_assert_int_eq(ms, rows[i].ms);
	}
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		ck_assert_msg(!irc_param_time(bad[i], &ms), "%s", bad[i]);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {kept_lines_have_the_ids_of_their_place,
		all_else_has_an_id_of_the_process, other_ids_are_of_no_line, times_are_read, NULL};
	return unit_cases_with("irc id", set_up, tear_down, cases);
}
