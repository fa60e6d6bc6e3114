/* Who may see whom, and which rooms.
 *
 * Modes hide: +i hides a person from those who share no room with it, +s hides a room from those
 * who are not in it. Operators of the server see everything. */
#ifndef IRC_VISIBLE_H
#define IRC_VISIBLE_H

#include "irc_peer.h"
#include "room.h"

/* Whether who asks may see what the person is and does: not +i, oneself, or in a room together. */
bool irc_visible_person(const struct irc_call *call, const struct session *other);

/* Whether who asks may see that the member is in its room. */
bool irc_visible_member(const struct irc_call *call, const struct member *member);

/* The room, or NULL where there is none that may be seen. */
struct room *irc_visible_room(const struct irc_call *call, const char *name);

/* The address that the person comes from, fit to be a parameter: for that person and for operators
 * of the server. Else NULL. */
const char *irc_visible_address(
	const struct irc_call *call, const struct session *other, char out[DOOR_ADDRESS_SIZE + 1]);

#endif
