/* Bans from the server, and closing it, as the IRC door has them (server_ban.h). */
#ifndef IRC_SERVER_BAN_H
#define IRC_SERVER_BAN_H

#include "irc_peer.h"

/* A row of STATS k for each ban. */
void irc_server_ban_list(struct irc_call *call);

#endif
