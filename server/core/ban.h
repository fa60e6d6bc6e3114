/* Bans by name: what /ban and /unban do at every door.
 *
 * The ban of somebody who is connected gets a mask of their host, and they are kicked. A mask is
 * banned as it is. A ban remembers the name it was made for, so that the name lifts it. Under the
 * core lock. */
#ifndef BAN_H
#define BAN_H

#include "outcome.h"
#include "room.h"

/* Takes the time ("90s", "10m", "2h", "7d") and the blanks after it off the start of `*text`;
 * `*seconds` becomes 0 if there is none. False if `*text` begins with a digit but not with a time:
 * a mistyped time must not become a ban for ever. */
bool ban_take_time(const char **text, int64_t *seconds);

/* Bans for `seconds`, 0 for ever, and tells the room. `why` may be "". OUTCOME_DONE or why not. */
enum outcome ban_set(
	struct session *by, struct room *room, const char *word, int64_t seconds, const char *why);
enum outcome ban_lift(struct session *by, struct room *room, const char *word);

#endif
