/* Operators of the server: OPER, KILL, WALLOPS, REHASH, and the right that such commands need. */
#ifndef IRC_OPER_H
#define IRC_OPER_H

#include "irc_peer.h"

/* Whether the sender is an operator of the server. Else refuses (ERR_NOPRIVILEGES). */
bool irc_oper_check(struct irc_call *call);

#endif
