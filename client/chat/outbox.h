/* Lines that the user has said and the server has not confirmed yet, in the order in which they
 * were said.
 *
 * The server's answer to a line is found in one of two ways:
 *   - by label (labeled-response): the line has a label, and every answer to it has the same: the
 *     echo, an error, or, without echo-message, ACK;
 *   - by fence, where the server has no labels, or has agreed to them and not sent one yet: behind
 *     each line goes a PING with a token of ours. Servers handle what one client sends in order, so
 *     an echo or an error that comes after the PONG before the line and before its own PONG is the
 *     answer to that line. Another fence goes before the line if other commands were sent since the
 *     last one, whose errors would look alike.
 *
 * What confirms a line depends on echo-message. With it, only an echo does: a line that was read
 * and not echoed was dropped by the server (InspIRCd does that to a shunned client, or when it
 * kicks a client for the line itself) and counts as refused. An echo may come from a server further
 * away and later than the PONG, so the line is given 20 s before another fence decides. Without it,
 * a line that its fence finds not refused is confirmed. A line with a label that had no answer for
 * 20 s is decided by a fence too.
 *
 * At most OUTBOX_SENT_MAX lines, and OUTBOX_SENT_BYTES, are sent and unconfirmed at a time; the
 * next ones follow when these are settled. Each line is reported once, through `settled`, and is
 * then freed, but an unsure one is kept. The calls of outbox_user may use only const functions of
 * the outbox. Pure: knows no socket and no clock; `now` is in ms since 1970. */
#ifndef OUTBOX_H
#define OUTBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

#include "chat_event.h"
#include "irc_message.h"

#define OUTBOX_SENT_MAX 8
#define OUTBOX_SENT_BYTES 3000

struct outbox;

enum outbox_fate { OUTBOX_CONFIRMED, OUTBOX_REFUSED, OUTBOX_UNSURE };

struct outbox_line {
	unsigned long ticket;
	enum chat_kind kind; /* CHAT_SAID, CHAT_ACTION or CHAT_NOTICE */
	int64_t said;	     /* when */

	/* Of the outbox alone. */
	TAILQ_ENTRY(outbox_line) link;
	bool unsure;
	int64_t sent;
	unsigned long fence; /* right behind it; 0 for none */
	unsigned long last;  /* the fence that decides when it has waited long; 0 for none yet */
	size_t bytes;	     /* on the wire, while it is sent */

	char *text; /* within the same memory, behind the target */
	char target[];
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
/* One of our own lines has come back: returns the ticket of the line that is settled by it. 0 for
 * none: another of our clients has said it, or it is a further part of a line that came back in
 * several, of which the first settled it. */
unsigned long outbox_echo(struct outbox *outbox, const char *label, enum chat_kind kind,
	const char *target, const char *text);
/* An error. True if it refuses one of our lines, which has been reported with `sentence` as the
 * reason and needs no other report. Without a label an error that names neither the target nor the
 * command of the line is no answer to it. */
bool outbox_refusal(struct outbox *outbox, const char *label, const struct irc_message *message,
	const char *sentence);
/* We were kicked from the room: lines to it without a label that are not confirmed yet count as
 * refused, since the kick may have been the answer to one of them. */
void outbox_shut(struct outbox *outbox, const char *room, const char *why);
/* ACK with a label, the end of a labeled batch without an echo in it, or any other labeled message
 * that is neither an echo nor a refusal (301). */
void outbox_ack(struct outbox *outbox, const char *label);
/* PONG. True if the token is one of ours. */
bool outbox_pong(struct outbox *outbox, const char *token);

/* Something else than a line was sent, which the server may answer with an error. */
void outbox_note_command(struct outbox *outbox);

/* Sends a fence for the user, where there is a connection, and whether its PONG has come: never if
 * the connection it was sent on is gone. */
void outbox_fence(struct outbox *outbox);
bool outbox_fence_passed(const struct outbox *outbox);
/* A line or that fence waits for an answer of this connection. */
bool outbox_waits(const struct outbox *outbox);

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
