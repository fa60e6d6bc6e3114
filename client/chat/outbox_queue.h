/* Queues of an outbox's lines. For outbox.c alone. */
#ifndef OUTBOX_QUEUE_H
#define OUTBOX_QUEUE_H

#include <stdlib.h>

#include "outbox.h"

struct queue {
	TAILQ_HEAD(, outbox_line) lines;
	size_t count;
};

static inline void queue_put(struct queue *queue, struct outbox_line *line)
{
	TAILQ_INSERT_TAIL(&queue->lines, line, link);
	queue->count++;
}

static inline void queue_take(struct queue *queue, struct outbox_line *line)
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

static inline struct outbox_line *queue_first(const struct queue *queue)
{
	return TAILQ_FIRST(&queue->lines);
}

static inline struct outbox_line *line_next(const struct outbox_line *line)
{
	return TAILQ_NEXT(line, link);
}

static inline void queue_empty(struct queue *queue)
{
	for (struct outbox_line *line; (line = queue_first(queue));) {
		queue_take(queue, line);
		free(line);
	}
}

#endif
