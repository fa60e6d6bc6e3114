/* About the server: MOTD, LUSERS, VERSION, TIME, INFO, ADMIN, LINKS, STATS, and what it supports.
 */
#ifndef IRC_INFO_H
#define IRC_INFO_H

#include "irc_peer.h"

/* RPL_ISUPPORT (005): names and limits, as the constants of the core and of irc_peer.h say. */
void irc_info_isupport(struct irc_call *call);
void irc_info_lusers(struct irc_call *call);
void irc_info_motd(struct irc_call *call);

void irc_motd(struct irc_call *call);
void irc_lusers(struct irc_call *call);
void irc_version(struct irc_call *call);
void irc_time_command(struct irc_call *call);
void irc_info(struct irc_call *call);
void irc_admin(struct irc_call *call);
void irc_links(struct irc_call *call);
void irc_stats(struct irc_call *call);

#endif
