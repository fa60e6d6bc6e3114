/* NAMES: who is in a room. */
#ifndef IRC_NAMES_H
#define IRC_NAMES_H

#include "irc_peer.h"
#include "room.h"

/* The members of the room that may be seen, and RPL_ENDOFNAMES; as a walk where there are many. */
void irc_names_tell(struct irc_call *call, const struct room *room);

#endif
