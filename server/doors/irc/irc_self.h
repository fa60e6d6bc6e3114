/* What people change of themselves: AWAY, SETNAME, and their own modes. */
#ifndef IRC_SELF_H
#define IRC_SELF_H

#include "irc_peer.h"

void irc_away(struct irc_call *call);
void irc_setname(struct irc_call *call);

/* MODE with one's own nick. */
void irc_self_modes(struct irc_call *call);

#endif
