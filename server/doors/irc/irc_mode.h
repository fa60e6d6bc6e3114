/* MODE, of rooms and of oneself. */
#ifndef IRC_MODE_H
#define IRC_MODE_H

#include "irc_peer.h"

void irc_mode(struct irc_call *call);

#endif
