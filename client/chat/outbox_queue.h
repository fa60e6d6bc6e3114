/* What the outbox is made of; for outbox.c and outbox_answer.c alone. */
#ifndef OUTBOX_QUEUE_H
#define OUTBOX_QUEUE_H

#include <sys/queue.h>

#include "outbox.h"

/* What is counted up behind them makes tokens and labels of our own. */
#define OUTBOX_FENCE "chat-client-"
#define OUTBOX_LABEL "line-"

struct line {
	TAILQ_ENTRY(line) link; /* in one of the outbox's queues */
	unsigned long ticket;
	enum chat_kind kind;
	bool unsure;
	int64_t said;
	int64_t sent;
	unsigned long fence; /* behind it; 0 for none yet */
	size_t bytes;	     /* while it is sent */
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
	unsigned long ticket; /* the last one */
	unsigned long fence;  /* the last one */
	int64_t fenced;	      /* when that was sent */
	bool fence_out;	      /* its PONG has not come */
	bool online, echo, labels;
	bool label_seen; /* the server does label what it answers, in this connection */
	/* Lines that have been echoed and may be echoed further: by label, at ticket %
	 * OUTBOX_SENT_MAX; by text, the last one with what has not come of it, or NULL. */
	unsigned long echoed[OUTBOX_SENT_MAX];
	struct line *partly;
};

/* One that is in no queue yet, with `length` bytes of text. */
struct line *outbox_line_new(
	enum chat_kind kind, const char *target, const char *text, size_t length);

/* Tells of a sent line and frees it. */
void outbox_settle(struct outbox *outbox, struct line *line, enum outbox_fate fate, bool echo,
	const char *why);

/* Sends as many lines as may be unconfirmed, and a fence if none is out that would be answered
 * soon. To be called after lines have been settled. */
void outbox_go_on(struct outbox *outbox);

#endif
