#include "outbox.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "irc_text.h"
#include "memory.h"
#include "outbox_queue.h"

#define SOURCE_MAX 200 /* the longest source that a text leaves room for */
#define PATIENCE 20000 /* ms, until what should have been confirmed is asked for */
#define WIRE_SIZE 1024 /* a line with its label */

struct outbox *outbox_new(const struct outbox_user *user, void *data)
{
	struct outbox *outbox = memory_zero(sizeof *outbox);
	outbox->user = *user;
	outbox->data = data;
	TAILQ_INIT(&outbox->kept);
	TAILQ_INIT(&outbox->waiting);
	TAILQ_INIT(&outbox->sent);
	return outbox;
}

static void empty(struct queue *queue)
{
	for (struct line *line; (line = TAILQ_FIRST(queue));) {
		TAILQ_REMOVE(queue, line, link);
		free(line);
	}
}

void outbox_free(struct outbox *outbox)
{
	if (!outbox)
		return;
	empty(&outbox->kept);
	empty(&outbox->waiting);
	empty(&outbox->sent);
	free(outbox);
}

/* A refusal must not come from the target's being several, of which some may have the line. */
static size_t format_line(const struct outbox *outbox, struct line *line, char out[WIRE_SIZE])
{
	char tags[sizeof "label=" OUTBOX_LABEL + 20] = "";
	char text[IRC_LINE_BYTES], notice[] = "NOTICE", privmsg[] = "PRIVMSG";
	bool action = line->kind == CHAT_ACTION;
	int length = snprintf(text, sizeof text, action ? "\1ACTION %s\1" : "%s", line->text);
	if (length < 0 || (size_t)length >= sizeof text || strchr(line->target, ','))
		return 0;
	if (outbox->labels)
		snprintf(tags, sizeof tags, "label=" OUTBOX_LABEL "%lu", line->ticket);
	struct irc_message message = {
		.tags = outbox->labels ? tags : NULL,
		.command = line->kind == CHAT_NOTICE ? notice : privmsg,
		.count = 2,
		.params = {line->target, text},
	};
	return irc_format(out, WIRE_SIZE, &message);
}

static void send_fence(struct outbox *outbox)
{
	char wire[sizeof "PING :" OUTBOX_FENCE + 20];
	int length = snprintf(wire, sizeof wire, "PING :" OUTBOX_FENCE "%lu", ++outbox->fence);
	outbox->command = false;
	outbox->user.send(outbox->data, wire, (size_t)length);
}

static void tell(struct outbox *outbox, const struct line *line, enum outbox_fate fate, bool echo,
	const char *why)
{
	const struct outbox_line told = {
		.ticket = line->ticket,
		.kind = line->kind,
		.target = line->target,
		.text = line->text,
		.said = line->said,
	};
	outbox->user.settled(outbox->data, &told, fate, echo, why);
}

static void take_sent(struct outbox *outbox, struct line *line)
{
	TAILQ_REMOVE(&outbox->sent, line, link);
	outbox->sent_count--;
	outbox->sent_bytes -= line->bytes;
}

void outbox_settle(
	struct outbox *outbox, struct line *line, enum outbox_fate fate, bool echo, const char *why)
{
	take_sent(outbox, line);
	tell(outbox, line, fate, echo, why);
	free(line);
}

/* Its fences stand right before and behind it. */
static void send_line(struct outbox *outbox, struct line *line, const char *wire, size_t length)
{
	bool fenced = !outbox->labeled;
	if (fenced && outbox->command)
		send_fence(outbox);
	TAILQ_REMOVE(&outbox->waiting, line, link);
	TAILQ_INSERT_TAIL(&outbox->sent, line, link);
	outbox->waiting_count--;
	outbox->sent_count++;
	outbox->sent_bytes += length;
	line->bytes = length;
	line->sent = outbox->now;
	line->last = 0;
	outbox->user.send(outbox->data, wire, length);
	if (fenced)
		send_fence(outbox);
	line->fence = fenced ? outbox->fence : 0;
}

static void refuse_unsent(struct outbox *outbox, struct line *line)
{
	TAILQ_REMOVE(&outbox->waiting, line, link);
	outbox->waiting_count--;
	tell(outbox, line, OUTBOX_REFUSED, false, "no person and no room can have that name");
	free(line);
}

void outbox_go_on(struct outbox *outbox)
{
	struct line *line;
	while (outbox->online && outbox->sent_count < OUTBOX_SENT_MAX &&
		(line = TAILQ_FIRST(&outbox->waiting))) {
		char wire[WIRE_SIZE];
		size_t length = format_line(outbox, line, wire);
		if (length > OUTBOX_SENT_BYTES - outbox->sent_bytes)
			break;
		if (length > 0)
			send_line(outbox, line, wire, length);
		else
			refuse_unsent(outbox, line);
	}
}

static void replace_breaks(char *text)
{
	while (*(text += strcspn(text, "\r\n")))
		*text = ' ';
}

static struct line *line_new(
	enum chat_kind kind, const char *target, const char *text, size_t length)
{
	size_t target_size = strlen(target) + 1;
	struct line *line = memory_zero(sizeof *line + target_size + length + 1);
	line->kind = kind;
	memcpy(line->target, target, target_size);
	line->text = line->target + target_size;
	memcpy(line->text, text, length);
	return line;
}

static void add_line(struct outbox *outbox, struct line *line)
{
	replace_breaks(line->text);
	line->ticket = ++outbox->ticket;
	line->said = outbox->now;
	if (outbox->online) {
		TAILQ_INSERT_TAIL(&outbox->waiting, line, link);
		outbox->waiting_count++;
	} else {
		TAILQ_INSERT_TAIL(&outbox->kept, line, link);
		outbox->kept_count++;
	}
}

/* The most bytes of text in a message that others get; all where the target alone is too long. */
static size_t text_room(enum chat_kind kind, const char *target, size_t source_bytes)
{
	size_t source = source_bytes < SOURCE_MAX ? source_bytes : SOURCE_MAX;
	size_t taken = strlen(":") + source + strlen(" PRIVMSG ") + strlen(target) + strlen(" :") +
		       strlen("\r\n") + (kind == CHAT_ACTION ? strlen("\1ACTION \1") : 0);
	return taken + 4 <= IRC_LINE_BYTES ? IRC_LINE_BYTES - taken : SIZE_MAX;
}

unsigned long outbox_say(struct outbox *outbox, enum chat_kind kind, const char *target,
	const char *text, size_t source_bytes, int64_t now, unsigned *parts)
{
	size_t most = text_room(kind, target, source_bytes);
	size_t length = strlen(text);
	unsigned long first = outbox->ticket + 1;
	outbox->now = now;
	do {
		size_t part = irc_text_split(text, length, most);
		add_line(outbox, line_new(kind, target, text, part));
		text += part;
		length -= part;
	} while (length > 0);
	if (parts)
		*parts = (unsigned)(outbox->ticket - first + 1);
	outbox_go_on(outbox);
	return first;
}

void outbox_begin(struct outbox *outbox, bool echo, bool labels)
{
	outbox->online = true;
	outbox->echo = echo;
	outbox->labels = labels;
	outbox_go_on(outbox);
}

void outbox_lost(struct outbox *outbox)
{
	outbox->online = false;
	outbox->labeled = outbox->command = false;
	if (outbox->asked > outbox->answered)
		outbox->asked = ULONG_MAX; /* no PONG will come */
	outbox->answered = outbox->fence;
	for (struct line *line; (line = TAILQ_FIRST(&outbox->sent));) {
		take_sent(outbox, line);
		TAILQ_INSERT_TAIL(&outbox->kept, line, link);
		outbox->kept_count++;
		line->unsure = true;
		tell(outbox, line, OUTBOX_UNSURE, false, NULL);
	}
	TAILQ_CONCAT(&outbox->kept, &outbox->waiting, link);
	outbox->kept_count += outbox->waiting_count;
	outbox->waiting_count = 0;
}

/* A clock that was set back may not make anyone wait for it. */
static bool is_late(const struct outbox *outbox, int64_t since)
{
	return outbox->now < since || outbox->now - since >= PATIENCE;
}

/* All lines that are sent are decided by one more fence if the oldest had no answer in time. */
void outbox_tick(struct outbox *outbox, int64_t now)
{
	struct line *line = TAILQ_FIRST(&outbox->sent);
	outbox->now = now;
	if (!line || !is_late(outbox, line->last > 0 ? outbox->asked_last : line->sent))
		return;
	send_fence(outbox);
	outbox->asked_last = now;
	for (; line; line = TAILQ_NEXT(line, link))
		if (line->last == 0)
			line->last = outbox->fence;
}

void outbox_note_command(struct outbox *outbox)
{
	outbox->command = true;
}

void outbox_fence(struct outbox *outbox)
{
	outbox->asked = ULONG_MAX;
	if (!outbox->online)
		return;
	send_fence(outbox);
	outbox->asked = outbox->fence;
}

bool outbox_fence_passed(const struct outbox *outbox)
{
	return outbox->asked <= outbox->answered;
}

bool outbox_waits(const struct outbox *outbox)
{
	bool asked = outbox->asked > outbox->answered && outbox->asked <= outbox->fence;
	return outbox_unconfirmed(outbox) > 0 || asked;
}

size_t outbox_unconfirmed(const struct outbox *outbox)
{
	return outbox->sent_count + outbox->waiting_count;
}

int64_t outbox_unconfirmed_since(const struct outbox *outbox)
{
	const struct line *line = TAILQ_FIRST(&outbox->sent);
	if (!line)
		line = TAILQ_FIRST(&outbox->waiting);
	return line ? line->said : 0;
}

size_t outbox_kept(const struct outbox *outbox)
{
	return outbox->kept_count;
}

const char *outbox_kept_line(
	const struct outbox *outbox, size_t i, const char **target, bool *unsure)
{
	const struct line *line = TAILQ_FIRST(&outbox->kept);
	while (line && i-- > 0)
		line = TAILQ_NEXT(line, link);
	if (!line)
		return NULL;
	*target = line->target;
	*unsure = line->unsure;
	return line->text;
}

void outbox_resend(struct outbox *outbox, int64_t now)
{
	outbox->now = now;
	if (!outbox->online)
		return;
	for (struct line *line = TAILQ_FIRST(&outbox->kept); line; line = TAILQ_NEXT(line, link))
		line->said = now;
	TAILQ_CONCAT(&outbox->waiting, &outbox->kept, link);
	outbox->waiting_count += outbox->kept_count;
	outbox->kept_count = 0;
	outbox_go_on(outbox);
}

void outbox_forget(struct outbox *outbox)
{
	empty(&outbox->kept);
	outbox->kept_count = 0;
}
