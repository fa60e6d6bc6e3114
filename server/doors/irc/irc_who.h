/* WHO: the people in a room, or those that a mask matches. WHOX (IRCv3) chooses the fields. */
#ifndef IRC_WHO_H
#define IRC_WHO_H

#include "irc_peer.h"

void irc_who(struct irc_call *call);

#endif
