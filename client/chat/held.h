/* Events that wait, with copies of their texts: the oldest are dropped where they take too much. */
#ifndef HELD_H
#define HELD_H

#include <stdbool.h>
#include <stddef.h>

#include "chat.h"

/* The cost of an event without its texts. */
#define HELD_EVENT_BYTES (sizeof(struct chat_event) + 64)

struct held_event; /* an event with its texts */

/* All zero is empty. */
struct held {
	struct held_event *first; /* the oldest */
	size_t bytes;
	unsigned dropped; /* events older than these */
};

/* Keeps a copy, and drops the oldest events while all of them have more than `most` bytes. */
void held_add(struct held *held, const struct chat_event *event, size_t most);
/* Takes the oldest event, to free(3); NULL for none. */
struct chat_event *held_take(struct held *held);
void held_finish(struct held *held);
/* Whether one of them has this id. */
bool held_has(const struct held *held, const char *id);
/* Gives the lines with this id another text, which is borrowed. Returns one of them; NULL if there
 * is none. */
const struct chat_event *held_erase(struct held *held, const char *id, const char *text);

#endif
