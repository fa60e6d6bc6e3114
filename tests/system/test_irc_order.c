/* One order across both doors: what each member sees of a room is what everybody sees of it, in the
 * order in which everybody does.
 *
 * 25 people with nc and 25 with IRC clients of different capabilities talk at once; some change
 * their names, some come and go, some are in a second room and talk there too. Each line is put
 * into one form for both doors; what somebody who only listens has seen is the order, and each
 * other transcript must be that, without what it is not to have. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "irc.h"

#define EACH_DOOR 25
#define TALKERS (2 * EACH_DOOR)
#define BOTH_ROOMS 4 /* so many, the last ones, are in #side too */
#define LINES 40     /* of each */
#define AT_ONCE_MAX 8
#define FORM_BYTES 160
#define END_OF_TALK NOBODY_CALLED("0-end")

static const char *const capabilities[] = {NULL, "server-time", "server-time message-tags",
	"echo-message", "message-tags echo-message server-time extended-join multi-prefix"};

struct talker {
	struct irc irc; /* its client alone, at the line door */
	char id[16];	/* the name, or what stands before its '-' */
	bool by_irc, echo;
	int said, names;
	struct text seen;
};

static struct server server;
static struct talker talkers[TALKERS], listener, side_listener;
static struct irc irc_mover;
static struct client line_mover;
static unsigned random_state;

static unsigned next_random(void)
{
	random_state = random_state * 1103515245U + 12345U;
	return random_state >> 16;
}

static bool in_side(int who)
{
	return who >= TALKERS - BOTH_ROOMS;
}

static void come_by_irc(struct talker *talker, const char *id, const char *caps, const char *rooms)
{
	*talker = (struct talker){.by_irc = true, .echo = caps && strstr(caps, "echo")};
	snprintf(talker->id, sizeof talker->id, "%s", id);
	irc_join(&talker->irc, &server, id, caps);
	irc_enter(&talker->irc, rooms);
	irc_sync(&talker->irc);
}

static void come(int i)
{
	struct talker *talker = &talkers[i];
	char id[16];
	snprintf(id, sizeof id, "t%d", i);
	if (i < EACH_DOOR) {
		*talker = (struct talker){0};
		snprintf(talker->id, sizeof talker->id, "%s", id);
		client_connect(&talker->irc.client, &server);
		client_say(
			&talker->irc.client, "/nick %s", id); /* no need to wait for a greeting */
		client_greet(&talker->irc.client);
		return;
	}
	come_by_irc(talker, id,
		capabilities[(size_t)i % (sizeof capabilities / sizeof capabilities[0])],
		in_side(i) ? "#side,#lobby" : "#lobby");
	irc_sync(&talker->irc);
}

static void sync_all(void)
{
	for (int i = 0; i < TALKERS; i++) {
		if (talkers[i].by_irc)
			irc_sync(&talkers[i].irc);
		else
			client_sync(&talkers[i].irc.client);
	}
	irc_sync(&listener.irc);
	irc_sync(&side_listener.irc);
}

static void start(void)
{
	random_state = 4711;
	server_start_at(&server, "127.0.0.1", ARGUMENTS("--rate", "0"));
	for (int i = 0; i < TALKERS; i++)
		come(i);
	come_by_irc(&listener, "listener", "server-time message-tags", "#lobby");
	come_by_irc(&side_listener, "side-listener", NULL, "#side");
	irc_join(&irc_mover, &server, "mover", NULL);
	client_join(&line_mover, &server, "stroller");
	sync_all();
}

/* The next line, each third one for #side where that may be; sometimes a new name before it. */
static size_t write_line(char *out, size_t size, struct talker *talker, bool side)
{
	int number = talker->said++;
	bool action = number % 5 == 0;
	size_t used = 0;
	if (number % 10 == 9)
		used = (size_t)snprintf(out, size, "%s%s-%d\n", talker->by_irc ? "NICK " : "/nick ",
			talker->id, ++talker->names);
	if (!talker->by_irc)
		return used + (size_t)snprintf(out + used, size - used, "%s%s %d\n",
				      action ? "/me " : "", talker->id, number);
	return used + (size_t)snprintf(out + used, size - used, "PRIVMSG %s :%s%s %d%s\r\n",
			      side && number % 3 == 0 ? "#side" : "#lobby",
			      action ? "\1ACTION " : "", talker->id, number, action ? "\1" : "");
}

static void say_some(int who)
{
	struct talker *talker = &talkers[who];
	char bytes[AT_ONCE_MAX * 128];
	size_t length = 0;
	unsigned count = 1 + next_random() % AT_ONCE_MAX;
	for (; count > 0 && talker->said < LINES; count--)
		length += write_line(bytes + length, sizeof bytes - length, talker, in_side(who));
	client_send(&talker->irc.client, bytes, length);
}

static void all_talk(void)
{
	for (int i = 0; i < TALKERS * LINES / 4; i++) {
		say_some((int)(next_random() % TALKERS));
		if (i % 10 == 0)
			irc_say(&irc_mover, "%s #lobby", i % 20 ? "PART" : "JOIN");
		if (i % 10 == 5)
			client_say(&line_mover, "/join %s", i % 20 == 5 ? "side" : "lobby");
	}
	for (int i = 0; i < TALKERS; i++)
		while (talkers[i].said < LINES)
			say_some(i);
}

static void collect(struct talker *talker)
{
	const char *line;
	if (talker->by_irc) {
		irc_say(&talker->irc, "PING end");
		while ((line = irc_line(&talker->irc)) && !strstr(line, " PONG "))
			text_add(&talker->seen, irc_untagged(line));
	} else {
		client_say(&talker->irc.client, "/whois 0-end");
		while ((line = client_line(&talker->irc.client)) && strcmp(line, END_OF_TALK) != 0)
			text_add(&talker->seen, line);
	}
	must(line != NULL, "%s was put out", talker->id);
}

/* "name: text", "name* text", "name = new name", "+ name" and "- name", or "". */
static void form_of_irc(char out[FORM_BYTES], const char *line, const char *room)
{
	char name[64], command[16], target[64];
	*out = '\0';
	if (sscanf(line, ":%63[^! ]!%*s %15s %63s", name, command, target) != 3)
		return;
	const char *text = strstr(line, " :");
	bool here = strcmp(target, room) == 0;
	if (strcmp(command, "NICK") == 0)
		snprintf(out, FORM_BYTES, "%s = %s", name, target);
	else if (strcmp(command, "JOIN") == 0 && here)
		snprintf(out, FORM_BYTES, "+ %s", name);
	else if (strcmp(command, "PART") == 0 && here)
		snprintf(out, FORM_BYTES, "- %s", name);
	else if (strcmp(command, "PRIVMSG") == 0 && here && strncmp(text, " :\1ACTION ", 10) == 0)
		snprintf(out, FORM_BYTES, "%s* %.*s", name, (int)strlen(text + 10) - 1, text + 10);
	else if (strcmp(command, "PRIVMSG") == 0 && here)
		snprintf(out, FORM_BYTES, "%s: %s", name, text + 2);
}

static void form_of_line(char out[FORM_BYTES], const char *line)
{
	char name[64], new_name[64];
	*out = '\0';
	if (sscanf(line, "<%63[^>]>", name) == 1)
		snprintf(out, FORM_BYTES, "%s: %s", name, line + strlen(name) + 3);
	else if (sscanf(line, "* %63s", name) == 1)
		snprintf(out, FORM_BYTES, "%s* %s", name, line + strlen(name) + 3);
	else if (sscanf(line, "-- %63s is %63s now", name, new_name) == 2)
		snprintf(out, FORM_BYTES, "%s = %s", name, new_name);
}

/* Whether it is about the one with this id, who may have taken names behind it. */
static bool is_by(const char *form, const char *id)
{
	size_t length = strlen(id);
	return strncmp(form, id, length) == 0 && strchr("-:* ", form[length]);
}

/* Whether somebody is to see it, who is to see everything else of the room. */
static bool is_for(const char *form, const struct talker *talker, bool side)
{
	bool renaming = strstr(form, " = ") != NULL, moving = *form == '+' || *form == '-';
	int who;
	if (!*form)
		return false;
	if (side && renaming && (sscanf(form, "t%d", &who) != 1 || !in_side(who)))
		return false; /* is not there */
	if (!talker->by_irc)
		return !moving && !is_by(form, talker->id);
	return talker->echo || renaming || moving || !is_by(form, talker->id);
}

/* The forms of what one has seen, those that another one is to see. */
static void take_forms(
	struct text *to, const struct talker *from, const struct talker *talker, const char *room)
{
	char form[FORM_BYTES], *rest = NULL, *copy = strdup(from->seen.bytes);
	for (char *line = strtok_r(copy, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		if (from->by_irc)
			form_of_irc(form, line, room);
		else
			form_of_line(form, line);
		if (is_for(form, talker, strcmp(room, "#side") == 0))
			text_add(to, form);
	}
	free(copy);
}

static void expect_order(const struct talker *order, const struct talker *talker, const char *room)
{
	struct text expected = {0}, had = {0};
	take_forms(&expected, order, talker, room);
	take_forms(&had, talker, talker, room);
	size_t at = 0;
	while (at < expected.length && at < had.length && expected.bytes[at] == had.bytes[at])
		at++;
	if (expected.length != had.length || at != expected.length) {
		while (at > 0 && expected.bytes[at - 1] != '\n')
			at--;
		fprintf(stderr, "%.200s\nINSTEAD OF\n%.200s\n", had.bytes + at,
			expected.bytes + at);
		ck_abort_msg("%s saw something else of %s", talker->id, room);
	}
	text_free(&expected);
	text_free(&had);
}

/* Each one's lines are all there, each once and in order. */
static void expect_all(const struct talker *order, const char *room)
{
	struct text forms = {0};
	int said[TALKERS] = {0}, who, number;
	take_forms(&forms, order, order, room);
	bool side = strcmp(room, "#side") == 0;
	for (const char *line = forms.bytes; *line; line += strcspn(line, "\n") + 1) {
		if (strchr("+-", *line) ||
			sscanf(line + strcspn(line, "\n :*") + 1, " t%d %d", &who, &number) != 2)
			continue;
		while (in_side(who) && (said[who] % 3 == 0) != side)
			said[who]++;
		must(number == said[who], "t%d: %d came instead of %d", who, number, said[who]);
		said[who]++;
	}
	for (int i = side ? TALKERS - BOTH_ROOMS : 0; i < TALKERS; i++)
		ck_assert_int_ge(said[i], in_side(i) ? LINES - 2 : LINES);
	text_free(&forms);
}

static void collect_all(void)
{
	for (int i = 0; i < TALKERS; i++)
		collect(&talkers[i]);
	irc_sync(&irc_mover);
	client_sync(&line_mover);
	for (int i = 0; i < TALKERS; i++) /* what the others said last */
		collect(&talkers[i]);
	collect(&listener);
	collect(&side_listener);
}

START_TEST(one_order)
{
	start();
	all_talk();
	collect_all();
	expect_all(&listener, "#lobby");
	expect_all(&side_listener, "#side");
	for (int i = 0; i < TALKERS; i++) {
		expect_order(&listener, &talkers[i], "#lobby");
		if (in_side(i))
			expect_order(&side_listener, &talkers[i], "#side");
	}
	server_stop(&server);
}
END_TEST

int main(void)
{
	const TTest *const each[] = {one_order, NULL};
	return run_tests("irc order", each, NULL);
}
