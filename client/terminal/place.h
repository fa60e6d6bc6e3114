/* A room or person in the view: what is unread there, and the events that wait to be printed. Only
 * view.c changes it. */
#ifndef PLACE_H
#define PLACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chat.h"

/* The cost of a waiting event without its texts. */
#define PLACE_EVENT_BYTES (sizeof(struct chat_event) + 64)

struct waiting; /* an event with its texts */

struct place {
	char *name;
	bool person;
	unsigned unread;
	unsigned loud;		 /* those of the unread that ring the bell */
	uint64_t front;		 /* larger if it was in front later; 0 if it never was */
	struct waiting *waiting; /* the oldest first */
	size_t waiting_bytes;
	unsigned dropped; /* events older than the waiting ones */
	struct place *next, *prev;
};

/* Keeps a copy, and drops the oldest events while all of them have more than `most` bytes. */
void place_keep(struct place *place, const struct chat_event *event, size_t most);

/* Takes the oldest event, to free(3); NULL for none. */
struct chat_event *place_take(struct place *place);

#endif
