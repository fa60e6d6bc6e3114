/* What the server answers to the lines that are sent. */
#include <stdlib.h>
#include <string.h>

#include "ascii.h"
#include "outbox_queue.h"

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

static struct line *find_label(struct outbox *outbox, const char *label)
{
	unsigned long ticket = outbox->labels ? read_number(label, OUTBOX_LABEL) : 0;
	struct line *line = TAILQ_FIRST(&outbox->sent);
	while (line && line->ticket != ticket)
		line = TAILQ_NEXT(line, link);
	outbox->labeled |= line != NULL;
	return line;
}

/* The line that the server has read last, if it has read nothing else since the fence before. */
static struct line *find_fenced(const struct outbox *outbox)
{
	struct line *line = TAILQ_FIRST(&outbox->sent);
	while (line && line->fence != outbox->answered + 1)
		line = TAILQ_NEXT(line, link);
	return line;
}

static bool is_to(const struct outbox *outbox, const struct line *line, enum chat_kind kind,
	const char *target)
{
	return line->kind == kind && outbox->user.same(outbox->data, line->target, target);
}

/* Without a label. A server that labels other answers may leave the label out of an echo of the
 * same text; else it is the line between the fences, or the oldest one whose echo is late. */
static struct line *find_echoed(
	const struct outbox *outbox, enum chat_kind kind, const char *target, const char *text)
{
	struct line *line = find_fenced(outbox);
	if (line && is_to(outbox, line, kind, target))
		return line;
	if (outbox->echoed == outbox->answered + 1) /* a further part */
		return NULL;
	for (line = TAILQ_FIRST(&outbox->sent); line; line = TAILQ_NEXT(line, link)) {
		bool late = line->fence > 0 && line->fence <= outbox->answered;
		bool equal = line->fence == 0 && strcmp(line->text, text) == 0;
		if ((late || equal) && is_to(outbox, line, kind, target))
			return line;
	}
	return NULL;
}

unsigned long outbox_echo(struct outbox *outbox, const char *label, enum chat_kind kind,
	const char *target, const char *text)
{
	struct line *line = NULL;
	if (!outbox->echo)
		return 0;
	if (outbox->labels && label)
		line = find_label(outbox, label);
	else
		line = find_echoed(outbox, kind, target, text);
	if (!line)
		return 0;
	unsigned long ticket = line->ticket;
	outbox->echoed = line->fence;
	outbox_settle(outbox, line, OUTBOX_CONFIRMED, true, NULL);
	outbox_go_on(outbox);
	return ticket;
}

/* Without the signs of roles (STATUSMSG). */
static const char *bare_target(const struct line *line)
{
	return line->target + strspn(line->target, "~&@%+");
}

/* Whether an error may be about the line: nick [name...] text, or FAIL command code [name...] text.
 * FAIL has '*' for a command that could not be read (utf8only). */
static bool may_refuse(
	const struct outbox *outbox, const struct line *line, const struct irc_message *message)
{
	const char *command = line->kind == CHAT_NOTICE ? "NOTICE" : "PRIVMSG";
	bool fail = ascii_equal(message->command, "FAIL");
	unsigned first = fail ? 0 : 1, end = fail ? 1 : message->count - 1;
	for (unsigned i = first; i < end && i < message->count; i++) {
		const char *name = message->params[i];
		if (ascii_equal(name, command) || (fail && strcmp(name, "*") == 0) ||
			outbox->user.same(outbox->data, line->target, name) ||
			outbox->user.same(outbox->data, bare_target(line), name))
			return true;
	}
	return message->count < 3 && !fail;
}

bool outbox_refusal(struct outbox *outbox, const char *label, const struct irc_message *message,
	const char *sentence)
{
	struct line *line = NULL;
	if (outbox->labels && label)
		line = find_label(outbox, label);
	else if ((line = find_fenced(outbox)) && !may_refuse(outbox, line, message))
		line = NULL;
	if (!line)
		return false;
	outbox_settle(outbox, line, OUTBOX_REFUSED, false, sentence);
	outbox_go_on(outbox);
	return true;
}

/* The server has read the line and sends no echo: if it sends echoes, it has not delivered it. */
static void settle_read(struct outbox *outbox, struct line *line)
{
	if (outbox->echo)
		outbox_settle(outbox, line, OUTBOX_REFUSED, false,
			"the server has not delivered it and does not say why");
	else
		outbox_settle(outbox, line, OUTBOX_CONFIRMED, false, NULL);
}

void outbox_ack(struct outbox *outbox, const char *label)
{
	struct line *line = label ? find_label(outbox, label) : NULL;
	if (!line)
		return;
	settle_read(outbox, line);
	outbox_go_on(outbox);
}

void outbox_shut(struct outbox *outbox, const char *room, const char *why)
{
	struct line *line, *next;
	for (line = TAILQ_FIRST(&outbox->sent); line && !outbox->labels; line = next) {
		next = TAILQ_NEXT(line, link);
		if (outbox->user.same(outbox->data, bare_target(line), room))
			outbox_settle(outbox, line, OUTBOX_REFUSED, false, why);
	}
	outbox_go_on(outbox);
}

bool outbox_pong(struct outbox *outbox, const char *token)
{
	unsigned long fence = read_number(token, OUTBOX_FENCE);
	struct line *line, *next;
	if (fence == 0 || fence > outbox->fence)
		return false;
	if (fence > outbox->answered)
		outbox->answered = fence;
	for (line = TAILQ_FIRST(&outbox->sent); line; line = next) {
		unsigned long by = line->fence > 0 && !outbox->echo ? line->fence : line->last;
		next = TAILQ_NEXT(line, link);
		if (by > 0 && by <= fence)
			settle_read(outbox, line);
	}
	outbox_go_on(outbox);
	return true;
}
