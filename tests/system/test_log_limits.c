/* What of the log people can fill, and whose addresses are in it. */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "irc.h"
#include "log_storm.h"

#define SECRET "s3cr3t"
#define TIMES 200
#define HERE "127.0.0.9" /* where everybody comes from */

static struct server server;
static struct client bob;
static struct irc alice, carol;
static long begun;

static void begin(const char *shown)
{
	begun = now_ms();
	server_start_at(&server, "127.0.0.1",
		ARGUMENTS("--oper", server_operator(SECRET), "--log-level", "debug", "--rate", "0",
			"--max-per-address", "0", "--log-addresses", shown, "--plain-passwords"));
	client_connect_from(&bob, &server, HERE, "127.0.0.1", 0);
	client_greet(&bob);
	client_rename(&bob, "bob");
	irc_connect_from(&alice, &server, HERE);
	irc_register(&alice, "alice", NULL);
	irc_connect_from(&carol, &server, HERE);
	irc_register(&carol, "carol", NULL);
	irc_enter(&alice, "#room");
	irc_enter(&carol, "#room");
}

static void end(void)
{
	irc_close(&alice);
	irc_close(&carol);
	client_close(&bob);
	server_end(&server);
}

/* Two commands that undo each other, again and again. */
static void repeat(struct irc *irc, unsigned times, const char *one, const char *other)
{
	for (unsigned i = 0; i < times; i++) {
		irc_say(irc, "%s", one);
		irc_say(irc, "%s", other);
	}
	irc_sync(irc);
}

static void come_and_speak(const char *bytes, size_t length)
{
	struct client client;
	client_connect_from(&client, &server, HERE, "127.0.0.1", 0);
	client.check = client_any_line;
	client_send(&client, bytes, length);
	client_half_close(&client);
	while (wait_fd(client.fd, POLLIN, now_ms() + WAIT_MS) && text_read(&client.got, client.fd))
		continue;
	client_close(&client);
}

/* All that is not a command. */
static void come_and_go(unsigned times)
{
	static const char http[] = "GET /x HTTP/1.1\r\nHost: evil\r\n\r\n", ssh[] = "SSH-2.0-x\r\n";
	static const char tls[] = "\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00\n";
	for (unsigned i = 0; i < times; i++) {
		come_and_speak("hello\n", 6);
		come_and_speak(ssh, sizeof ssh - 1);
		come_and_speak(http, sizeof http - 1);
		if (*getenv("TLS"))
			come_and_speak(tls, sizeof tls - 1);
	}
}

static void do_all(unsigned times)
{
	come_and_go(times);
	repeat(&alice, times, "TOPIC #room :one", "TOPIC #room :two");
	repeat(&alice, times, "MODE #room +m", "MODE #room -m");
	repeat(&alice, times, "MODE #room +b *!*@" HERE, "MODE #room -b *!*@" HERE);
	repeat(&alice, times, "MODE #room +e *!*@" HERE, "MODE #room -e *!*@" HERE);
	repeat(&alice, times, "INVITE bob #room", "INVITE bob #room");
	repeat(&carol, times, "NICK caroline", "NICK carol");
	repeat(&carol, times, "JOIN #other", "PART #other");
	for (unsigned i = 0; i < times; i++) {
		irc_say(&alice, "KICK #room carol :out");
		irc_sync(&alice);
		irc_say(&carol, "JOIN #room");
		irc_sync(&carol);
	}
	irc_say(&alice, "OPER root " SECRET); /* before the address has to wait */
	irc_await_numeric(&alice, 381);
	irc_say(&carol, "OPER root wrong");
	irc_await_numeric(&carol, 464);
	repeat(&carol, times, "OPER root wrong", "OPER root wrong");
}

static void do_as_operator(unsigned times)
{
	repeat(&alice, times, "WALLOPS :one", "WALLOPS :two");
	repeat(&alice, times, "CHGHOST carol one.example.org", "CHGHOST carol two.example.org");
	repeat(&alice, times, "KLINE 1 192.0.2.7 :one", "UNKLINE 192.0.2.7");
}

/* The rows of this event, and what of it was left out. */
static void count_rows(const char *event, unsigned *rows, unsigned *suppressed)
{
	char part[64];
	*rows = *suppressed = 0;
	int length = snprintf(part, sizeof part, " event=%s ", event);
	for (const char *at = server.log.bytes; (at = strstr(at, part)) != NULL;) {
		unsigned count;
		at += length;
		if (sscanf(at, "suppressed=%u", &count) == 1)
			*suppressed += count;
		else
			++*rows;
	}
}

START_TEST(a_flood_of_each_kind_makes_few_rows)
{
	static const char *const kinds[] = {"connected", "closed", "turned_away", "topic", "mode",
		"ban", "unban", "invited", "renamed", "joined", "left", "kick", "wallops",
		"chghost", "server_ban", "server_unban", "conn_state"};
	unsigned rows, suppressed;
	begin("yes");
	do_all(TIMES);
	do_as_operator(TIMES);
	end();
	/* A row of each kind comes back in 10 seconds, for each address and for the server itself.
	 */
	unsigned most = LOG_BURST + (unsigned)((now_ms() - begun) / LOG_REGAIN_MS) + 1;
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		count_rows(kinds[i], &rows, &suppressed);
		must(rows > 0 && rows <= most, "%s: %u rows, not %u", kinds[i], rows, most);
		must(rows + suppressed >= TIMES, "%s: %u rows and %u that were left out", kinds[i],
			rows, suppressed);
	}
	count_rows("oper_refused", &rows, &suppressed);
	ck_assert_uint_le(rows, most);
	count_rows("oper_early", &rows, &suppressed);
	ck_assert_uint_le(rows, most);
	count_rows("tls_failed", &rows, &suppressed);
	ck_assert_uint_le(rows, most);
	server_free(&server);
}
END_TEST

/* Each event that has addresses is there. */
static void expect_all_kinds(const char *peer)
{
	static const char *const kinds[] = {"connected", "closed", "turned_away", "topic", "mode",
		"kick", "oper_refused", "oper", "renamed", "joined", "invited", "wallops",
		"chghost", "conn_state", NULL};
	char part[160];
	for (size_t i = 0; kinds[i]; i++) {
		snprintf(part, sizeof part, " event=%s ", kinds[i]);
		const char *found = strstr(server.log.bytes, part);
		must(found != NULL, "no row of %s", kinds[i]);
		const char *its = strstr(found, peer);
		must(its != NULL && its < strchr(found, '\n'), "no %s: %.200s", peer, found);
	}
}

START_TEST(addresses_are_there)
{
	begin("yes");
	do_all(1);
	do_as_operator(1);
	end();
	expect_all_kinds("peer=" HERE ":");
	ck_assert_ptr_nonnull(strstr(server.log.bytes, "event=ban name=alice "));
	ck_assert_ptr_nonnull(strstr(server.log.bytes, " target=*!*@" HERE "\n"));
	ck_assert_ptr_nonnull(strstr(server.log.bytes, " changes=\"+ban-except=*!*@" HERE));
	ck_assert_ptr_nonnull(strstr(server.log.bytes, " target=192.0.2.7 of=address"));
	ck_assert_ptr_nonnull(strstr(server.log.bytes, " host=one.example.org"));
	server_free(&server);
}
END_TEST

START_TEST(or_hidden)
{
	static const char *const hidden[] = {HERE, "192.0.2.7", "example.org", NULL};
	begin("no");
	do_all(1);
	do_as_operator(1);
	end();
	expect_all_kinds("peer=hidden");
	ck_assert_ptr_nonnull(strstr(server.log.bytes, " target=*!*@hidden\n"));
	ck_assert_ptr_nonnull(strstr(server.log.bytes, "+ban-except=*!*@hidden"));
	ck_assert_ptr_nonnull(strstr(server.log.bytes, " target=hidden of=address"));
	ck_assert_ptr_nonnull(strstr(server.log.bytes, " host=hidden"));
	for (size_t i = 0; hidden[i]; i++) {
		const char *found = strstr(server.log.bytes, hidden[i]);
		must(!found, "the log has %.100s", found - 50);
	}
	server_free(&server);
}
END_TEST

int main(void)
{
	const TTest *const once[] = {
		a_flood_of_each_kind_makes_few_rows, addresses_are_there, or_hidden, NULL};
	return run_tests("log_limits", NULL, once);
}
