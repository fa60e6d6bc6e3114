/* Lines get numbers and are gathered, and the last ones of each room are at hand. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "history.h"
#include "recent.h"
#include "record.h"
#include "round.h"
#include "unit.h"
#include "world.h"

static struct peer *alice, *bob;
static struct buffer taken;
static unsigned wanted_count;
static bool wanted_durable;

static void wanted(void *data, bool durable)
{
	wanted_count++;
	wanted_durable = durable;
}

static void start(enum history_mode mode)
{
	world_start(2);
	history_init(&world.core, mode, 1, &(struct history_store){.wanted = wanted});
	world.core.history.replay = 3;
	world.core.history.wait_ms = 2000;
	wanted_count = 0;
	alice = world_named(0, "alice");
	bob = world_named(1, "bob");
	peer_say(alice, "/join tea");
	peer_say(bob, "/join tea");
	world_forget();
}

static void set_up(void)
{
	start(HISTORY_RELAXED);
}

static void tear_down(void)
{
	world_end();
	buffer_finish(&taken);
}

static uint64_t take(void)
{
	bool durable;
	return round_take(&world.core, &taken, &durable);
}

static void check_at(int64_t now)
{
	core_enter(&world.core.loops[0], now);
	round_check(&world.core);
	core_leave(&world.core.loops[0]);
}

/* What was taken: "1 hi;2 ho;", "room", "missed 3-4;". */
static const char *shown_taken(void)
{
	static struct buffer shown;
	buffer_clear(&shown);
	for (size_t at = 0; at < taken.length; at += record_length(taken.bytes + at)) {
		struct record_line line;
		struct record_missed missed;
		const char *record = taken.bytes + at;
		if (record_type(record) == RECORD_LINE) {
			record_read_line(record, &line);
			buffer_format(&shown, "%u %s %s;", line.number, line.name, line.text);
		} else if (record_type(record) == RECORD_MISSED) {
			record_read_missed(record, &missed);
			buffer_format(&shown, "missed %u-%u;", missed.first, missed.last);
		} else if (record_type(record) == RECORD_ROOM) {
			buffer_add_text(&shown, "room;");
		}
	}
	return buffer_text(&shown);
}

START_TEST(lines_are_numbered_within_their_room)
{
	peer_say(alice, "one");
	peer_say(bob, "two");
	ck_assert_uint_eq(take(), 1);
	unit_same(shown_taken(), "room;1 alice one;2 bob two;");
	ck_assert_uint_eq(take(), 0);
	round_stored(&world.core, 1, world.now);
	peer_say(alice, "three");
	ck_assert_uint_eq(take(), 2);
	unit_same(shown_taken(), "3 alice three;");
}
END_TEST

START_TEST(what_happens_to_a_room_is_a_line_too)
{
	peer_say(alice, "/topic leaves");
	peer_say(alice, "/mode moderated");
	peer_say(alice, "/kick bob enough");
	take();
	unit_same(shown_taken(), "room;1 alice leaves;2 alice +m;3 alice enough;room;");
}
END_TEST

/* Its masks may be many, and change often. */
START_TEST(a_room_is_written_once_in_a_round)
{
	peer_say(alice, "one");
	take();
	round_stored(&world.core, 1, world.now);
	peer_say(alice, "/ban x*!*@*");
	peer_say(alice, "/ban y*!*@*");
	peer_say(alice, "two");
	take();
	unit_same(shown_taken(), "2 alice +b x*!*@*;3 alice +b y*!*@*;4 alice two;room;");
	struct record_room room;
	const char *last = taken.bytes;
	while (record_type(last) != RECORD_ROOM)
		last += record_length(last);
	record_read_room(last, &room, NULL, NULL);
	ck_assert_uint_eq(room.mask_count, 2);
}
END_TEST

START_TEST(who_changes_a_room_with_many_masks_waits_for_it)
{
	char line[32];
	world.core.limits.rate = 1;
	for (unsigned i = 0; i < 60; i++) {
		snprintf(line, sizeof line, "/ban %u*!*@*", i);
		peer_say(alice, line);
	}
	take();
	world.now += 3600000;
	peer_say(alice, "/topic leaves");
	ck_assert_int_eq(history_room_lines(session_room(alice->session)), 3);
	int64_t before = rate_wait(&alice->session->rate, world.core.now, 1, 3);
	ck_assert_int_gt(before, 0); /* it has spent three lines beside the one that it is */
}
END_TEST

START_TEST(what_only_some_get_is_no_line)
{
	peer_say(alice, "/msg bob psst");
	ck_assert_uint_eq(take(), 0);
}
END_TEST

START_TEST(the_key_of_a_room_is_in_no_line)
{
	peer_say(alice, "/mode key hush");
	take();
	unit_same(shown_taken(), "room;1 alice +k *;");
}
END_TEST

START_TEST(the_last_lines_are_at_hand)
{
	unit_same(world_recent("#tea"), "");
	for (int i = 0; i < 5; i++)
		peer_say(alice, "line");
	unit_same(world_recent("#tea"), "3 line;4 line;5 line;");
}
END_TEST

START_TEST(time_does_not_go_back)
{
	struct record_line first, second;
	world.core.clock_offset = 50000;
	peer_say(alice, "one");
	world.core.clock_offset = 20000;
	peer_say(alice, "two");
	take();
	const char *record = taken.bytes + record_length(taken.bytes);
	record_read_line(record, &first);
	record_read_line(record + record_length(record), &second);
	ck_assert_int_eq(first.time, second.time);
}
END_TEST

START_TEST(what_finds_no_place_is_counted_and_noted)
{
	char text[4000];
	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	world.core.limits.rate = 0;
	unsigned lines = HISTORY_GATHERED_MAX / sizeof text + 10;
	for (unsigned i = 0; i < lines; i++)
		peer_say(alice, text);
	peer_say(alice, "a short one, which would find its place");
	lines++;
	uint64_t missed = world.core.history.missed;
	ck_assert_uint_gt(missed, 0);
	take();
	char wanted_end[64];
	snprintf(wanted_end, sizeof wanted_end, "missed %u-%u;", (unsigned)(lines - missed + 1),
		lines);
	const char *shown = shown_taken();
	unit_same(shown + strlen(shown) - strlen(wanted_end), wanted_end);
	peer_say(alice, "again");
	round_stored(&world.core, 1, world.now);
	take();
	snprintf(wanted_end, sizeof wanted_end, "%u alice again;", lines + 1);
	unit_same(shown_taken(), wanted_end);
}
END_TEST

START_TEST(the_writer_is_told_once)
{
	peer_say(alice, "one");
	peer_say(alice, "two");
	ck_assert_uint_eq(wanted_count, 1);
	ck_assert(!wanted_durable);
	take();
	peer_say(alice, "three");
	ck_assert_uint_eq(wanted_count, 1); /* it is at work, and looks again */
	ck_assert(round_stored(&world.core, 1, world.now));
	take();
	ck_assert(!round_stored(&world.core, 2, world.now));
	peer_say(alice, "four");
	ck_assert_uint_eq(wanted_count, 2);
}
END_TEST

START_TEST(off_keeps_nothing)
{
	tear_down();
	start(HISTORY_OFF);
	peer_say(alice, "one");
	ck_assert_uint_eq(take(), 0);
	ck_assert_uint_eq(wanted_count, 0);
	ck_assert_uint_eq(world_room("#tea")->past.number, 0);
	peer_expect(bob, "said alice #tea one\n");
}
END_TEST

START_TEST(strict_sends_what_is_stored)
{
	tear_down();
	start(HISTORY_STRICT);
	peer_say(alice, "one");
	ck_assert(wanted_durable);
	peer_expect(bob, "");
	take();
	peer_say(alice, "two");
	round_stored(&world.core, 1, world.now);
	world_flush();
	peer_expect(bob, "said alice #tea one\n");
	take();
	round_stored(&world.core, 2, world.now);
	world_flush();
	peer_expect(bob, "said alice #tea two\n");
}
END_TEST

START_TEST(others_do_not_wait_for_a_room)
{
	tear_down();
	start(HISTORY_STRICT);
	struct peer *carol = world_named(1, "carol"), *dave = world_named(0, "dave");
	world_forget();
	peer_say(alice, "one");
	peer_say(carol, "/msg dave psst");
	peer_expect(dave, "private carol dave psst\n");
	peer_expect(carol, "private* carol dave psst\n");
}
END_TEST

/* Though it waits itself for what its rooms have said before. */
START_TEST(a_private_line_keeps_no_round_waiting)
{
	tear_down();
	start(HISTORY_STRICT);
	struct peer *carol = world_named(1, "carol");
	world_forget();
	peer_say(alice, "one");
	take();
	peer_say(alice, "two");
	peer_say(carol, "/msg bob psst");
	peer_expect(bob, "");
	round_stored(&world.core, 1, world.now);
	world_flush();
	peer_expect(bob, "said alice #tea one\n");
	take();
	round_stored(&world.core, 2, world.now);
	world_flush();
	peer_expect(bob, "said alice #tea two\nprivate carol bob psst\n");
}
END_TEST

START_TEST(a_late_disk_opens_the_gate_until_it_answers)
{
	tear_down();
	start(HISTORY_STRICT);
	peer_say(alice, "one");
	take();
	check_at(world.now + 1999);
	world_flush();
	peer_expect(bob, "");
	check_at(world.now + 2000);
	ck_assert(world.core.history.late);
	world_flush();
	peer_expect(bob, "said alice #tea one\n");
	round_stored(&world.core, 1, world.now + 5000);
	ck_assert(world.core.history.late); /* that round took too long */
	peer_say(alice, "two");
	peer_expect(bob, "said alice #tea two\n");
	take();
	round_stored(&world.core, 2, world.now + 5);
	ck_assert(!world.core.history.late);
	peer_say(alice, "three");
	peer_expect(bob, "");
}
END_TEST

/* So a loop can be there in time. */
START_TEST(each_flush_says_when_the_disk_is_late)
{
	const struct core_loop *loops = world.core.loops;
	ck_assert_int_eq(loops[0].late_at, 0);
	peer_say(alice, "one");
	int64_t late_at = world.now + 2000;
	ck_assert_int_eq(loops[0].late_at, late_at);
	ck_assert_int_eq(loops[1].late_at, late_at);
	take();
	world.now += 500;
	peer_say(bob, "two");
	ck_assert_int_eq(loops[1].late_at, late_at);
	round_stored(&world.core, 1, world.now);
	world_flush();
	ck_assert_int_eq(loops[1].late_at, world.now + 2000); /* the second line's */
	check_at(world.now + 2000);
	world_flush();
	ck_assert_int_eq(loops[1].late_at, 0);
	take();
	round_stored(&world.core, 2, world.now);
	peer_say(bob, "three");
	take();
	round_stored(&world.core, 3, world.now);
	world_flush();
	ck_assert_int_eq(loops[0].late_at, 0);
}
END_TEST

/* Whatever the writer is doing: it may not even have begun with these lines. */
START_TEST(a_writer_that_does_not_come_is_late)
{
	tear_down();
	start(HISTORY_STRICT);
	peer_say(alice, "one");
	check_at(world.now + 2000);
	ck_assert(world.core.history.late);
	world_flush();
	peer_expect(bob, "said alice #tea one\n");
}
END_TEST

/* Nobody has to say something for the disk to be found good again. */
START_TEST(a_late_disk_is_tried_again)
{
	tear_down();
	start(HISTORY_STRICT);
	peer_say(alice, "one");
	take();
	check_at(world.now + 2000);
	ck_assert(!round_stored(&world.core, 1, world.now + 5000));
	ck_assert(world.core.history.late);
	unsigned before = wanted_count;
	check_at(world.now + 6000);
	world.now += 6000;
	world_flush();
	ck_assert_uint_eq(wanted_count, before + 1);
	ck_assert_uint_eq(take(), 2);
	round_stored(&world.core, 2, world.now + 5);
	ck_assert(!world.core.history.late);
}
END_TEST

/* Nothing is gathered then, so no round would come to be stored. */
START_TEST(who_has_nothing_to_forget_waits_for_nothing)
{
	tear_down();
	start(HISTORY_STRICT);
	peer_say(alice, "/forget");
	peer_expect(alice, "forgotten* alice\n");
	peer_say(alice, "one");
	take();
	peer_say(alice, "/forget");
	peer_expect(alice, "");
	round_stored(&world.core, 1, world.now);
	world_flush();
	peer_expect(alice, "");
	take();
	round_stored(&world.core, 2, world.now);
	world_flush();
	peer_expect(alice, "forgotten* alice on\n");
	peer_say(alice, "/forget");
	peer_expect(alice, "forgotten* alice\n");
}
END_TEST

/* Each says something of a room that is newer than the other. */
START_TEST(who_is_shown_several_rooms_waits_for_the_last_round)
{
	tear_down();
	start(HISTORY_STRICT);
	struct peer *carol = world_named(0, "carol");
	peer_say(alice, "one");
	take();
	peer_enter(carol);
	history_hold(carol->session, 2);
	history_hold(carol->session, 1);
	ck_assert_uint_eq(history_held_in(carol->session), 2);
	peer_leave(carol);
}
END_TEST

/* Settings of rooms are kept as they are when there is a place again, once. */
START_TEST(rooms_that_find_no_place_are_kept_later)
{
	struct buffer *gathered = &world.core.history.gathered;
	take();
	round_stored(&world.core, 1, world.now);
	while (gathered->length <= HISTORY_GATHERED_MAX)
		buffer_add(gathered, "", 1);
	size_t full = gathered->length;
	peer_say(alice, "/topic one");
	peer_say(alice, "/topic two");
	ck_assert_uint_eq(gathered->length, full);
	ck_assert_uint_eq(world.core.history.later.count, 1);
	gathered->length = 0;
	take();
	struct record_room room;
	record_read_room(taken.bytes, &room, NULL, NULL);
	unit_same(room.topic, "two");
	unit_same(shown_taken(), "room;missed 1-2;");
	ck_assert_uint_eq(world.core.history.later.count, 0);
}
END_TEST

/* A session that says more than the disk takes is read later, but not one that only reads. */
START_TEST(who_says_too_much_is_read_later)
{
	struct buffer *gathered = &world.core.history.gathered;
	world.now += 5000;
	peer_say(alice, "one");
	ck_assert(!history_is_full_for(alice->session));
	while (gathered->length <= HISTORY_GATHERED_MUCH)
		buffer_add(gathered, "", 1);
	ck_assert(history_is_full_for(alice->session));
	ck_assert(!history_is_full_for(bob->session));
	world.core.history.late = true;
	ck_assert(!history_is_full_for(alice->session));
	gathered->length = 0;
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {lines_are_numbered_within_their_room,
		what_happens_to_a_room_is_a_line_too, a_room_is_written_once_in_a_round,
		who_changes_a_room_with_many_masks_waits_for_it, what_only_some_get_is_no_line,
		the_key_of_a_room_is_in_no_line, the_last_lines_are_at_hand, time_does_not_go_back,
		what_finds_no_place_is_counted_and_noted, the_writer_is_told_once,
		off_keeps_nothing, strict_sends_what_is_stored, others_do_not_wait_for_a_room,
		a_private_line_keeps_no_round_waiting, a_late_disk_opens_the_gate_until_it_answers,
		each_flush_says_when_the_disk_is_late, a_writer_that_does_not_come_is_late,
		a_late_disk_is_tried_again, who_is_shown_several_rooms_waits_for_the_last_round,
		who_has_nothing_to_forget_waits_for_nothing,
		rooms_that_find_no_place_are_kept_later, who_says_too_much_is_read_later, NULL};
	return unit_cases_with("history", set_up, tear_down, cases);
}
