/* Keeping a person out of a room, by name: what /ban and /unban do at every door.
 *
 * Somebody who is here is banned by where they come from, and is put out; a mask is banned as it
 * is. A ban remembers for whom it was made, so that the name lifts it. All is called under the core
 * lock. */
#ifndef BAN_H
#define BAN_H

#include "outcome.h"
#include "room.h"

/* "90s", "10m", "2h", "7d" in seconds; 0 where it is no time. */
int64_t ban_seconds(const char *word);

/* For `seconds`, 0 for good. `why` may be "". The room is told. */
enum outcome ban_set(
	struct session *by, struct room *room, const char *word, int64_t seconds, const char *why);
enum outcome ban_lift(struct session *by, struct room *room, const char *word);

#endif
