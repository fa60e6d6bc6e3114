/* Lines of an outbox and queues of them. For outbox.c alone. */
#ifndef OUTBOX_QUEUE_H
#define OUTBOX_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/queue.h>

#include "chat_event.h"

struct line {
	TAILQ_ENTRY(line) link; /* queue.lines */
	unsigned long ticket;
	enum chat_kind kind;
	bool unsure;
	int64_t said;
	int64_t sent;
	unsigned long fence; /* right behind it; 0 for none */
	unsigned long last;  /* the fence that decides after PATIENCE_MS; 0 for none yet */
	size_t bytes;	     /* on the wire, while it is sent */
	char *text;	     /* within the same memory, behind the target */
	char target[];
};

struct queue {
	TAILQ_HEAD(, line) lines;
	size_t count;
};

static inline void queue_put(struct queue *queue, struct line *line)
{
	TAILQ_INSERT_TAIL(&queue->lines, line, link);
	queue->count++;
}

static inline void queue_take(struct queue *queue, struct line *line)
{
	TAILQ_REMOVE(&queue->lines, line, link);
	queue->count--;
}

static inline void queue_put_all(struct queue *queue, struct queue *from)
{
	TAILQ_CONCAT(&queue->lines, &from->lines, link);
	queue->count += from->count;
	from->count = 0;
}

static inline struct line *queue_first(const struct queue *queue)
{
	return TAILQ_FIRST(&queue->lines);
}

static inline struct line *line_next(const struct line *line)
{
	return TAILQ_NEXT(line, link);
}

static inline void queue_empty(struct queue *queue)
{
	for (struct line *line; (line = queue_first(queue));) {
		queue_take(queue, line);
		free(line);
	}
}

#endif
