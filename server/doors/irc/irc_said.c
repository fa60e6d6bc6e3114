#include "irc_said.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "erased_text.h"
#include "irc_line.h"
#include "irc_peer.h"
#include "irc_text.h"
#include "irc_write.h"
#include "text.h"

#define DAY 86400      /* seconds */
#define WHEN_SIZE 32   /* "[2026-11-28 12:03] " */
#define PART_BYTES 200 /* a text of at most so many bytes fits into one line */

static const struct form {
	const char *command, *before, *behind;
	bool whole; /* is never split: a part would be another request */
} forms[] = {
	[TALK_SAY] = {"PRIVMSG", "", "", false},
	[TALK_ACTION] = {"PRIVMSG",
		"\x01"
		"ACTION ",
		"\x01", false},
	[TALK_NOTICE] = {"NOTICE", "", "", false},
	[TALK_REQUEST] = {"PRIVMSG", "\x01", "\x01", true},
	[TALK_REQUEST_REPLY] = {"NOTICE", "\x01", "\x01", true},
};

size_t irc_said_space(
	const struct session *session, enum talk talk, size_t prefix, const char *target)
{
	const struct form *form = &forms[talk];
	char host[SESSION_HOST_SIZE];
	size_t taken = strlen(":!@  :\r\n") + strlen(session_name(session)) +
		       strlen(session_user(session)) + strlen(session_host(session, host)) +
		       strlen(form->command) + strlen(" ") + prefix + strlen(target) +
		       strlen(form->before) + strlen(form->behind);
	return IRC_LINE_BYTES - taken;
}

/* One event, while its lines are written. */
struct saying {
	struct buffer *out;
	const struct event *event;
	unsigned dialect;
	const char *prefix, *target;
	char when[WHEN_SIZE];		 /* in front of the text; "" for nothing */
	char batch[IRC_BATCH_BYTES + 1]; /* around the lines; "" for none */
	unsigned part;			 /* lines so far */
	bool bidi; /* each part closes the embeddings that it opens, and may be longer then */
};

/* Appends all that stands in front of the text; returns where the line begins without its tags. */
static size_t start_message(struct saying *saying, bool joined)
{
	const struct form *form = &forms[saying->event->talk];
	struct buffer *out = saying->out;
	size_t start;
	if (*saying->batch) {
		buffer_add_all(out, "@batch=", saying->batch,
			joined ? ";draft/multiline-concat " : " ", NULL);
		start = out->length;
		irc_line_source(out, saying->event);
		buffer_add_all(out, form->command, " ", NULL);
	} else {
		start = irc_line_start(
			out, saying->event, saying->dialect, form->command, saying->part);
	}
	buffer_add_all(out, saying->prefix, saying->target, " :", form->before, NULL);
	if (saying->part == 0)
		buffer_add_text(out, saying->when);
	return start;
}

/* One line of the event, in as many as it takes; none of them may begin as a CTCP request. With
 * `joined` it continues the line before. */
static void add_line(struct saying *saying, const char *text, size_t left, bool joined)
{
	const struct form *form = &forms[saying->event->talk];
	struct buffer *out = saying->out;
	char safe[TEXT_SAFE_SIZE(IRC_LINE_BYTES)];
	do {
		size_t start = start_message(saying, joined);
		size_t space = IRC_LINE_TEXT_MAX - (out->length - start) - strlen(form->behind);
		if (saying->bidi)
			space -= 3 * TEXT_BIDI_MAX;
		size_t size = left <= space ? left : irc_text_split(text, left, space);
		buffer_add(out, saying->bidi ? safe : text,
			saying->bidi ? text_safe_with(safe, text, size, UINT32_MAX) : size);
		buffer_add_all(out, form->behind, "\r\n", NULL);
		text += size;
		left -= size;
		saying->part++;
		joined = true;
		if (form->whole)
			return;
		for (; left > 0 && *text == IRC_CTCP; left--)
			text++;
	} while (left > 0);
}

/* The bytes of the line that begins at `at`. `*parts` are the places where lines are only
 * continued; `*joins`: the next one continues this one. */
static size_t line_length(const char *text, size_t at, const char **parts, bool *joins)
{
	size_t length = strcspn(text + at, "\n");
	*joins = false;
	while (**parts) {
		char *end;
		unsigned long place = strtoul(*parts, &end, 10);
		if (end == *parts || place >= at + length)
			break;
		*parts = end;
		if (place > at && ((unsigned char)text[place] & 0xC0) != 0x80) {
			*joins = true;
			return place - at;
		}
	}
	return length;
}

/* A message of several lines. Clients that do not know such messages get no blank ones. */
static void add_lines(struct saying *saying)
{
	const char *text = saying->event->text, *parts = saying->event->parts;
	bool joined = false, joins;
	for (size_t at = 0;; joined = joins) {
		size_t length = line_length(text, at, &parts, &joins), skip = 0;
		while (skip < length && text[at + skip] == IRC_CTCP)
			skip++;
		if (length > skip || *saying->batch)
			add_line(saying, text + at + skip, length - skip, joined);
		at += length;
		if (!joins && !text[at++])
			break;
	}
}

static void begin_batch(struct saying *saying)
{
	struct buffer *out = saying->out;
	static unsigned batches; /* under the core lock */
	/* Of one length, so that two copies of a message have it, too. */
	snprintf(saying->batch, sizeof saying->batch, "m%07x", ++batches & 0xFFFFFFFU);
	size_t start = irc_line_start(out, saying->event, saying->dialect, "BATCH", 0);
	buffer_add_all(
		out, "+", saying->batch, " draft/multiline ", saying->prefix, saying->target, NULL);
	irc_write_end(out, start);
}

/* Whether a text of so many bytes needs more than one line. */
static bool is_long(struct saying *saying, size_t length)
{
	const struct form *form = &forms[saying->event->talk];
	struct buffer *out = saying->out;
	size_t start = out->length;
	irc_line_source(out, saying->event);
	size_t taken = out->length - start;
	out->length = start;
	return taken + strlen(form->command) + strlen(saying->prefix) + strlen(saying->target) +
		       strlen("  :") + length >
	       IRC_LINE_TEXT_MAX;
}

static void add_message(struct saying *saying)
{
	const struct event *event = saying->event;
	size_t length = strlen(event->text);
	bool plain = event->talk == TALK_SAY || event->talk == TALK_NOTICE;
	saying->bidi = length > PART_BYTES && text_has_bidi(event->text, length);
	if ((saying->dialect & IRC_MULTILINE) && plain &&
		(event->parts || (length > PART_BYTES && is_long(saying, length))))
		begin_batch(saying);
	if (event->parts)
		add_lines(saying);
	else
		add_line(saying, event->text, length, false);
	if (*saying->batch)
		buffer_add_all(
			saying->out, ":", irc_server, " BATCH -", saying->batch, "\r\n", NULL);
}

/* The day, too, of what was said long ago. */
static void write_when(char out[WHEN_SIZE], const struct event *event)
{
	struct tm parts;
	time_t time = (time_t)(event->time / 1000);
	localtime_r(&time, &parts);
	strftime(out, WHEN_SIZE, event->seconds < DAY ? "[%H:%M] " : "[%Y-%m-%d %H:%M] ", &parts);
}

void irc_said_encode(const struct event *event, unsigned dialect, struct buffer *out)
{
	struct saying saying = {.out = out,
		.event = event,
		.dialect = dialect,
		.prefix = "",
		.target = event->room ? event->room : event->other};
	if (event->roles)
		saying.prefix = event->roles & ROLE_VOICE      ? "+"
				: event->roles & ROLE_OPERATOR ? "@"
							       : "~";
	if (event->past && !(dialect & IRC_SERVER_TIME))
		write_when(saying.when, event);
	if (event->talk != TALK_TAGS) {
		add_message(&saying);
	} else if (dialect & IRC_MESSAGE_TAGS) {
		size_t start = irc_line_start(out, event, dialect, "TAGMSG", 0);
		buffer_add_all(out, saying.prefix, saying.target, NULL);
		irc_write_end(out, start);
	}
}

void irc_said_erased(const struct event *event, unsigned dialect, struct buffer *out)
{
	struct event mark = {.past = true, .name = "", .time = event->time};
	char when[WHEN_SIZE] = "";
	if (!(dialect & IRC_SERVER_TIME))
		write_when(when, event);
	size_t start = irc_line_start(out, &mark, dialect, "NOTICE", 0);
	buffer_add_all(out, event->room, " :", when, NULL);
	erased_text(out, event);
	irc_write_end(out, start);
}
