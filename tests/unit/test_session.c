/* Sessions: their names, their coming and going. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "flush.h"
#include "unit.h"
#include "welcome.h"
#include "world.h"

/* Opens one and leaves what it is told. */
static struct peer *open_and_listen(unsigned loop)
{
	struct peer *peer = world_peer();
	peer_open(peer, loop, &(struct newcomer){0});
	peer_enter(peer);
	welcome_session(peer->session);
	peer_leave(peer);
	world_flush();
	return peer;
}

START_TEST(a_newcomer_is_greeted)
{
	struct peer *first = open_and_listen(0);
	peer_expect(first, "welcome* guest-1 #lobby chatd\nready\n");
	struct peer *second = open_and_listen(1);
	peer_expect(second, "welcome* guest-2 #lobby chatd [guest-1] =1\nready\n");
	peer_expect(first, "joined guest-2 #lobby\n");
}
END_TEST

START_TEST(the_greeting_has_topic_and_message_of_the_day)
{
	struct peer *alice = world_named(0, "alice");
	room_set_topic(world_room("#lobby"), "tea", session_name(alice->session));
	core_set_motd(&world.core, "be kind");
	world.now += 5000;
	peer_expect(open_and_listen(0), "welcome* guest-2 #lobby chatd [alice] =1\n"
					"topic-is* alice #lobby tea 5s\nmotd be kind\nready\n");
	core_set_motd(&world.core, NULL);
	peer_expect(open_and_listen(0),
		"welcome* guest-3 #lobby chatd [alice,guest-2] =2\ntopic-is* "
		"alice #lobby tea 5s\nready\n");
}
END_TEST

START_TEST(at_most_eight_are_named_in_a_greeting)
{
	for (unsigned i = 0; i < 12; i++)
		world_open(i % 2);
	const char *text = peer_text(open_and_listen(0));
	ck_assert_ptr_nonnull(strstr(text, "] =12\n"));
	size_t commas = 0;
	for (const char *at = text; (at = strchr(at, ',')); at++)
		commas++;
	ck_assert_uint_eq(commas, 7);
}
END_TEST

START_TEST(guests_have_names_of_their_own)
{
	struct peer *one = world_open(0), *two = world_open(1);
	ck_assert_str_eq(session_name(one->session), "guest-1");
	ck_assert_str_eq(session_name(two->session), "guest-2");
	ck_assert_ptr_eq(session_find(&world.core, "GUEST-2"), two->session);
	ck_assert_uint_eq(world.core.session_count, 2);
	ck_assert_ptr_eq(one->session->loop, &world.core.loops[0]);
	ck_assert_ptr_eq(two->session->loop, &world.core.loops[1]);
}
END_TEST

static bool rename_to(struct peer *peer, const char *name)
{
	core_enter(peer->session->loop, world.now);
	bool good = session_rename(peer->session, name);
	core_leave(peer->session->loop);
	return good;
}

START_TEST(a_name_has_one_owner)
{
	struct peer *alice = world_named(0, "alice"), *bob = world_named(1, "bob");
	ck_assert(!rename_to(bob, "alice"));
	ck_assert(!rename_to(bob, "ALICE"));
	ck_assert(!rename_to(bob, "\xEF\xBC\xA1lice"));
	ck_assert_str_eq(session_name(bob->session), "bob");
	ck_assert_ptr_eq(session_find(&world.core, "bob"), bob->session);
	ck_assert_ptr_eq(session_find(&world.core, "alice"), alice->session);
}
END_TEST

START_TEST(ones_own_name_may_change_its_case)
{
	struct peer *alice = world_named(0, "alice");
	ck_assert(rename_to(alice, "ALICE"));
	ck_assert_str_eq(session_name(alice->session), "ALICE");
	ck_assert_str_eq(session_key(alice->session), "alice");
	ck_assert(rename_to(alice, "alice"));
	ck_assert_str_eq(session_name(alice->session), "alice");
	ck_assert_ptr_eq(session_find(&world.core, "aLiCe"), alice->session);
}
END_TEST

START_TEST(a_name_that_is_given_up_is_free)
{
	struct peer *alice = world_named(0, "alice"), *bob = world_named(0, "bob");
	ck_assert(rename_to(alice, "carol"));
	ck_assert_ptr_null(session_find(&world.core, "alice"));
	ck_assert(rename_to(bob, "alice"));
	ck_assert_ptr_eq(session_find(&world.core, "alice"), bob->session);
	peer_close(bob, "");
	ck_assert_ptr_null(session_find(&world.core, "alice"));
	ck_assert(rename_to(alice, "alice"));
}
END_TEST

START_TEST(names_that_nobody_has_are_not_found)
{
	world_named(0, "alice");
	ck_assert_ptr_null(session_find(&world.core, "alicf"));
	ck_assert_ptr_null(session_find(&world.core, ""));
	ck_assert_ptr_null(session_find(&world.core, "\xE2\x80\x8D"));
}
END_TEST

START_TEST(many_names_are_found_among_many)
{
	char name[16];
	for (unsigned i = 0; i < 60; i++) {
		snprintf(name, sizeof name, "n%u", i);
		world_named(i % 2, name);
	}
	for (unsigned i = 0; i < 60; i++) {
		snprintf(name, sizeof name, "N%u", i);
		ck_assert_ptr_eq(session_find(&world.core, name), world.peers[i].session);
	}
}
END_TEST

START_TEST(others_are_told_why_one_leaves)
{
	struct peer *alice = world_named(0, "alice");
	struct peer *bob = world_named(0, "bob"), *carol = world_named(1, "carol");
	struct peer *dave = world_named(1, "dave");
	peer_close(bob, "");
	peer_close(carol, "too slow");
	peer_close(dave, NULL);
	world_flush();
	peer_expect(alice, "quit bob\nquit carol too slow\n");
}
END_TEST

START_TEST(nobody_is_told_while_the_server_stops)
{
	struct peer *alice = world_named(0, "alice"), *bob = world_named(0, "bob");
	world.core.stopping = true;
	peer_close(bob, "connection lost");
	world_flush();
	peer_expect(alice, "");
	world.core.stopping = false;
}
END_TEST

START_TEST(a_session_with_nothing_to_say_ends_at_once)
{
	struct peer *alice = world_named(0, "alice");
	core_enter(alice->session->loop, world.now);
	session_close(alice->session, "");
	session_close(alice->session, "");
	core_leave(alice->session->loop);
	world_flush();
	ck_assert_uint_eq(alice->done, 1);
	ck_assert_uint_eq(world.core.session_count, 0);
}
END_TEST

START_TEST(nothing_reaches_a_session_that_has_ended)
{
	struct peer *alice = world_named(0, "alice"), *bob = world_named(0, "bob");
	core_enter(alice->session->loop, world.now);
	session_close(alice->session, "");
	core_leave(alice->session->loop);
	peer_say(bob, "hello");
	peer_say(bob, "/msg alice hello");
	peer_expect(alice, "");
	peer_expect(bob, "quit alice\nrefused NOBODY alice NAME TEXT\n");
}
END_TEST

/* Spends lines until it has to wait. */
static long lines_at_once(struct peer *peer)
{
	long lines = 0;
	core_enter(peer->session->loop, world.now);
	for (; lines < 10000 && speed_wait(peer->session) == 0; lines++)
		speed_spend(peer->session, 1);
	core_leave(peer->session->loop);
	world_flush();
	return lines;
}

START_TEST(who_is_too_fast_waits_and_is_told_once)
{
	struct peer *alice = world_named(0, "alice");
	ck_assert_int_eq(lines_at_once(alice), 100);
	peer_expect(alice, "refused TOO_FAST =20\n");
	world.now += 1000;
	ck_assert_int_eq(lines_at_once(alice), 20);
	peer_expect(alice, "");
	world.now += 60000;
	ck_assert_int_eq(lines_at_once(alice), 100);
	peer_expect(alice, ""); /* what it had sent before is not all read yet */
	speed_caught_up(alice->session);
	world.now += 60000;
	ck_assert_int_eq(lines_at_once(alice), 100);
	peer_expect(alice, "refused TOO_FAST =20\n");
}
END_TEST

START_TEST(the_speed_of_one_is_not_anothers)
{
	struct peer *alice = world_named(0, "alice"), *bob = world_named(0, "bob");
	ck_assert_int_eq(lines_at_once(alice), 100);
	ck_assert_int_eq(lines_at_once(bob), 100);
}
END_TEST

START_TEST(rate_zero_lifts_the_limit)
{
	struct peer *alice = world_named(0, "alice");
	world.core.limits.rate = 0;
	ck_assert_int_eq(lines_at_once(alice), 10000);
	peer_expect(alice, "");
}
END_TEST

/* Milliseconds until the session may be read again. */
static int64_t waits(struct session *session)
{
	return rate_wait(
		&session->rate, world.now, world.core.limits.rate, world.core.limits.burst);
}

START_TEST(an_answer_costs_by_its_bytes)
{
	static char bytes[40960];
	struct peer *alice = world_named(0, "alice");
	peer_enter(alice);
	world.core.limits.rate = 10;
	world.core.limits.burst = 11;
	speed_begin(alice->session);
	session_send(alice->session, bytes, sizeof bytes);
	speed_end(alice->session, 1);
	ck_assert_int_eq(waits(alice->session), 100);	   /* 11 lines; 10 would be free */
	session_send(alice->session, bytes, sizeof bytes); /* what is said to it */
	ck_assert_int_eq(waits(alice->session), 100);
	speed_begin(alice->session);
	world.core.cost.steps += 1000000;
	speed_end(alice->session, 0);
	ck_assert_int_eq(waits(alice->session), 2100);
	peer_leave(alice);
	peer_take(alice, PEER_ANY);
	world_flush();
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {a_newcomer_is_greeted,
		the_greeting_has_topic_and_message_of_the_day,
		at_most_eight_are_named_in_a_greeting, guests_have_names_of_their_own,
		a_name_has_one_owner, ones_own_name_may_change_its_case,
		a_name_that_is_given_up_is_free, names_that_nobody_has_are_not_found,
		many_names_are_found_among_many, others_are_told_why_one_leaves,
		nobody_is_told_while_the_server_stops, a_session_with_nothing_to_say_ends_at_once,
		nothing_reaches_a_session_that_has_ended, who_is_too_fast_waits_and_is_told_once,
		the_speed_of_one_is_not_anothers, rate_zero_lifts_the_limit,
		an_answer_costs_by_its_bytes, NULL};
	return unit_cases_with("session", world_set_up, world_end, cases);
}
