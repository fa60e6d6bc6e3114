/* Lines that are said and not yet confirmed, in the order in which they were said.
 *
 * How a line is confirmed depends on what the server can do:
 *   - labels (labeled-response): the line has a label, and every answer to it has it too: the echo,
 *     an error, or, where there are no echoes, ACK. Some servers and bouncers agree to labels and
 *     then send none: an echo without one confirms a line with just its text, and, until a label
 *     has come back, any line that it could be of without labels, as an error without one refuses
 *     a line whose target it names;
 *   - echo alone (echo-message): its echo, recognised by target and text, which come in order;
 *   - without both, a fence, which is a PING with a token of ours, goes behind the lines that are
 *     sent together. Its PONG says that the server has read them: those that were not refused
 *     before it are confirmed. What is sent while a fence is out gets the next one.
 * A fence goes behind lines that have had no answer for 20 s too, with labels or without.
 *
 * Where there are echoes, nothing else confirms: a line that was read and not echoed was dropped by
 * the server (InspIRCd does that to who is shunned, or is put out for the line itself), and counts
 * as refused. An echo may come after the PONG, from a server further away, hence the 20 s.
 *
 * A refusal without a label is about the oldest sent line with the target that it names (or, where
 * it names none, about the oldest sent line); about a NOTICE only where it can be about no other,
 * since most servers drop those without a word.
 *
 * At most OUTBOX_SENT_MAX lines, and OUTBOX_SENT_BYTES, are sent and unconfirmed at a time; the
 * next ones follow when these are settled. Each line is told of once, through `settled`, and is
 * then forgotten, but an unsure one, which is kept. Neither call may use the outbox but its const
 * functions. Pure: knows no socket and no clock; `now` is in ms since 1970. */
#ifndef OUTBOX_H
#define OUTBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chat_event.h"
#include "irc_message.h"

#define OUTBOX_SENT_MAX 8
#define OUTBOX_SENT_BYTES 3000

struct outbox;

enum outbox_fate { OUTBOX_CONFIRMED, OUTBOX_REFUSED, OUTBOX_UNSURE };

struct outbox_line {
	unsigned long ticket;
	enum chat_kind kind; /* CHAT_SAID, CHAT_ACTION or CHAT_NOTICE */
	const char *target;
	const char *text;
	int64_t said; /* when */
};

struct outbox_user {
	void (*send)(void *data, const char *line, size_t length);
	/* `echo`: the server's own copy has come and is told by who called, so that a confirmed
	 * line without it is to be told from `line`. `why`: of a refusal, a sentence; else NULL. */
	void (*settled)(void *data, const struct outbox_line *line, enum outbox_fate fate,
		bool echo, const char *why);
	/* Whether two names are the same for the server. */
	bool (*same)(void *data, const char *a, const char *b);
};

struct outbox *outbox_new(const struct outbox_user *user, void *data);
void outbox_free(struct outbox *outbox);

/* Splits text so that each part fits a message that others get with a source of `source_bytes`, of
 * which at most 200 count (irc_text_split()). Each CR and LF becomes a blank. Returns the first
 * part's ticket, never 0; the others' follow. With no connection all are kept. A line whose target
 * no message can have, or would have as several, is refused when its turn comes: maybe at once. */
unsigned long outbox_say(struct outbox *outbox, enum chat_kind kind, const char *target,
	const char *text, size_t source_bytes, int64_t now, unsigned *parts);

/* There is a registered connection, with these capabilities; what was said before stays kept. Again
 * where the server takes one of them back. */
void outbox_begin(struct outbox *outbox, bool echo, bool labels);
/* And none: what was sent is unsure and kept, what was not sent is kept. */
void outbox_lost(struct outbox *outbox);

/* What the server says, before anyone else is told of it. `label` is of the message or of the batch
 * it is in; NULL for none. */
/* One of our own lines has come back: returns the ticket of the line that is settled by it, 0 if it
 * is none of ours (said by another of our clients). Of a line that comes back in several parts all
 * have its ticket, and the first settles it. */
unsigned long outbox_echo(struct outbox *outbox, const char *label, enum chat_kind kind,
	const char *target, const char *text);
/* A numeric from 400 to 599, 263, 707, 716, or FAIL. True if it refuses one of our lines, which has
 * been told of with `sentence` as its reason; then it needs no telling else. */
bool outbox_refusal(struct outbox *outbox, const char *label, const struct irc_message *message,
	const char *sentence);
/* We are in the room no more: without labels nobody can tell which of the lines on their way came
 * before that. Those that are not confirmed count as refused. */
void outbox_shut(struct outbox *outbox, const char *room, const char *why);
/* ACK with a label, the end of a labeled batch without an echo in it, or any other labeled message
 * that is neither an echo nor a refusal (301). */
void outbox_ack(struct outbox *outbox, const char *label);
/* PONG. True if the token is one of ours. */
bool outbox_pong(struct outbox *outbox, const char *token);

/* To be called about once a second. */
void outbox_tick(struct outbox *outbox, int64_t now);

/* As chat.h says. */
size_t outbox_unconfirmed(const struct outbox *outbox);
int64_t outbox_unconfirmed_since(const struct outbox *outbox);
size_t outbox_kept(const struct outbox *outbox);
const char *outbox_kept_line(
	const struct outbox *outbox, size_t i, const char **target, bool *unsure);
/* Says all that is kept once more, behind what waits; nothing without a connection. */
void outbox_resend(struct outbox *outbox, int64_t now);
void outbox_forget(struct outbox *outbox);

#endif
