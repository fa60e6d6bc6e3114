/* Passwords do not stay in the server's memory: all that it can write is searched for them. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "irc.h"
#include "tls.h"
#include "token_text.h"
#include "websocket.h"

#define PASSWORD "correct horse"
#define NEW_PASSWORD "battery staple"

static struct server server;

static bool is_in(int memory, unsigned long from, unsigned long to, const char *text)
{
	size_t size = to - from;
	char *bytes = malloc(size);
	ck_assert_ptr_nonnull(bytes);
	ssize_t got = pread(memory, bytes, size, (off_t)from);
	bool found = got > 0 && memmem(bytes, (size_t)got, text, strlen(text)) != NULL;
	free(bytes);
	return found;
}

static bool remembers(const char *text)
{
	char path[64], line[512], mode[8];
	unsigned long from, to;
	bool found = false;
	snprintf(path, sizeof path, "/proc/%d/mem", (int)server.pid);
	int memory = open(path, O_RDONLY | O_CLOEXEC);
	ck_assert_int_ge(memory, 0);
	snprintf(path, sizeof path, "/proc/%d/maps", (int)server.pid);
	FILE *maps = fopen(path, "re");
	ck_assert_ptr_nonnull(maps);
	while (!found && fgets(line, sizeof line, maps))
		found = sscanf(line, "%lx-%lx %7s", &from, &to, mode) == 3 && mode[1] == 'w' &&
			is_in(memory, from, to, text);
	fclose(maps);
	close(memory);
	return found;
}

static void begin(struct client *client, bool tls)
{
	server_start_at(&server, "127.0.0.1", ARGUMENTS(NOBODY_IS_SILENT));
	if (tls)
		tls_come(client, &server);
	else
		client_come(client, &server);
	client_rename(client, "alice");
}

static void take(char token[TOKEN_TEXT_BYTES + 1], const char *line)
{
	const char *at = strstr(line, TOKEN_TEXT_PREFIX);
	must(at && strlen(at) >= TOKEN_TEXT_BYTES, "%s", line);
	memcpy(token, at, TOKEN_TEXT_BYTES);
	token[TOKEN_TEXT_BYTES] = '\0';
}

/* Not the one that the server has made and told, nor when it comes back. */
static void expect_token_wiped(struct client *client)
{
	char token[TOKEN_TEXT_BYTES + 1];
	client_say(client, "/token new laptop");
	client_await(client, "-- Token 1 for laptop");
	take(token, client_line(client));
	client_sync(client);
	ck_assert(!remembers(token + sizeof TOKEN_TEXT_PREFIX));
	client_say(client, "/logout");
	client_await(client, "You are ...guest");
	client_say(client, "/login alice %s", token);
	client_await(client, "logged in as alice");
	client_say(client, "mine is %s", token);
	client_await(client, "this was not said");
	client_say(client, "/me has %s", token);
	client_await(client, "this was not said");
	ck_assert(!remembers(token + sizeof TOKEN_TEXT_PREFIX));
}

static void expect_wiped(bool tls)
{
	struct client client;
	begin(&client, tls);
	client_ask(&client, "/register " PASSWORD, "-- The name alice is yours now...");
	ck_assert(!remembers(PASSWORD));
	client_await(&client, "logged in");
	client_say(&client, "/password " NEW_PASSWORD);
	client_await(&client, "password");
	ck_assert(!remembers(NEW_PASSWORD));
	client_say(&client, "/logout");
	client_await(&client, "You are ...guest");
	client_say(&client, "/login alice " NEW_PASSWORD);
	client_await(&client, "logged in as alice");
	ck_assert(!remembers(NEW_PASSWORD));
	expect_token_wiped(&client);
	client_say(&client, "/join #stable");
	client_say(&client, "/topic a battery of horses");
	client_sync(&client);
	ck_assert(remembers("a battery of horses")); /* the search finds what is there */
	client_close(&client);
	server_stop(&server);
}

START_TEST(those_in_plain_text_are_wiped)
{
	expect_wiped(false);
}
END_TEST

START_TEST(those_in_tls_are_wiped)
{
	expect_wiped(true);
}
END_TEST

/* In an answer that gets a label, from bytes that are copied for that, and for frames. */
static void expect_programs_wiped(bool web)
{
	char token[TOKEN_TEXT_BYTES + 1];
	struct irc irc;
	server_start_at(&server, "127.0.0.1", ARGUMENTS("--history", "memory", NOBODY_IS_SILENT));
	irc_connect(&irc, &server);
	if (web)
		websocket_start(&irc.client, false);
	irc_register(&irc, "alice", "batch labeled-response standard-replies");
	irc_say(&irc, "NS REGISTER " PASSWORD);
	irc_await_numeric(&irc, 900);
	irc_say(&irc, "@label=1 TOKEN ADD laptop");
	take(token, irc_expect(&irc, "@label=1 * NOTE TOKEN CREATED *"));
	irc_sync(&irc);
	ck_assert(!remembers(token + sizeof TOKEN_TEXT_PREFIX));
	irc_say(&irc, "NS TOKEN ADD laptop");
	take(token, irc_await(&irc, ":NickServ* :Token 2 for laptop, *"));
	irc_sync(&irc);
	ck_assert(!remembers(token + sizeof TOKEN_TEXT_PREFIX));
	irc_enter(&irc, "#room");
	irc_say(&irc, "PRIVMSG #room :%s", token);
	irc_expect_numeric(&irc, 404, "*");
	irc_say(&irc, "TOPIC #room :%s", token);
	irc_expect_numeric(&irc, 404, "*");
	irc_sync(&irc);
	ck_assert(!remembers(token + sizeof TOKEN_TEXT_PREFIX));
	irc_close(&irc);
	server_stop(&server);
}

START_TEST(tokens_of_programs_are_wiped)
{
	expect_programs_wiped(false);
}
END_TEST

START_TEST(tokens_of_browsers_are_wiped)
{
	expect_programs_wiped(true);
}
END_TEST

/* With TLS, and half a frame at the end: its letters are masked by zeros. */
START_TEST(half_a_message_is_wiped)
{
	static const char half[] = "\x81\xA0\0\0\0\0NS IDENTIFY chestnut ma";
	struct client client;
	server_start_at(&server, "127.0.0.1", ARGUMENTS(NOBODY_IS_SILENT));
	client_connect(&client, &server);
	tls_start(&client, NULL);
	websocket_ask(&client, "");
	websocket_register(&client, "alice");
	client_send(&client, half, sizeof half - 1);
	client_close(&client);
	server_expect_log(&server, "event=closed");
	for (long until = now_ms() + WAIT_MS; remembers("chestnut ma");)
		ck_assert_int_lt(now_ms(), until);
	server_stop(&server);
}
END_TEST

int main(void)
{
	const TTest *const each[] = {those_in_plain_text_are_wiped, those_in_tls_are_wiped,
		tokens_of_programs_are_wiped, tokens_of_browsers_are_wiped, half_a_message_is_wiped,
		NULL};
	unsetenv("MALLOC_PERTURB_"); /* with which Meson has freed memory overwritten */
	if (is_sanitized())
		return run_nothing("a sanitizer keeps what was freed");
	return run_tests("tls memory", each, NULL);
}
