/* A connection that is lost, and what is as before when it is back. */
#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "client_scene.h"
#include "harness.h"

START_TEST(all_is_as_before)
{
	scene_open(ECHO);
	type_line("/join dev");
	peer_let_join(&peer, "#dev");
	terminal_expect("-- You are in #dev now, with bob.\n#dev>\n");
	type_line("/query carol");
	terminal_expect("\ncarol>\n");
	terminal_type("half a li");
	scene_lose();
	terminal_expect("-- the connection was lost: Connection\n   reset by peer; you will be "
			"back in\n   your rooms when it works again\n");
	terminal_expect("\ncarol> half a li\n");
	scene_accept_again(ECHO);
	peer_line(&peer, ":ada!user@host.test JOIN #dev");
	peer_line(&peer, ":irc.test 353 ada = #dev :ada carol");
	peer_line(&peer, ":irc.test 366 ada #dev :End of NAMES");
	terminal_expect("-- Connected again; you are ada.\n-- Back in #room, with 1 other.\n"
			"-- Back in #dev, with 1 other.\ncarol> half a li\n");
	type_line("ne");
	hear_and_echo("carol", "half a line");
	terminal_expect("[to carol] half a line\ncarol>\n");
	terminal_key("M-2");
	terminal_expect("\n#dev>\n");
}
END_TEST

START_TEST(lines_typed_meanwhile_are_kept_and_offered)
{
	scene_open(LABELS);
	scene_lose();
	type_line("one");
	terminal_expect("-- kept until the connection is back:\n   one\n");
	type_line("two");
	scene_accept_again(LABELS);
	terminal_expect("\n2 lines kept: /send or /drop them\n#room>\n");
	ck_assert_ptr_null(strstr(peer.got.bytes, "PRIVMSG"));
	type_line("three");
	hear_and_echo("#room", "three");
	type_line("/send");
	hear_and_echo("#room", "one");
	hear_and_echo("#room", "two");
	terminal_expect("<ada> three\n<ada> one\n<ada> two\n#room>\n");
	ck_assert_int_eq(times_shown("<ada> one"), 1);
}
END_TEST

START_TEST(kept_lines_can_be_dropped)
{
	scene_open(ECHO);
	scene_lose();
	type_line("one");
	scene_accept_again(ECHO);
	terminal_expect("-- Back in #room, with 1 other.\n1 line kept:");
	type_line("/drop");
	terminal_expect("-- 1 line is dropped.\n#room>\n");
	type_line("/send");
	terminal_expect("!! no lines are kept\n");
	type_line("end");
	hear_and_echo("#room", "end");
	terminal_expect("<ada> end\n#room>\n");
}
END_TEST

/* A line whose echo was on its way is not doubled: it is offered, and marked. */
START_TEST(an_unconfirmed_line_is_never_said_again_by_itself)
{
	scene_open(LABELS);
	type_line("confirmed");
	hear_and_echo("#room", "confirmed");
	type_line("maybe");
	hear_said("#room", "maybe");
	scene_lose();
	scene_accept_again(LABELS);
	terminal_expect("\n1 line kept:");
	says("ada", "#room", "maybe"); /* as a history would have it */
	terminal_expect("<ada> maybe\n");
	type_line("/drop");
	terminal_expect("-- 1 line is dropped.\n");
	ck_assert_int_eq(times_shown("<ada> confirmed"), 1);
	ck_assert_int_eq(times_shown("<ada> maybe"), 1);
	ck_assert_ptr_null(strstr(peer.got.bytes, "PRIVMSG"));
}
END_TEST

START_TEST(a_lost_connection_can_be_tried_at_once)
{
	scene_open(ECHO);
	scene_lose();
	terminal_expect("\nno connection; trying again ");
	type_line("/reconnect");
	scene_accept_again(ECHO);
	terminal_expect("-- Back in #room, with 1 other.\n#room>\n");
	type_line("/reconnect");
	terminal_expect("-- The connection is there.\n");
}
END_TEST

START_TEST(what_was_not_said_is_told_at_the_end)
{
	scene_open(LABELS);
	type_line("maybe");
	hear_said("#room", "maybe");
	scene_lose();
	type_line("never");
	terminal_expect("back:\n   never\n");
	terminal_key("C-c");
	terminal_expect_left(1);
	terminal_expect("chat-client: 1 line to #room was not con\nfirmed: maybe\n"
			"chat-client: 1 line to #room was not sai\nd: never\n");
}
END_TEST

START_TEST(a_server_that_cannot_be_reached_at_first_is_named)
{
	char told[128];
	int four, six, port;
	peer_refuse_both(&four, &six, &port);
	wishes.columns = 120;
	scene_start(port);
	terminal_expect_left(1);
	snprintf(told, sizeof told,
		"chat-client: cannot connect to 127.0.0.1 port %d: 127.0.0.1:%d: Connection "
		"refused\n",
		port, port);
	terminal_expect(told);
}
END_TEST

static void start_chatd(struct server *server, int port)
{
	char bind[64];
	snprintf(bind, sizeof bind, "127.0.0.1:%d", port);
	server_start_at(server, bind, NULL);
}

/* The real server, which is killed and started again: nobody there knows of ada any more. */
START_TEST(a_server_that_is_killed_and_restarted)
{
	struct server server;
	struct client bob;
	start_chatd(&server, 0);
	int port = server.port;
	scene_start(port);
	terminal_expect("You are in #room now, with nobody\n   else.\n");
	type_line("before");
	terminal_expect("<ada> before\n#room>\n");
	terminal_type("half a li");
	terminal_expect("#room> half a li\n");
	server_signal(&server, SIGKILL);
	ck_assert_int_eq(server_wait(&server), 128 + SIGKILL);
	server_free(&server);
	terminal_expect("the server closed the connection");
	start_chatd(&server, port);
	terminal_expect("-- Back in #room, with nobody else.\n#room> half a li\n");
	client_join(&bob, &server, "bob");
	client_say(&bob, "/join room");
	client_await(&bob, "You are in #room now");
	terminal_expect("\n-- bob joined\n#room> half a li\n");
	type_line("ne");
	client_await(&bob, "<ada> half a line");
	client_say(&bob, "hello again");
	terminal_expect("-- bob joined\n<ada> half a line\n<bob> hello again\n#room>\n");
	terminal_key("C-d");
	client_await(&bob, "-- ada left");
	terminal_expect_left(0);
	client_close(&bob);
	server_stop(&server);
}
END_TEST

static void ask_for_login(void)
{
	hear("USER ada 0 * ada");
	peer_line(&peer, ":irc.test CAP * LS :sasl");
	hear("CAP REQ sasl");
	peer_line(&peer, ":irc.test CAP * ACK :sasl");
	hear("AUTHENTICATE PLAIN");
	peer_line(&peer, "AUTHENTICATE +");
}

/* Servers close connections that do not get on; a password that is being typed must not end up
 * elsewhere. */
START_TEST(a_question_outlives_the_connection)
{
	wishes.environment = "CHAT_PASSWORD=wrong";
	wishes.options = "--login ada '#room'";
	scene_connect();
	ask_for_login();
	hear("AUTHENTICATE AGFkYQB3cm9uZw=="); /* NUL ada NUL wrong */
	peer_line(&peer, ":irc.test 904 ada :that is not the password");
	terminal_expect("\nPassword for ada:\n");
	terminal_type("love");
	peer_close(&peer);
	terminal_expect("!! the server closed the connection\nPassword for ada:\n");
	type_line("lace");
	scene_connect_again();
	ask_for_login();
	hear("AUTHENTICATE AGFkYQBsb3ZlbGFjZQ=="); /* lovelace */
}
END_TEST

static void add_tests(TCase *any, TCase *readline)
{
	tcase_add_test(any, a_server_that_cannot_be_reached_at_first_is_named);
	tcase_add_test(any, what_was_not_said_is_told_at_the_end);
	tcase_add_test(readline, all_is_as_before);
	tcase_add_test(readline, lines_typed_meanwhile_are_kept_and_offered);
	tcase_add_test(readline, kept_lines_can_be_dropped);
	tcase_add_test(readline, an_unconfirmed_line_is_never_said_again_by_itself);
	tcase_add_test(readline, a_lost_connection_can_be_tried_at_once);
	tcase_add_test(readline, a_server_that_is_killed_and_restarted);
	tcase_add_test(readline, a_question_outlives_the_connection);
}

int main(void)
{
	return scenes_run("client back", add_tests);
}
