/* Who says something and goes is one line to those who are there, with nc and with an IRC client:
 * neither its coming nor its going is told. Who stays is seen. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "irc.h"
#include "nc.h"
#include "process.h"

#define VISIT "chatd/visit"

static struct server server, irc_listener; /* of the same server */
static struct client alice;
static struct irc bob;

/* Both are in #lobby and in #ci, which alice has made and reads alone with bob. */
static void begin(const char *greet_after)
{
	server_start_at(&server, "127.0.0.1",
		ARGUMENTS("--greet-after", greet_after, "--bind", "127.0.0.1:0,door=irc"));
	irc_listener = server;
	server_expect_log(&server, "event=listening address=127.0.0.1:");
	irc_listener.port = atoi(server.log.bytes + server.log_at);
	client_connect(&alice, &server);
	client_say(&alice, "/nick alice");
	client_await(&alice, "-- You are alice");
	irc_join(&bob, &irc_listener, "bob", NULL);
	irc_enter(&bob, "#lobby");
	client_expect(&alice, "-- bob joined");
	irc_sync(&bob);
}

static void both_in_ci(void)
{
	client_enter(&alice, "ci", "nobody else");
	irc_expect(&bob, ":alice!* PART #lobby");
	irc_enter(&bob, "#ci");
	client_expect(&alice, "-- bob joined");
	irc_sync(&bob);
}

static void end(void)
{
	client_expect_nothing(&alice);
	irc_expect_nothing(&bob);
	client_close(&alice);
	irc_close(&bob);
	server_stop(&server);
}

/* Where that one is here. */
static void say_with(int netcat)
{
	static const char *const greet_after[] = {"0", "300"};
	char command[256];
	const char *name = nc_choose(netcat);
	for (int i = 0; name && i < 2; i++) {
		begin(greet_after[i]);
		snprintf(command, sizeof command,
			"printf '%%s\\n' 'build ok' /quit | nc 127.0.0.1 %d >/dev/null",
			server.port);
		ck_assert_int_eq(system(command), 0);
		const char *line = client_line(&alice);
		must(irc_like(line, "<guest-*> build ok"), "%s: %s", name, line);
		irc_expect(&bob, ":guest-*!* PRIVMSG #lobby :build ok");
		end();
	}
}

START_TEST(a_line_and_quit_with_openbsd_s_netcat)
{
	say_with(0);
}
END_TEST

START_TEST(a_line_and_quit_with_the_traditional_netcat)
{
	say_with(1);
}
END_TEST

START_TEST(a_line_and_quit_with_ncat)
{
	say_with(2);
}
END_TEST

START_TEST(a_line_and_quit_with_busybox)
{
	say_with(3);
}
END_TEST

/* The end is said and not that of the input, under each of the command's names. */
START_TEST(quit_under_each_name)
{
	static const char *const quits[] = {"/quit\n", "/QUIT see you\r\n", "/bye\n", "/exit now\n",
		"/quit 1234567890123456789012345678901234567890123456789012345678901234567890\n",
		"/quit\nand a rest"};
	begin("0");
	for (size_t i = 0; i < sizeof quits / sizeof *quits; i++) {
		struct client client;
		char bytes[256];
		snprintf(bytes, sizeof bytes, "hello\n%s", quits[i]);
		client_connect(&client, &server);
		client_greet(&client);
		client_send(&client, bytes, strlen(bytes));
		client_await_end(&client);
		client_close(&client);
		const char *line = client_line(&alice);
		must(irc_like(line, "<guest-*> hello"), "%s: %s", quits[i], line);
		irc_expect(&bob, ":guest-*!* PRIVMSG #lobby :hello");
		client_expect_nothing(&alice);
		irc_expect_nothing(&bob);
	}
	end();
}
END_TEST

/* "/quiet" is none, nor is one that stands before a line. */
START_TEST(what_is_no_quit_does_not_count)
{
	static const char *const lines[] = {"hello\n/quiet\n", "hello\n//quit\n", "/quit\nhello\n"};
	begin("0");
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		struct client client;
		client_connect(&client, &server);
		client_greet(&client);
		client_send(&client, lines[i], strlen(lines[i]));
		const char *line = client_line(&alice);
		must(irc_like(line, "-- guest-* joined"), "%s: %s", lines[i], line);
		irc_expect(&bob, ":guest-*!* JOIN #lobby");
		client_close(&client);
		client_await(&alice, " left");
		irc_await(&bob, ":guest-*!* QUIT*");
	}
	end();
}
END_TEST

START_TEST(chat_client_is_one_line)
{
	struct process sender;
	char address[32];
	begin("300");
	both_in_ci();
	snprintf(address, sizeof address, "127.0.0.1:%d", server.port);
	process_start_client(&sender, -1, ARGUMENTS("-m", "build ok", "-n", "ada", address, "#ci"));
	ck_assert_int_eq(process_wait(&sender), 0);
	client_expect(&alice, "<ada> build ok");
	irc_expect(&bob, ":ada!ada@localhost PRIVMSG #ci :build ok");
	process_start_client(&sender, -1, ARGUMENTS("-n", "ada", address, "#ci"));
	process_feed(&sender, "made it\n");
	process_end_input(&sender);
	ck_assert_int_eq(process_wait(&sender), 0);
	client_expect(&alice, "<ada> made it");
	irc_expect(&bob, ":ada!ada@localhost PRIVMSG #ci :made it");
	end();
}
END_TEST

/* Its coming is told in both rooms although it says nothing more, and then its going. */
START_TEST(a_reader_is_seen_by_itself)
{
	struct irc reader;
	begin("0");
	irc_join(&reader, &irc_listener, "reader", VISIT);
	irc_enter(&reader, "#lobby");
	both_in_ci();
	irc_expect(&reader, ":alice!* PART #lobby");
	irc_enter(&reader, "#ci");
	irc_say(&reader, "PRIVMSG #ci :hello");
	client_expect(&alice, "<reader> hello");
	irc_expect(&bob, ":reader!reader@localhost PRIVMSG #ci :hello");
	client_expect(&alice, "-- reader joined");
	irc_expect(&bob, ":reader!reader@localhost JOIN #*");
	irc_expect(&bob, ":reader!reader@localhost JOIN #*");
	irc_say(&bob, "NAMES #ci");
	irc_expect_numeric(&bob, 353, "= #ci :*reader*");
	irc_expect_numeric(&bob, 366, "*");
	irc_say(&reader, "QUIT");
	irc_expect_error(&reader);
	client_expect(&alice, "-- reader left");
	irc_expect(&bob, ":reader!reader@localhost QUIT*");
	irc_close(&reader);
	end();
}
END_TEST

static void come(struct irc *visitor)
{
	irc_join(visitor, &irc_listener, "ada", VISIT);
	irc_enter(visitor, "#ci");
}

static void expect_come(void)
{
	client_expect(&alice, "-- ada joined");
	irc_expect(&bob, ":ada!ada@localhost JOIN #ci");
}

/* The capability is for who comes; given back, and whenever others deal with one, it is over. */
START_TEST(who_is_dealt_with_has_come)
{
	struct irc ada;
	begin("0");
	both_in_ci();
	irc_ask(&bob, "CAP REQ " VISIT, ":* CAP bob NAK :" VISIT);
	come(&ada);
	irc_ask(&ada, "CAP REQ -" VISIT, ":* CAP ada ACK :-" VISIT);
	expect_come();
	irc_ask(&ada, "CAP REQ " VISIT, ":* CAP ada NAK :" VISIT);
	irc_say(&ada, "PART #ci");
	irc_expect(&ada, ":ada!* PART #ci");
	client_expect(&alice, "-- ada left");
	irc_expect(&bob, ":ada!* PART #ci");
	irc_close(&ada);
	irc_sync(&bob);
	come(&ada);
	client_say(&alice, "/kick ada");
	expect_come();
	client_expect(&alice, "-- You have put ada out ... #ci");
	irc_expect(&bob, ":alice!* KICK #ci ada*");
	irc_expect(&ada, ":alice!* KICK #ci ada*");
	irc_say(&ada, "QUIT");
	irc_expect_error(&ada);
	irc_close(&ada);
	end();
}
END_TEST

int main(void)
{
	const TTest *const each[] = {quit_under_each_name, what_is_no_quit_does_not_count,
		chat_client_is_one_line, who_is_dealt_with_has_come, NULL};
	const TTest *const once[] = {a_line_and_quit_with_openbsd_s_netcat,
		a_line_and_quit_with_the_traditional_netcat, a_line_and_quit_with_ncat,
		a_line_and_quit_with_busybox, a_reader_is_seen_by_itself, NULL};
	setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
	return run_tests("visits", each, once);
}
