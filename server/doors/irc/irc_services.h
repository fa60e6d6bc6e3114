/* Which services there are: NickServ for accounts, ChanServ for whose a channel is. */
#ifndef IRC_SERVICES_H
#define IRC_SERVICES_H

#include "irc_service.h"

/* The service that is one of the targets, separated by commas, also as "NickServ@server"; NULL for
 * none. */
const struct irc_service *irc_services_target(const char *targets);

#endif
