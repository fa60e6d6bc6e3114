/* Erasing what was said: the line keeps its number, its time and its sender, and loses what it
 * says, in the recent lines of its room and in the store. Who has read it has read it. Under the
 * core lock, by the session's loop. */
#ifndef ERASE_H
#define ERASE_H

#include "room.h"

/* Erases the line of this number and tells the room (EVENT_ERASED), and the session too. Whoever
 * said it on this connection may do so, the room's operators and the server's; they must be in the
 * room. `why` may be NULL. OUTCOME_LATER: the store is asked whose line it is. */
enum outcome erase_line(
	struct session *session, struct room *room, uint32_t number, const char *why);

/* Erases all that the session has said on this connection, in any room, but no topics, kicks and
 * modes. It alone is told. */
enum outcome erase_own_lines(struct session *session);

#endif
