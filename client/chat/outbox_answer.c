/* What the server answers to what is said. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ascii.h"
#include "irc_text.h"
#include "memory.h"
#include "outbox_queue.h"
#include "refusal.h"
#include "text.h"

#define BLAME_NAMED 3 /* how likely an error is about a line whose target it names */

static bool has_label(unsigned long ticket, const char *label)
{
	char own[sizeof OUTBOX_LABEL + 20];
	snprintf(own, sizeof own, OUTBOX_LABEL "%lu", ticket);
	return strcmp(own, label) == 0;
}

static struct line *find_label(struct outbox *outbox, const char *label)
{
	struct line *line = outbox->labels ? TAILQ_FIRST(&outbox->sent) : NULL;
	while (line && !has_label(line->ticket, label))
		line = TAILQ_NEXT(line, link);
	outbox->label_seen |= line != NULL;
	return line;
}

/* What is left of a text on its way, whatever a server makes of colours and of bytes that are no
 * text. Free it. */
static char *essence(const char *text)
{
	size_t length = strlen(text);
	char *plain = memory_get(TEXT_SAFE_SIZE(length));
	length = irc_text_safe(plain, text, length);
	irc_text_plain(plain, plain, length);
	return plain;
}

static bool is_to(const struct outbox *outbox, const struct line *line, enum chat_kind kind,
	const char *target)
{
	return line->kind == kind && outbox->user.same(outbox->data, line->target, target);
}

static bool begins_with(const char *text, const char *start)
{
	return *start != '\0' && strncmp(text, start, strlen(start)) == 0;
}

/* The oldest line with this text; else, where labels may not say better, one that begins with it;
 * else the oldest to the target. */
static struct line *find_echoed(
	const struct outbox *outbox, enum chat_kind kind, const char *target, const char *text)
{
	struct line *oldest = NULL, *begins = NULL;
	for (struct line *line = TAILQ_FIRST(&outbox->sent); line; line = TAILQ_NEXT(line, link)) {
		if (!is_to(outbox, line, kind, target))
			continue;
		char *own = essence(line->text);
		bool equal = strcmp(own, text) == 0;
		bool starts = begins_with(own, text);
		free(own);
		if (equal)
			return line;
		if (!oldest)
			oldest = line;
		if (!begins && starts)
			begins = line;
	}
	if (outbox->label_seen)
		return NULL;
	return begins ? begins : oldest;
}

/* Keeps in mind what of the line has not come back with `text`. */
static void set_partly(struct outbox *outbox, const struct line *line, const char *text)
{
	char *own = essence(line->text);
	size_t length = strlen(text);
	free(outbox->partly);
	outbox->partly = NULL;
	if (begins_with(own, text) && own[length] != '\0') {
		outbox->partly = outbox_line_new(
			line->kind, line->target, own + length, strlen(own + length));
		outbox->partly->ticket = line->ticket;
	}
	free(own);
}

static unsigned long echo_text(
	struct outbox *outbox, enum chat_kind kind, const char *target, const char *text)
{
	struct line *partly = outbox->partly;
	if (partly && is_to(outbox, partly, kind, target) && begins_with(partly->text, text)) {
		partly->text += strlen(text);
		return partly->ticket;
	}
	struct line *line = find_echoed(outbox, kind, target, text);
	if (!line)
		return 0;
	unsigned long ticket = line->ticket;
	set_partly(outbox, line, text);
	outbox_settle(outbox, line, OUTBOX_CONFIRMED, true, NULL);
	outbox_go_on(outbox);
	return ticket;
}

static unsigned long echo_label(struct outbox *outbox, const char *label)
{
	struct line *line = find_label(outbox, label);
	if (line) {
		unsigned long ticket = line->ticket;
		outbox->echoed[ticket % OUTBOX_SENT_MAX] = ticket;
		outbox_settle(outbox, line, OUTBOX_CONFIRMED, true, NULL);
		outbox_go_on(outbox);
		return ticket;
	}
	for (size_t i = 0; i < OUTBOX_SENT_MAX; i++)
		if (outbox->echoed[i] > 0 && has_label(outbox->echoed[i], label))
			return outbox->echoed[i];
	return 0;
}

unsigned long outbox_echo(struct outbox *outbox, const char *label, enum chat_kind kind,
	const char *target, const char *text)
{
	if (!outbox->echo)
		return 0;
	if (outbox->labels && label)
		return echo_label(outbox, label);
	char *came = essence(text);
	unsigned long ticket = echo_text(outbox, kind, target, came);
	free(came);
	return ticket;
}

/* Without the signs of roles (STATUSMSG). */
static const char *bare_target(const struct line *line)
{
	return line->target + strspn(line->target, "~&@%+");
}

/* How likely it is that an error without a label is about a line; 0 for not at all. */
static int blame(
	const struct outbox *outbox, const struct line *line, const struct refusal *refusal)
{
	bool notice = line->kind == CHAT_NOTICE;
	if (refusal->command && !ascii_equal(refusal->command, notice ? "NOTICE" : "PRIVMSG"))
		return 0;
	if (refusal->empty && !text_blank(line->text, strlen(line->text)))
		return 0;
	if (refusal->not_text && irc_text_utf8(line->text, strlen(line->text)))
		return 0;
	for (unsigned i = 0; i < refusal->name_count; i++)
		if (outbox->user.same(outbox->data, line->target, refusal->names[i]) ||
			outbox->user.same(outbox->data, bare_target(line), refusal->names[i]))
			return notice ? BLAME_NAMED : BLAME_NAMED + 1;
	return refusal->must_name ? 0 : notice ? 1 : 2;
}

/* The one that is most likely meant, if it is at least so likely. */
static struct line *find_refused(
	const struct outbox *outbox, const struct irc_message *message, int least)
{
	struct refusal refusal;
	struct line *found = NULL;
	int most = least - 1;
	if (!refusal_read(&refusal, message))
		return NULL;
	for (struct line *line = TAILQ_FIRST(&outbox->sent); line; line = TAILQ_NEXT(line, link)) {
		int likely = blame(outbox, line, &refusal);
		if (likely > most) {
			most = likely;
			found = line;
		}
	}
	return found;
}

bool outbox_refusal(struct outbox *outbox, const char *label, const struct irc_message *message,
	const char *sentence)
{
	struct line *line = NULL;
	if (outbox->labels && label)
		line = find_label(outbox, label);
	else if (!outbox->labels)
		line = find_refused(outbox, message, 1);
	else if (!outbox->label_seen)
		line = find_refused(outbox, message, BLAME_NAMED);
	if (!line)
		return false;
	outbox_settle(outbox, line, OUTBOX_REFUSED, false, sentence);
	outbox_go_on(outbox);
	return true;
}

/* The server has read the line and sends no echo: who sends them all has not delivered it. */
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
	size_t before = strlen(OUTBOX_FENCE);
	char *end;
	if (strncmp(token, OUTBOX_FENCE, before) != 0 || token[before] < '1' || token[before] > '9')
		return false;
	unsigned long fence = strtoul(token + before, &end, 10);
	if (*end != '\0' || fence > outbox->fence)
		return false;
	if (fence == outbox->fence)
		outbox->fence_out = false;
	for (struct line *line; (line = TAILQ_FIRST(&outbox->sent));) {
		if (line->fence == 0 || line->fence > fence)
			break;
		settle_read(outbox, line);
	}
	outbox_go_on(outbox);
	return true;
}
