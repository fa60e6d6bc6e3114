/* The first bytes, or silence, choose the door. Where nothing but bytes may choose, newcomers are
 * given a minute of silence: what would wait for it fails the test. */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "detect.h"

START_TEST(who_is_silent_is_greeted_after_a_moment)
{
	struct client client;
	detect_start(NULL);
	long began = now_ms();
	client_connect(&client, &detect_server);
	client_greet(&client);
	ck_assert_int_ge(now_ms() - began, 250); /* 300 by a clock that may be late */
	client_expect(&alice, "-- guest-2 joined");
	client_say(&client, "hello");
	client_expect(&alice, "<guest-2> hello");
	client_say(&client, "CAP LS 302"); /* no first line any more */
	client_expect(&alice, "<guest-2> CAP LS 302");
	client_say(&client, "NICK ann");
	client_expect(&client, "!! this was not said, ... command /nick: ...");
	client_close(&client);
	client_expect(&alice, "-- guest-2 left");
	detect_end();
}
END_TEST

START_TEST(who_speaks_is_greeted_at_once)
{
	struct client client;
	detect_start(PATIENT);
	client_connect(&client, &detect_server);
	client_send(&client, "h", 1);
	client_greet(&client);
	client_expect(&alice, "-- guest-2 joined");
	SEND(&client, "ello\n");
	client_expect(&alice, "<guest-2> hello");
	client_close(&client);
	detect_end();
}
END_TEST

/* Even who speaks at once; an IRC client is known by its first line all the same. */
START_TEST(greeted_at_once_where_no_silence_is_asked_for)
{
	struct client client;
	server_start_at(&detect_server, AUTO, ARGUMENTS("--greet-after", "0"));
	client_join(&alice, &detect_server, "alice");
	server_signal(&detect_server, SIGSTOP);
	ck_assert_int_eq(waitpid(detect_server.pid, NULL, WUNTRACED),
		detect_server.pid); /* it has stopped */
	client_connect(&client, &detect_server);
	client_say(&client, "hello");
	server_signal(&detect_server, SIGCONT);
	client_greet(&client);
	client_expect(&alice, "-- guest-2 joined");
	client_expect(&alice, "<guest-2> hello");
	client_close(&client);
	client_expect(&alice, "-- guest-2 left");
	client_connect(&client, &detect_server);
	client_greet(&client);
	SEND(&client, "NICK ann\r\nQUIT\r\n");
	expect_irc_end(&client);
	detect_end();
}
END_TEST

/* As `printf ... | nc -N` does it. */
START_TEST(nothing_is_lost_of_what_comes_at_once)
{
	struct client client;
	detect_start(PATIENT);
	client_connect(&client, &detect_server);
	SEND(&client, "/nick ann\r\nhello\r\n/away lunch\nlast");
	client_half_close(&client);
	client_greet(&client);
	client_expect_named(&client, "ann");
	client_expect(&client, "-- You ... away: lunch");
	client_expect_end(&client);
	client_close(&client);
	client_expect(&alice, "<ann> hello"); /* nobody is told of who comes for a line alone */
	client_expect(&alice, "<ann> last");
	detect_end();
}
END_TEST

START_TEST(irc_words)
{
	static const char *const words[] = {
		"NICK ", "nick ", "USER ", "uSeR ", "PASS ", "pAsS ", "CAP ", "Cap ", NULL};
	detect_start(PATIENT);
	for (const char *const *word = words; *word; word++) {
		struct client client;
		client_connect(&client, &detect_server);
		send_slowly(&client, *word);
		SEND(&client, "x\r\nQUIT\r\n");
		expect_irc_end(&client);
		client_expect_nothing(&alice);
	}
	detect_end();
}
END_TEST

START_TEST(words_that_are_not_quite_irc)
{
	static const char *const lines[] = {"NICKY hello", "CAPITAL", "USERs are", "pass:all", "CA",
		"n", "NOTICE x :y", "PING 1", ":x NICK y", NULL};
	static const char *const held[] = {"nick", "user", "PASS\t1", " NICK x", NULL};
	detect_start(PATIENT);
	for (const char *const *line = lines; *line; line++) {
		struct client client;
		client_connect(&client, &detect_server);
		for (const char *byte = *line; *byte; byte++)
			client_send(&client, byte, 1);
		client_half_close(&client);
		client_greet(&client);
		client_expect_end(&client);
		client_close(&client);
		const char *said;
		while ((said = client_line(&alice)) && strncmp(said, "-- ", 3) == 0)
			;
		const char *text = said ? strchr(said, ' ') : NULL;
		must(text && strcmp(text + 1, *line) == 0, "%s became %s", *line, said);
	}
	for (const char *const *line = held; *line; line++) {
		struct client client;
		client_connect(&client, &detect_server);
		client_send(&client, *line, strlen(*line));
		client_half_close(&client);
		client_greet(&client);
		client_expect(&client, "!! this was not said, for ...");
		client_expect_end(&client);
		client_close(&client);
		client_expect_nothing(&alice);
	}
	detect_end();
}
END_TEST

START_TEST(a_line_behind_is_no_first_one)
{
	struct client client;
	detect_start(PATIENT);
	client_connect(&client, &detect_server);
	SEND(&client, "GET well soon\nGET / HTTP/1.1\nCAP LS\n\x16\x03\n");
	client_expect(&alice, "-- guest-2 joined");
	client_expect(&alice, "<guest-2> GET well soon");
	client_expect(&alice, "<guest-2> GET / HTTP/1.1");
	client_expect(&alice, "<guest-2> CAP LS");
	client_expect(&alice, "<guest-2> ...");
	client_close(&client);
	detect_end();
}
END_TEST

START_TEST(browsers_and_tls_are_not_seen)
{
	static char path[6000];
	struct client client;
	memset(path, 'x', sizeof path - 1);
	detect_start_plain(NO_WEB);
	client_connect(&client, &detect_server);
	SEND(&client, "POST /run?x=1 HT");
	client_expect_nothing(&alice);
	SEND(&client, "TP/1.1\r\nContent-Length: 12\r\n\r\n/me is owned");
	expect_http_answer(&client);
	client_connect(&client, &detect_server);
	SEND(&client, "GET /");
	client_send(&client, path, sizeof path - 1); /* longer than a line may be */
	expect_http_answer(&client);
	client_connect(&client, &detect_server);
	SEND(&client, "GET / HTTP/1.0");
	client_half_close(&client);
	expect_http_answer(&client);
	client_connect(&client, &detect_server);
	SEND(&client, "\x16");
	client_expect_nothing(&alice);
	SEND(&client, "\x03\x01\x00\xc5\x01\x00\x00\xc1\x03\x03");
	expect_answer(&client, TLS_ALERT);
	for (int i = 0; i < 4; i++)
		server_expect_log(&detect_server, i < 3 ? "turned_away" : "spoke=tls");
	client_expect_nothing(&alice);
	client_close(&alice);
	server_signal(&detect_server, SIGTERM);
	server_expect_stopped(&detect_server);
	ck_assert_int_eq((int)server_counter(&detect_server, "not_chat"), 4);
	server_free(&detect_server);
}
END_TEST

/* What comes behind a request is read by and by, and dropped. */
START_TEST(browsers_that_say_much)
{
	enum { MANY = 20 };
	static struct client client[MANY];
	static char body[12000];
	memset(body, '\n', sizeof body);
	detect_start(NO_WEB);
	server_signal(&detect_server, SIGSTOP);
	ck_assert_int_eq(waitpid(detect_server.pid, NULL, WUNTRACED),
		detect_server.pid); /* it has stopped */
	for (int i = 0; i < MANY; i++) {
		client_connect(&client[i], &detect_server);
		SEND(&client[i], "PUT / HTTP/1.1\r\n\r\n");
		client_send(&client[i], body, sizeof body);
	}
	server_signal(&detect_server, SIGCONT);
	for (int i = 0; i < MANY; i++)
		expect_http_answer(&client[i]);
	client_expect_nothing(&alice);
	client_close(&alice);
	server_signal(&detect_server, SIGTERM);
	server_expect_stopped(&detect_server);
	ck_assert_int_eq((int)server_counter(&detect_server, "not_chat"), MANY);
	server_free(&detect_server);
}
END_TEST

/* Waits until the log has told of so many ends, one by one or as those that it left out. */
static void expect_closed(long count)
{
	while (count > 0) {
		server_expect_log(&detect_server, "event=closed ");
		size_t at = detect_server.log_at;
		server_expect_log(&detect_server, "\n");
		static const char left_out[] = "suppressed=";
		const char *rest = detect_server.log.bytes + at;
		bool counted = strncmp(rest, left_out, strlen(left_out)) == 0;
		count -= counted ? atol(rest + strlen(left_out)) : 1;
	}
	ck_assert_int_eq(count, 0);
}

/* Who goes without a word, be it with an end, a reset, or in the midst of a word. */
START_TEST(scanners_are_not_seen)
{
	detect_start(PATIENT);
	for (int i = 0; i < 60; i++) {
		struct client client;
		client_connect(&client, &detect_server);
		if (i % 4 == 0)
			client_half_close(&client);
		if (i % 4 == 0)
			client_expect_end(&client);
		if (i % 4 == 1)
			send_slowly(&client, "NI");
		if (i % 4 == 3)
			client_close(&client);
		else
			client_reset(&client);
	}
	expect_closed(60);
	client_expect_nothing(&alice);
	detect_end();
}
END_TEST

START_TEST(a_listener_of_one_door)
{
	struct server irc;
	struct client client;
	server_start_at(&detect_server, "127.0.0.1,door=line,plain",
		ARGUMENTS("--bind", "127.0.0.1:0,door=irc,plain", "--greet-after", "60000"));
	expect_second_port(&irc);
	client_join(&alice, &detect_server, "alice");
	client_connect(&client, &detect_server);
	client_greet(&client);
	client_expect(&alice, "-- guest-2 joined");
	client_say(&client, "NICK ann");
	expect_answer(&client, "ERROR :This address is for people with nc;");
	client_expect(&alice, "-- guest-2 left");
	client_connect(&client, &irc);
	SEND(&client, "hello\r\nQUIT\r\n");
	expect_irc_end(&client);
	client_connect(&client, &irc);
	SEND(&client, "GET / HTTP/1.1\r\n\r\n");
	expect_http_answer(&client);
	client_connect(&client, &irc);
	SEND(&client, "\x16\x03\x01");
	expect_answer(&client, TLS_ALERT);
	client_expect_nothing(&alice);
	detect_end();
}
END_TEST

/* Says something before the server can answer, and is refused. */
static void expect_refusal(const struct server *to, const char *said, const char *words)
{
	struct client client;
	server_signal(to, SIGSTOP);
	client_connect(&client, to);
	client_send(&client, said, strlen(said));
	server_signal(to, SIGCONT);
	const char *rest = rest_of(&client);
	must(strcmp(rest, words) == 0, "%s was answered: %s", said, rest);
	client_close(&client);
}

START_TEST(refusals_are_in_the_doors_language)
{
	static const char line[] = "!! the server is full; try again later\n";
	static const char irc[] = "ERROR :The server is full; try again later\r\n";
	struct server second;
	detect_start(ARGUMENTS("--max-clients", "1", "--bind", "127.0.0.1:0,door=irc"));
	expect_second_port(&second);
	expect_refusal(&detect_server, "", line);
	expect_refusal(&detect_server, "hello\n", line);
	expect_refusal(&detect_server, "CAP LS 302\r\nNICK ann\r\n", irc);
	expect_refusal(&detect_server, "nick ann\n", irc);
	expect_refusal(&second, "", irc);
	expect_refusal(&second, "hello\n", irc);
	detect_end();
}
END_TEST

/* Who has said nothing is told nothing; what has been said is said to the room. It is more than is
 * read at a time, so that the door is chosen when the server has been told to end. */
START_TEST(the_end_comes_while_some_wait)
{
	struct client silent, half, speaker;
	char line[6001] = "GET ";
	memset(line + 4, 'x', sizeof line - 5);
	line[sizeof line - 1] = '\0';
	server_start_at(&detect_server, AUTO,
		ARGUMENTS("--max-line", "8K", "--greet-after", "60000", "--drain", "600000"));
	client_connect(&silent, &detect_server);
	client_connect(&half, &detect_server);
	client_connect(&speaker, &detect_server);
	alice_comes();
	send_slowly(&half, "NIC");
	server_signal(&detect_server, SIGSTOP);
	ck_assert_int_eq(waitpid(detect_server.pid, NULL, WUNTRACED),
		detect_server.pid); /* it has stopped */
	client_send(&speaker, line, strlen(line));
	SEND(&speaker, "\nhere I am\nhalf a line");
	server_signal(&detect_server, SIGTERM);
	server_signal(&detect_server, SIGCONT);
	client_greet(&speaker);
	client_expect(&speaker, GOODBYE);
	client_expect(&alice, "-- guest-2 joined");
	client_expect(&alice, "<guest-2> %s", line);
	client_expect(&alice, "<guest-2> here I am");
	client_expect(&alice, GOODBYE);
	client_expect_end(&silent);
	client_expect_end(&half);
	client_expect_end(&speaker);
	client_expect_end(&alice);
	client_hang_up_all(&detect_server);
	server_expect_stopped(&detect_server);
	ck_assert_int_eq((int)server_counter(&detect_server, "undrained"), 0);
	server_free(&detect_server);
}
END_TEST

START_TEST(many_are_silent)
{
	enum { MANY = 400 };
	static struct client client[MANY];
	detect_start(ARGUMENTS("--greet-after", "1000"));
	for (int i = 0; i < MANY; i++)
		client_connect(&client[i], &detect_server);
	for (int i = 0; i < MANY; i += 2)
		client_say(&client[i], "/who %d", i);
	for (int i = 0; i < MANY; i++)
		client_greet(&client[i]);
	for (int i = 0; i < MANY; i++)
		client_close(&client[i]);
	detect_end();
}
END_TEST

/* More than are told to it at a time: the moment has passed for all when it looks. */
START_TEST(a_late_server_takes_nobody_for_silent)
{
	enum { MANY = 200, MOMENT = 6000 }; /* ms; within it all of them come */
	static struct client client[MANY];
	detect_start(ARGUMENTS("--greet-after", "6000"));
	for (int i = 0; i < MANY; i++)
		client_connect(&client[i], &detect_server);
	client_sync(&alice); /* all were accepted before she was heard */
	server_signal(&detect_server, SIGSTOP);
	ck_assert_int_eq(waitpid(detect_server.pid, NULL, WUNTRACED),
		detect_server.pid); /* it has stopped */
	for (int i = 0; i < MANY; i++)
		SEND(&client[i], "NICK x\r\nQUIT\r\n");
	ck_assert(!wait_fd(client[0].fd, POLLIN, now_ms() + MOMENT + 100));
	server_signal(&detect_server, SIGCONT);
	for (int i = 0; i < MANY; i++)
		expect_irc_end(&client[i]);
	client_expect_nothing(&alice);
	detect_end();
}
END_TEST

int main(void)
{
	const TTest *const each[] = {who_is_silent_is_greeted_after_a_moment,
		who_speaks_is_greeted_at_once, greeted_at_once_where_no_silence_is_asked_for,
		nothing_is_lost_of_what_comes_at_once, irc_words, words_that_are_not_quite_irc,
		a_line_behind_is_no_first_one, browsers_and_tls_are_not_seen,
		browsers_that_say_much, scanners_are_not_seen, a_listener_of_one_door,
		refusals_are_in_the_doors_language, the_end_comes_while_some_wait, many_are_silent,
		NULL};
	const TTest *const once[] = {a_late_server_takes_nobody_for_silent, NULL};
	return run_tests("doorman", each, once);
}
