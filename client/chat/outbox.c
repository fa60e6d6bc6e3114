#include "outbox.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ascii.h"
#include "irc_text.h"
#include "memory.h"
#include "numeric.h"
#include "outbox_queue.h"

#define FENCE "chat-client-" /* in tokens of our PINGs; the fence's number follows */
#define LABEL "line-"	     /* in labels; the line's ticket follows */
#define SOURCE_MAX 200	     /* bytes of the longest source that a text leaves room for */
#define PATIENCE_MS 20000    /* until another fence decides on a line without an answer */
#define WIRE_SIZE 1024	     /* a line with its label */

struct outbox {
	struct outbox_user user;
	void *data;
	struct queue kept, waiting, sent; /* waiting: for its turn to be sent */
	int64_t now;
	unsigned long ticket;	/* the last one */
	unsigned long fence;	/* the last one that was sent */
	unsigned long answered; /* the last one whose PONG has come */
	unsigned long asked;	/* the user's; ULONG_MAX: its PONG cannot come */
	unsigned long echoed;	/* the fence behind the last line that an echo settled */
	char *echoed_text;	/* of the last line that an echo without a label settled */
	int64_t asked_last;	/* when a fence was last sent for lines without an answer */
	bool online, echo, labels;
	bool labeled; /* the server has sent a label of ours in this connection */
	bool command; /* another command than a line was sent after the last fence */
};

struct outbox *outbox_new(const struct outbox_user *user, void *data)
{
	struct outbox *outbox = memory_zero(sizeof *outbox);
	outbox->user = *user;
	outbox->data = data;
	TAILQ_INIT(&outbox->kept.lines);
	TAILQ_INIT(&outbox->waiting.lines);
	TAILQ_INIT(&outbox->sent.lines);
	return outbox;
}

void outbox_free(struct outbox *outbox)
{
	if (!outbox)
		return;
	queue_empty(&outbox->kept);
	queue_empty(&outbox->waiting);
	queue_empty(&outbox->sent);
	free(outbox->echoed_text);
	free(outbox);
}

static void settle(struct outbox *outbox, struct outbox_line *line, enum outbox_fate fate,
	bool echo, const char *why)
{
	queue_take(&outbox->sent, line);
	outbox->user.settled(outbox->data, line, fate, echo, why);
	free(line);
}

static void send_fence(struct outbox *outbox)
{
	char wire[sizeof "PING :" FENCE + 20];
	int length = snprintf(wire, sizeof wire, "PING :" FENCE "%lu", ++outbox->fence);
	outbox->command = false;
	outbox->user.send(outbox->data, wire, (size_t)length);
}

/* 0 if no message can hold the line, or if the target would be several, of which some might refuse
 * it. */
static size_t format_line(
	const struct outbox *outbox, struct outbox_line *line, char out[WIRE_SIZE])
{
	char tags[sizeof "label=" LABEL + 20];
	char text[IRC_LINE_BYTES], notice[] = "NOTICE", privmsg[] = "PRIVMSG";
	bool action = line->kind == CHAT_ACTION;
	int length = snprintf(text, sizeof text, action ? "\1ACTION %s\1" : "%s", line->text);
	if (length < 0 || (size_t)length >= sizeof text || strchr(line->target, ','))
		return 0;
	snprintf(tags, sizeof tags, "label=" LABEL "%lu", line->ticket);
	struct irc_message message = {.tags = outbox->labels ? tags : NULL,
		.command = line->kind == CHAT_NOTICE ? notice : privmsg,
		.count = 2,
		.params = {line->target, text}};
	return irc_format(out, WIRE_SIZE, &message);
}

static void send_line(
	struct outbox *outbox, struct outbox_line *line, const char *wire, size_t length)
{
	bool fenced = !outbox->labeled;
	if (fenced && outbox->command)
		send_fence(outbox);
	queue_put(&outbox->sent, line);
	line->bytes = length;
	line->sent = outbox->now;
	outbox->user.send(outbox->data, wire, length);
	if (fenced)
		send_fence(outbox);
	line->fence = fenced ? outbox->fence : 0;
	line->last = 0;
}

static size_t free_bytes(const struct outbox *outbox)
{
	size_t bytes = OUTBOX_SENT_BYTES;
	for (const struct outbox_line *line = queue_first(&outbox->sent); line;
		line = line_next(line))
		bytes -= line->bytes;
	return bytes;
}

/* Sends as many lines as may be unconfirmed. */
static void go_on(struct outbox *outbox)
{
	struct outbox_line *line;
	while (outbox->online && outbox->sent.count < OUTBOX_SENT_MAX &&
		(line = queue_first(&outbox->waiting))) {
		char wire[WIRE_SIZE];
		size_t length = format_line(outbox, line, wire);
		if (length > free_bytes(outbox))
			break;
		queue_take(&outbox->waiting, line);
		if (length > 0) {
			send_line(outbox, line, wire, length);
			continue;
		}
		outbox->user.settled(outbox->data, line, OUTBOX_REFUSED, false,
			"no person and no room can have that name");
		free(line);
	}
}

static void add_line(struct outbox *outbox, enum chat_kind kind, const char *target,
	const char *text, size_t length)
{
	size_t target_size = strlen(target) + 1;
	struct outbox_line *line = memory_zero(sizeof *line + target_size + length + 1);
	line->kind = kind;
	memcpy(line->target, target, target_size);
	line->text = line->target + target_size;
	for (size_t i = 0; i < length; i++)
		line->text[i] = (char)(text[i] == '\r' || text[i] == '\n' ? ' ' : text[i]);
	line->ticket = ++outbox->ticket;
	line->said = outbox->now;
	queue_put(outbox->online ? &outbox->waiting : &outbox->kept, line);
}

/* The most bytes of text in a message that others get; no limit if the target alone is too long. */
static size_t text_room(enum chat_kind kind, const char *target, size_t source_bytes)
{
	size_t source = source_bytes < SOURCE_MAX ? source_bytes : SOURCE_MAX;
	size_t taken = strlen(": PRIVMSG  :\r\n") + source + strlen(target) +
		       (kind == CHAT_ACTION ? strlen("\1ACTION \1") : 0);
	return taken + 4 <= IRC_LINE_BYTES ? IRC_LINE_BYTES - taken : SIZE_MAX;
}

unsigned long outbox_say(struct outbox *outbox, enum chat_kind kind, const char *target,
	const char *text, size_t source_bytes, int64_t now, unsigned *parts)
{
	size_t most = text_room(kind, target, source_bytes);
	size_t length = strlen(text);
	unsigned long ticket = outbox->ticket + 1;
	outbox->now = now;
	do {
		size_t part = irc_text_split(text, length, most);
		add_line(outbox, kind, target, text, part);
		text += part;
		length -= part;
	} while (length > 0);
	if (parts)
		*parts = (unsigned)(outbox->ticket - ticket + 1);
	go_on(outbox);
	return ticket;
}

void outbox_begin(struct outbox *outbox, bool echo, bool labels)
{
	outbox->online = true;
	outbox->echo = echo;
	outbox->labels = labels;
	go_on(outbox);
}

void outbox_lost(struct outbox *outbox)
{
	outbox->online = outbox->labeled = outbox->command = false;
	if (outbox->asked > outbox->answered)
		outbox->asked = ULONG_MAX;
	outbox->answered = outbox->fence;
	for (struct outbox_line *line; (line = queue_first(&outbox->sent));) {
		queue_take(&outbox->sent, line);
		queue_put(&outbox->kept, line);
		line->unsure = true;
		outbox->user.settled(outbox->data, line, OUTBOX_UNSURE, false, NULL);
	}
	queue_put_all(&outbox->kept, &outbox->waiting);
}

/* The number behind a word of ours: from 1, without zeros in front. 0 where it is none. */
static unsigned long read_number(const char *text, const char *word)
{
	char *end;
	size_t length = strlen(word);
	if (strncmp(text, word, length) != 0 || text[length] < '1' || text[length] > '9')
		return 0;
	unsigned long number = strtoul(text + length, &end, 10);
	return *end == '\0' ? number : 0;
}

static struct outbox_line *find_label(struct outbox *outbox, const char *label)
{
	unsigned long ticket = outbox->labels ? read_number(label, LABEL) : 0;
	struct outbox_line *line = queue_first(&outbox->sent);
	while (line && line->ticket != ticket)
		line = line_next(line);
	outbox->labeled |= line != NULL;
	return line;
}

/* The line that the server has read last, if it has read nothing else since the fence before. */
static struct outbox_line *find_fenced(const struct outbox *outbox)
{
	struct outbox_line *line = queue_first(&outbox->sent);
	while (line && line->fence != outbox->answered + 1)
		line = line_next(line);
	return line;
}

static bool is_to(const struct outbox *outbox, const struct outbox_line *line, enum chat_kind kind,
	const char *target)
{
	return line->kind == kind && outbox->user.same(outbox->data, line->target, target);
}

/* Whether the PONG behind the line came before the line's answer: from a bouncer that answers PINGs
 * itself, or because the echo comes from a server further away. */
static bool is_late(const struct outbox *outbox, const struct outbox_line *line)
{
	return line->fence > 0 && line->fence <= outbox->answered;
}

/* Without a label: the line with this text that the server may have read, the oldest of several
 * first; else, since the server may have changed the text, the line between the fences, or the
 * oldest late one. But an echo may come twice, or in parts. A server that labels other answers and
 * leaves the label out of this one has not changed the text. */
static struct outbox_line *find_echoed(
	const struct outbox *outbox, enum chat_kind kind, const char *target, const char *text)
{
	struct outbox_line *fenced = find_fenced(outbox), *oldest = NULL;
	for (struct outbox_line *line = queue_first(&outbox->sent); line; line = line_next(line)) {
		if (line->fence > outbox->answered + 1 || !is_to(outbox, line, kind, target))
			continue;
		if (strcmp(line->text, text) == 0)
			return line;
		if (!oldest && line->fence > 0)
			oldest = line;
	}
	if (fenced && is_to(outbox, fenced, kind, target))
		return fenced;
	if (outbox->echoed == outbox->answered + 1 || /* a further part */
		(outbox->echoed_text && strstr(outbox->echoed_text, text)))
		return NULL;
	return oldest;
}

unsigned long outbox_echo(struct outbox *outbox, const char *label, enum chat_kind kind,
	const char *target, const char *text)
{
	if (!outbox->echo)
		return 0;
	struct outbox_line *line = outbox->labels && label
					   ? find_label(outbox, label)
					   : find_echoed(outbox, kind, target, text);
	if (!line)
		return 0;
	unsigned long ticket = line->ticket;
	outbox->echoed = line->fence;
	memory_replace(&outbox->echoed_text, line->text);
	settle(outbox, line, OUTBOX_CONFIRMED, true, NULL);
	go_on(outbox);
	return ticket;
}

/* Without the signs of roles (STATUSMSG). */
static const char *bare_target(const struct outbox_line *line)
{
	return line->target + strspn(line->target, "~&@%+");
}

/* Whether an error may be about the line: nick [name...] text, or FAIL command code [name...] text.
 * FAIL has '*' for a command that could not be read (utf8only). */
static bool may_refuse(const struct outbox *outbox, const struct outbox_line *line,
	const struct irc_message *message)
{
	const char *command = line->kind == CHAT_NOTICE ? "NOTICE" : "PRIVMSG";
	bool fail = ascii_equal(message->command, "FAIL");
	for (unsigned i = fail ? 0 : 1; i + 1 < message->count && (!fail || i == 0); i++) {
		const char *name = message->params[i];
		if (ascii_equal(name, command) || (fail && strcmp(name, "*") == 0) ||
			outbox->user.same(outbox->data, line->target, name) ||
			outbox->user.same(outbox->data, bare_target(line), name))
			return true;
	}
	return message->count < 3 && !fail;
}

/* Without a label: the line between the fences, or the oldest late one if the error says that its
 * target cannot be told. */
static struct outbox_line *find_refused(
	const struct outbox *outbox, const struct irc_message *message)
{
	struct outbox_line *line = find_fenced(outbox);
	if (line && may_refuse(outbox, line, message))
		return line;
	int number = atoi(message->command);
	if (number != ERR_NOSUCHNICK && number != ERR_NOSUCHCHANNEL &&
		number != ERR_CANNOTSENDTOCHAN)
		return NULL;
	line = queue_first(&outbox->sent);
	while (line && !(is_late(outbox, line) && may_refuse(outbox, line, message)))
		line = line_next(line);
	return line;
}

bool outbox_refusal(struct outbox *outbox, const char *label, const struct irc_message *message,
	const char *sentence)
{
	struct outbox_line *line =
		outbox->labels && label ? find_label(outbox, label) : find_refused(outbox, message);
	if (!line)
		return false;
	settle(outbox, line, OUTBOX_REFUSED, false, sentence);
	go_on(outbox);
	return true;
}

/* The server has read the line and sends no echo: if it sends echoes, it has not delivered it. */
static void settle_read(struct outbox *outbox, struct outbox_line *line)
{
	const char *why =
		outbox->echo ? "the server has not delivered it and does not say why" : NULL;
	settle(outbox, line, why ? OUTBOX_REFUSED : OUTBOX_CONFIRMED, false, why);
}

void outbox_ack(struct outbox *outbox, const char *label)
{
	struct outbox_line *line = label ? find_label(outbox, label) : NULL;
	if (!line)
		return;
	settle_read(outbox, line);
	go_on(outbox);
}

void outbox_shut(struct outbox *outbox, const char *room, const char *why)
{
	struct outbox_line *line, *after;
	for (line = queue_first(&outbox->sent); line && !outbox->labels; line = after) {
		after = line_next(line);
		if (outbox->user.same(outbox->data, bare_target(line), room))
			settle(outbox, line, OUTBOX_REFUSED, false, why);
	}
	go_on(outbox);
}

bool outbox_pong(struct outbox *outbox, const char *token)
{
	unsigned long fence = read_number(token, FENCE);
	struct outbox_line *line, *after;
	if (fence == 0 || fence > outbox->fence)
		return false;
	if (fence > outbox->answered)
		outbox->answered = fence;
	for (line = queue_first(&outbox->sent); line; line = after) {
		unsigned long by = line->fence > 0 && !outbox->echo ? line->fence : line->last;
		after = line_next(line);
		if (by > 0 && by <= fence)
			settle_read(outbox, line);
	}
	go_on(outbox);
	return true;
}

/* All lines that are sent are decided by one more fence if the oldest had no answer in time, which
 * is over at once if the clock was set back. */
void outbox_tick(struct outbox *outbox, int64_t now)
{
	struct outbox_line *line = queue_first(&outbox->sent);
	outbox->now = now;
	int64_t since = !line ? now : line->last > 0 ? outbox->asked_last : line->sent;
	if (now >= since && now - since < PATIENCE_MS)
		return;
	send_fence(outbox);
	outbox->asked_last = now;
	for (; line; line = line_next(line))
		if (line->last == 0)
			line->last = outbox->fence;
}

void outbox_note_command(struct outbox *outbox)
{
	outbox->command = true;
}

void outbox_fence(struct outbox *outbox)
{
	if (outbox->online)
		send_fence(outbox);
	outbox->asked = outbox->online ? outbox->fence : ULONG_MAX;
}

bool outbox_fence_passed(const struct outbox *outbox)
{
	return outbox->asked <= outbox->answered;
}

bool outbox_waits(const struct outbox *outbox)
{
	return outbox_unconfirmed(outbox) > 0 ||
	       (outbox->asked > outbox->answered && outbox->asked <= outbox->fence);
}

size_t outbox_unconfirmed(const struct outbox *outbox)
{
	return outbox->sent.count + outbox->waiting.count;
}

int64_t outbox_unconfirmed_since(const struct outbox *outbox)
{
	const struct outbox_line *sent = queue_first(&outbox->sent);
	const struct outbox_line *line = sent ? sent : queue_first(&outbox->waiting);
	return line ? line->said : 0;
}

size_t outbox_kept(const struct outbox *outbox)
{
	return outbox->kept.count;
}

const char *outbox_kept_line(
	const struct outbox *outbox, size_t i, const char **target, bool *unsure)
{
	const struct outbox_line *line = queue_first(&outbox->kept);
	while (line && i-- > 0)
		line = line_next(line);
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
	for (struct outbox_line *line = queue_first(&outbox->kept); line; line = line_next(line))
		line->said = now;
	queue_put_all(&outbox->waiting, &outbox->kept);
	go_on(outbox);
}

void outbox_forget(struct outbox *outbox)
{
	queue_empty(&outbox->kept);
}
