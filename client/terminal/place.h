/* A room or person in the view: what is unread there, and the events that wait to be printed. Only
 * view.c changes it. */
#ifndef PLACE_H
#define PLACE_H

#include <stdbool.h>
#include <stdint.h>

#include "held.h"

struct place {
	char *name;
	bool person;
	unsigned unread;
	unsigned loud;	     /* those of the unread that ring the bell */
	uint64_t front;	     /* larger if it was in front later; 0 if it never was */
	struct held waiting; /* until it comes to the front */
	struct place *next, *prev;
};

#endif
