/* TLS on the port of everybody, on one of its own, and nowhere. */
#include "tls.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "irc.h"
#include "websocket.h"

#define ALERT "\x15\x03\x01\x00\x02\x02"
#define NEEDS_TLS "!! only TLS is spoken here; join with: openssl s_client -quiet -connect "

static struct server server;

/* Sets `next` to the server with the port of its next listener. */
static void expect_next_port(struct server *next)
{
	server_expect_log(&server, "event=listening address=127.0.0.1:");
	*next = server;
	next->port = atoi(server.log.bytes + server.log_at);
}

static void start(const char *const *arguments)
{
	server_start_at(&server, "127.0.0.1", arguments);
}

static void join(struct client *client, const char *name)
{
	tls_come(client, &server);
	client_rename(client, name);
}

START_TEST(people_and_irc_clients_meet)
{
	struct client alice, carol;
	struct irc bob;
	start(ARGUMENTS(NOBODY_IS_SILENT));
	join(&alice, "alice");
	irc_connect(&bob, &server);
	tls_start(&bob.client, &(struct tls_options){.version = TLS1_2_VERSION});
	irc_register(&bob, "bob", "echo-message");
	irc_enter(&bob, "#lobby");
	client_expect(&alice, "-- bob joined");
	client_come(&carol, &server);
	client_say(&carol, "hello from outside");
	client_await(&alice, "> hello from outside");
	irc_await(&bob, ":guest-*PRIVMSG #lobby :hello from outside");
	irc_say(&bob, "PRIVMSG #lobby :hello from IRC");
	irc_await(&bob, ":bob!*PRIVMSG #lobby :hello from IRC");
	client_await(&alice, "<bob> hello from IRC");
	client_await(&carol, "<bob> hello from IRC");
	client_say(&alice, "hello from inside");
	client_await(&carol, "<alice> hello from inside");
	irc_await(&bob, ":alice!*PRIVMSG #lobby :hello from inside");
	client_ask(&alice, "/quit", "-- Goodbye.");
	client_expect_end(&alice);
	client_close(&alice);
	irc_close(&bob);
	client_close(&carol);
	server_end(&server);
	server_expect_counter(&server, "tls", 2);
	server_expect_counter(&server, "tls_failed", 0);
}
END_TEST

/* A client that says in its hello that it speaks IRC needs no other proof. */
START_TEST(irc_is_agreed_on)
{
	struct irc bob;
	start(ARGUMENTS(NOBODY_IS_SILENT));
	irc_connect(&bob, &server);
	tls_start(&bob.client, &(struct tls_options){.protocol = "irc"});
	irc_say(&bob, "hello?");
	irc_expect_numeric(&bob, 451, "*");
	irc_say(&bob, "QUIT");
	irc_expect_error(&bob);
	irc_close(&bob);
	server_stop(&server);
}
END_TEST

/* Says it in plain text, and is told `words` in one line. */
static void expect_told(const struct server *to, const char *said, const char *words)
{
	struct client client;
	client_connect(&client, to);
	client.check = client_any_line;
	client_send(&client, said, strlen(said));
	client_expect(&client, "%s...", words);
	client_expect_end(&client);
	client_close(&client);
}

/* A browser is told in HTTP. */
static void expect_told_by_page(const struct server *to)
{
	struct client client;
	client_connect(&client, to);
	client.check = client_any_line;
	client_say(&client, "GET / HTTP/1.1\r\n\r");
	client_expect(&client, "HTTP/1.1 400 Bad Request...");
	client_await(&client, "Only TLS is spoken here: write https://");
	client_await_end(&client);
	client_close(&client);
}

/* With the protocol that browsers ask for, a silent peer is no person to be greeted. */
START_TEST(browsers_inside)
{
	struct client browser;
	char *payload;
	size_t length;
	server_start_at(&server, "127.0.0.1,tls", ARGUMENTS("--greet-after", "1"));
	client_connect(&browser, &server);
	browser.check = client_any_line;
	tls_start(&browser, &(struct tls_options){.protocol = "http/1.1"});
	must(!wait_fd(browser.fd, POLLIN, now_ms() + 100), "it is greeted");
	client_say(&browser, "HEAD / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r");
	client_expect(&browser, "HTTP/1.1 200 OK...");
	client_await(&browser, "Referrer-Policy: no-referrer");
	client_expect(&browser, "\r");
	websocket_ask(&browser, "Origin: https://127.0.0.1\r\n");
	websocket_register(&browser, "ann");
	websocket_say(&browser, "WHOIS ann");
	websocket_await(&browser, ":* 671 ann ann :*");
	websocket_say(&browser, "QUIT");
	websocket_await_close(&browser, 1000);
	ck_assert_int_eq(websocket_next(&browser, &payload, &length), -1);
	client_close(&browser);
	server_stop(&server);
}
END_TEST

START_TEST(an_address_with_tls_alone)
{
	struct server line, irc;
	struct client alice;
	struct irc bob;
	server_start_at(&server, "127.0.0.1,tls",
		ARGUMENTS("--bind", "127.0.0.1:0,tls,door=line", "--bind",
			"127.0.0.1:0,door=irc,tls", "--greet-after", "1"));
	expect_next_port(&line);
	expect_next_port(&irc);
	expect_told(&server, "hello\n", NEEDS_TLS);
	expect_told(&server, "h", NEEDS_TLS);
	expect_told(&server, "NICK bob\r\n", "ERROR :Only TLS is spoken here;");
	expect_told_by_page(&server);
	expect_told(&server, "", NEEDS_TLS);
	expect_told(&line, "NICK bob\r\n", NEEDS_TLS);
	expect_told(&irc, "hello\n", "ERROR :Only TLS is spoken here;");
	expect_told(&irc, "", "ERROR :Only TLS is spoken here;");
	join(&alice, "alice");
	client_close(&alice);
	tls_connect(&alice, &line);
	client_greet(&alice);
	client_close(&alice);
	irc_connect(&bob, &irc);
	tls_start(&bob.client, NULL);
	irc_register(&bob, "bob", NULL);
	irc_close(&bob);
	server_end(&server);
	server_expect_counter(&server, "not_chat", 8);
}
END_TEST

START_TEST(an_address_with_plain_text_alone)
{
	struct client client;
	server_start_at(&server, "127.0.0.1,plain", NULL);
	client_connect(&client, &server);
	const char *why = tls_refusal(client.fd, NULL);
	must(strstr(why, "alert handshake failure"), "%s",
		why); /* OpenSSL 3.0 begins with "sslv3" */
	client_close(&client);
	server_expect_log(&server, "event=turned_away");
	server_expect_log(&server, "spoke=tls");
	server_stop(&server);
}
END_TEST

/* One door, and a hello is let in all the same; a person is greeted as soon as it is clear that
 * none comes. */
START_TEST(an_address_with_one_door)
{
	struct server irc;
	struct client alice;
	struct irc bob;
	server_start_at(&server, "127.0.0.1,door=line",
		ARGUMENTS("--bind", "127.0.0.1:0,door=irc", "--greet-after", "60000"));
	expect_next_port(&irc);
	client_connect(&alice, &server);
	client_send(&alice, "\x16", 1);
	client_send(&alice, "no\n", 3);
	client_greet(&alice);
	client_close(&alice);
	client_connect(&alice, &server);
	tls_start(&alice, NULL);
	client_greet(&alice);
	irc_join(&bob, &irc, "bob", NULL);
	irc_close(&bob);
	irc_connect(&bob, &irc);
	tls_start(&bob.client, NULL);
	irc_register(&bob, "bill", NULL);
	irc_close(&bob);
	client_close(&alice);
	server_stop(&server);
}
END_TEST

/* Other protocols are turned away inside as outside; TLS, too. */
START_TEST(strangers_inside)
{
	char hello[TLS_HELLO_SIZE], answer[200];
	struct client client;
	start(ARGUMENTS(NOBODY_IS_SILENT));
	client_connect(&client, &server);
	SSL *ssl = tls_shake(client.fd, NULL);
	size_t length = tls_hello(hello);
	ck_assert_int_eq(SSL_write(ssl, hello, (int)length), (int)length);
	ck_assert_int_eq(SSL_read(ssl, answer, sizeof answer), 7);
	ck_assert_mem_eq(answer, ALERT, 6);
	ck_assert_int_eq(SSL_read(ssl, answer, sizeof answer), 0);
	ck_assert_int_eq(SSL_get_error(ssl, 0), SSL_ERROR_ZERO_RETURN);
	SSL_free(ssl);
	client_close(&client);
	tls_connect(&client, &server);
	client.check = client_any_line;
	client_say(&client, "GET / HTTP/1.1\r\n\r");
	client_await(&client, "HTTP/1.1 400 ");
	client_await_end(&client);
	client_close(&client);
	server_stop(&server);
}
END_TEST

/* Ends the sending side, orderly or not, and reads to the end, which is orderly. */
static void end_and_read(SSL *ssl, int fd, bool orderly)
{
	char bytes[4096];
	int got;
	if (orderly)
		SSL_shutdown(ssl);
	else
		shutdown(fd, SHUT_WR);
	while ((got = SSL_read(ssl, bytes, sizeof bytes)) > 0)
		;
	ck_assert_int_eq(SSL_get_error(ssl, got), SSL_ERROR_ZERO_RETURN);
	SSL_free(ssl);
}

START_TEST(half_a_line_counts_before_an_orderly_end)
{
	struct client alice, client;
	start(NULL);
	join(&alice, "alice");
	for (int i = 0; i < 4; i++) {
		bool orderly = i % 2, greeted = i / 2;
		client_connect(&client, &server);
		SSL *ssl = tls_shake(client.fd, NULL);
		if (greeted)
			ck_assert_int_gt(SSL_read(ssl, (char[1]){0}, 1), 0);
		ck_assert_int_gt(SSL_write(ssl, "whole\nhalf", 10), 0);
		end_and_read(ssl, client.fd, orderly);
		client_close(&client);
		client_await(&alice, "> whole");
		if (orderly)
			client_await(&alice, "> half");
		client_expect_nothing(&alice);
	}
	client_connect(&client, &server); /* who said nothing whole was not there */
	SSL *ssl = tls_shake(client.fd, NULL);
	ck_assert_int_gt(SSL_write(ssl, "half", 4), 0);
	end_and_read(ssl, client.fd, false);
	client_close(&client);
	client_expect_nothing(&alice);
	client_close(&alice);
	server_stop(&server);
}
END_TEST

START_TEST(telnet_inside)
{
	struct client client;
	start(ARGUMENTS(NOBODY_IS_SILENT));
	tls_come(&client, &server);
	client_send(&client, "\xFF\xF6\n", 3);
	client_await(&client, "-- This server is still here.");
	client_close(&client);
	server_stop(&server);
}
END_TEST

#define BURST_LINES 200
#define BURST_BODY 900 /* 180 kB at once: many records */

START_TEST(much_at_once)
{
	struct client alice, bob;
	static char all[BURST_LINES * (BURST_BODY + 16)];
	char body[BURST_BODY + 1];
	size_t length = 0;
	memset(body, 'x', BURST_BODY);
	body[BURST_BODY] = '\0';
	start(ARGUMENTS("--rate", "0", NOBODY_IS_SILENT));
	join(&alice, "alice");
	join(&bob, "bob");
	client_await(&alice, "-- guest-2 is bob now");
	for (int i = 0; i < BURST_LINES; i++)
		length += (size_t)sprintf(all + length, "%d %s\n", i, body);
	client_send(&alice, all, length);
	for (int i = 0; i < BURST_LINES; i++)
		client_expect(&bob, "<alice> %d %s", i, body);
	client_say(&bob, "thanks");
	client_await(&alice, "<bob> thanks");
	client_close(&alice);
	client_close(&bob);
	server_stop(&server);
}
END_TEST

START_TEST(everybody_is_told_goodbye)
{
	struct client alice, bob;
	start(ARGUMENTS(NOBODY_IS_SILENT));
	join(&alice, "alice");
	join(&bob, "bob");
	client_say(&alice, "one");
	client_sync(&alice);
	server_signal(&server, SIGTERM);
	client_await(&alice, GOODBYE);
	client_expect_end(&alice);
	client_await(&bob, GOODBYE);
	client_expect_end(&bob);
	client_close(&alice);
	client_close(&bob);
	server_expect_stopped(&server);
	server_expect_counter(&server, "undrained", 0);
}
END_TEST

int main(void)
{
	const TTest *const each[] = {people_and_irc_clients_meet, irc_is_agreed_on,
		an_address_with_tls_alone, browsers_inside, an_address_with_plain_text_alone,
		an_address_with_one_door, strangers_inside,
		half_a_line_counts_before_an_orderly_end, telnet_inside, much_at_once,
		everybody_is_told_goodbye, NULL};
	return run_tests("tls", each, NULL);
}
