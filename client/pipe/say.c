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

#define AHEAD 16 /* lines under way: enough that the server never waits for the next one */
#define REASON_BYTES 1024

struct saying {
	struct event_base *base;
	struct session *session;
	struct input *input;
	const char *room;
	bool opened;
	bool ended;   /* no more lines are taken */
	bool whole;   /* because the input has ended */
	bool leaving; /* events change nothing any more */
	struct delivery_count count;
	unsigned long asked_about; /* confirmed lines when chat_fence() was last called */
	unsigned long handed_on;   /* lines that the server has handed on to everybody */
	unsigned long first_taken; /* number of the first confirmed line behind those; 0 for none */
	unsigned long first_since; /* the first line confirmed since asked_about was set */
	int refused;		   /* the exit status of session_refused() at the end */
	char refusal[REASON_BYTES];  /* of the first refused line; "" for none */
	char reason[REASON_BYTES];   /* why the rest is not said; "" for none */
	char farewell[REASON_BYTES]; /* the last refusal, if nothing followed it */
};

/* Keeps the first sentence that it gets, without formatting codes. */
__attribute__((format(printf, 2, 3))) static void keep(
	char to[REASON_BYTES], const char *format, ...)
{
	va_list arguments;
	if (*to)
		return;
	va_start(arguments, format);
	vsnprintf(to, REASON_BYTES, format, arguments);
	va_end(arguments);
	irc_text_plain(to, to, strlen(to));
}

static void settle(struct saying *saying, const struct chat_event *event, enum fate fate)
{
	unsigned long line = delivery_count_settle(&saying->count, event->ticket, fate);
	if (line && fate == FATE_REFUSED)
		keep(saying->refusal, "line %lu was refused: %s", line, event->text);
	if (!line || fate != FATE_CONFIRMED)
		return;
	if (!saying->first_taken)
		saying->first_taken = line;
	if (!saying->first_since)
		saying->first_since = line;
}

/* The room cannot be joined, or somebody has put us out of it. Lines under way are waited for.
 * Lines meant for one room are not said in another. */
static void on_shut(struct saying *saying, const struct chat_event *event)
{
	const char *open = *event->text ? " (" : "", *close = *event->text ? ")" : "";
	if (event->kind == CHAT_REFUSED)
		keep(saying->reason, "cannot join %s: %s", saying->room, event->text);
	else if (event->kind == CHAT_FORWARDED)
		keep(saying->reason,
			"cannot join %s: the server sends us on to %s, where nothing is said "
			"unless that room is named",
			saying->room, event->other);
	else
		keep(saying->reason, "%s put us out of %s%s%s%s",
			event->name ? event->name : "the server", saying->room, open, event->text,
			close);
	saying->ended = true;
}

/* A server may refuse something to say why it closes the connection. */
static void note_farewell(struct saying *saying, const struct chat_event *event)
{
	if (event->kind == CHAT_UNSURE)
		return;
	saying->farewell[0] = '\0';
	if (event->kind == CHAT_REFUSED && !event->ticket)
		keep(saying->farewell, "%s", event->text);
}

static void on_event(void *data, const struct chat_event *event)
{
	struct saying *saying = data;
	bool here =
		event->room && chat_same(session_chat(saying->session), event->room, saying->room);
	note_farewell(saying, event);
	if (event->kind == CHAT_REFUSED && event->ticket)
		settle(saying, event, FATE_REFUSED);
	else if (event->kind == CHAT_UNSURE)
		settle(saying, event, FATE_UNSURE);
	else if (event->own && event->ticket)
		settle(saying, event, FATE_CONFIRMED);
	else if (event->kind == CHAT_OPENED && here)
		saying->opened = true;
	else if (here && (event->kind == CHAT_CLOSED || event->kind == CHAT_FORWARDED ||
				 (event->kind == CHAT_REFUSED && !saying->opened)))
		on_shut(saying, event);
}

/* Takes one more line; false if there is none now. */
static bool say_next(struct saying *saying)
{
	char *line;
	unsigned parts;
	unsigned long ticket;
	switch (input_next(saying->input, &line)) {
	case INPUT_NOTHING:
		return false;
	case INPUT_LINE:
		ticket = chat_say(
			session_chat(saying->session), CHAT_SAID, saying->room, line, &parts);
		delivery_count_add(&saying->count, input_number(saying->input), ticket, parts);
		free(line);
		return true;
	case INPUT_TOO_LONG:
		saying->count.lines[FATE_REFUSED]++;
		keep(saying->refusal, "line %lu has more than %d bytes",
			input_number(saying->input), INPUT_LINE_BYTES);
		return true;
	case INPUT_FAILED:
		keep(saying->reason, "cannot read standard input: %s", strerror(errno));
		saying->ended = true;
		return false;
	case INPUT_END:
		saying->ended = true;
		saying->whole = true;
		return false;
	}
	return false;
}

/* An answer means that the lines confirmed when the server was asked have been handed on. */
static void note_handed_on(struct saying *saying)
{
	if (saying->handed_on == saying->asked_about ||
		!chat_fence_passed(session_chat(saying->session)))
		return;
	saying->handed_on = saying->asked_about;
	saying->first_taken = saying->first_since;
}

/* Whether all confirmed lines have been handed on; asks the server if that is not known. */
static bool is_handed_on(struct saying *saying)
{
	unsigned long confirmed = saying->count.lines[FATE_CONFIRMED];
	if (saying->handed_on == confirmed)
		return true;
	if (saying->handed_on != saying->asked_about)
		return false;
	saying->asked_about = confirmed;
	saying->first_since = 0;
	chat_fence(session_chat(saying->session));
	return false;
}

static void go_on(void *data)
{
	struct saying *saying = data;
	const struct chat *chat = session_chat(saying->session);
	note_handed_on(saying);
	while (saying->opened && !saying->ended && chat_unconfirmed(chat) < AHEAD)
		if (!say_next(saying))
			break;
	if (chat_unconfirmed(chat) > 0 || !is_handed_on(saying) || !saying->ended ||
		saying->leaving)
		return;
	saying->leaving = true;
	session_leave(saying->session, NULL);
}

static void on_down(void *data, const char *why, unsigned again_ms)
{
	struct saying *saying = data;
	saying->refused = session_refused(saying->session);
	if (!saying->leaving)
		keep(saying->reason, "%s", *saying->farewell ? saying->farewell : why);
	event_base_loopbreak(saying->base);
}

static const struct session_user user = {.event = on_event, .batch = go_on, .down = on_down};

static enum say_status judge(const struct saying *saying)
{
	const unsigned long *lines = saying->count.lines;
	bool all = saying->whole && !lines[FATE_UNSAID];
	if (lines[FATE_UNSURE] || lines[FATE_CONFIRMED] > saying->handed_on)
		return SAY_UNSURE;
	if (lines[FATE_REFUSED] || (!all && lines[FATE_CONFIRMED]))
		return SAY_REFUSED;
	if (saying->refused)
		return (enum say_status)saying->refused;
	return all && lines[FATE_CONFIRMED] ? SAY_GOOD : SAY_NOT_SAID;
}

/* "4 lines were said, 1 was refused, and the rest was not" */
static void report_count(const struct saying *saying)
{
	const unsigned long *lines = saying->count.lines;
	unsigned long said = saying->handed_on;
	unsigned long unknown = lines[FATE_UNSURE] + lines[FATE_CONFIRMED] - said;
	unsigned long first =
		saying->first_taken ? saying->first_taken : saying->count.first_unsure;
	char refused[64] = "", unsure[128] = "";
	if (lines[FATE_REFUSED])
		snprintf(refused, sizeof refused, ", %lu %s refused", lines[FATE_REFUSED],
			lines[FATE_REFUSED] == 1 ? "was" : "were");
	if (unknown)
		snprintf(unsure, sizeof unsure,
			", %lu may or may not have been said, from line %lu on", unknown, first);
	report("%lu %s said%s%s%s", said, said == 1 ? "line was" : "lines were", refused, unsure,
		saying->whole && !lines[FATE_UNSAID] ? "" : ", and the rest was not");
}

static void report_result(const struct saying *saying, enum say_status status)
{
	const unsigned long *lines = saying->count.lines;
	bool some = lines[FATE_CONFIRMED] || lines[FATE_REFUSED] || lines[FATE_UNSURE];
	if (status == SAY_GOOD)
		return;
	if (*saying->refusal)
		report("%s", saying->refusal);
	if (*saying->reason)
		report_rows(saying->reason);
	if (some)
		report_count(saying);
	else
		report(saying->whole && !lines[FATE_UNSAID] ? "there was nothing to say"
							    : "nothing was said");
}

int say_run(
	struct event_base *base, const struct settings *settings, const struct passwords *passwords)
{
	struct saying saying = {.base = base, .room = settings->rooms.values[0]};
	int fd = settings->messages.count ? -1 : STDIN_FILENO;
	if (settings->rooms.count != 1) {
		report("lines are said in one room, but there are %zu: name one (try --help)",
			settings->rooms.count);
		return SAY_USAGE;
	}
	saying.input = input_new(base, &settings->messages, fd, go_on, &saying);
	saying.session = session_new(base, settings, passwords, SESSION_VISIT, &user, &saying);
	event_base_dispatch(base);
	delivery_count_close(&saying.count);
	enum say_status status = judge(&saying);
	report_result(&saying, status);
	session_free(saying.session);
	input_free(saying.input);
	return (int)status;
}
