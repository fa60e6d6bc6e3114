/* The lists of the line door: rooms, and the people of a room.
 *
 * A short one is made at once. A long one goes on in steps (walk.h): of the rooms those with the
 * most people are told, and names come as they stand, not sorted. Called under the core lock, by
 * the session's loop. */
#ifndef LIST_H
#define LIST_H

#include "session.h"

#define LIST_ROOMS_MAX 500 /* of more rooms those with the most people are told */

void lists_rooms(struct session *session);
void lists_members(struct session *session, const struct room *room);

#endif
