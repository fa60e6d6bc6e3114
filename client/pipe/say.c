#include "say.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>

#include "delivery_count.h"
#include "input.h"
#include "irc_text.h"
#include "memory.h"
#include "report.h"
#include "session.h"
#include "settings.h"

#define AHEAD 16 /* lines, on their way: enough that the server never waits for the next one */
#define REASON_BYTES 1024

struct saying {
	struct event_base *base;
	struct session *session;
	struct input *input;
	const char *room;
	bool opened;
	bool ended;   /* no more lines are taken */
	bool whole;   /* because that was all */
	bool leaving; /* what comes now changes nothing */
	struct delivery_count delivery_count;
	unsigned long asked_about;   /* so many confirmed lines, whether they have been handed on */
	unsigned long handed_on;     /* so many have been */
	unsigned long first_taken;   /* number of the first that may not have been; 0 for none */
	unsigned long first_since;   /* and of the first confirmed since that question */
	char refusal[REASON_BYTES];  /* of the first line that was refused; empty for none */
	char reason[REASON_BYTES];   /* why the rest is not said; empty for none */
	char farewell[REASON_BYTES]; /* what the server refused last, if nothing followed */
};

/* Keeps the first sentence, without formatting codes. */
static void keep(char to[REASON_BYTES], const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void keep(char to[REASON_BYTES], const char *format, ...)
{
	va_list arguments;
	if (*to)
		return;
	va_start(arguments, format);
	vsnprintf(to, REASON_BYTES, format, arguments);
	va_end(arguments);
	irc_text_plain(to, to, strlen(to));
}

static void settle(struct saying *send, const struct chat_event *event, enum fate fate)
{
	unsigned long line = delivery_count_settle(&send->delivery_count, event->ticket, fate);
	if (line && fate == FATE_REFUSED)
		keep(send->refusal, "line %lu was refused: %s", line, event->text);
	if (!line || fate != FATE_CONFIRMED)
		return;
	if (!send->first_taken)
		send->first_taken = line;
	if (!send->first_since)
		send->first_since = line;
}

/* The room cannot be joined, or one is put out of it. What is on its way is waited for. */
static void on_shut(struct saying *send, const struct chat_event *event)
{
	const char *open = *event->text ? " (" : "", *close = *event->text ? ")" : "";
	if (event->kind == CHAT_REFUSED)
		keep(send->reason, "cannot join %s: %s", send->room, event->text);
	else
		keep(send->reason, "%s put us out of %s%s%s%s",
			event->name ? event->name : "the server", send->room, open, event->text,
			close);
	send->ended = true;
}

/* What was meant for one room is not said in another. */
static void on_forwarded(struct saying *send, const struct chat_event *event)
{
	keep(send->reason,
		"cannot join %s: the server sends us on to %s, where nothing is said unless "
		"that room is named",
		send->room, event->other);
	send->ended = true;
}

/* A server may say why it ends the connection. */
static void note_farewell(struct saying *send, const struct chat_event *event)
{
	if (event->kind == CHAT_UNSURE)
		return;
	send->farewell[0] = '\0';
	if (event->kind == CHAT_REFUSED && !event->ticket)
		keep(send->farewell, "%s", event->text);
}

static void on_event(void *data, const struct chat_event *event)
{
	struct saying *send = data;
	bool here = event->room && chat_same(session_chat(send->session), event->room, send->room);
	note_farewell(send, event);
	if (event->kind == CHAT_REFUSED && event->ticket)
		settle(send, event, FATE_REFUSED);
	else if (event->kind == CHAT_UNSURE)
		settle(send, event, FATE_UNSURE);
	else if (event->own && event->ticket)
		settle(send, event, FATE_CONFIRMED);
	else if (event->kind == CHAT_OPENED && here)
		send->opened = true;
	else if (event->kind == CHAT_FORWARDED && here)
		on_forwarded(send, event);
	else if (here &&
		 (event->kind == CHAT_CLOSED || (event->kind == CHAT_REFUSED && !send->opened)))
		on_shut(send, event);
}

static void say(struct saying *send, char *line)
{
	unsigned parts;
	unsigned long ticket =
		chat_say(session_chat(send->session), CHAT_SAID, send->room, line, &parts);
	delivery_count_add(&send->delivery_count, input_number(send->input), ticket, parts);
	free(line);
}

static void pass_over(struct saying *send)
{
	send->delivery_count.lines[FATE_REFUSED]++;
	keep(send->refusal, "line %lu has more than %d bytes", input_number(send->input),
		INPUT_LINE_BYTES);
}

/* Takes one more line; false where there is none now. */
static bool say_next(struct saying *send)
{
	char *line;
	switch (input_next(send->input, &line)) {
	case INPUT_NOTHING:
		return false;
	case INPUT_LINE:
		say(send, line);
		return true;
	case INPUT_TOO_LONG:
		pass_over(send);
		return true;
	case INPUT_FAILED:
		keep(send->reason, "cannot read standard input: %s", strerror(errno));
		send->ended = true;
		return false;
	case INPUT_END:
		send->ended = true;
		send->whole = true;
		return false;
	}
	return false;
}

/* The server has said that what it had confirmed when it was asked has been handed on. */
static void note_handed_on(struct saying *send)
{
	if (send->handed_on == send->asked_about || !chat_fence_passed(session_chat(send->session)))
		return;
	send->handed_on = send->asked_about;
	send->first_taken = send->first_since;
}

/* Whether all that was confirmed has been handed on, which is asked for if it is not known. */
static bool is_handed_on(struct saying *send)
{
	unsigned long confirmed = send->delivery_count.lines[FATE_CONFIRMED];
	if (send->handed_on == confirmed)
		return true;
	if (send->handed_on != send->asked_about)
		return false;
	send->asked_about = confirmed;
	send->first_since = 0;
	chat_fence(session_chat(send->session));
	return false;
}

static void go_on(void *data)
{
	struct saying *send = data;
	const struct chat *chat = session_chat(send->session);
	note_handed_on(send);
	while (send->opened && !send->ended && chat_unconfirmed(chat) < AHEAD)
		if (!say_next(send))
			break;
	if (chat_unconfirmed(chat) > 0 || !is_handed_on(send) || !send->ended || send->leaving)
		return;
	send->leaving = true;
	session_leave(send->session, NULL);
}

static void on_down(void *data, const char *why, unsigned again_ms)
{
	struct saying *send = data;
	(void)again_ms;
	if (!send->leaving)
		keep(send->reason, "%s", *send->farewell ? send->farewell : why);
	event_base_loopbreak(send->base);
}

static const struct session_user user = {.event = on_event, .batch = go_on, .down = on_down};

static enum say_status judge(const struct saying *send)
{
	const unsigned long *lines = send->delivery_count.lines;
	bool all = send->whole && !lines[FATE_UNSAID];
	if (lines[FATE_UNSURE] || lines[FATE_CONFIRMED] > send->handed_on)
		return SAY_UNSURE;
	if (lines[FATE_REFUSED] || (!all && lines[FATE_CONFIRMED]))
		return SAY_REFUSED;
	return all && lines[FATE_CONFIRMED] ? SAY_GOOD : SAY_NOT_SAID;
}

/* "4 lines were said, 1 was refused, and the rest was not" */
static void complain_count(const struct saying *send)
{
	const unsigned long *lines = send->delivery_count.lines;
	unsigned long said = send->handed_on;
	unsigned long unknown = lines[FATE_UNSURE] + lines[FATE_CONFIRMED] - said;
	unsigned long first =
		send->first_taken ? send->first_taken : send->delivery_count.first_unsure;
	char refused[64] = "", unsure[128] = "";
	if (lines[FATE_REFUSED])
		snprintf(refused, sizeof refused, ", %lu %s refused", lines[FATE_REFUSED],
			lines[FATE_REFUSED] == 1 ? "was" : "were");
	if (unknown)
		snprintf(unsure, sizeof unsure,
			", %lu may or may not have been said, from line %lu on", unknown, first);
	complain("%lu %s said%s%s%s", said, said == 1 ? "line was" : "lines were", refused, unsure,
		send->whole && !lines[FATE_UNSAID] ? "" : ", and the rest was not");
}

static void report(const struct saying *send, enum say_status status)
{
	const unsigned long *lines = send->delivery_count.lines;
	bool some = lines[FATE_CONFIRMED] || lines[FATE_REFUSED] || lines[FATE_UNSURE];
	if (status == SAY_GOOD)
		return;
	if (*send->refusal)
		complain("%s", send->refusal);
	if (*send->reason)
		complain("%s", send->reason);
	if (some)
		complain_count(send);
	else
		complain(send->whole && !lines[FATE_UNSAID] ? "there was nothing to say"
							    : "nothing was said");
}

static enum say_status run(struct event_base *base, const struct settings *settings)
{
	struct saying send = {.base = base, .room = settings->rooms.values[0]};
	const struct session_settings wishes = {
		.host = settings->server.host,
		.port = settings->server.port,
		.nick = settings->nick,
		.rooms = &send.room,
		.keys = settings->keys,
		.room_count = 1,
		.visit = true,
	};
	int fd = settings->messages.count ? -1 : STDIN_FILENO;
	send.input = input_new(base, &settings->messages, fd, go_on, &send);
	send.session = session_new(base, &wishes, &user, &send);
	event_base_dispatch(base);
	delivery_count_close(&send.delivery_count);
	enum say_status status = judge(&send);
	report(&send, status);
	session_free(send.session);
	input_free(send.input);
	delivery_count_finish(&send.delivery_count);
	return status;
}

int say_run(struct event_base *base, const struct settings *settings)
{
	if (settings->rooms.count == 1)
		return (int)run(base, settings);
	complain("lines are said in one room, but there are %zu: name one (try --help)",
		settings->rooms.count);
	return SAY_USAGE;
}
