/* The changes of modes that history has kept as a text, "+ov-l alice bob", as the event that they
 * were. Pure. */
#ifndef PAST_CHANGES_H
#define PAST_CHANGES_H

#include "event.h"

struct past_changes {
	struct event event; /* the same, with its changes */
	struct change *items;
	char *arguments;
};

/* Reads a past EVENT_CHANGED; past_changes_finish() frees what this allocates. */
void past_changes_read(struct past_changes *changes, const struct event *event);
void past_changes_finish(struct past_changes *changes);

#endif
