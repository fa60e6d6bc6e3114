/* One order: every member of a room sees the same lines in the same order, its own left out.
 *
 * Eight talk at once. The transcript of one who only listens is the order; each other transcript
 * must be exactly that, without what it is not to have. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"

#define TALKERS 8
#define LINES 600	  /* of each talker */
#define AT_ONCE_MAX 12	  /* lines in one send */
#define MOVES 40	  /* of one who comes and goes meanwhile */
#define SMALL_WINDOW 4096 /* so that the server often cannot send all at once */
#define END_OF_TALK NOBODY_CALLED("0-end")

struct talk {
	struct server server;
	struct client talker[TALKERS];
	struct client listener, penfriend, ignorer, mover;
	int said[TALKERS];
	unsigned random;
};

static unsigned next_random(struct talk *talk)
{
	talk->random = talk->random * 1103515245U + 12345U;
	return talk->random >> 16;
}

static void join_slowly(struct client *client, const struct server *server, const char *name)
{
	client_connect_from(client, server, NULL, "127.0.0.1", SMALL_WINDOW);
	client_greet(client);
	client_say(client, "/nick %s", name);
	client_await(client, " now.");
}

static void talk_start(struct talk *talk)
{
	char name[16];
	*talk = (struct talk){.random = 4711};
	server_start(&talk->server, ARGUMENTS("--rate", "0"));
	join_slowly(&talk->listener, &talk->server, "listener");
	client_join(&talk->penfriend, &talk->server, "penfriend");
	join_slowly(&talk->ignorer, &talk->server, "ignorer");
	join_slowly(&talk->mover, &talk->server, "mover");
	for (int i = 0; i < TALKERS; i++) {
		snprintf(name, sizeof name, "t%d", i);
		client_join(&talk->talker[i], &talk->server, name);
	}
	client_say(&talk->ignorer, "/ignore t3");
	for (int i = 0; i < TALKERS; i++)
		client_sync(&talk->talker[i]);
	client_sync(&talk->listener);
	client_sync(&talk->penfriend);
	client_sync(&talk->ignorer);
	client_sync(&talk->mover);
}

static void say_some(struct talk *talk, int who)
{
	char bytes[AT_ONCE_MAX * 64];
	size_t length = 0;
	unsigned count = 1 + next_random(talk) % AT_ONCE_MAX;
	for (; count > 0 && talk->said[who] < LINES; count--) {
		int i = talk->said[who]++;
		length += (size_t)snprintf(bytes + length, sizeof bytes - length, "%sline %d\n",
			i % 7 == 0 ? "/me " : "", i);
		if (who == 0 && i % 10 == 0)
			length += (size_t)snprintf(bytes + length, sizeof bytes - length,
				"/msg penfriend after %d\n", i);
	}
	client_send(&talk->talker[who], bytes, length);
}

static void all_talk(struct talk *talk)
{
	int moved = 0;
	for (int i = 0; i < TALKERS * LINES; i++) {
		say_some(talk, (int)(next_random(talk) % TALKERS));
		if (i % 20 == 0 && moved < MOVES)
			client_say(&talk->mover, "/join %s", moved++ % 2 ? "lobby" : "side");
	}
	for (int i = 0; i < TALKERS; i++)
		while (talk->said[i] < LINES)
			say_some(talk, i);
}

static void collect(struct client *client, struct text *to)
{
	const char *line;
	client_say(client, "/whois 0-end");
	while ((line = client_line(client)) && strcmp(line, END_OF_TALK) != 0)
		text_add(to, line);
	ck_assert_ptr_nonnull(line);
}

/* Whether somebody of this name said or did it. */
static bool is_by(const char *line, const char *name)
{
	size_t length = strlen(name);
	if (line[0] == '<')
		return strncmp(line + 1, name, length) == 0 && line[1 + length] == '>';
	const char *word = strchr(line, ' ') + 1;
	return (line[0] == '*' || line[0] == '-') && strncmp(word, name, length) == 0 &&
	       word[length] == ' ';
}

/* Copies the lines that are neither by one of the two nor private. */
static void filter(struct text *to, const struct text *from, const char *a, const char *b)
{
	char *copy = strdup(from->bytes);
	char *rest = NULL;
	ck_assert_ptr_nonnull(copy);
	for (char *line = strtok_r(copy, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
		if (!is_by(line, a) && !is_by(line, b) && line[0] != '[')
			text_add(to, line);
	free(copy);
}

static void expect_same(
	const struct text *order, const struct text *seen, const char *who, const char *ignored)
{
	struct text expected = {0}, had = {0};
	filter(&expected, order, who, ignored);
	filter(&had, seen, "", "");
	size_t at = 0;
	while (at < expected.length && expected.bytes[at] == had.bytes[at])
		at++;
	if (expected.length != had.length || at != expected.length) {
		fprintf(stderr, "%.200s\nINSTEAD OF\n%.200s\n", had.bytes + at,
			expected.bytes + at);
		ck_abort_msg("%s differs at byte %zu", who, at);
	}
	text_free(&expected);
	text_free(&had);
}

/* Each talker's lines are all there, each once and in order. */
static void expect_all(const struct text *order)
{
	int said[TALKERS] = {0};
	int who, number;
	for (const char *line = order->bytes; *line; line += strcspn(line, "\n") + 1) {
		if (sscanf(line, "<t%d> line %d", &who, &number) != 2 &&
			sscanf(line, "* t%d line %d", &who, &number) != 2)
			continue;
		must(number == said[who], "t%d: %d came instead of %d", who, number, said[who]);
		said[who]++;
	}
	for (int i = 0; i < TALKERS; i++)
		ck_assert_int_eq(said[i], LINES);
}

/* Private lines stand behind the room's line after which they were written. */
static void expect_private_in_place(const struct text *seen)
{
	int room = -1, private = 0, number;
	for (const char *line = seen->bytes; *line; line += strcspn(line, "\n") + 1) {
		if (sscanf(line, "<t0> line %d", &number) == 1 ||
			sscanf(line, "* t0 line %d", &number) == 1)
			room = number;
		if (sscanf(line, "[t0] after %d", &number) != 1)
			continue;
		ck_assert_int_eq(number, room);
		private++;
	}
	ck_assert_int_eq(private, (LINES + 9) / 10);
}

/* What was seen in each visit is one stretch of the order, the next one further on. */
static void expect_stretches(const struct text *order, const struct text *seen)
{
	struct text whole = {0};
	struct text stretch = {0};
	int visits = 0;
	filter(&whole, order, "mover", "mover");
	const char *from = whole.bytes;
	char *rest = NULL;
	for (char *line = strtok_r(seen->bytes, "\n", &rest); line;
		line = strtok_r(NULL, "\n", &rest)) {
		if (strncmp(line, "-- You are in ", 14) != 0) {
			text_add(&stretch, line);
			continue;
		}
		visits++;
		const char *found = stretch.length ? strstr(from, stretch.bytes) : from;
		must(found != NULL, "visit %d is no stretch of the order", visits);
		from = found + stretch.length;
		stretch.length = 0;
	}
	ck_assert_int_eq(visits, MOVES);
	text_free(&stretch);
	text_free(&whole);
}

static void check_talkers(struct talk *talk, struct text seen[TALKERS], const struct text *order)
{
	char name[16];
	for (int i = 0; i < TALKERS; i++) {
		snprintf(name, sizeof name, "t%d", i);
		expect_same(order, &seen[i], name, name);
		text_free(&seen[i]);
		client_close(&talk->talker[i]);
	}
}

START_TEST(one_order)
{
	static struct talk talk;
	struct text order = {0}, pen = {0}, ignorer = {0}, mover = {0}, seen[TALKERS] = {{0}};
	talk_start(&talk);
	all_talk(&talk);
	for (int i = 0; i < TALKERS; i++)
		collect(&talk.talker[i], &seen[i]);
	collect(&talk.mover, &mover);
	for (int i = 0; i < TALKERS; i++) /* what the mover did last */
		collect(&talk.talker[i], &seen[i]);
	collect(&talk.listener, &order);
	collect(&talk.penfriend, &pen);
	collect(&talk.ignorer, &ignorer);
	expect_all(&order);
	check_talkers(&talk, seen, &order);
	expect_private_in_place(&pen);
	expect_same(&order, &pen, "penfriend", "penfriend");
	expect_same(&order, &ignorer, "ignorer", "t3");
	expect_stretches(&order, &mover);
	client_close(&talk.listener);
	client_close(&talk.penfriend);
	client_close(&talk.ignorer);
	client_close(&talk.mover);
	text_free(&order);
	text_free(&pen);
	text_free(&ignorer);
	text_free(&mover);
	server_stop(&talk.server);
}
END_TEST

int main(void)
{
	const TTest *const each[] = {one_order, NULL};
	return run_tests("order", each, NULL);
}
