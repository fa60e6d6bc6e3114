#include "state.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <utlist.h>

#include "ascii.h"
#include "irc_text.h"
#include "memory.h"
#include "numeric.h"
#include "reply.h"
#include "text_copy.h"

#define FENCE "chat-client-" /* in tokens of our PINGs; the fence's number follows */
#define LABEL "line-"	     /* in labels; the line's ticket follows */
#define SOURCE_MAX 200	     /* bytes of the longest source that a text leaves room for */
#define PATIENCE_MS 20000    /* until another fence decides on a line without an answer */
#define WIRE_SIZE 1024	     /* a line with its label */
#define CONFIRM_MS 120000    /* limit without a line being confirmed */
#define SOURCE_GUESS 80	     /* bytes of our !user@host, until the server shows it */

static void queue_put(struct outbox_queue *queue, struct outbox_line *line)
{
	DL_APPEND(queue->first, line);
	queue->count++;
}

static void queue_take(struct outbox_queue *queue, struct outbox_line *line)
{
	DL_DELETE(queue->first, line);
	queue->count--;
}

static void queue_move(struct outbox_queue *queue, struct outbox_queue *from)
{
	DL_CONCAT(queue->first, from->first);
	queue->count += from->count;
	*from = (struct outbox_queue){0};
}

static void queue_drop(struct outbox_queue *queue, bool only_unsure)
{
	struct outbox_line *line, *next;
	DL_FOREACH_SAFE(queue->first, line, next)
	{
		if (only_unsure && !line->unsure)
			continue;
		queue_take(queue, line);
		free(line);
	}
}

void outbox_finish(struct outbox *outbox)
{
	queue_drop(&outbox->kept, false);
	queue_drop(&outbox->waiting, false);
	queue_drop(&outbox->sent, false);
	free(outbox->echoed_text);
}

static bool has_labels(const struct chat *chat)
{
	return caps_has(chat, CAP_LABELS) && caps_has(chat, CAP_BATCH);
}

static void tell_fate(
	struct chat *chat, const struct outbox_line *line, enum chat_kind kind, const char *why)
{
	bool refused = kind == CHAT_REFUSED;
	char *plain = reply_plain(line->text, strlen(line->text));
	char *target = text_copy_safe(line->target, strlen(line->target), TEXT_CONTROL('\t'));
	const char *room = rooms_target(chat, target);
	chat->outbox.settled = chat->now;
	tell(chat, .kind = kind, .room = room ? room : target,
		.name = refused ? NULL : chat->identity.name, .other = refused ? plain : NULL,
		.text = refused ? why : line->text, .ticket = line->ticket, .own = !refused,
		.private = !room);
	free(plain);
	free(target);
}

/* `kind`: of the event that tells it. */
static void settle(
	struct chat *chat, struct outbox_line *line, enum chat_kind kind, const char *why)
{
	queue_take(&chat->outbox.sent, line);
	tell_fate(chat, line, kind, why);
	free(line);
}

static void send_fence(struct chat *chat)
{
	char wire[sizeof "PING :" FENCE + 20];
	int length = snprintf(wire, sizeof wire, "PING :" FENCE "%lu", ++chat->outbox.fence);
	chat->outbox.command = false;
	chat->user->send(chat->data, wire, (size_t)length);
}

/* 0 if no message can hold the line, or if the target would be several, of which some might refuse
 * it. */
static size_t format_line(const struct chat *chat, struct outbox_line *line, char out[WIRE_SIZE])
{
	char tags[sizeof "label=" LABEL + 20];
	char text[IRC_LINE_BYTES], notice[] = "NOTICE", privmsg[] = "PRIVMSG";
	bool action = line->kind == CHAT_ACTION;
	int length = snprintf(text, sizeof text, action ? "\1ACTION %s\1" : "%s", line->text);
	if (length < 0 || (size_t)length >= sizeof text || strchr(line->target, ','))
		return 0;
	snprintf(tags, sizeof tags, "label=" LABEL "%lu", line->ticket);
	struct irc_message message = {.tags = has_labels(chat) ? tags : NULL,
		.command = line->kind == CHAT_NOTICE ? notice : privmsg,
		.count = 2,
		.params = {line->target, text}};
	return irc_format(out, WIRE_SIZE, &message);
}

static void send_line(struct chat *chat, struct outbox_line *line, const char *wire, size_t length)
{
	struct outbox *outbox = &chat->outbox;
	bool fenced = !outbox->labeled;
	if (fenced && outbox->command)
		send_fence(chat);
	queue_put(&outbox->sent, line);
	line->bytes = length;
	line->sent = chat->now;
	chat->user->send(chat->data, wire, length);
	if (fenced)
		send_fence(chat);
	line->fence = fenced ? outbox->fence : 0;
	line->last = 0;
}

static size_t free_bytes(const struct outbox *outbox)
{
	size_t bytes = OUTBOX_SENT_BYTES;
	for (const struct outbox_line *line = outbox->sent.first; line; line = line->next)
		bytes -= line->bytes;
	return bytes;
}

/* Sends as many lines as may be unconfirmed. */
static void go_on(struct chat *chat)
{
	struct outbox *outbox = &chat->outbox;
	struct outbox_line *line;
	while (chat->state == CHAT_IN && outbox->sent.count < OUTBOX_SENT_MAX &&
		(line = outbox->waiting.first)) {
		char wire[WIRE_SIZE];
		size_t length = format_line(chat, line, wire);
		if (length > free_bytes(outbox))
			break;
		queue_take(&outbox->waiting, line);
		if (length > 0) {
			send_line(chat, line, wire, length);
			continue;
		}
		tell_fate(chat, line, CHAT_REFUSED, "no person and no room can have that name");
		free(line);
	}
}

static void add_line(
	struct chat *chat, enum chat_kind kind, const char *target, const char *text, size_t length)
{
	struct outbox *outbox = &chat->outbox;
	size_t target_size = strlen(target) + 1;
	struct outbox_line *line = memory_zero(sizeof *line + target_size + length + 1);
	line->kind = kind;
	memcpy(line->target, target, target_size);
	line->text = line->target + target_size;
	for (size_t i = 0; i < length; i++)
		line->text[i] = (char)(text[i] == '\r' || text[i] == '\n' ? ' ' : text[i]);
	line->ticket = ++outbox->ticket;
	line->said = chat->now;
	bool soon = chat->state == CHAT_IN || chat->upgraded;
	queue_put(soon ? &outbox->waiting : &outbox->kept, line);
}

/* The most bytes of text in a message that others get; no limit if the target alone is too long. */
static size_t text_room(const struct chat *chat, enum chat_kind kind, const char *target)
{
	size_t source = chat->identity.source_bytes;
	if (source == 0)
		source = strlen(chat->identity.name) + SOURCE_GUESS;
	if (source > SOURCE_MAX)
		source = SOURCE_MAX;
	size_t taken = strlen(": PRIVMSG  :\r\n") + source + strlen(target) +
		       (kind == CHAT_ACTION ? strlen("\1ACTION \1") : 0);
	return taken + 4 <= IRC_LINE_BYTES ? IRC_LINE_BYTES - taken : SIZE_MAX;
}

unsigned long chat_say(struct chat *chat, enum chat_kind kind, const char *target, const char *text,
	unsigned *parts)
{
	size_t most = text_room(chat, kind, target);
	size_t length = strlen(text);
	unsigned long ticket = chat->outbox.ticket + 1;
	if (chat_unconfirmed(chat) == 0)
		chat->outbox.settled = chat->now;
	do {
		size_t part = irc_text_split(text, length, most);
		add_line(chat, kind, target, text, part);
		text += part;
		length -= part;
	} while (length > 0);
	if (parts)
		*parts = (unsigned)(chat->outbox.ticket - ticket + 1);
	go_on(chat);
	return ticket;
}

void outbox_lost(struct chat *chat)
{
	struct outbox *outbox = &chat->outbox;
	outbox->labeled = outbox->command = false;
	if (outbox->asked > outbox->answered)
		outbox->asked = ULONG_MAX;
	outbox->answered = outbox->fence;
	if (chat->upgraded) { /* what it has read, it has confirmed */
		queue_move(&outbox->sent, &outbox->waiting);
		queue_move(&outbox->waiting, &outbox->sent);
		return;
	}
	for (struct outbox_line *line; (line = outbox->sent.first);) {
		queue_take(&outbox->sent, line);
		queue_put(&outbox->kept, line);
		line->unsure = true;
		tell_fate(chat, line, CHAT_UNSURE, NULL);
	}
	queue_move(&outbox->kept, &outbox->waiting);
}

void outbox_welcome(struct chat *chat)
{
	chat->upgraded = false;
	go_on(chat);
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

static struct outbox_line *find_label(struct chat *chat, const char *label)
{
	unsigned long ticket = has_labels(chat) ? read_number(label, LABEL) : 0;
	struct outbox_line *line;
	DL_SEARCH_SCALAR(chat->outbox.sent.first, line, ticket, ticket);
	chat->outbox.labeled |= line != NULL;
	return line;
}

/* The line that the server has read last, if it has read nothing else since the fence before. */
static struct outbox_line *find_fenced(const struct outbox *outbox)
{
	struct outbox_line *line;
	DL_SEARCH_SCALAR(outbox->sent.first, line, fence, outbox->answered + 1);
	return line;
}

static bool is_to(const struct chat *chat, const struct outbox_line *line, enum chat_kind kind,
	const char *target)
{
	return line->kind == kind && isupport_same(&chat->isupport, line->target, target);
}

/* Without a label: the line with this text that the server may have read, the oldest of several
 * first; else, since the server may have changed the text, the line between the fences, or the
 * oldest late one. But an echo may come twice, or in parts. A server that labels other answers and
 * leaves the label out of this one has not changed the text. */
static struct outbox_line *find_echoed(
	const struct chat *chat, enum chat_kind kind, const char *target, const char *text)
{
	const struct outbox *outbox = &chat->outbox;
	struct outbox_line *fenced = find_fenced(outbox), *oldest = NULL;
	for (struct outbox_line *line = outbox->sent.first; line; line = line->next) {
		if (line->fence > outbox->answered + 1 || !is_to(chat, line, kind, target))
			continue;
		if (strcmp(line->text, text) == 0)
			return line;
		if (!oldest && line->fence > 0)
			oldest = line;
	}
	if (fenced && is_to(chat, fenced, kind, target))
		return fenced;
	if (outbox->echoed == outbox->answered + 1 || /* a further part */
		(outbox->echoed_text && strstr(outbox->echoed_text, text)))
		return NULL;
	return oldest;
}

unsigned long outbox_echo(struct chat *chat, const char *label, enum chat_kind kind,
	const char *target, const char *text)
{
	struct outbox *outbox = &chat->outbox;
	if (!caps_has(chat, CAP_ECHO))
		return 0;
	struct outbox_line *line = has_labels(chat) && *label
					   ? find_label(chat, label)
					   : find_echoed(chat, kind, target, text);
	if (!line)
		return 0;
	unsigned long ticket = line->ticket;
	outbox->echoed = line->fence;
	memory_replace(&outbox->echoed_text, line->text);
	outbox->settled = chat->now;
	queue_take(&outbox->sent, line);
	free(line);
	go_on(chat);
	return ticket;
}

/* Without the signs of roles (STATUSMSG). */
static const char *bare_target(const struct outbox_line *line)
{
	return line->target + strspn(line->target, "~&@%+");
}

/* Whether an error may be about the line: nick [name...] text, or FAIL command code [name...] text.
 * FAIL has '*' for a command that could not be read (utf8only). */
static bool may_refuse(
	const struct chat *chat, const struct outbox_line *line, const struct irc_message *message)
{
	const char *command = line->kind == CHAT_NOTICE ? "NOTICE" : "PRIVMSG";
	bool fail = ascii_equal(message->command, "FAIL");
	for (unsigned i = fail ? 0 : 1; i + 1 < message->count && (!fail || i == 0); i++) {
		const char *name = message->params[i];
		if (ascii_equal(name, command) || (fail && strcmp(name, "*") == 0) ||
			isupport_same(&chat->isupport, line->target, name) ||
			isupport_same(&chat->isupport, bare_target(line), name))
			return true;
	}
	return message->count < 3 && !fail;
}

/* Without a label: the line between the fences, or, if the error says that its target cannot be
 * told, the oldest late one: its PONG came before the answer, from a bouncer that answers PINGs
 * itself, or because the answer comes from a server further away. */
static struct outbox_line *find_refused(const struct chat *chat, const struct irc_message *message)
{
	struct outbox_line *line = find_fenced(&chat->outbox);
	if (line && may_refuse(chat, line, message))
		return line;
	int number = atoi(message->command);
	if (number != ERR_NOSUCHNICK && number != ERR_NOSUCHCHANNEL &&
		number != ERR_CANNOTSENDTOCHAN)
		return NULL;
	DL_FOREACH (chat->outbox.sent.first, line)
		if (line->fence > 0 && line->fence <= chat->outbox.answered &&
			may_refuse(chat, line, message))
			break;
	return line;
}

bool outbox_refusal(struct chat *chat, const char *label, const struct irc_message *message,
	const char *sentence)
{
	struct outbox_line *line =
		has_labels(chat) && *label ? find_label(chat, label) : find_refused(chat, message);
	if (!line)
		return false;
	settle(chat, line, CHAT_REFUSED, sentence);
	go_on(chat);
	return true;
}

/* The server has read the line and sends no echo: if it sends echoes, it has not delivered it. */
static void settle_read(struct chat *chat, struct outbox_line *line)
{
	if (caps_has(chat, CAP_ECHO))
		settle(chat, line, CHAT_REFUSED,
			"the server has not delivered it and does not say why");
	else
		settle(chat, line, line->kind, NULL);
}

void outbox_ack(struct chat *chat, const char *label)
{
	struct outbox_line *line = find_label(chat, label);
	if (line)
		settle_read(chat, line);
	go_on(chat);
}

void outbox_shut(struct chat *chat, const char *room, const char *why)
{
	struct outbox_line *line, *after;
	if (has_labels(chat))
		return;
	DL_FOREACH_SAFE(chat->outbox.sent.first, line, after)
	if (isupport_same(&chat->isupport, bare_target(line), room))
		settle(chat, line, CHAT_REFUSED, why);
	go_on(chat);
}

bool outbox_pong(struct chat *chat, const char *token)
{
	struct outbox *outbox = &chat->outbox;
	unsigned long fence = read_number(token, FENCE);
	bool echo = caps_has(chat, CAP_ECHO);
	struct outbox_line *line, *after;
	if (fence == 0 || fence > outbox->fence)
		return false;
	if (fence > outbox->answered)
		outbox->answered = fence;
	DL_FOREACH_SAFE(outbox->sent.first, line, after)
	{
		unsigned long by = line->fence > 0 && !echo ? line->fence : line->last;
		if (by > 0 && by <= fence)
			settle_read(chat, line);
	}
	go_on(chat);
	return true;
}

/* All lines that are sent are decided by one more fence if the oldest had no answer in time, which
 * is over at once if the clock was set back. */
static void ask_again(struct chat *chat)
{
	struct outbox *outbox = &chat->outbox;
	struct outbox_line *line = outbox->sent.first;
	if (!line)
		return;
	int64_t waited = chat->now - (line->last > 0 ? outbox->asked_last : line->sent);
	if (waited >= 0 && waited < PATIENCE_MS)
		return;
	send_fence(chat);
	outbox->asked_last = chat->now;
	for (; line; line = line->next)
		if (line->last == 0)
			line->last = outbox->fence;
}

void outbox_tick(struct chat *chat)
{
	struct outbox *outbox = &chat->outbox;
	ask_again(chat);
	bool waits = chat_unconfirmed(chat) > 0 ||
		     (outbox->asked > outbox->answered && outbox->asked <= outbox->fence);
	if (waits && state_passed(chat, &outbox->settled, CONFIRM_MS))
		chat->user->drop(
			chat->data, "the server has not confirmed what was said for 2 minutes");
}

void chat_fence(struct chat *chat)
{
	chat->outbox.settled = chat->now;
	chat->outbox.asked = ULONG_MAX;
	if (chat->state != CHAT_IN)
		return;
	send_fence(chat);
	chat->outbox.asked = chat->outbox.fence;
}

bool chat_fence_passed(const struct chat *chat)
{
	return chat->outbox.asked <= chat->outbox.answered;
}

size_t chat_unconfirmed(const struct chat *chat)
{
	return chat->outbox.sent.count + chat->outbox.waiting.count;
}

void chat_resend(struct chat *chat)
{
	struct outbox *outbox = &chat->outbox;
	outbox->settled = chat->now;
	if (chat->state != CHAT_IN)
		return;
	for (struct outbox_line *line = outbox->kept.first; line; line = line->next)
		line->said = chat->now;
	queue_move(&outbox->waiting, &outbox->kept);
	go_on(chat);
}

void chat_forget(struct chat *chat)
{
	queue_drop(&chat->outbox.kept, false);
}

void chat_forget_unsure(struct chat *chat)
{
	queue_drop(&chat->outbox.kept, true);
}
