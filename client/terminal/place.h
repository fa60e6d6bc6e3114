/* A room or a person that one talks with, as the view keeps it: what is unread there, and the
 * events that wait to be shown. For view.c alone. */
#ifndef PLACE_H
#define PLACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chat_event.h"

/* What an event costs while it waits, its texts apart. */
#define PLACE_EVENT_BYTES (sizeof(struct chat_event) + 64)

struct waiting; /* an event with its texts */

struct place {
	char *name;
	bool person;
	unsigned unread;
	unsigned loud;		 /* of the unread, those that ring the bell */
	uint64_t front;		 /* larger for what was in front later; 0 for what never was */
	struct waiting *waiting; /* the oldest first */
	size_t waiting_bytes;
	unsigned dropped; /* that were older than what is waiting */
	struct place *next, *prev;
};

struct place *place_new(const char *name, bool person);
void place_free(struct place *place);
void place_rename(struct place *place, const char *name);

/* Keeps a copy; the oldest give way where it is more than `most` bytes in all. */
void place_keep(struct place *place, const struct chat_event *event, size_t most);

/* Takes out the oldest; NULL if there are no more. To be freed with free(3). */
struct chat_event *place_take(struct place *place);

#endif
