/* Upgrades within what somebody sends or is sent, at each door: the rest is read behind it. */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "irc.h"
#include "temporary.h"
#include "unix_socket.h"
#include "upgrade.h"
#include "websocket.h"

#define UNREAD 3000    /* lines */
#define LINE_BYTES 900 /* of them */
#define GUESTS 20
#define RECEIVE 4096 /* SO_RCVBUF of who does not read */

static struct server server;
static struct irc bob; /* is in #lobby */

static void start_with(const char *const *arguments)
{
	upgrade_use_copy();
	server_start_at(&server, "127.0.0.1:0", arguments);
	irc_join(&bob, &server, "bob",
		"message-tags batch labeled-response echo-message draft/multiline");
	irc_enter(&bob, "#lobby");
}

static void start(void)
{
	start_with(ARGUMENTS("--rate", "0"));
}

static void stop(void)
{
	irc_close(&bob);
	server_stop(&server);
}

static void send_text(struct client *client, const char *text)
{
	client_send(client, text, strlen(text));
}

START_TEST(half_a_line_of_a_person)
{
	struct client alice;
	start();
	client_join(&alice, &server, "alice");
	send_text(&alice, "the first\nhalf a ");
	irc_await(&bob, "*:alice!* PRIVMSG #lobby :the first");
	upgrade_server(&server);
	send_text(&alice, "line\nand ");
	irc_await(&bob, "*:alice!* PRIVMSG #lobby :half a line");
	upgrade_server(&server);
	send_text(&alice, "more\n");
	irc_expect(&bob, "*:alice!* PRIVMSG #lobby :and more");
	irc_say(&bob, "PRIVMSG #lobby :heard");
	client_expect(&alice, "<bob> heard");
	client_close(&alice);
	stop();
}
END_TEST

/* A request for an option is answered once its last byte is there. */
START_TEST(half_a_command_of_telnet)
{
	struct client alice;
	char answer[3];
	start();
	client_join(&alice, &server, "alice");
	send_text(&alice, "first\n\xFF\xFD");
	irc_await(&bob, "*:alice!* PRIVMSG #lobby :first");
	upgrade_server(&server);
	send_text(&alice, "\x01");
	ck_assert(wait_fd(alice.fd, POLLIN, now_ms() + WAIT_MS));
	ck_assert_int_eq(recv(alice.fd, answer, sizeof answer, MSG_WAITALL), 3);
	ck_assert_int_eq(memcmp(answer, "\xFF\xFC\x01", 3), 0);
	client_rename(&alice, "anna");
	client_close(&alice);
	stop();
}
END_TEST

START_TEST(half_a_line_of_an_irc_client)
{
	start();
	send_text(&bob.client, "@label=x PI");
	upgrade_server(&server);
	send_text(&bob.client, "NG half\r");
	upgrade_server(&server);
	send_text(&bob.client, "\n");
	irc_await(&bob, "@label=x * PONG * :half");
	stop();
}
END_TEST

START_TEST(a_batch_of_lines)
{
	struct client alice;
	start();
	client_join(&alice, &server, "alice");
	irc_say(&bob, "@label=b BATCH +7 draft/multiline #lobby");
	irc_say(&bob, "@batch=7 PRIVMSG #lobby :one");
	irc_say(&bob, "@batch=7;draft/multiline-concat PRIVMSG #lobby : and a half");
	irc_sync(&bob);
	upgrade_server(&server);
	irc_say(&bob, "@batch=7 PRIVMSG #lobby :two");
	irc_say(&bob, "BATCH -7");
	client_expect(&alice, "<bob> one and a half");
	client_expect(&alice, "<bob> two");
	irc_await(&bob, "@label=b*BATCH +* draft/multiline #lobby");
	client_close(&alice);
	stop();
}
END_TEST

START_TEST(a_negotiation)
{
	struct irc carol;
	start();
	irc_connect(&carol, &server);
	irc_say(&carol, "CAP LS 302");
	irc_say(&carol, "NICK carol");
	irc_say(&carol, "USER carol 0 * :Carol");
	irc_say(&carol, "CAP REQ echo-message");
	irc_await(&carol, ":* CAP carol ACK :echo-message");
	upgrade_server(&server);
	irc_say(&carol, "PING x");
	irc_expect(&carol, ":* PONG * :x"); /* it is not registered yet */
	irc_say(&carol, "CAP END");
	irc_await(&carol, ":* 001 carol *");
	strcpy(carol.nick, "carol");
	irc_await(&carol, ":* 422 carol *");
	irc_enter(&carol, "#lobby");
	irc_say(&carol, "PRIVMSG #lobby :my own");
	irc_await(&carol, ":carol!* PRIVMSG #lobby :my own");
	irc_close(&carol);
	stop();
}
END_TEST

START_TEST(who_has_said_nothing_yet)
{
	struct client first, second, third;
	start_with(ARGUMENTS("--greet-after", "60000"));
	client_connect(&first, &server);
	client_connect(&second, &server);
	client_connect(&third, &server);
	send_text(&third, "NI");
	send_text(&second, "GET / HT");
	upgrade_server(&server);
	client_say(&first, "/who");
	client_greet(&first);
	first.check = second.check = third.check = client_any_line;
	send_text(&second, "TP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
	client_await(&second, "HTTP/1.1 200 OK...");
	send_text(&third, "CK dora\r\nUSER d 0 * :d\r\n");
	client_await(&third, "... 001 dora ...");
	client_close(&first);
	client_close(&second);
	client_close(&third);
	stop();
}
END_TEST

/* Appends a frame with a mask. Returns its length. */
static size_t add_frame(char *to, unsigned first, const char *text)
{
	static const char mask[] = {'m', 'a', 's', 'k'};
	size_t length = strlen(text);
	to[0] = (char)first;
	to[1] = (char)(0x80 | length);
	memcpy(to + 2, mask, sizeof mask);
	for (size_t i = 0; i < length; i++)
		to[6 + i] = (char)(text[i] ^ mask[i % sizeof mask]);
	return 6 + length;
}

/* A message in two pieces, the second of them cut within its header, its mask and its text. */
START_TEST(half_a_frame)
{
	struct client web;
	char bytes[256];
	size_t length = add_frame(bytes, FRAME_TEXT, "PRIVMSG #lobby :caf\xC3");
	const size_t cuts[] = {3, length, length + 1, length + 4, length + 9};
	start();
	websocket_connect(&web, &server, "");
	websocket_register(&web, "webby");
	websocket_say(&web, "JOIN #lobby");
	websocket_await(&web, "* 366 *");
	length += add_frame(bytes + length, WEBSOCKET_FIN | FRAME_PIECE, "\xA9 au lait");
	size_t at = 0;
	for (size_t i = 0; i < sizeof cuts / sizeof cuts[0]; at = cuts[i++]) {
		client_send(&web, bytes + at, cuts[i] - at);
		upgrade_server(&server);
	}
	client_send(&web, bytes + at, length - at);
	irc_await(&bob, "*:webby!* PRIVMSG #lobby :caf\xC3\xA9 au lait");
	irc_say(&bob, "PRIVMSG #lobby :heard");
	websocket_await(&web, "* PRIVMSG #lobby :heard");
	client_close(&web);
	stop();
}
END_TEST

static const char *password_file(void)
{
	const char *hash = strchr(server_operator("open sesame"), ':') + 1;
	return temporary_file(hash, strlen(hash));
}

START_TEST(a_question_for_a_password)
{
	struct client alice;
	char *file = (char *)(uintptr_t)password_file();
	upgrade_use_copy();
	server_start_at(&server, "127.0.0.1:0", ARGUMENTS("--password-file", file));
	client_connect(&alice, &server);
	client_expect(&alice, "-- This server asks for a password: ...");
	client_ask(&alice, "wrong", "!! that is not the password...");
	send_text(&alice, "open ");
	upgrade_server(&server);
	send_text(&alice, "sesame\n");
	client_await(&alice, "-- Welcome to chatd. ...");
	client_close(&alice);
	server_stop(&server);
	temporary_remove(file);
}
END_TEST

/* What the server has not sent yet goes with the connection. */
START_TEST(who_reads_nothing_for_a_while)
{
	struct client alice, slow;
	char line[LINE_BYTES];
	start_with(ARGUMENTS("--rate", "0", "--send-queue", "64M", "--slow-queue", "64M"));
	client_connect_from(&slow, &server, NULL, "127.0.0.1", RECEIVE);
	client_join(&alice, &server, "alice");
	client_say(&slow, "/nick slow");
	client_await(&slow, "-- You are slow now.");
	for (int i = 0; i < UNREAD; i++) {
		memset(line, 'x', sizeof line);
		line[snprintf(line, sizeof line, "%d.", i)] = 'x';
		client_say(&alice, "%.*s", (int)sizeof line, line);
		if (i % (UNREAD / 3) == UNREAD / 4)
			upgrade_server(&server);
		if (i % 100 == 0)
			client_sync(&alice);
	}
	client_sync(&alice);
	upgrade_server(&server);
	for (int i = 0; i < UNREAD; i++)
		client_expect(&slow, "<alice> %d.xxx...", i);
	client_close(&alice);
	client_close(&slow);
	stop();
}
END_TEST

/* Some leave, and some speak, while the server changes. */
START_TEST(who_comes_and_goes_meanwhile)
{
	struct client clients[GUESTS];
	start();
	for (int i = 0; i < GUESTS; i++) {
		char name[16];
		snprintf(name, sizeof name, "person-%d", i);
		client_join(&clients[i], &server, name);
	}
	irc_sync(&bob);
	upgrade_ask(&server);
	for (int i = 0; i < GUESTS; i += 2) {
		client_say(&clients[i], "goodbye from %d", i);
		client_half_close(&clients[i]);
		client_say(&clients[i + 1], "hello from %d", i + 1);
	}
	upgrade_expect(&server);
	int goodbyes = 0, hellos = 0, quits = 0;
	while (goodbyes < GUESTS / 2 || hellos < GUESTS / 2 || quits < GUESTS / 2) {
		const char *line = irc_line(&bob);
		ck_assert_ptr_nonnull(line);
		goodbyes += strstr(line, ":goodbye from ") != NULL;
		hellos += strstr(line, ":hello from ") != NULL;
		quits += strstr(line, " QUIT") != NULL;
	}
	for (int i = 0; i < GUESTS; i++) {
		if (i % 2 == 0)
			client_await_end(&clients[i]);
		else
			client_sync(&clients[i]);
		client_close(&clients[i]);
	}
	stop();
}
END_TEST

/* More lines than the sockets hold, sent while the server changes. */
START_TEST(a_flood)
{
	struct client alice;
	struct text flood = {0};
	start_with(ARGUMENTS("--rate", "0", "--send-queue", "64M", "--slow-queue", "64M"));
	client_join(&alice, &server, "alice");
	for (int i = 0; i < UNREAD; i++) {
		char line[LINE_BYTES];
		memset(line, 'y', sizeof line);
		line[snprintf(line, sizeof line, "%d.", i)] = 'y';
		line[300] = '\0';
		text_add(&flood, line);
	}
	upgrade_ask(&server);
	client_send(&alice, flood.bytes, flood.length);
	upgrade_expect(&server);
	for (int i = 0; i < UNREAD; i++)
		irc_await(&bob, "*:alice!* PRIVMSG #lobby :%d.yyy*", i);
	text_free(&flood);
	client_close(&alice);
	stop();
}
END_TEST

START_TEST(a_user_of_this_machine)
{
	struct client first, second;
	char path[TEMPORARY_PATH_SIZE + 8];
	upgrade_use_copy();
	snprintf(path, sizeof path, "%s/socket", temporary_folder());
	unix_server_start(&server, path, ARGUMENTS("--greet-after", "60000"));
	unix_connect(&first, path);
	client_say(&first, "hello");
	client_greet(&first);
	unix_connect(&second, path);
	client_sync(&first);
	upgrade_server(&server);
	client_say(&second, "/names");
	client_greet(&second);
	client_await(&first, "-- ... joined...");
	client_close(&first);
	client_close(&second);
	server_stop(&server);
}
END_TEST

/* The upgrade waits for a handshake, and the end of the server does not wait for it. */
START_TEST(a_server_that_is_told_to_stop_meanwhile)
{
	struct client peer;
	start();
	client_connect(&peer, &server);
	client_send(&peer, "\x16\x03\x01\x00\x20\x01\x00\x00\x1C\x03\x03", 11);
	irc_sync(&bob);
	upgrade_ask(&server);
	server_expect_log(&server, "event=upgrading");
	server_signal(&server, SIGTERM);
	irc_await(&bob, "ERROR *");
	client_await_end(&bob.client);
	irc_close(&bob);
	client_close(&peer);
	ck_assert_int_eq(server_wait(&server), 0);
	ck_assert_uint_eq(
		server_log_count(&server, "event=not_upgraded reason=\"it is stopping\""), 1);
	server_free(&server);
}
END_TEST

int main(void)
{
	const TTest *const each[] = {half_a_line_of_a_person, half_a_command_of_telnet,
		half_a_line_of_an_irc_client, a_batch_of_lines, a_negotiation,
		who_has_said_nothing_yet, half_a_frame, a_question_for_a_password,
		who_reads_nothing_for_a_while, who_comes_and_goes_meanwhile, a_flood,
		a_user_of_this_machine, a_server_that_is_told_to_stop_meanwhile, NULL};
	return run_tests("upgrade_bytes", each, NULL);
}
