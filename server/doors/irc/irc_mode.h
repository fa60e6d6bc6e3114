/* MODE: modes of rooms; those of people are in irc_self.c. */
#ifndef IRC_MODE_H
#define IRC_MODE_H

#include "irc_peer.h"

void irc_mode(struct irc_call *call);

#endif
