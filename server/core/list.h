/* The lists of the line door: rooms, and the people of a room.
 *
 * A short list is sorted and made at once. A long one is a walk (walk.h): of the rooms only the
 * fullest are told, and names are not sorted. Under the core lock, by the session's loop. */
#ifndef LIST_H
#define LIST_H

#include "session.h"

#define LIST_ROOMS_MAX 500 /* told in one list: the fullest */

void list_rooms(struct session *session);
void list_members(struct session *session, const struct room *room);

#endif
