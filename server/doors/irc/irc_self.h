/* What people change of themselves: AWAY, SETNAME, and their own modes. */
#ifndef IRC_SELF_H
#define IRC_SELF_H

#include "irc_peer.h"

/* MODE with one's own nick. */
void irc_self_modes(struct irc_call *call);

#endif
