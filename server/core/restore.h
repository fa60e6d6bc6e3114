/* Rooms as a store has kept them, after a start. Under the core lock. */
#ifndef RESTORE_H
#define RESTORE_H

#include "room.h"

/* Makes the room of a RECORD_ROOM, without members. Does nothing where there is one of this name.
 */
void restore_room(struct core *core, const char *record);

#endif
