/* A build with no optional part: what it cannot do is refused in words, and the rest works. */
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "account.h"
#include "process.h"
#include "temporary.h"

#define HELLO "\x16\x03\x01\x02\x00\x01" /* how a TLS client begins */
#define ALERT "\x15\x03\x01"

static struct server server;
static struct client alice;
static struct process client;

static void expect_refused(const char *const *arguments, const char *why)
{
	server_spawn(&server, arguments, NULL);
	ck_assert_int_eq(server_wait(&server), 2);
	must(strstr(server.log.bytes, why), "it said: %s", server.log.bytes);
	server_free(&server);
}

START_TEST(what_needs_tls_is_a_start_error)
{
	char *file = temporary_file("x", 1);
	expect_refused(ARGUMENTS("--port", "0", "--bind", "127.0.0.1:0,tls"),
		"this chatd was built without TLS");
	expect_refused(ARGUMENTS("--port", "0", "--bind", "127.0.0.1:0,door=irc,tls"),
		"this chatd was built without TLS");
	expect_refused(ARGUMENTS("--port", "0", "--tls-cert", file),
		"cannot be used: this chatd was built without TLS");
	temporary_remove(file);
}
END_TEST

/* Nobody is spoken to in plain text who has asked for TLS. */
START_TEST(a_hello_is_turned_away)
{
	server_start_at(&server, "127.0.0.1", NULL);
	client_connect(&alice, &server);
	alice.check = client_any_line;
	client_send(&alice, HELLO, sizeof HELLO - 1);
	long until = now_ms() + WAIT_MS;
	while (text_read(&alice.got, alice.fd))
		must(wait_fd(alice.fd, POLLIN, until), "it goes on");
	ck_assert_uint_eq(alice.got.length, 7);
	ck_assert_mem_eq(alice.got.bytes, ALERT, sizeof ALERT - 1);
	client_close(&alice);
	server_expect_log(&server, "spoke=tls");
	server_end(&server);
	must(strstr(server.out.bytes, "built without TLS: all can be read on the way.\n"), "%s",
		server.out.bytes);
}
END_TEST

static int say(const char *host, const char *option)
{
	char address[64];
	snprintf(address, sizeof address, "%s:%d", host, server.port);
	process_start_client(&client, -1, ARGUMENTS("-m", "hello", address, option));
	return process_wait(&client);
}

/* From another machine, too, as 127.0.0.2 is one. */
START_TEST(chat_client_joins_in_plain_text)
{
	server_start_at(&server, "0.0.0.0", NULL);
	client_join(&alice, &server, "alice");
	ck_assert_int_eq(say("127.0.0.1", NULL), 0);
	client_await(&alice, "> hello");
	ck_assert_int_eq(say("127.0.0.2", NULL), 0);
	client_await(&alice, "> hello");
	ck_assert_int_ne(say("127.0.0.2", "--tls=always"), 0);
	must(strstr(client.complained.bytes, "this chat-client was built without TLS"), "%s",
		client.complained.bytes);
	client_expect_nothing(&alice);
	client_close(&alice);
	server_stop(&server);
}
END_TEST

START_TEST(sasl_has_plain_alone)
{
	struct irc irc;
	account_server_start(&server, NULL);
	account_make(&server, "alice");
	account_connect(&irc, &server, "sasl");
	irc_ask_numeric(
		&irc, "AUTHENTICATE SCRAM-SHA-256", 908, "PLAIN :are available SASL mechanisms");
	irc_expect_numeric(&irc, 904, ":*");
	account_login(&irc, "alice", ACCOUNT_PASSWORD);
	account_welcome(&irc, "alice");
	account_expect(&irc, "alice");
	irc_close(&irc);
	server_stop(&server);
}
END_TEST

START_TEST(names_that_look_alike_are_let_through)
{
	struct client other;
	server_start(&server, NULL);
	client_join(&alice, &server, "alice");
	client_join(&other, &server, "a1ice");
	client_close(&other);
	client_close(&alice);
	server_stop(&server);
}
END_TEST

int main(void)
{
	const TTest *const once[] = {what_needs_tls_is_a_start_error, a_hello_is_turned_away,
		chat_client_joins_in_plain_text, sasl_has_plain_alone,
		names_that_look_alike_are_let_through, NULL};
	return run_tests("absent", NULL, once);
}
