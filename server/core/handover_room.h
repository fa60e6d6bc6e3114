/* Rooms, without their members, as a part of handover.h. */
#ifndef HANDOVER_ROOM_H
#define HANDOVER_ROOM_H

#include "handover_feed.h"

/* Those of the core in the order of their ids. */
struct handover_rooms {
	struct room **items;
	unsigned count;
	struct handover_feeds feeds;
};

void handover_pack_rooms(const struct core *core, struct pack *out);

/* False where two have the same name, or ids are not in order: then no room is in `rooms`. */
void handover_unpack_rooms(struct core *core, struct unpack *in,
	const struct door *(*door)(const char *name), struct handover_rooms *rooms);

/* Frees the list, not the rooms. False where a room cannot be as it is. */
bool handover_rooms_finish(struct handover_rooms *rooms);

/* NULL where there is none. */
struct room *handover_find_room(const struct handover_rooms *rooms, uint32_t id);

/* The last lines of rooms, and the order in which they are given up; and, once the members and what
 * is kept (kept.h) are there, which rooms are empty, and in which order they make place. */
void handover_pack_recent(const struct core *core, struct pack *out);
void handover_unpack_recent(struct unpack *in, const struct handover_rooms *rooms);
void handover_pack_empty(const struct core *core, struct pack *out);
void handover_unpack_empty(struct unpack *in, const struct handover_rooms *rooms);

#endif
