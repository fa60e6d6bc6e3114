/* About the server: what it supports, and the parts of the welcome that commands show too. */
#ifndef IRC_INFO_H
#define IRC_INFO_H

#include "irc_peer.h"

/* RPL_ISUPPORT (005): names and limits, as the constants of the core and of irc_peer.h say. */
void irc_info_isupport(struct irc_call *call);
void irc_info_lusers(struct irc_call *call);
void irc_info_motd(struct irc_call *call);

#endif
