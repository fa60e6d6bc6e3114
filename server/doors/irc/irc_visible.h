/* Visibility: which people and rooms the sender of a message may see.
 *
 * Modes hide: +i hides a person from those who share no room with it, +s hides a room from those
 * who are not in it. Operators of the server see everything. */
#ifndef IRC_VISIBLE_H
#define IRC_VISIBLE_H

#include "irc_peer.h"
#include "room.h"

/* Whether the sender may see the person in lists: one without +i, the sender itself, or one with a
 * room in common. */
bool irc_visible_person(const struct irc_call *call, const struct session *other);

/* Whether the sender may see that the member is in its room. */
bool irc_visible_member(const struct irc_call *call, const struct member *member);

/* The room, or NULL where the sender may see none of that name. */
struct room *irc_visible_room(const struct irc_call *call, const char *name);

/* The person's address in the form of a parameter, for the person and for operators of the server.
 * NULL for others, and where there is no address. */
const char *irc_visible_address(
	const struct irc_call *call, const struct session *other, char out[DOOR_ADDRESS_SIZE + 1]);

#endif
