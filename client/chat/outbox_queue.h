/* The inside of the outbox, for outbox.c and outbox_answer.c. */
#ifndef OUTBOX_QUEUE_H
#define OUTBOX_QUEUE_H

#include <sys/queue.h>

#include "outbox.h"

/* A number follows: a fence's, a line's ticket. */
#define OUTBOX_FENCE "chat-client-"
#define OUTBOX_LABEL "line-"

struct line {
	TAILQ_ENTRY(line) link; /* in one of the outbox's queues */
	unsigned long ticket;
	enum chat_kind kind;
	bool unsure;
	int64_t said;
	int64_t sent;
	unsigned long fence; /* right behind it; 0 for none */
	unsigned long last;  /* the fence that decides on it after 20 s; 0 for none yet */
	size_t bytes;	     /* on the wire, while it is sent */
	char *text;	     /* within the same memory, behind the target */
	char target[];
};

TAILQ_HEAD(queue, line);

struct outbox {
	struct outbox_user user;
	void *data;
	struct queue kept, waiting, sent; /* line.link */
	size_t kept_count, waiting_count, sent_count;
	size_t sent_bytes;
	int64_t now;
	unsigned long ticket;	/* the last one */
	unsigned long fence;	/* the last one that was sent */
	unsigned long answered; /* the last one whose PONG has come */
	unsigned long asked;	/* the user's */
	unsigned long echoed;	/* the fence of the last line that an echo settled */
	int64_t asked_last;	/* when a fence was last sent for lines without an answer */
	bool online, echo, labels;
	bool labeled; /* the server has sent a label of ours in this connection */
	bool command; /* something else than a line was sent after the last fence */
};

/* Reports a sent line and frees it. */
void outbox_settle(struct outbox *outbox, struct line *line, enum outbox_fate fate, bool echo,
	const char *why);

/* Sends as many lines as may be unconfirmed. To be called after lines have been settled. */
void outbox_go_on(struct outbox *outbox);

#endif
