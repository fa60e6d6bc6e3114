/* BAN and UNBAN, which no document of IRC has: bans of a person by name and for a time, as at the
 * line door. A client that cannot send them has MODE. */
#ifndef IRC_BAN_H
#define IRC_BAN_H

#include "irc_peer.h"

void irc_ban(struct irc_call *call);
void irc_unban(struct irc_call *call);

#endif
