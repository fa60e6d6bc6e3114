/* Keeping a person out of a room, by name: what /ban and /unban do at every door.
 *
 * Somebody who is here is banned by where they come from, and is put out; a mask is banned as it
 * is. A ban remembers for whom it was made, so that the name lifts it. All is called under the core
 * lock. */
#ifndef BAN_H
#define BAN_H

#include "outcome.h"
#include "room.h"

/* Moves `*text` behind the time with which it begins ("90s", "10m", "2h", "7d") and the blanks
 * there, to the reason. `*seconds` becomes 0 where it begins with none. False where it begins with
 * a digit and yet with no time: nobody who mistypes a time means for good. */
bool ban_take_time(const char **text, int64_t *seconds);

/* For `seconds`, 0 for good. `why` may be "". The room is told. */
enum outcome ban_set(
	struct session *by, struct room *room, const char *word, int64_t seconds, const char *why);
enum outcome ban_lift(struct session *by, struct room *room, const char *word);

#endif
