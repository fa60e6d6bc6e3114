/* Read markers: up to when somebody has read a room, or a conversation with one person. An account
 * has some, which the store keeps as far as they are of rooms, and so has a connection without an
 * account. At most MARKS_MAX, of which the one that was set first goes.
 *
 * A mark is of the name of a room or a person, by its key. Pure. */
#ifndef MARKS_H
#define MARKS_H

#include <stdbool.h>
#include <stdint.h>

#include "pack.h"

#define MARKS_MAX 200

struct mark;

/* Zero is empty. */
struct marks {
	struct mark *items; /* those that were set last stand behind */
	unsigned count;
};

void marks_finish(struct marks *marks);
/* The same, and frees `marks` itself, which may be NULL. */
void marks_free(struct marks *marks);

/* Milliseconds since 1970; 0 for none. */
int64_t marks_time(const struct marks *marks, const char *key);

/* False where the mark is as late already: it only goes on. `room`: the id under which the store
 * has the mark, 0 for none. `*gone` becomes the one of the mark that made place for this one. */
bool marks_set(struct marks *marks, const char *key, uint32_t room, int64_t time, uint32_t *gone);

/* For another process (handover.h); `marks` is empty before, and in any case valid afterwards. */
void marks_pack(const struct marks *marks, struct pack *out);
void marks_unpack(struct marks *marks, struct unpack *in);

#endif
