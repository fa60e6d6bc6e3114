/* CAP: capabilities of a client (IRCv3 capability negotiation). */
#ifndef IRC_CAP_H
#define IRC_CAP_H

#include "irc_peer.h"

void irc_cap(struct irc_call *call);

#endif
