/* What may wait for all sessions of one address. */
#include <stdlib.h>
#include <string.h>

#include "flush.h"
#include "memory.h"
#include "send_queue.h"
#include "unit.h"
#include "waiting.h"
#include "welcome.h"
#include "world.h"

#define SESSIONS 64
#define LINE 60000
#define MIB (1 << 20)

static const struct origin one = {.host = 7, .net = 3}, other = {.host = 8, .net = 3}, local;

/* Those who read nothing, of both loops in turn. */
static struct peer *deaf[SESSIONS + 8];
static struct peer *alice;

static void set_up(void)
{
	world_start(2);
	alice = world_named(0, "alice");
}

static struct peer *come_from(unsigned loop, struct origin origin)
{
	struct peer *peer = world_peer();
	peer_open(peer, loop, &(struct newcomer){.door = &fake_door, .origin = origin});
	peer_enter(peer);
	welcome_session(peer->session);
	peer_leave(peer);
	world_flush();
	return peer;
}

static void come_deaf(unsigned count, struct origin origin)
{
	for (unsigned i = 0; i < count; i++)
		deaf[i] = come_from(i % 2, origin);
	for (unsigned i = 0; i < count; i++)
		peer_take(deaf[i], 0);
}

/* alice says so many long lines. */
static void say_lines(int count)
{
	char *text = memory_zero(LINE + 1);
	memset(text, 'x', LINE);
	for (int i = 0; i < count; i++)
		peer_say(alice, text);
	free(text);
}

/* What each loop does once a second. */
static void check(void)
{
	for (unsigned i = 0; i < world.core.loop_count; i++)
		flush_check_slow(&world.core.loops[i], world.now);
}

/* The loops know each other's sums of the last time, so they need more than one. */
static void check_often(void)
{
	for (int i = 0; i < 10; i++)
		check();
}

static unsigned closed(unsigned count)
{
	unsigned found = 0;
	for (unsigned i = 0; i < count; i++)
		found += deaf[i]->slow;
	return found;
}

/* Those for whom lines were skipped. */
static unsigned skipped(unsigned count)
{
	unsigned found = 0;
	for (unsigned i = 0; i < count; i++)
		found += deaf[i]->session->send_queue->skipped;
	return found;
}

static uint64_t waiting(unsigned count)
{
	uint64_t bytes = 0;
	for (unsigned i = 0; i < count; i++)
		bytes += deaf[i]->slow ? 0 : session_unread(deaf[i]->session);
	return bytes;
}

/* Each has a little more than --send-queue, for less than a second. */
START_TEST(far_too_much_for_one_address_is_bounded_at_once)
{
	come_deaf(SESSIONS, one);
	struct peer *stranger = come_from(0, other);
	peer_take(stranger, 0);
	say_lines(18);
	ck_assert_uint_gt(waiting(SESSIONS), 64 * MIB);
	check_often();
	ck_assert_uint_le(waiting(SESSIONS), 64 * MIB);
	ck_assert_uint_ge(waiting(SESSIONS), 60 * MIB); /* no more is skipped than need be */
	ck_assert_uint_eq(closed(SESSIONS), 0);
	ck_assert(!stranger->session->send_queue->skipped);
	ck_assert_uint_eq(stranger->slow, 0);
	ck_assert_uint_eq(alice->slow, 0);
}
END_TEST

/* Each has a little more than --slow-queue, for less than --slow-seconds. */
START_TEST(too_much_for_one_address_is_bounded_after_a_while)
{
	come_deaf(SESSIONS, one);
	struct peer *stranger = come_from(0, other);
	peer_take(stranger, 0);
	say_lines(5);
	check();
	world.now += WAITING_MS - 1;
	check_often();
	ck_assert_uint_gt(waiting(SESSIONS), 16 * MIB);
	ck_assert_uint_eq(skipped(SESSIONS), 0);
	world.now += 1;
	check_often();
	ck_assert_uint_gt(skipped(SESSIONS), 0);
	ck_assert_uint_eq(closed(SESSIONS), 0);
	ck_assert_uint_le(waiting(SESSIONS), 16 * MIB);
	ck_assert_uint_ge(waiting(SESSIONS), 15 * MIB);
	ck_assert(!stranger->session->send_queue->skipped);
}
END_TEST

/* What is for each alone is not skipped. */
START_TEST(who_has_nothing_to_skip_is_closed)
{
	char *text = memory_zero(LINE + 1);
	come_deaf(SESSIONS, one);
	memset(text, 'x', LINE);
	for (unsigned i = 0; i < SESSIONS; i++) {
		peer_enter(deaf[i]);
		for (int j = 0; j < 5; j++)
			session_send(deaf[i]->session, text, LINE);
		peer_leave(deaf[i]);
	}
	free(text);
	world_flush();
	check();
	world.now += WAITING_MS;
	check_often();
	ck_assert_uint_gt(closed(SESSIONS), 0);
	ck_assert_uint_le(waiting(SESSIONS), 16 * MIB);
	ck_assert_uint_ge(waiting(SESSIONS), 15 * MIB);
}
END_TEST

START_TEST(those_with_most_go_first)
{
	come_deaf(SESSIONS, one);
	for (unsigned i = 0; i < SESSIONS; i++)
		if (i % 16 >= 4) /* they read some of it */
			peer_take(deaf[i], PEER_ANY);
	say_lines(3);
	for (unsigned i = 0; i < SESSIONS; i++)
		peer_take(deaf[i], 0);
	say_lines(5);
	check();
	world.now += WAITING_MS;
	check_often();
	ck_assert_uint_le(waiting(SESSIONS), 16 * MIB);
	for (unsigned i = 0; i < SESSIONS; i++)
		if (deaf[i]->session->send_queue->skipped)
			ck_assert_uint_lt(i % 16, 4);
	ck_assert_uint_gt(skipped(SESSIONS), 0);
}
END_TEST

/* Who reads gets the time to, also in a crowd. */
START_TEST(an_address_that_catches_up_keeps_its_sessions)
{
	come_deaf(SESSIONS, one);
	say_lines(17);
	check();
	world.now += WAITING_MS - 1;
	for (unsigned i = 0; i < SESSIONS; i++)
		peer_take(deaf[i], 900000);
	check();
	world.now += WAITING_MS;
	check_often();
	ck_assert_uint_eq(skipped(SESSIONS), 0);
}
END_TEST

/* 72 sessions have more than 16 MiB, but none has more than --slow-queue. */
START_TEST(who_has_little_waiting_stays)
{
	come_deaf(SESSIONS + 8, one);
	say_lines(4);
	ck_assert_uint_gt(waiting(SESSIONS + 8), 16 * MIB);
	check();
	world.now += 3600000;
	check_often();
	ck_assert_uint_eq(skipped(SESSIONS + 8), 0);
}
END_TEST

/* All fall behind at once: their loops have other things to do, too. */
START_TEST(lines_are_skipped_for_few_at_a_time)
{
	come_deaf(SESSIONS, local);
	say_lines(18);
	world.now += 1000;
	world_flush();
	ck_assert_uint_eq(skipped(SESSIONS), 2 * 4);
	world_flush();
	ck_assert_uint_eq(skipped(SESSIONS), 2 * 8);
	check();
	ck_assert_uint_eq(skipped(SESSIONS), SESSIONS);
}
END_TEST

START_TEST(this_machine_has_no_sum)
{
	come_deaf(SESSIONS, local);
	say_lines(5);
	check();
	world.now += WAITING_MS;
	check_often();
	ck_assert_uint_eq(skipped(SESSIONS), 0);
}
END_TEST

/* What a loop has left for the others goes with its last send queue. */
START_TEST(who_has_caught_up_counts_no_more)
{
	come_deaf(SESSIONS, one);
	say_lines(5);
	check();
	world.now += WAITING_MS - 1;
	for (unsigned i = 0; i < SESSIONS; i += 2)
		peer_take(deaf[i], PEER_ANY);
	check();
	world.now += 1;
	check();
	ck_assert_uint_eq(closed(SESSIONS), 0);
	ck_assert_uint_eq(world.core.loops[0].waiting.count, 0);
	ck_assert_uint_eq(world.core.loops[1].waiting.count, 1);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {far_too_much_for_one_address_is_bounded_at_once,
		too_much_for_one_address_is_bounded_after_a_while,
		who_has_nothing_to_skip_is_closed, those_with_most_go_first,
		an_address_that_catches_up_keeps_its_sessions, who_has_little_waiting_stays,
		lines_are_skipped_for_few_at_a_time, this_machine_has_no_sum,
		who_has_caught_up_counts_no_more, NULL};
	return unit_cases_with("waiting", set_up, world_end, cases);
}
