/* Rooms as a store has kept them, after a start. Under the core lock. */
#ifndef RESTORE_H
#define RESTORE_H

#include "room.h"

/* Makes the room of a RECORD_ROOM, without members. Does nothing where there is one of this name.
 */
void restore_room(struct core *core, const char *record);

/* The room's last lines, the records of an answer: shown to whoever enters from now on. */
void restore_recent(struct room *room, const struct buffer *records);

#endif
