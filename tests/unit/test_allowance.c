/* How fast an address may speak: with all of its sessions, and beyond their ends. */
#include <string.h>

#include "allowance.h"
#include "unit.h"
#include "welcome.h"
#include "world.h"

#define BURST 1000 /* lines of an address: ten times a session's */
#define RATE 200
#define MANY 20000

static const struct origin one = {.host = 7, .net = 3}, other = {.host = 8, .net = 3};

static struct peer *come_from(unsigned loop, struct origin origin)
{
	struct peer *peer = world_peer();
	peer_open(peer, loop, &(struct newcomer){.door = &fake_door, .origin = origin});
	return peer;
}

/* Lines that may come at once, up to `most`. */
static long lines_at_once(struct peer *peer, long most)
{
	long lines = 0;
	peer_enter(peer);
	for (; lines < most && speed_wait(peer->session) == 0; lines++)
		speed_spend(peer->session, 1);
	peer_leave(peer);
	return lines;
}

static int64_t wait_of(struct peer *peer)
{
	peer_enter(peer);
	int64_t wait = speed_wait(peer->session);
	peer_leave(peer);
	return wait;
}

/* Each time as a new session, until the address has to wait. */
static long lines_of(struct origin origin)
{
	struct peer *peer = world_peer();
	long lines = 0, more;
	do {
		peer_open(peer, 0, &(struct newcomer){.origin = origin});
		lines += more = lines_at_once(peer, 100);
		peer_close(peer, "");
	} while (more > 0 && lines < MANY);
	return lines;
}

/* Many sessions spend all that the address has, and go. */
static void exhaust(struct origin origin)
{
	struct peer *peers[20];
	for (int i = 0; i < 20; i++) {
		peers[i] = come_from(0, origin);
		lines_at_once(peers[i], 1000);
	}
	for (int i = 0; i < 20; i++)
		peer_close(peers[i], "");
}

/* A new session goes on where the last ones of its address have stopped. */
START_TEST(who_comes_back_has_no_new_burst)
{
	ck_assert_int_eq(lines_of(one), 100);
	ck_assert_int_eq(lines_of(one), 0);
	world.now += 1000;
	ck_assert_int_eq(lines_of(one), 20);
	world.now += 5000;
	ck_assert_int_eq(lines_of(one), 100);
}
END_TEST

/* The one that has spent most counts. */
START_TEST(one_that_spent_little_does_not_help)
{
	struct peer *much = come_from(0, one), *little = come_from(1, one);
	lines_at_once(much, 90);
	lines_at_once(little, 10);
	peer_close(much, "");
	peer_close(little, "");
	ck_assert_int_eq(lines_at_once(come_from(0, one), 1000), 10);
	ck_assert_int_eq(lines_at_once(come_from(1, other), 1000), 100);
}
END_TEST

/* Those that are there keep what they have. */
START_TEST(who_is_there_is_not_concerned)
{
	struct peer *peer = come_from(0, one);
	lines_of(one);
	ck_assert_int_eq(lines_at_once(peer, 1000), 100);
}
END_TEST

START_TEST(the_end_of_an_address_is_remembered_for_a_while)
{
	struct peer *peer = come_from(0, one);
	lines_at_once(peer, 100);
	peer_close(peer, "");
	struct peer *here = world_open(0);
	world.now += 4900;
	peer_enter(here);
	allowance_sweep(&world.core);
	ck_assert_uint_eq(world.core.allowances.count, 1);
	peer_leave(here);
	world.now += 200;
	peer_enter(here);
	allowance_sweep(&world.core);
	ck_assert_uint_eq(world.core.allowances.count, 0);
	peer_leave(here);
}
END_TEST

START_TEST(many_together_have_one_allowance)
{
	long lines = 0;
	for (int i = 0; i < 64; i++)
		lines += lines_at_once(come_from((unsigned)i % 2, one), 1000);
	ck_assert_int_eq(lines, BURST);
}
END_TEST

START_TEST(one_session_has_its_own_within)
{
	struct peer *peer = come_from(0, one);
	ck_assert_int_eq(lines_at_once(peer, 1000), 100);
	world.now += 1000;
	ck_assert_int_eq(lines_at_once(peer, 1000), 20);
}
END_TEST

START_TEST(another_address_is_not_concerned)
{
	lines_of(one);
	ck_assert_int_eq(lines_at_once(come_from(0, other), 1000), 100);
}
END_TEST

START_TEST(this_machine_is_free)
{
	ck_assert_int_eq(lines_of((struct origin){0, 0}), MANY);
	ck_assert_uint_eq(world.core.allowances.count, 0);
}
END_TEST

/* Within its own speed, and told why nevertheless. */
START_TEST(who_waits_for_the_address_is_told_so)
{
	struct peer *peer = come_from(0, one);
	exhaust(one);
	world_flush();
	peer_forget(peer);
	ck_assert_int_gt(wait_of(peer), 0);
	world_flush();
	peer_expect(peer, "refused ADDRESS_TOO_FAST =200\n");
}
END_TEST

/* Those who wait take turns: each has its own moment, one line apart from the next. */
START_TEST(those_who_wait_come_one_behind_the_other)
{
	struct peer *waiting[40];
	for (int i = 0; i < 40; i++)
		waiting[i] = come_from(0, one);
	exhaust(one);
	int64_t first = wait_of(waiting[0]);
	for (int i = 1; i < 40; i++)
		ck_assert_int_eq(wait_of(waiting[i]), first + i * 1000 / RATE);
	world.now += first + 5 * 1000 / RATE;
	for (int i = 0; i < 6; i++) {
		ck_assert_int_eq(wait_of(waiting[i]), 0);
		peer_enter(waiting[i]);
		speed_spend(waiting[i]->session, 1);
		peer_leave(waiting[i]);
		ck_assert_int_ge(wait_of(waiting[i]), 34 * 1000 / RATE); /* behind all others */
	}
}
END_TEST

/* What others are sent because of a line counts, where that is more than ALLOWANCE_LINE. */
START_TEST(what_others_are_sent_counts)
{
	char text[4001];
	struct peer *peer = come_from(0, one), *bob = world_open(1);
	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	peer_enter(peer);
	welcome_session(peer->session);
	int lines = 0;
	for (; lines < 10000 && allowance_wait(&world.core, &one, 100) == 0; lines++) {
		speed_begin(peer->session);
		commands_say(peer->session, text);
		speed_end(peer->session, 1);
	}
	peer_leave(peer);
	world_flush();
	ck_assert_int_ge(lines, BURST * ALLOWANCE_LINE / 4100);
	ck_assert_int_le(lines, BURST * ALLOWANCE_LINE / 4000);
	ck_assert_uint_le(bob->got.length, (uint64_t)BURST * ALLOWANCE_LINE + 5000);
}
END_TEST

START_TEST(coming_counts)
{
	struct peer *bob = world_open(1), *peer = come_from(0, one);
	peer_enter(bob);
	welcome_session(bob->session);
	peer_leave(bob);
	ck_assert_uint_eq(world.core.allowances.count, 0);
	peer_enter(peer);
	speed_begin(peer->session); /* what it is sent itself does not count */
	welcome_session(peer->session);
	peer_leave(peer);
	ck_assert_uint_eq(world.core.allowances.count, 1);
}
END_TEST

START_TEST(an_answer_to_oneself_is_free)
{
	struct peer *peer = come_from(0, one);
	peer_enter(peer);
	speed_spend(peer->session, 0); /* its coming */
	int64_t now = world.core.now;
	uint64_t said = world.core.cost.said;
	speed_begin(peer->session);
	session_send(peer->session, "hello\n", 6);
	ck_assert_uint_eq(world.core.cost.said, said);
	ck_assert_int_eq(world.core.now, now);
	peer_leave(peer);
}
END_TEST

START_TEST(it_is_forgotten_when_all_is_regained)
{
	struct peer *peer = come_from(0, one);
	lines_at_once(peer, 50);
	peer_enter(peer);
	allowance_sweep(&world.core);
	ck_assert_uint_eq(world.core.allowances.count, 1);
	peer_leave(peer);
	world.now += 60000;
	peer_enter(peer);
	allowance_sweep(&world.core);
	ck_assert_uint_eq(world.core.allowances.count, 0);
	ck_assert_uint_eq(world.core.allowances.size, 0);
	peer_leave(peer);
}
END_TEST

/* Of ten times as many addresses as are remembered, those that spent most are. */
START_TEST(memory_is_bounded)
{
	struct peer *peer = world_open(0);
	struct origin much = {.host = 1, .net = 1};
	peer_enter(peer);
	allowance_spend(&world.core, &much, BURST * ALLOWANCE_LINE);
	for (uint32_t i = 2; i < 10 * ALLOWANCE_MAX; i++) {
		allowance_spend(&world.core, &(struct origin){.host = i, .net = 1}, ALLOWANCE_LINE);
		ck_assert_uint_le(world.core.allowances.count, ALLOWANCE_MAX);
		ck_assert_uint_le(world.core.allowances.size, 2 * ALLOWANCE_MAX);
	}
	ck_assert_int_gt(allowance_wait(&world.core, &much, 100), 0);
	peer_leave(peer);
}
END_TEST

/* Entries that collide, go and come find each other again. */
START_TEST(each_address_keeps_its_own)
{
	struct peer *peer = world_open(0);
	peer_enter(peer);
	for (uint32_t i = 1; i <= 500; i++) /* the hash is the host: these are all neighbours */
		allowance_spend(&world.core, &(struct origin){.host = i % 7 + 1, .net = i},
			i % 2 ? BURST * ALLOWANCE_LINE : ALLOWANCE_LINE);
	for (uint32_t i = 1; i <= 500; i++)
		ck_assert_int_eq(allowance_wait(&world.core,
					 &(struct origin){.host = i % 7 + 1, .net = i}, 100) > 0,
			i % 2 == 1);
	peer_leave(peer);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {who_comes_back_has_no_new_burst,
		one_that_spent_little_does_not_help, who_is_there_is_not_concerned,
		the_end_of_an_address_is_remembered_for_a_while, many_together_have_one_allowance,
		one_session_has_its_own_within, another_address_is_not_concerned,
		this_machine_is_free, who_waits_for_the_address_is_told_so,
		those_who_wait_come_one_behind_the_other, what_others_are_sent_counts,
		coming_counts, an_answer_to_oneself_is_free, it_is_forgotten_when_all_is_regained,
		memory_is_bounded, each_address_keeps_its_own, NULL};
	return unit_cases_with("allowance", world_set_up, world_end, cases);
}
