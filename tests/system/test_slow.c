/* Those who do not read: what it costs them, and that it costs nobody else anything. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"

#define SMALL_WINDOW 4096
#define LINE_BYTES 4000
#define AT_ONCE 16
#define ROUNDS 160 /* 10 MB: more than the kernel takes */
#define POLL_MS 20 /* between two looks at the server's memory */

/* Alice talks, Bob listens, and somebody else does not read. */
struct talk {
	struct server server;
	struct client alice, bob, stuck;
	int lines; /* that Alice said and Bob has seen */
	char body[LINE_BYTES + 1];
};

static void talk_start(struct talk *talk, const char *const *arguments)
{
	*talk = (struct talk){.lines = 0};
	memset(talk->body, 'x', LINE_BYTES);
	server_start(&talk->server, arguments);
	client_join(&talk->alice, &talk->server, "alice");
	client_join(&talk->bob, &talk->server, "bob");
	client_connect_from(&talk->stuck, &talk->server, NULL, "127.0.0.1", SMALL_WINDOW);
	client_greet(&talk->stuck);
	client_rename(&talk->stuck, "stuck");
	client_await(&talk->alice, "stuck now");
	client_await(&talk->bob, "stuck now");
}

static void talk_end(struct talk *talk)
{
	client_close(&talk->alice);
	client_close(&talk->bob);
	server_stop(&talk->server);
}

static void say(struct talk *talk, int count)
{
	for (int i = 0; i < count; i++)
		client_say(&talk->alice, "%d %s", talk->lines + i, talk->body);
}

/* Bob's next line is Alice's next one, whole. */
static void expect_said(struct talk *talk, struct client *reader, const char *line, int number)
{
	char start[32];
	int length = snprintf(start, sizeof start, "<alice> %d ", number);
	must(line && strncmp(line, start, (size_t)length) == 0 &&
			strcmp(line + length, talk->body) == 0,
		"line %d came to %s as: %.60s", number, reader == &talk->bob ? "bob" : "stuck",
		line ? line : "the end");
}

/* One round of talk. True when Bob was told that stuck has left. */
static bool talk_on(struct talk *talk)
{
	bool left = false;
	say(talk, AT_ONCE);
	for (int i = 0; i < AT_ONCE;) {
		const char *line = client_line(&talk->bob);
		if (line && strcmp(line, "-- stuck left (too slow)") == 0) {
			ck_assert(!left);
			left = true;
			continue;
		}
		expect_said(talk, &talk->bob, line, talk->lines + i++);
	}
	talk->lines += AT_ONCE;
	return left;
}

/* Until stuck is closed: in the end by the clock, when nobody says anything more. */
static void talk_until_closed(struct talk *talk)
{
	bool left = false;
	for (int i = 0; i < ROUNDS && !left; i++)
		left = talk_on(talk);
	client_await(&talk->alice, "-- stuck left (too slow)");
	if (!left)
		client_await(&talk->bob, "-- stuck left (too slow)");
}

/* It begins to read, and faster than it could with its small window. */
static void open_window(const struct client *client)
{
	int bytes = 1 << 20;
	setsockopt(client->fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
}

/* Reads a line that Alice said, or that some were skipped. `*number` is that of the next one. False
 * where it is something else, or the end. */
static bool stuck_reads_on(struct talk *talk, int *number, const char **line)
{
	int lines;
	*line = client_line(&talk->stuck);
	if (*line && sscanf(*line, "-- %d lines were skipped", &lines) == 1) {
		*number += lines;
		return true;
	}
	if (!*line || (*line)[0] != '<')
		return false;
	if (strlen(*line) >= 4000) /* a shorter one: in the midst of which it was closed */
		expect_said(talk, &talk->stuck, *line, (*number)++);
	return true;
}

/* What was sent to it before is whole lines in order; then comes the reason, and the end. */
static void stuck_reads_to_its_end(struct talk *talk)
{
	const char *line;
	int number = 0;
	open_window(&talk->stuck);
	while (stuck_reads_on(talk, &number, &line))
		continue;
	ck_assert_int_gt(number, 0);
	must(line && strncmp(line, "!! you have not read ", 21) == 0, "it was told: %.80s",
		line ? line : "nothing");
	ck_assert_ptr_nonnull(strstr(line, "; come back when you can"));
	client_expect_end(&talk->stuck);
	client_close(&talk->stuck);
}

/* It reads what was said up to now, or how much of that was skipped, and goes on. */
static void stuck_catches_up(struct talk *talk)
{
	const char *line;
	int number = 0;
	open_window(&talk->stuck);
	while (number < talk->lines)
		must(stuck_reads_on(talk, &number, &line), "it was told: %.80s",
			line ? line : "nothing");
	ck_assert_int_eq(number, talk->lines);
	client_expect_nothing(&talk->stuck);
	must(!talk_on(talk), "stuck was closed");
	for (int i = 0; i < AT_ONCE; i++)
		must(stuck_reads_on(talk, &number, &line), "it was told: %.80s",
			line ? line : "nothing");
	client_say(&talk->stuck, "here I am again");
	client_expect(&talk->bob, "<stuck> here I am again");
	client_expect(&talk->alice, "<stuck> here I am again");
}

/* More than the kernel takes. Who does not read that is told, and then reads on. */
static void somebody_is_slow(const char *const *arguments)
{
	static struct talk talk;
	talk_start(&talk, arguments);
	for (int i = 0; i < ROUNDS; i++)
		must(!talk_on(&talk), "stuck was closed");
	stuck_catches_up(&talk);
	client_close(&talk.stuck);
	client_await(&talk.alice, "-- stuck left");
	client_close(&talk.alice);
	client_close(&talk.bob);
	server_signal(&talk.server, SIGTERM);
	server_expect_stopped(&talk.server);
	ck_assert_int_eq((int)server_counter(&talk.server, "too_slow"), 0);
	ck_assert_int_gt((int)server_counter(&talk.server, "skipped"), 100);
	server_free(&talk.server);
}

START_TEST(send_queue)
{
	somebody_is_slow(ARGUMENTS("--rate", "0", "--send-queue", "64K", "--slow-queue", "64K"));
}
END_TEST

START_TEST(default_send_queue)
{
	somebody_is_slow(ARGUMENTS("--rate", "0"));
}
END_TEST

/* And who never reads again does not stay for ever. */
START_TEST(slow_seconds)
{
	static struct talk talk;
	talk_start(&talk, ARGUMENTS("--rate", "0", "--send-queue", "64K", "--slow-queue", "64K",
				  "--slow-seconds", "1", "--drain", "60000"));
	talk_until_closed(&talk);
	stuck_reads_to_its_end(&talk);
	for (int i = 0; i < 5; i++)
		must(!talk_on(&talk), "stuck was closed");
	client_expect_nothing(&talk.bob);
	client_expect_nothing(&talk.alice);
	client_close(&talk.alice);
	client_close(&talk.bob);
	server_signal(&talk.server, SIGTERM);
	server_expect_stopped(&talk.server);
	ck_assert_int_eq((int)server_counter(&talk.server, "too_slow"), 1);
	server_free(&talk.server);
}
END_TEST

/* Less than the queue, but for too long: the clock skips, and then closes it, also when nobody says
 * anything. */
START_TEST(slow_queue)
{
	static struct talk talk;
	talk_start(&talk, ARGUMENTS("--rate", "0", "--send-queue", "1024M", "--slow-queue", "4096",
				  "--slow-seconds", "1", "--drain", "60000"));
	talk_until_closed(&talk);
	stuck_reads_to_its_end(&talk);
	talk_end(&talk);
}
END_TEST

/* One who does read again in time has lost nothing. */
START_TEST(slow_but_not_too_slow)
{
	static struct talk talk;
	talk_start(&talk, ARGUMENTS("--rate", "0", "--send-queue", "1024M", "--slow-queue", "1024M",
				  "--slow-seconds", "86400"));
	for (int i = 0; i < ROUNDS; i++)
		must(!talk_on(&talk), "stuck was closed");
	open_window(&talk.stuck);
	for (int i = 0; i < talk.lines; i++)
		expect_said(&talk, &talk.stuck, client_line(&talk.stuck), i);
	client_expect_nothing(&talk.stuck);
	client_say(&talk.stuck, "here I am again");
	client_expect(&talk.bob, "<stuck> here I am again");
	client_close(&talk.stuck);
	talk_end(&talk);
}
END_TEST

/* Replies to one who asks and does not read are bounded in the same way. */
START_TEST(questions_without_reading)
{
	static struct talk talk;
	talk_start(&talk, ARGUMENTS("--rate", "0", "--send-queue", "64K", "--slow-queue", "64K",
				  "--drain", "200"));
	static char questions[60000];
	for (size_t i = 0; i + 6 <= sizeof questions; i += 6)
		memcpy(questions + i, "/help\n", 6);
	for (int i = 0; i < 10; i++) /* 100,000 times more than 1 kB, were it not closed */
		client_send(&talk.stuck, questions, sizeof questions);
	client_await(&talk.bob, "-- stuck left (too slow)");
	client_sync(&talk.alice);
	client_close(&talk.stuck);
	talk_end(&talk);
}
END_TEST

/* Twenty that do not read share one send queue. */
START_TEST(twenty_stuck_cost_one_send_queue)
{
	static struct talk talk;
	static struct client others[20];
	talk_start(
		&talk, ARGUMENTS("--rate", "0", "--send-queue", "1024M", "--slow-queue", "1024M"));
	if (server_is_sanitized(&talk.server)) {
		note("the memory of a server with a sanitizer is not looked at");
		client_reset(&talk.stuck);
		talk_end(&talk);
		return;
	}
	for (int i = 0; i < 20; i++) {
		client_connect_from(&others[i], &talk.server, NULL, "127.0.0.1", SMALL_WINDOW);
		client_greet(&others[i]);
		client_await(&talk.bob, " joined");
	}
	client_sync(&talk.alice);
	long before = server_status(&talk.server, "VmRSS");
	for (int i = 0; i < ROUNDS; i++)
		must(!talk_on(&talk), "stuck was closed");
	long grown = server_status(&talk.server, "VmRSS") - before;
	long said = (long)talk.lines * (LINE_BYTES + 16) / 1024;
	must(grown < said + said / 4 + 4096, "%ld KiB grown for %ld KiB said", grown, said);
	for (int i = 0; i < 20; i++)
		client_reset(&others[i]);
	client_reset(&talk.stuck);
	talk_end(&talk);
}
END_TEST

/* Blocks are far smaller than what malloc gives back by itself, and what is in use above them keeps
 * the rest of the heap: the server has to ask for it. */
START_TEST(what_has_been_freed_goes_back_to_the_system)
{
	static struct talk talk;
	static struct client later[20];
	talk_start(
		&talk, ARGUMENTS("--rate", "0", "--send-queue", "1024M", "--slow-queue", "1024M"));
	if (server_is_sanitized(&talk.server)) {
		note("a sanitizer keeps what is freed");
		client_reset(&talk.stuck);
		talk_end(&talk);
		return;
	}
	client_sync(&talk.alice);
	long before = server_status(&talk.server, "VmRSS");
	for (int i = 0; i < 500; i++)
		must(!talk_on(&talk), "stuck was closed");
	for (int i = 0; i < 20; i++) {
		client_connect(&later[i], &talk.server);
		client_greet(&later[i]);
		client_await(&talk.bob, " joined");
	}
	long most = server_status(&talk.server, "VmRSS"), least = most;
	client_reset(&talk.stuck);
	for (long until = now_ms() + WAIT_MS; least - before > (most - before) / 4;) {
		must(now_ms() < until, "%ld kB before, %ld at most, and still %ld", before, most,
			least);
		wait_fd(-1, 0, now_ms() + POLL_MS);
		least = server_status(&talk.server, "VmRSS");
	}
	for (int i = 0; i < 20; i++)
		client_close(&later[i]);
	talk_end(&talk);
}
END_TEST

int main(void)
{
	const TTest *const each[] = {send_queue, default_send_queue, slow_seconds, slow_queue,
		slow_but_not_too_slow, questions_without_reading, twenty_stuck_cost_one_send_queue,
		what_has_been_freed_goes_back_to_the_system, NULL};
	return run_tests("slow", each, NULL);
}
