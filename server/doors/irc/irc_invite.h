/* INVITE, and UNINVITE, which no document of IRC has. */
#ifndef IRC_INVITE_H
#define IRC_INVITE_H

#include "irc_peer.h"

void irc_invite(struct irc_call *call);
void irc_uninvite(struct irc_call *call);

#endif
