/* One connection through what can happen to it, with a server on loopback in the same process. */
#include <check.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <event2/event.h>

#include "client_story.h"
#include "connection.h"
#include "lookup.h"
#include "unit.h"

#define BIG (8 * 1024 * 1024)

/* Closes with RST instead of FIN. */
static void reset_peer(void)
{
	struct linger at_once = {.l_onoff = 1};
	setsockopt(peer, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
	close_peer();
}

START_TEST(it_comes_up_and_carries_lines)
{
	char bytes[16] = "";
	ck_assert_int_eq(listen(listener, 5), 0);
	start("127.0.0.1", true, &slow);
	ck_assert(!connection_is_up(connection));
	turn_until(&ups, 1);
	expect_story("up 127.0.0.1:%u", ntohs(place.sin_port));
	take_peer();
	connection_send(connection, "hello\n", 6);
	turn();
	ck_assert_int_eq(recv(peer, bytes, sizeof bytes, 0), 6);
	ck_assert_str_eq(bytes, "hello\n");
	give("one\r\ntwo\n");
	event_base_loop(base, EVLOOP_ONCE);
	expect_story("line one\nline two");
}
END_TEST

START_TEST(localhost_is_found)
{
	char wanted[64];
	ck_assert_int_eq(listen(listener, 5), 0);
	start("localhost", true, &slow);
	turn_until(&ups, 1);
	snprintf(wanted, sizeof wanted, "up 127.0.0.1:%u", ntohs(place.sin_port));
	ck_assert(story_begins(wanted));
}
END_TEST

START_TEST(addresses_that_are_known_are_not_looked_up)
{
	const struct addrinfo info = {.ai_family = AF_INET,
		.ai_socktype = SOCK_STREAM,
		.ai_addr = (struct sockaddr *)&place,
		.ai_addrlen = sizeof place};
	const struct addrinfo *list[] = {&info};
	const struct addresses addresses = {.list = list, .count = 1};
	ck_assert_int_eq(listen(listener, 5), 0);
	target.addresses = &addresses;
	start("no..host", true, &slow);
	turn_until(&ups, 1);
	expect_story("up 127.0.0.1:%u", ntohs(place.sin_port));
}
END_TEST

START_TEST(who_refuses_is_named)
{
	unsigned port = ntohs(place.sin_port);
	start("127.0.0.1", true, &slow);
	turn_until(&downs, 1);
	expect_story("down cannot connect to 127.0.0.1 port %u: 127.0.0.1:%u: "
		     "Connection refused, again",
		port, port);
	ck_assert_uint_ge(pause_ms, 30000);
	ck_assert_uint_le(pause_ms, 60000);
}
END_TEST

START_TEST(one_try_can_be_all)
{
	start("127.0.0.1", false, &hasty);
	turn_until(&downs, 1);
	ck_assert_uint_eq(pause_ms, 0);
	connection_now(connection);
	connection_wake(connection);
	turn();
	ck_assert_uint_eq(downs, 1);
}
END_TEST

/* A name with an empty label is refused before anybody is asked (RFC 1035, 2.3.1). */
START_TEST(a_name_that_does_not_resolve_is_said)
{
	start("no..name", true, &slow);
	turn_until(&downs, 1);
	ck_assert(story_begins("down cannot find the host 'no..name': "));
	ck_assert(!story_begins("down cannot find the host 'no..name': , again"));
	ck_assert_uint_gt(pause_ms, 0);
}
END_TEST

START_TEST(an_end_is_told_after_the_last_words)
{
	rise(&slow);
	give("bye");
	close_peer();
	turn_until(&downs, 1);
	expect_story("line bye\ndown the server closed the connection, again");
}
END_TEST

START_TEST(a_reset_is_told)
{
	rise(&slow);
	reset_peer();
	turn_until(&downs, 1);
	expect_story("down the connection was lost: Connection reset by peer, again");
}
END_TEST

START_TEST(it_comes_back_by_itself)
{
	rise(&hasty);
	for (unsigned i = 2; i < 6; i++) {
		close_peer();
		turn_until(&ups, i);
		take_peer();
	}
	ck_assert_uint_eq(downs, 4);
	give("back\n");
	forget_story();
	turn();
	expect_story("line back");
}
END_TEST

START_TEST(silence_is_asked_about_and_then_the_end)
{
	static const struct connection_timing short_of_breath = {1, 1, 60000, 60000, 60000};
	rise(&short_of_breath);
	turn_until(&downs, 1);
	expect_story("quiet\ndown the connection was lost: no answer for 0 seconds, again");
}
END_TEST

static void answer(void)
{
	give("PONG\n");
}

/* Were the answer not taken for one, the next turn would be that of answer_ms. */
START_TEST(an_answer_is_a_sign_of_life)
{
	static const struct connection_timing curious = {1, 60000, 60000, 60000, 60000};
	at_quiet = answer;
	rise(&curious);
	turn_until(&quiets, 3);
	ck_assert_uint_eq(downs, 0);
}
END_TEST

START_TEST(the_usual_silence_is_45_seconds)
{
	ck_assert_uint_eq(connection_timing_usual.quiet_ms, 30000);
	ck_assert_uint_eq(connection_timing_usual.answer_ms, 15000);
}
END_TEST

START_TEST(a_drop_is_told_later_and_nothing_before)
{
	rise(&slow);
	give("too late\n");
	connection_drop(connection, "it made no sense");
	connection_drop(connection, "another reason");
	ck_assert(!connection_is_up(connection));
	expect_nothing();
	turn();
	expect_story("down it made no sense, again");
}
END_TEST

static void drop(void)
{
	connection_drop(connection, "enough");
	connection_send(connection, "x\n", 2);
}

START_TEST(a_drop_may_come_from_a_line)
{
	rise(&slow);
	at_line = drop;
	give("one\ntwo\n");
	turn_until(&downs, 1);
	expect_story("line one\ndown enough, again");
}
END_TEST

START_TEST(there_is_nothing_to_do_where_it_is_not_up)
{
	refuse();
	connection_drop(connection, "nothing to drop");
	connection_send(connection, "x\n", 2);
	turn();
	expect_nothing();
}
END_TEST

START_TEST(what_the_socket_does_not_take_is_kept)
{
	char *big = calloc(1, BIG);
	size_t got = 0;
	rise(&slow);
	connection_send(connection, big, BIG);
	turn();
	while (got < BIG) {
		event_base_loop(base, EVLOOP_NONBLOCK);
		ssize_t size = recv(peer, big, BIG, MSG_DONTWAIT);
		got += size > 0 ? (size_t)size : 0;
	}
	free(big);
}
END_TEST

START_TEST(a_server_that_does_not_read_is_left)
{
	char *big = calloc(1, BIG);
	rise(&slow);
	connection_send(connection, big, BIG);
	turn();
	expect_nothing();
	connection_send(connection, "x\n", 2);
	ck_assert(!connection_is_up(connection));
	turn_until(&downs, 1);
	expect_story("down the connection was lost: the server does not read, again");
	free(big);
}
END_TEST

static void expect_pause(unsigned whole)
{
	ck_assert_uint_ge(pause_ms, whole / 2);
	ck_assert_uint_le(pause_ms, whole);
}

START_TEST(pauses_grow_until_it_is_awake_again)
{
	static const unsigned whole[] = {1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000};
	start("127.0.0.1", true, &connection_timing_usual);
	for (unsigned i = 0; i < sizeof whole / sizeof *whole; i++) {
		turn_until(&downs, i + 1);
		expect_pause(whole[i]);
		connection_now(connection);
	}
	turn_until(&downs, 9);
	connection_wake(connection);
	turn_until(&downs, 10);
	expect_pause(1000);
}
END_TEST

/* Up and lost four times; the pauses as the timing has them. */
static void flap(const struct connection_timing *timing, const unsigned whole[4])
{
	rise(timing);
	for (unsigned i = 0; i < 4; i++) {
		close_peer();
		turn_until(&downs, i + 1);
		expect_pause(whole[i]);
		connection_now(connection);
		turn_until(&ups, i + 2);
		take_peer();
	}
}

START_TEST(pauses_begin_anew_after_a_steady_connection)
{
	static const struct connection_timing soon_steady = {60000, 60000, 1000, 60000, 0};
	flap(&soon_steady, (unsigned[]){1000, 1000, 1000, 1000});
}
END_TEST

START_TEST(and_not_after_any)
{
	flap(&connection_timing_usual, (unsigned[]){1000, 2000, 4000, 8000});
}
END_TEST

START_TEST(now_ends_the_pause)
{
	refuse();
	ck_assert_int_eq(listen(listener, 5), 0);
	turn();
	ck_assert_uint_eq(ups, 0);
	connection_now(connection);
	connection_now(connection);
	ck_assert_uint_eq(ups, 0);
	turn_until(&ups, 1);
	connection_now(connection);
	turn();
	ck_assert_uint_eq(ups, 1);
	ck_assert_uint_eq(downs, 1);
}
END_TEST

START_TEST(who_wakes_asks_once)
{
	rise(&slow);
	connection_wake(connection);
	expect_nothing();
	turn();
	expect_story("quiet");
	connection_wake(connection);
	turn();
	expect_nothing();
	give("here\n");
	turn();
	connection_wake(connection);
	turn();
	expect_story("line here\nquiet");
}
END_TEST

/* What came before the sleep is no sign that the server is there after it. */
START_TEST(who_wakes_asks_though_something_waits_to_be_read)
{
	rise(&slow);
	give("before\n");
	connection_wake(connection);
	turn();
	ck_assert_uint_eq(quiets, 1);
}
END_TEST

/* The time asleep is not known, and not told. */
START_TEST(who_wakes_and_hears_nothing_has_lost_it)
{
	static const struct connection_timing impatient = {60000, 1, 60000, 60000, 60000};
	rise(&impatient);
	connection_wake(connection);
	turn_until(&downs, 1);
	expect_story("quiet\ndown the connection was lost: no answer for 0 seconds, again");
}
END_TEST

static void rest(void)
{
	connection_rest(connection);
}

START_TEST(a_rest_ends_by_now_alone)
{
	at_down = rest;
	refuse();
	ck_assert_int_eq(listen(listener, 5), 0);
	connection_wake(connection);
	turn();
	expect_nothing();
	connection_now(connection);
	turn_until(&ups, 1);
	at_down = NULL;
}
END_TEST

START_TEST(who_wakes_in_a_pause_tries)
{
	refuse();
	ck_assert_int_eq(listen(listener, 5), 0);
	connection_wake(connection);
	turn_until(&ups, 1);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {
		it_comes_up_and_carries_lines,
		localhost_is_found,
		addresses_that_are_known_are_not_looked_up,
		who_refuses_is_named,
		one_try_can_be_all,
		a_name_that_does_not_resolve_is_said,
		an_end_is_told_after_the_last_words,
		a_reset_is_told,
		it_comes_back_by_itself,
		silence_is_asked_about_and_then_the_end,
		an_answer_is_a_sign_of_life,
		the_usual_silence_is_45_seconds,
		a_drop_is_told_later_and_nothing_before,
		a_drop_may_come_from_a_line,
		there_is_nothing_to_do_where_it_is_not_up,
		what_the_socket_does_not_take_is_kept,
		a_server_that_does_not_read_is_left,
		pauses_grow_until_it_is_awake_again,
		pauses_begin_anew_after_a_steady_connection,
		and_not_after_any,
		now_ends_the_pause,
		who_wakes_asks_once,
		who_wakes_asks_though_something_waits_to_be_read,
		who_wakes_and_hears_nothing_has_lost_it,
		who_wakes_in_a_pause_tries,
		a_rest_ends_by_now_alone,
		NULL,
	};
	return unit_cases_with("client connection", story_set_up, story_tear_down, cases);
}
