/* Passwords do not stay in the server's memory: all that it can write is searched for them. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tls.h"

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
	server_start_at(&server, "127.0.0.1", NULL);
	client_connect(client, &server);
	if (tls)
		tls_start(client, NULL);
	client_greet(client);
	client_rename(client, "alice");
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

int main(void)
{
	const TTest *const each[] = {those_in_plain_text_are_wiped, those_in_tls_are_wiped, NULL};
	if (is_sanitized())
		return run_nothing("a sanitizer keeps what was freed");
	return run_tests("tls memory", each, NULL);
}
