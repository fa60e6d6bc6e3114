/* Entering and leaving rooms. Under the core lock. */
#ifndef MEMBERSHIP_H
#define MEMBERSHIP_H

#include "session.h"

/* Whether the session may enter. `room` is NULL for a room that does not exist yet, `key` NULL for
 * none. */
enum outcome membership_allowed(
	const struct session *session, const struct room *room, const char *key);

/* Puts the session into a room, which is made if there is none of this name, and tells everybody
 * concerned; or answers why not. The session must not be a member, and the name must have been
 * checked. The session is told with an event of this type: EVENT_JOINED or EVENT_WELCOME. */
enum outcome membership_enter(
	struct session *session, const char *name, const char *key, enum event_type type);

/* Tells the session why it may not enter; for a ban, with its reason. */
void membership_refuse(struct session *session, enum outcome outcome, const struct room *room);

/* Takes the member out of the room by its own will and tells the others; tells its session too if
 * `tell`. `why` may be NULL. The room may be freed. */
void membership_leave(struct member *member, const char *why, bool tell);

#endif
