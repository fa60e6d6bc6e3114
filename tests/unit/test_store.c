/* The contract with a store (store.h), which every implementation must pass: to test another one,
 * add a row to stored_kinds. */
#include <stdio.h>
#include <stdlib.h>

#include "stored.h"

static void check_whole_lines(struct stored *s)
{
	struct buffer records = {0};
	stored_room(s, 1, "#a");
	for (unsigned kind = RECORD_SAY; kind <= RECORD_MODE; kind++) {
		struct record_line line = stored_whole_line;
		line.kind = (enum record_kind)kind;
		line.number = kind + 1;
		record_write_line(&records, &line);
	}
	stored_write(s, &records);
	stored_lines(s, 1, 1, UINT32_MAX);
	ck_assert_uint_eq(s->out.length, records.length);
	ck_assert_mem_eq(s->out.bytes, records.bytes, records.length);
	buffer_finish(&records);
}

START_TEST(a_line_comes_back_as_it_was)
{
	stored_each(check_whole_lines);
}
END_TEST

static void check_ranges(struct stored *s)
{
	stored_room(s, 1, "#a");
	stored_room(s, 2, "#b");
	stored_say_many(s, 1, 1, 9, "al");
	stored_say(s, 2, 1, "bo", "elsewhere");
	unit_same(stored_lines(s, 1, 3, 4), "3 al text 3|4 al text 4|");
	unit_same(stored_lines(s, 1, 9, UINT32_MAX), "9 al text 9|");
	unit_same(stored_lines(s, 1, 10, UINT32_MAX), "");
	unit_same(stored_lines(s, 1, 5, 4), "");
	unit_same(stored_lines(s, 2, 0, UINT32_MAX), "1 bo elsewhere|");
	unit_same(stored_lines(s, 3, 0, UINT32_MAX), "");
	struct store_range range = {.room = 1, .first = 2, .last = 8, .limit = 2};
	unit_same(stored_range(s, &range), "2 al text 2|3 al text 3|");
	range.newest = true;
	unit_same(stored_range(s, &range), "7 al text 7|8 al text 8|");
	range.limit = 0;
	unit_same(stored_range(s, &range), "");
}

START_TEST(ranges_are_read_from_both_ends)
{
	stored_each(check_ranges);
}
END_TEST

static void check_limits(struct stored *s)
{
	static char text[4000];
	memset(text, 'x', sizeof text - 1);
	stored_room(s, 1, "#a");
	for (uint32_t i = 1; i <= 300; i++)
		stored_say(s, 1, i, "al", text);
	struct store_range range = {.room = 1, .first = 1, .last = 300, .limit = 300};
	stored_range(s, &range);
	ck_assert_uint_ge(s->out.length, STORE_ANSWER_BYTES);
	ck_assert_uint_lt(s->out.length, STORE_ANSWER_BYTES + sizeof text + 100);
	range.newest = true;
	stored_range(s, &range);
	ck_assert_uint_lt(s->out.length, STORE_ANSWER_BYTES + sizeof text + 100);
	ck_assert_ptr_nonnull(strstr(s->text.bytes, "|300 al x"));
	stored_say_many(s, 1, 301, 301 + STORE_LINES_MAX, "al");
	range = (struct store_range){
		.room = 1, .first = 301, .last = UINT32_MAX, .limit = UINT32_MAX};
	ck_assert_ptr_nonnull(strstr(stored_range(s, &range), "|1300 al text 1300|"));
	ck_assert_ptr_null(strstr(s->text.bytes, "|1301 al"));
}

START_TEST(answers_have_limits)
{
	stored_each(check_limits);
}
END_TEST

static void check_said(struct stored *s)
{
	stored_room(s, 1, "#a");
	stored_say_kinds(s, 1, "t");
	struct store_range range = {.room = 1, .first = 1, .last = 9, .limit = 9, .said = true};
	unit_same(stored_range(s, &range), "1 al t|2 al t|3 al t|");
	range.newest = true;
	range.limit = 2;
	unit_same(stored_range(s, &range), "2 al t|3 al t|");
}

START_TEST(what_was_said_can_be_read_alone)
{
	stored_each(check_said);
}
END_TEST

static void check_rooms(struct stored *s)
{
	const struct record_mask masks[] = {{.mode = 3,
						    .text = "z!*@*",
						    .by = "op",
						    .why = "why",
						    .meant = "zed",
						    .at = 5,
						    .until = 6},
		{.mode = 1, .text = "a!*@*", .by = "op"}};
	struct record_room room = {.id = 7,
		.name = "#Room",
		.key = "#room",
		.topic = "tøpic",
		.topic_by = "al",
		.topic_at = 11,
		.made_at = 10,
		.flags = 0x80000001,
		.password = "pw",
		.limit = 12,
		.keep_ms = 13,
		.mask_count = 2};
	struct buffer records = {0};
	unit_same(stored_card(s, "#room"), "");
	record_write_room(&records, &room, masks);
	stored_write(s, &records);
	unit_same(stored_card(s, "#room"),
		"7 #Room #room number=0 time=0 topic=tøpic/al/11 made=10 founder=0 operators= "
		"flags=2147483649 password=pw limit=12 keep=13 masks=2 [3 z!*@* op why zed 5 6] [1 "
		"a!*@* op   0 0]");
	stored_say_many(s, 7, 1, 3, "al");
	room = (struct record_room){
		.id = 7, .name = "#ROOM", .key = "#room", .made_at = 10, .mask_count = 1};
	records.length = 0;
	record_write_room(&records, &room, masks + 1);
	stored_write(s, &records);
	unit_same(stored_card(s, "#room"),
		"7 #ROOM #room number=3 time=3000 topic=//0 made=10 founder=0 operators= "
		"flags=0 password= limit=0 keep=0 masks=1 [1 a!*@* op   0 0]");
	unit_same(stored_card(s, "#Room"), "");
	buffer_finish(&records);
}

START_TEST(a_room_is_kept_as_it_was_last)
{
	stored_each(check_rooms);
}
END_TEST

/* The names of rooms after an id. */
static const char *rooms_after(struct stored *s, uint32_t after, unsigned limit)
{
	s->out.length = s->text.length = 0;
	ck_assert(s->ops->rooms(s->store, after, limit, &s->out, s->error));
	const char *end = s->out.bytes + s->out.length;
	for (const char *at = s->out.bytes; at < end; at += record_length(at)) {
		struct record_room room;
		record_read_room(at, &room, NULL, NULL);
		buffer_format(&s->text, "%u%s ", room.id, room.name);
	}
	return buffer_text(&s->text);
}

static void check_ended(struct stored *s)
{
	stored_room(s, 1, "#a");
	stored_room(s, 2, "#b");
	stored_room(s, 3, "#c");
	stored_say_many(s, 2, 1, 3, "al");
	unit_same(rooms_after(s, 0, 10), "1#a 2#b 3#c ");
	unit_same(rooms_after(s, 1, 1), "2#b ");
	stored_end_room(s, 2, "#b");
	unit_same(stored_card(s, "#b"), "");
	unit_same(rooms_after(s, 0, 10), "1#a 3#c ");
	stored_room(s, 4, "#b");
	ck_assert_ptr_nonnull(strstr(stored_card(s, "#b"), "4 #b #b number=0"));
	stored_expire(s, 0);
	unit_same(stored_lines(s, 2, 1, 9), "");
	ck_assert_ptr_nonnull(strstr(stored_card(s, "#b"), "4 #b #b number=0"));
	unit_same(stored_faults(s), "");
}

START_TEST(a_room_that_ended_frees_its_name_and_goes)
{
	stored_each(check_ended);
}
END_TEST

static void check_key_twice(struct stored *s)
{
	struct buffer records = {0};
	stored_room(s, 1, "#a");
	record_write_room(
		&records, &(struct record_room){.id = 2, .name = "#A", .key = "#a"}, NULL);
	ck_assert_int_eq(s->ops->write(s->store, records.bytes, records.length, true, s->error),
		STORE_DAMAGED);
	ck_assert_ptr_nonnull(strstr(s->error, "a room with this name is there already"));
	records.length = 0;
	stored_say(s, 1, 1, "al", "x");
	record_write_line(&records, &(struct record_line){.room = 1, .number = 2, .name = "al"});
	record_write_line(&records, &(struct record_line){.room = 1, .number = 1, .name = "al"});
	ck_assert_int_eq(s->ops->write(s->store, records.bytes, records.length, true, s->error),
		STORE_DAMAGED);
	ck_assert_ptr_nonnull(strstr(s->error, "a line with this number is there already"));
	unit_same(stored_lines(s, 1, 1, 9), "1 al x|");
	stored_say(s, 1, 2, "al", "y");
	unit_same(stored_lines(s, 1, 1, 9), "1 al x|2 al y|");
	unit_same(stored_faults(s), "");
	buffer_finish(&records);
}

START_TEST(records_that_contradict_are_refused_as_a_whole)
{
	stored_each(check_key_twice);
}
END_TEST

static void write_origin(struct stored *s, uint64_t origin, const unsigned char *secret)
{
	struct buffer records = {0};
	record_write_origin(&records, &(struct record_origin){origin, secret});
	stored_write(s, &records);
	buffer_finish(&records);
}

START_TEST(a_store_without_rooms_takes_an_origin)
{
	struct stored s;
	stored_start(&s, stored_kinds);
	write_origin(&s, UINT64_C(0xFEDCBA9876543210), (const unsigned char *)"0123456789abcdef");
	stored_room(&s, 1, "#a");
	write_origin(&s, 7, (const unsigned char *)"0000000000000000");
	stored_close(&s);
	stored_open(&s);
	ck_assert_mem_eq(s.info.secret, "0123456789abcdef", STORE_SECRET_BYTES);
	ck_assert_uint_eq(s.info.origin, UINT64_C(0xFEDCBA9876543210));
	stored_end(&s);
	stored_start(&s, stored_kinds);
	unsigned char secret[STORE_SECRET_BYTES];
	memcpy(secret, s.info.secret, sizeof secret);
	write_origin(&s, 7, NULL);
	stored_close(&s);
	stored_open(&s);
	ck_assert_uint_eq(s.info.origin, 7);
	ck_assert_mem_eq(s.info.secret, secret, sizeof secret);
	stored_end(&s);
}
END_TEST

static void check_missed(struct stored *s)
{
	struct buffer records = {0};
	stored_room(s, 1, "#a");
	stored_say_many(s, 1, 1, 2, "al");
	record_write_missed(&records, &(struct record_missed){.room = 1, .first = 3, .last = 5});
	stored_write(s, &records);
	ck_assert_ptr_nonnull(strstr(stored_card(s, "#a"), "number=5 time=2000"));
	stored_say_many(s, 1, 6, 7, "al");
	unit_same(stored_lines(s, 1, 1, 9), "1 al text 1|2 al text 2|6 al text 6|7 al text 7|");
	ck_assert_uint_eq(stored_number_at(s, 1, 2001), 6);
	unit_same(stored_faults(s), "");
	stored_say(s, 1, 9, "al", "a hole");
	unit_same(stored_faults(s), "#a: line 8 is missing\n");
	buffer_finish(&records);
}

START_TEST(missed_lines_are_known_holes)
{
	stored_each(check_missed);
}
END_TEST

static void check_number_at(struct stored *s)
{
	stored_room(s, 1, "#a");
	ck_assert_uint_eq(stored_number_at(s, 1, 5), 1);
	stored_say_many(s, 1, 1, 100, "al");
	for (uint32_t i = 1; i <= 100; i++) {
		ck_assert_uint_eq(stored_number_at(s, 1, i * INT64_C(1000)), i);
		ck_assert_uint_eq(stored_number_at(s, 1, i * INT64_C(1000) + 1), i + 1);
	}
	ck_assert_uint_eq(stored_number_at(s, 1, INT64_MIN), 1);
	ck_assert_uint_eq(stored_number_at(s, 1, INT64_MAX), 101);
}

START_TEST(a_time_leads_to_a_number)
{
	stored_each(check_number_at);
}
END_TEST

static void check_durable(struct stored *s)
{
	struct buffer records = {0};
	stored_room(s, 1, "#a");
	for (uint32_t i = 1; i <= 4; i++) {
		records.length = 0;
		record_write_line(&records,
			&(struct record_line){.room = 1, .number = i, .name = "a", .text = "t"});
		ck_assert_int_eq(
			s->ops->write(s->store, records.bytes, records.length, i % 2, s->error),
			STORE_DONE);
	}
	ck_assert_int_eq(s->ops->write(s->store, records.bytes, 0, true, s->error), STORE_DONE);
	unit_same(stored_lines(s, 1, 1, 9), "1 a t|2 a t|3 a t|4 a t|");
	buffer_finish(&records);
}

START_TEST(durable_and_other_rounds_follow_each_other)
{
	stored_each(check_durable);
}
END_TEST

START_TEST(none_keeps_nothing)
{
	struct stored s = {.ops = &store_none};
	stored_open(&s);
	stored_room(&s, 1, "#a");
	stored_say_many(&s, 1, 1, 9, "al");
	stored_erase(&s, 1, 1);
	unit_same(stored_lines(&s, 1, 1, 9), "");
	unit_same(stored_search(&s, 1, "text", ""), "");
	unit_same(stored_card(&s, "#a"), "");
	unit_same(rooms_after(&s, 0, 9), "");
	ck_assert_uint_eq(stored_number_at(&s, 1, 0), 1);
	stored_expire(&s, 0);
	stored_index(&s);
	unit_same(stored_faults(&s), "");
	stored_end(&s);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {a_line_comes_back_as_it_was, ranges_are_read_from_both_ends,
		answers_have_limits, what_was_said_can_be_read_alone, a_room_is_kept_as_it_was_last,
		a_room_that_ended_frees_its_name_and_goes,
		records_that_contradict_are_refused_as_a_whole,
		a_store_without_rooms_takes_an_origin, missed_lines_are_known_holes,
		a_time_leads_to_a_number, durable_and_other_rounds_follow_each_other,
		none_keeps_nothing, NULL};
	return unit_cases("store", cases);
}
