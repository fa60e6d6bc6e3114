/* Peers that send what no person types. Nothing may crash, hang or garble, and the others are well
 * at the end; what anybody receives is checked by the harness, line by line. */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness.h"

#define SEND(client, bytes) client_send((client), (bytes), sizeof(bytes) - 1)
#define BAD "\uFFFD"

static struct server server;
static struct client alice, bob;

static void start(void)
{
	server_start(&server, ARGUMENTS("--rate", "0"));
	client_join(&alice, &server, "alice");
	client_join(&bob, &server, "bob");
	client_sync(&alice);
	client_sync(&bob);
}

static void end(void)
{
	client_sync(&alice);
	client_sync(&bob);
	client_say(&alice, "all is well");
	client_expect(&bob, "<alice> all is well");
	client_close(&alice);
	client_close(&bob);
	server_stop(&server);
}

START_TEST(no_newline_ever)
{
	static char bytes[65536];
	start();
	memset(bytes, 'a', sizeof bytes);
	for (int i = 0; i < 16; i++)
		client_send(&alice, bytes, sizeof bytes);
	client_expect(&alice, "!! that line ... too long ... 4096 bytes");
	SEND(&alice, "\nhere again\n");
	client_expect(&bob, "<alice> here again");
	client_expect_nothing(&alice);
	client_expect_nothing(&bob);
	end();
}
END_TEST

START_TEST(long_lines)
{
	static char line[100001];
	start();
	memset(line, 'b', 100000);
	line[100000] = '\n';
	for (int i = 0; i < 20; i++) {
		client_send(&alice, line, sizeof line);
		client_expect(&alice, "!! that line ... too long ... 4096 bytes");
	}
	client_expect_nothing(&alice);
	client_expect_nothing(&bob);
	end();
}
END_TEST

START_TEST(nul_bytes)
{
	start();
	SEND(&alice, "a\0b\n");
	client_expect(&bob, "<alice> a" BAD "b");
	SEND(&alice, "\0/quit\n");
	client_expect(&alice, "!! this was not said, for it looks like the command /quit: ...");
	SEND(&alice, "/me\0 waves\n");
	client_expect(&alice, "!! there is no command /me" BAD "...");
	SEND(&alice, "/nick a\0b\n");
	client_expect(&alice, "!! a name is made ...");
	client_expect_nothing(&bob);
	end();
}
END_TEST

START_TEST(invalid_utf8)
{
	start();
	SEND(&alice, "\xff\xfe\n");
	client_expect(&bob, "<alice> " BAD BAD);
	SEND(&alice, "over\xc0\xaflong \xed\xa0\x80 half\xe2\x82\n");
	client_expect(&bob, "<alice> over" BAD BAD "long " BAD BAD BAD " half" BAD BAD);
	SEND(&alice, "\xf4\x90\x80\x80 caf\xe9 gr\xc3\xbc\xc3\x9f \xf0\x9f\x98\x80\n");
	client_expect(&bob, "<alice> " BAD BAD BAD BAD " caf" BAD " gr\xc3\xbc\xc3\x9f "
			    "\xf0\x9f\x98\x80");
	end();
}
END_TEST

START_TEST(control_characters)
{
	start();
	SEND(&alice, "\033[2J\033]0;title\007\x7f\n");
	client_expect(&bob, "<alice> " BAD "[2J" BAD "]0;title" BAD BAD);
	SEND(&alice, "\xc2\x9b"
		     "31m \xc2\x85 \xc2\x80 \xc2\x9f \xc2\xa0\n"); /* C1, and a good one */
	client_expect(&bob, "<alice> " BAD "31m " BAD " " BAD " " BAD " \xc2\xa0");
	SEND(&alice, "a\vb\fc\bd\n");
	client_expect(&bob, "<alice> a" BAD "b" BAD "c" BAD "d");
	end();
}
END_TEST

/* In everything that is repeated: topics, actions, away, why, names, rooms, unknown words. */
START_TEST(escapes_everywhere)
{
	start();
	client_say(&alice, "/join x");
	client_await(&alice, "-- You are in #x now");
	client_say(&bob, "/join x");
	client_await(&bob, "-- You are in #x now");
	SEND(&alice, "/topic \033[31mred\n");
	client_await(&bob, "set the topic of #x: " BAD "[31mred");
	SEND(&alice, "/me \033c\n");
	client_expect(&bob, "* alice " BAD "c");
	SEND(&alice, "/msg bob \033[5m\xff\n");
	client_expect(&bob, "[alice] " BAD "[5m" BAD);
	SEND(&alice, "/away \033[1m\n");
	client_await(&alice, "-- You are away: " BAD "[1m");
	SEND(&alice, "/\033[31mfoo\n/\xff\n");
	client_expect(&alice, "!! there is no command /" BAD "[31mfoo; /help lists them");
	client_expect(&alice, "!! there is no command /" BAD "...");
	SEND(&alice, "/nick \033[31m\n/nick a\u202Eb\n/nick a\u00A0b\n/nick \u200B\n");
	for (int i = 0; i < 4; i++)
		client_expect(&alice, "!! a name...");
	SEND(&alice, "/join \033[31m\n/join a\u2028b\n");
	for (int i = 0; i < 2; i++)
		client_expect(&alice, "!! a room's name ...");
	SEND(&alice, "/whois \033[31m\n/msg \033[2J x\n/who \033[1m\n/help \033[4m\n/ignore \033\n"
		     "/unignore \033\n/list \033\n");
	client_sync(&alice);
	SEND(&alice, "/quit \033[31mred\n");
	client_await_end(&alice);
	client_expect(&bob, "-- alice left (" BAD "[31mred)");
	client_close(&alice);
	client_enter(&bob, "lobby", "nobody else");
	client_join(&alice, &server, "alice");
	client_await(&bob, "is alice now");
	end();
}
END_TEST

/* Text cannot pass for another line: what looks like one stands behind its speaker's name. */
/* What turns the order of letters round ends with the text that it stands in. */
START_TEST(bidi_marks_end_with_their_text)
{
	start();
	SEND(&alice, "left \u202Eright\n");
	client_expect(&bob, "<alice> left \u202Eright\u202C");
	SEND(&alice, "/me \u2066a\u202Bb\n");
	client_expect(&bob, "* alice \u2066a\u202Bb\u202C\u2069");
	SEND(&alice, "closed \u202Ea\u202C twice \u202C\u2069\n");
	client_expect(&bob, "<alice> closed \u202Ea\u202C twice ");
	SEND(&alice, "/quit \u202Ebye\n");
	client_await_end(&alice);
	client_expect(&bob, "-- alice left (\u202Ebye\u202C)");
	client_close(&alice);
	client_join(&alice, &server, "alice");
	client_await(&bob, "is alice now");
	end();
}
END_TEST

START_TEST(names_do_not_mix_scripts)
{
	start();
	client_ask(&alice, "/nick b\u043Eb",
		"!! a name cannot mix Latin, Greek and Cyrillic letters, some of which look "
		"alike...");
	client_ask(&alice, "/join #d\u0435v",
		"!! a room's name cannot mix Latin, Greek and Cyrillic letters, some of which look "
		"alike...");
	client_rename(&alice, "\u0410\u043D\u043D\u0430");
	client_expect(&bob, "-- alice is \u0410\u043D\u043D\u0430 now");
	client_rename(&alice, "alice");
	client_await(&bob, "is alice now");
	end();
}
END_TEST

START_TEST(forged_lines)
{
	start();
	SEND(&alice, "hi\r<bob> I am a fool\n");
	client_expect(&bob, "<alice> hi" BAD "<bob> I am a fool");
	SEND(&alice, "hi\u2028<bob> me too\n"); /* a newline to some */
	client_expect(&bob, "<alice> hi" BAD "<bob> me too");
	SEND(&alice, "/nick <bob>\n/nick --\n/nick [to\n");
	client_expect(&alice, "!! a name is made of ...");
	client_expect(&alice, "!! a name cannot begin...");
	client_expect_named(&alice, "[to");
	client_rename(&alice, "alice");
	client_await(&bob, " is alice now");
	end();
}
END_TEST

/* What comes need not be lines. */
static void read_to_end(struct client *client)
{
	long until = now_ms() + WAIT_MS;
	while (text_read(&client->got, client->fd))
		must(wait_fd(client->fd, POLLIN, until), "no end came");
}

START_TEST(tls_hello)
{
	static const char hello[] = "\x16\x03\x01\x00\xc5\x01\x00\x00\xc1\x03\x03";
	struct client client;
	start();
	client_connect(&client, &server);
	client_greet(&client);
	client_await(&bob, " joined");
	client_send(&client, hello, sizeof hello - 1);
	read_to_end(&client);
	ck_assert_uint_eq(client.got.length - client.at, 7); /* an alert, see RFC 8446, 6 */
	ck_assert_int_eq(client.got.bytes[client.at], 21);
	client_close(&client);
	client_expect(&bob, "-- guest-3 left...");
	client_expect_nothing(&bob);
	server_expect_log(&server, "event=turned_away");
	end();
}
END_TEST

/* Is answered as HTTP, and says nothing in the room. */
static void expect_http(const char *start_of_it, const char *rest)
{
	struct client client;
	start();
	client_connect(&client, &server);
	client_greet(&client);
	client_await(&bob, " joined");
	client_send(&client, start_of_it, strlen(start_of_it));
	client_sync(&alice);
	client_send(&client, rest, strlen(rest));
	long until = now_ms() + WAIT_MS;
	while (wait_fd(client.fd, POLLIN, until) && text_read(&client.got, client.fd))
		;
	const char *answer = client.got.bytes + client.at;
	must(strncmp(answer, "HTTP/1.1 400 Bad Request\r\n", 26) == 0, "answer: %s", answer);
	const char *body = strstr(answer, "\r\n\r\n");
	const char *length = strstr(answer, "Content-Length: ");
	must(body && length, "answer: %s", answer);
	ck_assert_int_eq(atoi(length + 16), (int)strlen(body + 4));
	must(strstr(body, "nc ") != NULL, "answer: %s", answer);
	client_close(&client);
	client_expect(&bob, "-- guest-3 left...");
	client_expect_nothing(&bob);
	end();
}

START_TEST(http_request)
{
	expect_http("POST /run?x=1 HTTP/1.1\r\nHost: localhost:5555\r\n"
		    "Content-Length: 12\r\n\r\n/me is owned",
		"");
}
END_TEST

START_TEST(long_http_request)
{
	char line[6000];
	memset(line, 'x', sizeof line - 1);
	memcpy(line, "GET /", 5);
	line[sizeof line - 1] = '\0';
	expect_http(line, " HTTP/1.1\r\nHost: example\r\nCookie: secret\r\n");
}
END_TEST

START_TEST(what_only_looks_like_http)
{
	start();
	struct client client;
	client_connect(&client, &server);
	client_greet(&client);
	client_await(&bob, " joined");
	SEND(&client, "GET");
	SEND(&client, " well soon\nGET / HTTP/1.1\n");
	client_expect(&bob, "<guest-3> GET well soon");
	client_expect(&bob, "<guest-3> GET / HTTP/1.1");
	client_close(&client);
	client_expect(&bob, "-- guest-3 left");
	end();
}
END_TEST

START_TEST(half_close_at_once)
{
	start();
	for (int i = 0; i < 50; i++) {
		struct client client;
		client_connect(&client, &server);
		client_half_close(&client);
		client_greet(&client);
		client_expect_end(&client);
		client_close(&client);
	}
	client_sync(&bob);
	end();
}
END_TEST

/* Whole lines before a reset are said, half a line is not. */
START_TEST(reset_in_mid_line)
{
	start();
	for (int i = 0; i < 20; i++) {
		struct client client;
		client_connect(&client, &server);
		client_greet(&client);
		client_await(&bob, " joined");
		client_say(&client, "whole %d", i);
		client_send(&client, "half a li", 9);
		const char *line = client_line(&bob); /* it has been read, so it is the server's */
		char expected[32];
		snprintf(expected, sizeof expected, "> whole %d", i);
		must(line && strstr(line, expected), "%s", line ? line : "the end");
		client_reset(&client);
		line = client_line(&bob);
		must(line && strstr(line, " left"), "%s", line ? line : "the end");
	}
	end();
}
END_TEST

/* Each byte is read alone: Bob's silence up to the end of a line shows that the server had it. */
START_TEST(one_byte_at_a_time)
{
	static const char *const texts[] = {
		"gr\xc3\xbc\xc3\x9f dich\r\n", "/me winkt\r\n", "\xf0\x9f\x98\x80\n"};
	static const char *const said[] = {
		"<alice> gr\xc3\xbc\xc3\x9f dich", "* alice winkt", "<alice> \xf0\x9f\x98\x80"};
	start();
	for (int i = 0; i < 3; i++) {
		for (const char *byte = texts[i]; *byte; byte++) {
			client_expect_nothing(&bob);
			client_send(&alice, byte, 1);
		}
		client_expect(&bob, "%s", said[i]);
	}
	client_expect_nothing(&alice);
	end();
}
END_TEST

START_TEST(random_bytes)
{
	static char bytes[32768];
	unsigned random = 12345;
	start();
	for (int round = 0; round < 8; round++) {
		struct client client;
		bool telnet = round % 2; /* which is answered, in bytes that are no lines */
		for (size_t i = 0; i < sizeof bytes; i++) {
			random = random * 1103515245U + 12345U;
			bytes[i] = (char)(random >> 23);
			if (random % 97 == 0)
				bytes[i] = random & 1024 ? '\n' : '/';
			if (bytes[i] == '\xFF' && !telnet)
				bytes[i] = '\xFE';
		}
		bytes[0] = 'x'; /* neither TLS nor HTTP */
		client_connect(&client, &server);
		client_send(&client, bytes, sizeof bytes);
		client_half_close(&client);
		if (telnet)
			read_to_end(&client);
		else
			client_await_end(&client);
		client_close(&client);
		client_sync(&bob);
	}
	client_sync(&alice);
	end();
}
END_TEST

int main(void)
{
	const TTest *const each[] = {no_newline_ever, long_lines, nul_bytes, invalid_utf8,
		control_characters, escapes_everywhere, bidi_marks_end_with_their_text,
		names_do_not_mix_scripts, forged_lines, tls_hello, http_request, long_http_request,
		what_only_looks_like_http, half_close_at_once, reset_in_mid_line,
		one_byte_at_a_time, random_bytes, NULL};
	return run_tests("hostile", each, NULL);
}
