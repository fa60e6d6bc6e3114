/* Many at once, many after each other, and what is left of it. */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "harness.h"

#define AT_ONCE 100
#define RESETS 5000
#define VISITS 2000
#define GROWTH_KB 2048 /* of the second and third storm together; one leak each would be more */

static struct server server;

static void come(struct client client[AT_ONCE])
{
	for (int i = 0; i < AT_ONCE; i++)
		client_connect(&client[i], &server);
}

/* Some reset before, some after the greeting, some in the midst of a line or of a flood. */
static void reset_storm(void)
{
	struct client client[AT_ONCE];
	for (int round = 0; round < RESETS / AT_ONCE; round++) {
		come(client);
		for (int i = 0; i < AT_ONCE; i++) {
			if (i % 4 == 1)
				client_greet(&client[i]);
			if (i % 4 == 2)
				client_send(&client[i], "/nick me\nhalf a l", 16);
			if (i % 4 == 3)
				client_send(&client[i], "/join x\nhello\n/topic y\n/who\n", 27);
			client_reset(&client[i]);
		}
		server_read_log(&server);
	}
}

/* They come, take a name, go to a room, say something, and leave. */
static void visit_storm(void)
{
	struct client client[AT_ONCE];
	for (int round = 0; round < VISITS / AT_ONCE; round++) {
		come(client);
		for (int i = 0; i < AT_ONCE; i++) {
			client_say(&client[i],
				"/nick v%d\n/join r%d\n/topic here\nhello\n/away\n"
				"/ignore v%d\n/msg v%d hi",
				i, i % 7, i / 2, i / 3);
			if (i % 2)
				client_say(&client[i], "/quit");
			client_half_close(&client[i]);
		}
		for (int i = 0; i < AT_ONCE; i++) {
			client_await_end(&client[i]);
			client_close(&client[i]);
		}
		server_read_log(&server);
	}
}

/* Waits until all but the watcher have left: who is reset goes when the server notices. */
static void wait_until_alone(struct client *watcher)
{
	static const char counts[] = "--   #lobby                      1";
	long until = now_ms() + WAIT_MS;
	for (bool alone = false; !alone;) {
		must(now_ms() < until, "somebody has not left");
		client_sync(watcher);
		client_say(watcher, "/list");
		alone = strcmp(client_await(watcher, "--   #"), counts) == 0 &&
			strncmp(client_line(watcher), "-- 1 room.", 10) == 0;
		client_sync(watcher);
	}
}

START_TEST(memory_after_storms)
{
	struct client watcher;
	server_start(&server, ARGUMENTS("--rate", "0"));
	client_join(&watcher, &server, "watcher");
	reset_storm();
	visit_storm();
	wait_until_alone(&watcher);
	long warm = server_status(&server, "VmRSS");
	for (int i = is_sanitized() ? 2 : 0; i < 2; i++) { /* its memory is not looked at */
		reset_storm();
		visit_storm();
		wait_until_alone(&watcher);
	}
	long grown = server_status(&server, "VmRSS") - warm;
	if (!server_is_sanitized(&server))
		ck_assert_msg(grown < GROWTH_KB, "%ld KiB more than the %ld before", grown, warm);
	client_close(&watcher);
	server_stop(&server);
}
END_TEST

/* As many as descriptors permit, up to 10,000, connect before any of them reads. */
START_TEST(ten_thousand_at_once)
{
	struct rlimit limit;
	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	server_start(&server, NULL);
	int count = limit.rlim_cur > 10200 ? 10000 : (int)limit.rlim_cur - 200;
	if (count < 10000)
		note("10,000 clients at once: fewer descriptors are permitted");
	struct client *client = calloc((size_t)count, sizeof *client);
	ck_assert_ptr_nonnull(client);
	for (int i = 0; i < count; i++)
		client_init(&client[i], client_connect_start(&server));
	for (int i = 0; i < count; i++) {
		client_greet(&client[i]);
		text_free(&client[i].got);
		client[i].at = 0;
	}
	client_say(&client[0], "do you all hear me?");
	for (int i = 1; i < count; i++) {
		client_await(&client[i], "> do you all hear me?");
		client_reset(&client[i]);
		if (i % 1000 == 0)
			server_read_log(&server);
	}
	client_sync(&client[0]);
	client_close(&client[0]);
	free(client);
	server_stop(&server);
}
END_TEST

/* What /list says at its end. */
static int count_rooms(struct client *client)
{
	client_say(client, "/list");
	const char *line = client_await(client, " /join ROOM takes you to one.");
	return atoi(line + 3);
}

START_TEST(one_in_thousands_of_rooms)
{
	struct client client, other;
	server_start(&server, ARGUMENTS("--rate", "0"));
	client_join(&other, &server, "other");
	client_join(&client, &server, "wanderer");
	for (int i = 0; i < 2000; i++) {
		client_say(&client, "/join room-%d\n/topic number %d", i, i);
		if (i % 100 == 99)
			client_sync(&client);
	}
	ck_assert_int_eq(count_rooms(&other), 2); /* rooms that are empty are gone */
	client_say(&client, "/join room-7\n/topic");
	client_await(&client, "-- #room-7 has no topic.");
	client_close(&client);
	client_close(&other);
	server_stop(&server);
}
END_TEST

START_TEST(many_rooms)
{
	static struct client client[300];
	struct client watcher;
	server_start(&server, ARGUMENTS("--rate", "0"));
	client_join(&watcher, &server, "watcher");
	for (int i = 0; i < 300; i++) {
		client_connect(&client[i], &server);
		client_say(&client[i], "/join r%d", i);
	}
	for (int i = 0; i < 300; i++)
		client_await(&client[i], "-- You are in #r");
	ck_assert_int_eq(count_rooms(&watcher), 301);
	for (int i = 0; i < 300; i++) {
		client_say(&client[i], "alone");
		client_expect_nothing(&client[i]);
	}
	for (int i = 0; i < 300; i++) {
		if (i % 2) {
			client_say(&client[i], "/quit");
			client_await_end(&client[i]);
		} else {
			client_say(&client[i], "/join lobby");
			client_await(&client[i], "-- You are in #lobby");
		}
	}
	ck_assert_int_eq(count_rooms(&watcher), 1);
	for (int i = 0; i < 300; i++)
		client_close(&client[i]);
	client_close(&watcher);
	server_stop(&server);
}
END_TEST

int main(void)
{
	const TTest *const each[] = {
		memory_after_storms, one_in_thousands_of_rooms, many_rooms, NULL};
	const TTest *const once[] = {ten_thousand_at_once, NULL};
	return run_tests("storm", each, once);
}
