/* Kicking: an operator removes a member from a room. Under the core lock. */
#ifndef KICK_H
#define KICK_H

#include "room.h"

/* Whether `by` may kick `target`, NULL for nobody of that name: OUTCOME_DONE or why not. */
enum outcome kick_allowed(
	const struct session *by, const struct room *room, const struct session *target);

/* Removes `target` and tells everybody concerned, or answers why not. `why` may be NULL. The room
 * may be freed. */
enum outcome kick_member(
	struct session *by, struct room *room, struct session *target, const char *why);

#endif
