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
 * next ones follow when these are settled. Each line is told once, by the events that chat.h names,
 * and is then freed, but an unsure one is kept. The functions of chat.h for lines are here too. */
#ifndef OUTBOX_H
#define OUTBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chat.h"
#include "irc_message.h"

#define OUTBOX_SENT_MAX 8
#define OUTBOX_SENT_BYTES 3000

struct outbox_line {
	struct outbox_line *prev, *next;
	unsigned long ticket;
	enum chat_kind kind; /* CHAT_SAID, CHAT_ACTION or CHAT_NOTICE */
	bool unsure;
	int64_t said, sent;  /* when */
	unsigned long fence; /* right behind it; 0 for none */
	unsigned long last;  /* the fence that decides when it has waited long; 0 for none yet */
	size_t bytes;	     /* on the wire, while it is sent */
	char *text;	     /* within the same memory, behind the target */
	char target[];
};

struct outbox_queue {
	struct outbox_line *first;
	size_t count;
};

/* All zero at first. */
struct outbox {
	struct outbox_queue kept, waiting, sent; /* waiting: for its turn to be sent */
	unsigned long ticket;			 /* the last one */
	unsigned long fence;			 /* the last one that was sent */
	unsigned long answered;			 /* the last one whose PONG has come */
	unsigned long asked;			 /* the user's; ULONG_MAX: its PONG cannot come */
	unsigned long echoed; /* the fence behind the last line that an echo settled */
	char *echoed_text;    /* of that line */
	int64_t asked_last;   /* when a fence was last sent for lines without an answer */
	int64_t settled;      /* when a line was last settled, or could be */
	bool labeled;	      /* the server has sent a label of ours in this connection */
	bool command; /* another command than a line was sent after the last fence, which the server
			 may answer with an error */
};

void outbox_finish(struct outbox *outbox);

/* The connection is lost: what was sent is unsure and kept, what was not sent is kept; all waits
 * where the server was upgraded. */
void outbox_lost(struct chat *chat);

/* The server has let us in, and is asked for our rooms: says what waits. */
void outbox_welcome(struct chat *chat);

/* What the server says, before anyone else is told of it. `label` is of the message or of the batch
 * it is in; "" for none. */
/* One of our own lines has come back: returns the ticket of the line that is settled by it, which
 * is not told. 0 for none: another of our clients has said it, or it is a further part of a line
 * that came back in several, of which the first settled it. */
unsigned long outbox_echo(struct chat *chat, const char *label, enum chat_kind kind,
	const char *target, const char *text);
/* An error. True if it refuses one of our lines, which has been told with `sentence` as the reason
 * and needs no other report. Without a label an error that names neither the target nor the command
 * of the line is no answer to it. */
bool outbox_refusal(struct chat *chat, const char *label, const struct irc_message *message,
	const char *sentence);
/* We were kicked from the room: lines to it without a label that are not confirmed yet count as
 * refused, since the kick may have been the answer to one of them. */
void outbox_shut(struct chat *chat, const char *room, const char *why);
/* ACK with a label, the end of a labeled batch without an echo in it, or any other labeled message
 * that is neither an echo nor a refusal (301). */
void outbox_ack(struct chat *chat, const char *label);
/* PONG. True if the token is one of ours. */
bool outbox_pong(struct chat *chat, const char *token);

/* To be called about once a second. Drops a connection that confirms nothing. */
void outbox_tick(struct chat *chat);

#endif
