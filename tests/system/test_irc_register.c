/* Coming in by the IRC door, and leaving. */
#include <stdio.h>
#include <string.h>

#include "irc.h"

static void name_is(struct irc *irc, const char *nick)
{
	snprintf(irc->nick, sizeof irc->nick, "%s", nick);
}

/* Modern, Connection Registration: in this order, and nothing behind it. */
static void expect_welcome(struct irc *irc, const char *source)
{
	irc_expect_numeric(irc, 1, ":Welcome to *%s", source);
	irc_expect_numeric(irc, 2, ":Your host is " IRC_SERVER ", running version *");
	irc_expect_numeric(irc, 3, ":This server was created *");
	irc_expect_numeric(irc, 4, IRC_SERVER " chatd-* * * *");
	const char *line = irc_line(irc);
	must(irc_like(line, ":" IRC_SERVER " 005 * :are supported by this server"), "%s", line);
	while (irc_like(line, ":* 005 *"))
		line = irc_line(irc);
	must(irc_like(line, ":* 251 * :There are * users and * invisible on * servers"), "%s",
		line);
	irc_await_numeric(irc, 422);
	irc_expect_nothing(irc);
}

START_TEST(nick_and_user_in_any_order)
{
	struct server server;
	struct irc alice, bob;
	irc_server_start(&server, NULL);
	irc_connect(&alice, &server);
	irc_say(&alice, "PASS nothing");
	irc_say(&alice, "NICK alice");
	irc_say(&alice, "USER al 0 * :Alice A.");
	name_is(&alice, "alice");
	expect_welcome(&alice, "alice!al@localhost");
	irc_connect(&bob, &server);
	irc_say(&bob, "USER bobby 0 * :Bob");
	irc_expect_nothing(&bob);
	irc_say(&bob, "nick bob");
	name_is(&bob, "bob");
	expect_welcome(&bob, "bob!bobby@localhost");
	irc_ask_numeric(&bob, "USER a 0 * :b", 462, ":*");
	irc_ask_numeric(&bob, "PASS a", 462, ":*");
	irc_ask_numeric(&bob, "PASS", 461, "PASS :*");
	irc_close(&alice);
	irc_close(&bob);
	server_stop(&server);
}
END_TEST

START_TEST(isupport_is_well_formed)
{
	struct server server;
	struct irc alice;
	const char *line;
	irc_server_start(&server, NULL);
	irc_join(&alice, &server, "alice", NULL);
	irc_say(&alice, "VERSION");
	irc_await_numeric(&alice, 351);
	irc_say(&alice, "PING end");
	while (irc_like(line = irc_line(&alice), ":* 005 alice * :are supported by this server")) {
		unsigned tokens = 0;
		line += strlen(":" IRC_SERVER " 005 alice ");
		for (; *line != ':'; tokens++) {
			size_t name = strspn(line, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
			must(name >= 1 && name <= 20 && strchr("= ", line[name]), "%s", line);
			line += strcspn(line, " ") + 1;
		}
		must(tokens >= 1 && tokens <= 13, "%u tokens", tokens);
	}
	must(irc_like(line, ":* PONG * :end"), "%s", line);
	irc_close(&alice);
	server_stop(&server);
}
END_TEST

START_TEST(names_are_refused_by_numerics)
{
	struct server server;
	struct irc alice, bob;
	irc_server_start(&server, NULL);
	irc_join(&alice, &server, "alice", NULL);
	irc_connect(&bob, &server);
	irc_ask_numeric(&bob, "NICK", 431, ":*");
	irc_ask_numeric(&bob, "NICK :", 431, ":*");
	irc_ask_numeric(&bob, "NICK 1bob", 432, "1bob :*");
	irc_ask_numeric(&bob, "NICK #bob", 432, "#bob :*");
	irc_ask_numeric(&bob, "NICK b!b", 432, "b!b :*");
	irc_ask_numeric(&bob, "NICK :b b", 432, "\x2A :*");
	irc_ask_numeric(&bob, "NICK ::b", 432, "\x2A :*");
	irc_ask_numeric(&bob, "NICK ALICE", 433, "ALICE :*");
	irc_ask_numeric(&bob, "USER b 0", 461, "USER :*");
	irc_ask_numeric(&bob, "USER :", 461, "USER :*");
	irc_ask_numeric(&bob, "USER : 0 * :Bob", 461, "USER :*");
	irc_ask_numeric(&bob, "USER b 0 * :", 461, "USER :*");
	irc_ask_numeric(&bob, "JOIN #room", 451, ":*");
	irc_ask_numeric(&bob, "NONSENSE", 451, ":*");
	irc_say(&bob, "USER b!@d 0 * :Bob");
	irc_say(&bob, "NICK bob");
	name_is(&bob, "bob");
	irc_await_numeric(&bob, 422);
	irc_ask(&bob, "USERHOST bob", ":* 302 bob :bob=+b--d@localhost");
	irc_close(&alice);
	irc_close(&bob);
	server_stop(&server);
}
END_TEST

/* Two choose the same name before either is in. */
START_TEST(the_slower_of_two_keeps_trying)
{
	struct server server;
	struct irc alice, bob;
	irc_server_start(&server, NULL);
	irc_connect(&alice, &server);
	irc_connect(&bob, &server);
	irc_say(&alice, "NICK same");
	irc_say(&bob, "NICK same");
	name_is(&alice, "same");
	irc_sync(&alice);
	irc_sync(&bob);
	irc_say(&alice, "USER a 0 * :A");
	irc_await_numeric(&alice, 422);
	irc_ask_numeric(&bob, "USER b 0 * :B", 433, "same :*");
	irc_ask_numeric(&bob, "PRIVMSG same :hello", 451, ":*");
	irc_say(&bob, "NICK other");
	name_is(&bob, "other");
	irc_await_numeric(&bob, 422);
	irc_close(&alice);
	irc_close(&bob);
	server_stop(&server);
}
END_TEST

START_TEST(cap_suspends_registration)
{
	struct server server;
	struct irc alice;
	irc_server_start(&server, NULL);
	irc_connect(&alice, &server);
	irc_ask(&alice, "CAP LS 302", ":" IRC_SERVER " CAP * LS * :*");
	irc_expect(&alice, ":" IRC_SERVER " CAP * LS :*");
	irc_say(&alice, "NICK alice");
	irc_say(&alice, "USER al 0 * :Alice");
	irc_expect_nothing(&alice);
	name_is(&alice, "alice");
	irc_ask(&alice, "CAP REQ :no-such-thing", ":* CAP * NAK :no-such-thing");
	irc_expect_nothing(&alice);
	irc_say(&alice, "CAP END");
	expect_welcome(&alice, "alice!al@localhost");
	irc_say(&alice, "CAP END"); /* which is ignored from now on */
	irc_expect_nothing(&alice);
	irc_close(&alice);
	irc_connect(&alice, &server);
	irc_say(&alice, "CAP LIST"); /* which does not */
	irc_expect(&alice, ":* CAP * LIST :");
	irc_say(&alice, "NICK alice2");
	irc_say(&alice, "USER al 0 * :Alice");
	name_is(&alice, "alice2");
	expect_welcome(&alice, "alice2!al@localhost");
	irc_close(&alice);
	server_stop(&server);
}
END_TEST

START_TEST(quit_is_acknowledged)
{
	struct server server;
	struct irc alice, bob;
	irc_server_start(&server, NULL);
	irc_connect(&bob, &server);
	irc_say(&bob, "QUIT :not yet in");
	irc_expect_error(&bob);
	irc_close(&bob);
	irc_join(&alice, &server, "alice", NULL);
	irc_enter(&alice, "#one");
	irc_enter(&alice, "#two");
	static const char *const ends[][2] = {{"QUIT :gone to lunch", "Quit: gone to lunch"},
		{"QUIT", "Quit: "}, {"QUIT :", "Quit: "}};
	for (int i = 0; i < 3; i++) {
		irc_join(&bob, &server, "bob", NULL);
		irc_enter(&bob, "#one");
		irc_enter(&bob, "#two");
		irc_sync(&alice);
		irc_say(&bob, "%s", ends[i][0]);
		irc_expect_error(&bob);
		irc_expect(&alice, ":bob!bob@localhost QUIT :%s", ends[i][1]);
		irc_expect_nothing(&alice); /* once, though they shared two rooms */
		irc_close(&bob);
	}
	irc_join(&bob, &server, "bob", NULL);
	irc_enter(&bob, "#one");
	irc_sync(&alice);
	irc_say(&bob, "QUIT :%0500d", 7); /* which fits into no answer */
	irc_expect_error(&bob);
	irc_expect(&alice, ":bob!bob@localhost QUIT :Quit: 000*");
	irc_close(&bob);
	irc_join(&bob, &server, "bob", NULL);
	irc_enter(&bob, "#one");
	irc_sync(&alice);
	irc_close(&bob);
	irc_expect(&alice, ":bob!bob@localhost QUIT :Connection closed");
	irc_close(&alice);
	server_stop(&server);
}
END_TEST

START_TEST(lines_before_registration_are_counted)
{
	struct server server;
	struct irc alice;
	static const char *const floods[] = {"\r\n", "PING x\r\n", "\xff\r\n", "FOO\r\n"};
	irc_server_start(&server, NULL);
	for (int i = 0; i < 4; i++) {
		irc_connect(&alice, &server);
		for (int line = 0; line < 200; line++)
			irc_send(&alice, floods[i], strlen(floods[i]));
		irc_await(&alice, "ERROR :*");
		client_expect_end(&alice.client);
		irc_close(&alice);
	}
	server_stop(&server);
}
END_TEST

START_TEST(ping_and_pong)
{
	struct server server;
	struct irc alice;
	irc_server_start(&server, NULL);
	irc_join(&alice, &server, "alice", NULL);
	irc_ask(&alice, "PING token", ":" IRC_SERVER " PONG " IRC_SERVER " :token");
	irc_ask(&alice, "PING :two words", ":" IRC_SERVER " PONG " IRC_SERVER " :two words");
	irc_ask(&alice, "  ping   :x", ":" IRC_SERVER " PONG " IRC_SERVER " :x");
	irc_ask(&alice, ":alice PING y", ":" IRC_SERVER " PONG " IRC_SERVER " :y");
	irc_ask(&alice, "@a=b PING z", ":" IRC_SERVER " PONG " IRC_SERVER " :z");
	irc_ask_numeric(&alice, "PING", 461, "PING :*");
	irc_ask_numeric(&alice, "PING :", 409, ":*");
	irc_say(&alice, "PONG");
	irc_say(&alice, "PONG :x");
	irc_expect_nothing(&alice);
	irc_close(&alice);
	server_stop(&server);
}
END_TEST

int main(void)
{
	const TTest *const each[] = {nick_and_user_in_any_order, isupport_is_well_formed,
		names_are_refused_by_numerics, the_slower_of_two_keeps_trying,
		cap_suspends_registration, quit_is_acknowledged,
		lines_before_registration_are_counted, ping_and_pong, NULL};
	return run_tests("irc_register", each, NULL);
}
