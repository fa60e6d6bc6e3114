/* LIST: the rooms, all or those that conditions choose (ELIST=CMNTU). */
#ifndef IRC_LIST_H
#define IRC_LIST_H

#include "irc_peer.h"

void irc_list(struct irc_call *call);

#endif
