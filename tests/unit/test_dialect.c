/* Dialects: each is encoded once, and one may go over to another in mid-stream; echoes, and what a
 * door that listens gets instead of its session. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "flush.h"
#include "talk.h"
#include "unit.h"
#include "world.h"

static struct peer *alice, *bob;

/* bob, of another loop, speaks dialect 1 at first. */
static void set_up(void)
{
	world_start(2);
	alice = world_named(0, "alice");
	bob = world_program(1, "bob", 1);
	peer_join(bob, "#lobby");
	world_flush();
	world_forget();
}

static void speak(struct peer *peer, unsigned dialect)
{
	peer_enter(peer);
	session_set_dialect(peer->session, dialect);
	peer_leave(peer);
}

START_TEST(each_reads_its_own)
{
	struct peer *carol = world_program(0, "carol", 2);
	peer_join(carol, "#lobby");
	world_flush();
	world_forget();
	peer_say(alice, "hello");
	peer_say(bob, "hi");
	peer_expect(alice, "said bob #lobby hi\n");
	peer_expect(bob, "1:said alice #lobby hello\n");
	peer_expect(carol, "2:said alice #lobby hello\n2:said bob #lobby hi\n");
}
END_TEST

START_TEST(one_goes_over_in_mid_stream)
{
	peer_type(alice, "1");
	peer_type(bob, "own");
	peer_type(alice, "2");
	peer_type(alice, "/msg bob 3");
	speak(bob, 2);
	peer_type(alice, "4");
	peer_type(bob, "own");
	peer_type(alice, "/msg bob 5");
	speak(bob, 2);
	speak(bob, 0);
	peer_type(alice, "6");
	world_flush();
	peer_expect(bob, "1:said alice #lobby 1\n1:said alice #lobby 2\n1:private alice bob 3\n"
			 "2:said alice #lobby 4\n2:private alice bob 5\nsaid alice #lobby 6\n");
	peer_say(alice, "7");
	peer_expect(bob, "said alice #lobby 7\n");
	ck_assert_ptr_null(bob->session->send_queue);
}
END_TEST

START_TEST(also_one_who_does_not_read)
{
	for (uint64_t step = 1; step < 40; step += 3) {
		peer_take(bob, step);
		peer_say(alice, "one");
		speak(bob, 2);
		peer_say(alice, "two");
		speak(bob, 3);
		peer_say(alice, "three");
		peer_say(alice, "/msg bob four");
		speak(bob, 1);
		for (int i = 0; i < 200; i++)
			peer_take(bob, step);
		peer_say(alice, "five");
		for (int i = 0; i < 50; i++)
			peer_take(bob, step);
		peer_expect(bob, "1:said alice #lobby one\n2:said alice #lobby two\n"
				 "3:said alice #lobby three\n3:private alice bob four\n"
				 "1:said alice #lobby five\n");
		peer_take(bob, PEER_ANY);
		ck_assert_ptr_null(bob->session->send_queue);
	}
}
END_TEST

START_TEST(in_several_rooms_too)
{
	peer_join(bob, "#a");
	peer_join(bob, "#b");
	struct peer *carol = world_named(1, "carol"), *dave = world_named(0, "dave");
	peer_say(carol, "/join a");
	peer_say(dave, "/join b");
	world_forget();
	peer_type(alice, "1");
	peer_type(carol, "2");
	peer_type(dave, "3");
	speak(bob, 2);
	peer_type(dave, "4");
	peer_type(carol, "5");
	peer_type(alice, "6");
	world_flush();
	const char *text = peer_text(bob);
	ck_assert_uint_eq(strlen(text), 2 * strlen("1:said alice #lobby 1\n") +
						2 * strlen("1:said carol #a 1\n") +
						2 * strlen("1:said dave #b 1\n"));
	static const char *const lines[] = {"1:said alice #lobby 1\n", "1:said carol #a 2\n",
		"1:said dave #b 3\n", "2:said dave #b 4\n", "2:said carol #a 5\n",
		"2:said alice #lobby 6\n"};
	for (int i = 0; i < 6; i++) {
		const char *at = strstr(text, lines[i]);
		ck_assert_msg(at != NULL, "%s", lines[i]);
		ck_assert((at < strstr(text, "2:")) == (i < 3));
	}
}
END_TEST

START_TEST(a_dialect_that_nobody_speaks_costs_nothing)
{
	const struct room *lobby = world_room("#lobby");
	for (unsigned i = 1; i < 1000; i++) {
		speak(bob, i);
		if (i % 5 == 0)
			peer_say(alice, "hello");
	}
	unsigned count = 0;
	for (const struct room_feed *feed = lobby->feeds; feed; feed = feed->next)
		count++;
	ck_assert_uint_eq(count, 2);
}
END_TEST

START_TEST(one_in_no_room_may_go_over)
{
	struct peer *carol = world_program(0, "carol", 1);
	speak(carol, 2);
	peer_say(alice, "/msg carol hello");
	peer_join(carol, "#lobby");
	peer_say(alice, "hello");
	peer_expect(carol, "2:private alice carol hello\n2:joined* carol #lobby chatd "
			   "[bob,alice] =2\n2:said alice #lobby hello\n");
}
END_TEST

START_TEST(one_who_is_put_out_went_over_before)
{
	peer_member(alice, "#lobby")->roles = ROLE_OPERATOR;
	peer_type(alice, "1");
	speak(bob, 2);
	peer_type(alice, "2");
	peer_type(alice, "/kick bob");
	speak(bob, 3);
	peer_type(alice, "3");
	peer_type(alice, "/msg bob 4");
	world_flush();
	peer_expect(bob, "1:said alice #lobby 1\n2:said alice #lobby 2\n"
			 "2:kicked alice bob #lobby on\n3:private alice bob 4\n");
}
END_TEST

START_TEST(an_echo_stands_in_its_place)
{
	bob->session->echo = true;
	peer_type(alice, "1");
	peer_type(bob, "2");
	peer_type(alice, "3");
	peer_type(bob, "/me 4");
	peer_type(bob, "/nick carol");
	peer_type(bob, "5");
	world_flush();
	peer_expect(bob, "1:said alice #lobby 1\n1:said* bob #lobby 2\n1:said alice #lobby 3\n"
			 "1:action* bob #lobby 4\n1:renamed* bob carol\n1:said* carol #lobby 5\n");
	peer_expect(alice, "said bob #lobby 2\naction bob #lobby 4\nrenamed bob carol\n"
			   "said carol #lobby 5\n");
}
END_TEST

static void say_in(struct peer *peer, const char *room, const struct speech *speech)
{
	peer_enter(peer);
	ck_assert_int_eq(talk_to_room(peer->session, world_room(room), speech), OUTCOME_DONE);
	peer_leave(peer);
	world_flush();
}

/* From outside there is no place in the room's feed, nor for what goes only to some. */
START_TEST(an_echo_comes_also_where_the_feed_has_none)
{
	struct peer *carol = world_program(1, "carol", 1);
	carol->session->echo = bob->session->echo = true;
	world_room("#lobby")->rules.flags = 0;
	say_in(carol, "#lobby", &(struct speech){.text = "hello"});
	peer_expect(carol, "1:said* carol #lobby hello\n");
	peer_expect(bob, "1:said carol #lobby hello\n");
	peer_forget(alice);
	peer_member(alice, "#lobby")->roles = ROLE_VOICE;
	say_in(bob, "#lobby", &(struct speech){.text = "psst", .roles = ROLE_VOICE});
	peer_expect(bob, "1:said* @1 bob #lobby psst\n");
	peer_expect(alice, "said @1 bob #lobby psst\n");
	peer_expect(carol, "");
	peer_enter(bob);
	ck_assert_int_eq(talk_to_person(bob->session, carol->session,
				 &(struct speech){.talk = TALK_NOTICE, .text = "hi"}),
		OUTCOME_DONE);
	peer_leave(bob);
	world_flush();
	peer_expect(bob, "1:private-notice* bob carol hi\n");
	peer_expect(carol, "1:private-notice bob carol hi\n");
}
END_TEST

static struct buffer answer;

static void listen_to(struct peer *peer)
{
	buffer_clear(&answer);
	session_capture_begin(peer->session, &answer);
}

static void expect_answer(const char *wanted)
{
	buffer_add(&answer, "", 1);
	unit_same(answer.bytes, wanted);
	buffer_finish(&answer);
}

static void run_command(struct peer *peer, const char *name, const char *rest)
{
	char *copy = strdup(rest);
	commands_run(peer->session, name, copy);
	free(copy);
}

START_TEST(a_door_may_listen_to_one_command)
{
	peer_type(alice, "before");
	peer_enter(bob);
	listen_to(bob);
	run_command(bob, "msg", "alice hello");
	run_command(bob, "nick", "robert");
	run_command(bob, "xyzzy", "");
	session_capture_end(&world.core);
	session_send(bob->session, "[", 1);
	peer_leave(bob);
	peer_type(alice, "behind");
	world_flush();
	expect_answer("1:private* bob alice hello\n1:renamed* bob robert\n"
		      "1:refused UNKNOWN_COMMAND xyzzy\n");
	peer_expect(bob, "1:said alice #lobby before\n[1:said alice #lobby behind\n");
	peer_expect(alice, "private bob alice hello\nrenamed bob robert\n");
}
END_TEST

/* What is said is the answer then, and not in the feed as well. */
START_TEST(it_hears_the_echo_too)
{
	bob->session->echo = true;
	peer_enter(bob);
	listen_to(bob);
	commands_say(bob->session, "hello");
	session_send(bob->session, answer.bytes, answer.length);
	session_capture_end(&world.core);
	commands_say(bob->session, "again");
	peer_leave(bob);
	world_flush();
	expect_answer("1:said* bob #lobby hello\n");
	peer_expect(bob, "1:said* bob #lobby hello\n1:said* bob #lobby again\n");
	peer_expect(alice, "said bob #lobby hello\nsaid bob #lobby again\n");
}
END_TEST

START_TEST(the_end_waits_for_the_answer)
{
	peer_enter(bob);
	listen_to(bob);
	run_command(bob, "quit", "bye");
	session_send(bob->session, answer.bytes, answer.length);
	session_capture_end(&world.core);
	peer_leave(bob);
	ck_assert_uint_eq(bob->done, 0);
	world_flush();
	expect_answer("1:bye bye\n");
	peer_expect(bob, "1:bye bye\n");
	ck_assert_uint_eq(bob->done, 1);
}
END_TEST

/* In no room, with nothing to be sent. */
START_TEST(the_end_comes_where_there_is_no_answer)
{
	struct peer *carol = world_program(0, "carol", 1);
	peer_enter(carol);
	listen_to(carol);
	session_close(carol->session, NULL);
	ck_assert_uint_eq(carol->done, 0);
	session_capture_end(&world.core);
	ck_assert_uint_eq(carol->done, 1);
	peer_leave(carol);
	world_flush();
	ck_assert_uint_eq(carol->done, 1);
	buffer_finish(&answer);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {each_reads_its_own, one_goes_over_in_mid_stream,
		also_one_who_does_not_read, in_several_rooms_too,
		a_dialect_that_nobody_speaks_costs_nothing, one_in_no_room_may_go_over,
		one_who_is_put_out_went_over_before, an_echo_stands_in_its_place,
		an_echo_comes_also_where_the_feed_has_none, a_door_may_listen_to_one_command,
		it_hears_the_echo_too, the_end_waits_for_the_answer,
		the_end_comes_where_there_is_no_answer, NULL};
	return unit_cases_with("dialect", set_up, world_end, cases);
}
