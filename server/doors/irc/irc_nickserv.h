/* NickServ: accounts, for people whose clients know no better. */
#ifndef IRC_NICKSERV_H
#define IRC_NICKSERV_H

#include "irc_service.h"

extern const struct irc_service irc_nickserv;

#endif
