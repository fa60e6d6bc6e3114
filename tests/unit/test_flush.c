/* The end of an iteration: who is sent what, in how many sends, and what becomes of the slow. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "flush.h"
#include "memory.h"
#include "send_queue.h"
#include "unit.h"
#include "walk.h"
#include "world.h"

static struct peer *alice, *bob;

static void set_up(void)
{
	world_start(2);
	alice = world_named(0, "alice");
	bob = world_named(0, "bob");
	world_forget();
}

/* alice says `length` bytes in one line. */
static void say_bytes(size_t length)
{
	char *text = malloc(length + 1);
	memset(text, 'x', length);
	text[length] = '\0';
	peer_say(alice, text);
	free(text);
}

START_TEST(own_lines_are_left_out)
{
	peer_say(alice, "one");
	peer_say(alice, "/me two");
	peer_expect(alice, "");
	peer_expect(bob, "said alice #lobby one\naction alice #lobby two\n");
	peer_type(alice, "1");
	peer_type(bob, "2");
	peer_type(alice, "3");
	peer_type(bob, "4");
	world_flush();
	peer_expect(alice, "said bob #lobby 2\nsaid bob #lobby 4\n");
	peer_expect(bob, "said alice #lobby 1\nsaid alice #lobby 3\n");
}
END_TEST

START_TEST(a_turn_is_one_send)
{
	for (int i = 0; i < 20; i++)
		peer_type(alice, "a line of some length, so that many fill more than one block");
	world_flush();
	ck_assert_uint_eq(bob->sends, 1);
	ck_assert_uint_eq(alice->sends, 0);
}
END_TEST

START_TEST(who_keeps_up_has_no_send_queue)
{
	peer_say(alice, "one");
	ck_assert_ptr_null(alice->session->send_queue);
	ck_assert_ptr_null(bob->session->send_queue);
	peer_take(bob, 3);
	peer_say(alice, "two");
	ck_assert_ptr_nonnull(bob->session->send_queue);
	peer_take(bob, PEER_ANY);
	ck_assert_ptr_null(bob->session->send_queue);
}
END_TEST

START_TEST(nothing_new_is_nothing_sent)
{
	peer_say(alice, "one");
	peer_forget(bob);
	world_flush();
	world_flush();
	ck_assert_uint_eq(bob->sends, 0);
	flush_ready(bob->session); /* may come at any time */
	ck_assert_uint_eq(bob->sends, 0);
}
END_TEST

/* Lines for bob, of which he takes `step` bytes at a time. */
static void catch_up_by(uint64_t step)
{
	struct buffer wanted = {0};
	peer_take(bob, 0);
	for (int i = 0; i < 30; i++) {
		char line[100];
		snprintf(line, sizeof line, "line %d", i);
		peer_say(alice, line);
		buffer_format(&wanted, "said alice #lobby %s\n", line);
		if (i % 7 == 0) {
			peer_say(alice, "/msg bob psst");
			buffer_add_text(&wanted, "private alice bob psst\n");
		}
		if (i % 3 == 0)
			peer_take(bob, step);
	}
	for (int i = 0; i < 10000 && bob->session->send_queue; i++)
		peer_take(bob, step);
	buffer_add(&wanted, "", 1);
	peer_expect(bob, wanted.bytes);
	buffer_finish(&wanted);
	peer_take(bob, PEER_ANY);
}

START_TEST(who_takes_less_catches_up)
{
	for (uint64_t step = 1; step < 60; step++)
		catch_up_by(step);
	catch_up_by(100000);
}
END_TEST

START_TEST(one_who_is_behind_holds_nobody_up)
{
	struct peer *carol = world_named(0, "carol"), *dave = world_named(1, "dave");
	world_forget();
	peer_take(bob, 5);
	for (int i = 0; i < 3; i++)
		peer_say(alice, "hello");
	ck_assert_uint_eq(bob->got.length, 5);
	ck_assert_uint_eq(carol->sends, 3);
	peer_expect(carol, "said alice #lobby hello\nsaid alice #lobby hello\n"
			   "said alice #lobby hello\n");
	peer_expect(dave, "said alice #lobby hello\nsaid alice #lobby hello\n"
			  "said alice #lobby hello\n");
}
END_TEST

START_TEST(what_waits_is_summed_up)
{
	const struct core_queues *queues = &world.core.loops[0].queues;
	struct peer *carol = world_named(0, "carol");
	world_forget();
	peer_take(bob, 5);
	peer_take(carol, 10);
	peer_say(alice, "hello");
	size_t length = strlen("said alice #lobby hello\n");
	flush_check_slow(&world.core.loops[0], world.now);
	ck_assert_uint_eq(queues->count, 2);
	ck_assert_uint_eq(queues->bytes, 2 * length - 15);
	ck_assert_uint_eq(queues->largest, length - 5);
	peer_take(bob, PEER_ANY);
	peer_take(carol, PEER_ANY);
	flush_check_slow(&world.core.loops[0], world.now);
	ck_assert_uint_eq(queues->count + queues->bytes + queues->largest, 0);
}
END_TEST

/* Lengths around the border of the first block: what is for bob alone has been sent, and of the
 * room some is left, when more comes that is for him alone. */
START_TEST(what_is_for_one_alone_goes_over_block_borders)
{
	char text[1000], wanted[2000];
	for (size_t length = 300; length < 500; length++) {
		memset(text, 0, sizeof text);
		snprintf(text, sizeof text, "/away ");
		memset(text + 6, 'x', length);
		peer_take(bob, 0);
		peer_say(bob, text);
		peer_say(alice, "hello");
		peer_take(bob, strlen("away* bob  on\n") + length + 5);
		peer_say(bob, "/away a reason that is long enough to go over the border of the "
			      "block, which is at about four hundred and sixty bytes and not far");
		peer_take(bob, PEER_ANY);
		snprintf(wanted, sizeof wanted,
			"away* bob %s on\nsaid alice #lobby hello\naway* bob a reason that is long "
			"enough to go over the border of the block, which is at about four hundred "
			"and sixty bytes and not far on\n",
			text + 6);
		peer_expect(bob, wanted);
	}
}
END_TEST

START_TEST(what_is_for_one_alone_may_be_long)
{
	static const int lengths[] = {440, 450, 460, 470, 1000, 5000, 40000};
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		char *text = malloc(40100), *wanted = malloc(40100);
		snprintf(text, 40100, "/away %0*d", lengths[i], 7);
		snprintf(wanted, 40100, "away* bob %0*d on\n", lengths[i], 7);
		peer_say(bob, text);
		peer_expect(bob, wanted);
		free(text);
		free(wanted);
	}
}
END_TEST

START_TEST(megabytes_arrive_whole)
{
	world.core.limits.send_queue_max = world.core.limits.slow_queue = 1 << 30;
	peer_take(bob, 1);
	for (int i = 0; i < 50; i++)
		say_bytes(60000);
	peer_take(bob, PEER_ANY);
	ck_assert_uint_eq(bob->got.length, 50 * (60000 + strlen("said alice #lobby \n")));
	ck_assert_ptr_null(bob->session->send_queue);
	peer_forget(bob);
	for (int i = 0; i < 50; i++)
		say_bytes(60000);
	ck_assert_uint_eq(bob->got.length, 50 * (60000 + strlen("said alice #lobby \n")));
}
END_TEST

/* Many at once are no reason to close one who reads, if slowly. */
START_TEST(too_much_unread_for_a_moment_is_no_harm)
{
	peer_take(bob, 0);
	for (int i = 0; i < 20; i++)
		say_bytes(60000);
	ck_assert_uint_gt(send_queue_size(bob->session), 1 << 20);
	world.now += 999;
	flush_check_slow(&world.core.loops[0], world.now);
	ck_assert_uint_eq(bob->slow, 0);
	peer_take(bob, 400000);
	world.now += 1;
	flush_check_slow(&world.core.loops[0], world.now);
	ck_assert_uint_eq(bob->slow, 0);
	peer_take(bob, PEER_ANY);
	ck_assert_uint_eq(bob->got.length, 20 * (60000 + strlen("said alice #lobby \n")));
}
END_TEST

/* Bob, who had more than this unread, was told that of `lines` all but the first were skipped. */
static void expect_skipped(uint64_t size, unsigned lines)
{
	char wanted[100];
	ck_assert_uint_lt(send_queue_size(bob->session), size);
	ck_assert_uint_eq(bob->slow, 0);
	peer_take(bob, PEER_ANY);
	snprintf(wanted, sizeof wanted, "x\nskipped bob #lobby =%u\n", lines - 1);
	ck_assert_ptr_nonnull(strstr(peer_text(bob), wanted));
	ck_assert_uint_eq(
		bob->got.length, strlen("said alice #lobby ") + 60000 - 1 + strlen(wanted));
	peer_forget(bob);
}

START_TEST(too_much_unread_is_skipped)
{
	peer_take(bob, 0);
	for (int i = 0; i < 20; i++)
		say_bytes(60000);
	world.now += 1000;
	flush_check_slow(&world.core.loops[0], world.now);
	expect_skipped(1 << 20, 20);
	ck_assert_uint_eq(alice->slow, 0);
}
END_TEST

START_TEST(far_too_much_unread_is_skipped_at_once)
{
	peer_take(bob, 0);
	for (int i = 0; i < 100; i++) {
		say_bytes(60000);
		ck_assert_uint_le(send_queue_size(bob->session), 4 << 20);
	}
	world.now += 30000;
	flush_check_slow(&world.core.loops[0], world.now);
	ck_assert_uint_eq(bob->slow, 1);
	flush_check_slow(&world.core.loops[0], world.now);
	ck_assert_uint_eq(bob->slow, 1); /* is asked for once */
	ck_assert_uint_eq(alice->slow, 0);
}
END_TEST

/* What it said itself, and a room that it left, are not for it; so they must not be kept for it. */
START_TEST(who_does_not_read_keeps_nothing_else)
{
	peer_take(bob, 0);
	peer_say(alice, "hello");
	peer_say(bob, "mine");
	peer_say(bob, "/join elsewhere");
	for (int i = 0; i < 3; i++)
		say_bytes(60000);
	ck_assert_uint_lt(send_queue_size(bob->session), 1000);
	const struct send_queue *send_queue = bob->session->send_queue;
	for (unsigned i = 0; i < send_queue->count; i++)
		ck_assert(send_queue->pieces[send_queue->first + i].own);
	peer_take(bob, PEER_ANY);
	peer_expect(bob, "said alice #lobby hello\njoined* bob #elsewhere chatd\n");
}
END_TEST

START_TEST(much_unread_for_long_is_skipped)
{
	peer_take(bob, 0);
	for (int i = 0; i < 5; i++)
		say_bytes(60000);
	flush_check_slow(&world.core.loops[0], world.now);
	world.now += 29999;
	flush_check_slow(&world.core.loops[0], world.now);
	ck_assert_uint_eq(
		send_queue_size(bob->session), 5 * (60000 + strlen("said alice #lobby \n")));
	world.now += 1;
	flush_check_slow(&world.core.loops[0], world.now);
	expect_skipped(1 << 18, 5);
}
END_TEST

START_TEST(little_unread_may_stay_unread)
{
	peer_take(bob, 0);
	for (int i = 0; i < 4; i++)
		say_bytes(60000);
	world.now += 3600000;
	flush_check_slow(&world.core.loops[0], world.now);
	say_bytes(1);
	ck_assert_uint_eq(bob->slow, 0);
}
END_TEST

START_TEST(who_catches_up_in_time_starts_anew)
{
	peer_take(bob, 0);
	for (int i = 0; i < 5; i++)
		say_bytes(60000);
	world.now += 29000;
	flush_check_slow(&world.core.loops[0], world.now);
	peer_take(bob, 100000);
	for (int i = 0; i < 2; i++)
		say_bytes(60000);
	world.now += 29000;
	flush_check_slow(&world.core.loops[0], world.now);
	ck_assert_uint_gt(send_queue_size(bob->session), 1 << 18);
	world.now += 1000;
	flush_check_slow(&world.core.loops[0], world.now);
	ck_assert_uint_lt(send_queue_size(bob->session), 1 << 18);
}
END_TEST

START_TEST(new_limits_count_from_the_next_flush)
{
	peer_take(bob, 0);
	say_bytes(60000);
	world.core.limits.send_queue_max = world.core.limits.slow_queue = 14000;
	ck_assert_uint_eq(bob->slow, 0);
	world_flush();
	ck_assert_uint_eq(bob->slow, 1);
}
END_TEST

START_TEST(a_closed_session_is_drained_first)
{
	peer_take(bob, 0);
	peer_say(alice, "hello");
	peer_say(bob, "/quit");
	ck_assert_uint_eq(bob->done, 0);
	ck_assert_uint_eq(bob->wait, 1);
	world_flush();
	ck_assert_uint_eq(bob->wait, 1); /* is said once */
	peer_take(bob, 10);
	ck_assert_uint_eq(bob->done, 0);
	peer_take(bob, PEER_ANY);
	ck_assert_uint_eq(bob->done, 1);
	peer_expect(bob, "said alice #lobby hello\nbye \n");
	peer_free(bob);
}
END_TEST

START_TEST(a_closed_session_is_never_too_slow)
{
	peer_take(bob, 0);
	for (int i = 0; i < 5; i++)
		say_bytes(60000);
	peer_say(bob, "/quit");
	world.now += 3600000;
	flush_check_slow(&world.core.loops[0], world.now);
	ck_assert_uint_eq(bob->slow, 0);
}
END_TEST

START_TEST(a_closed_session_may_be_freed_unsent)
{
	peer_take(bob, 0);
	peer_say(alice, "hello");
	peer_say(bob, "/quit");
	peer_free(bob);
	world_flush();
	peer_say(alice, "hello");
}
END_TEST

START_TEST(ready_in_mid_turn_sends_nothing_twice)
{
	peer_take(bob, 5);
	peer_say(alice, "one");
	peer_type(alice, "two");
	peer_type(bob, "/away");
	peer_take(bob, PEER_ANY); /* before the flush */
	peer_type(alice, "three");
	world_flush();
	peer_expect(bob, "said alice #lobby one\nsaid alice #lobby two\naway* bob  on\n"
			 "said alice #lobby three\n");
}
END_TEST

/* A long answer counts for no limit of what is unread, but somebody has to read it. */
START_TEST(who_does_not_read_an_answer_is_closed)
{
	static char answer[50000];
	peer_take(alice, 100);
	peer_enter(alice);
	session_answer(alice->session, answer, sizeof answer);
	peer_leave(alice);
	world_flush();
	for (int i = 0; i < 20; i++) { /* slowly, but it reads */
		world.now += 29000;
		flush_check_slow(&world.core.loops[0], world.now);
		peer_take(alice, 100);
		flush_check_slow(&world.core.loops[0], world.now);
	}
	ck_assert_uint_eq(alice->slow, 0);
	world.now += 29999;
	flush_check_slow(&world.core.loops[0], world.now);
	ck_assert_uint_eq(alice->slow, 0);
	world.now += 1;
	flush_check_slow(&world.core.loops[0], world.now);
	ck_assert_uint_eq(alice->slow, 1);
}
END_TEST

/* What is made of a walk is what is sent of it, and one part. */
static void make_row(struct walk *walk, const struct session *person)
{
	static char row[1000];
	buffer_add(&walk->out, row, sizeof row);
}

static bool go_on(struct walk *walk)
{
	make_row(walk, NULL);
	return true;
}

static void free_walk(struct walk *walk)
{
	free(walk);
}

START_TEST(an_answer_is_made_as_it_is_read)
{
	static const struct walk_kind kind = {.person = make_row, .rest = go_on, .free = free_walk};
	uint64_t most = 0;
	peer_take(alice, 100);
	peer_enter(alice);
	walk_people(alice->session, memory_zero(sizeof(struct walk)), &kind);
	peer_leave(alice);
	for (int i = 0; i < 1000; i++) {
		flush_loop(&world.core.loops[0], world.now);
		peer_take(alice, i % 3 == 0 ? 1000 : 0);
		uint64_t waits = session_unanswered(alice->session);
		most = waits > most ? waits : most;
		ck_assert_uint_eq(session_unread(alice->session), 0);
	}
	ck_assert_uint_gt(alice->got.length, 200000);
	ck_assert_uint_le(most, WALK_PART + 1001);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {own_lines_are_left_out, a_turn_is_one_send,
		who_keeps_up_has_no_send_queue, nothing_new_is_nothing_sent,
		who_takes_less_catches_up, one_who_is_behind_holds_nobody_up,
		what_waits_is_summed_up, what_is_for_one_alone_goes_over_block_borders,
		what_is_for_one_alone_may_be_long, megabytes_arrive_whole,
		too_much_unread_for_a_moment_is_no_harm, too_much_unread_is_skipped,
		far_too_much_unread_is_skipped_at_once, who_does_not_read_keeps_nothing_else,
		much_unread_for_long_is_skipped, little_unread_may_stay_unread,
		who_catches_up_in_time_starts_anew, new_limits_count_from_the_next_flush,
		a_closed_session_is_drained_first, a_closed_session_is_never_too_slow,
		a_closed_session_may_be_freed_unsent, ready_in_mid_turn_sends_nothing_twice,
		who_does_not_read_an_answer_is_closed, an_answer_is_made_as_it_is_read, NULL};
	return unit_cases_with("flush", set_up, world_end, cases);
}
