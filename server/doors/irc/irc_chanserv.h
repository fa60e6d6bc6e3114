/* ChanServ: whose a channel is (ownership.h). */
#ifndef IRC_CHANSERV_H
#define IRC_CHANSERV_H

#include "irc_service.h"

extern const struct irc_service irc_chanserv;

#endif
