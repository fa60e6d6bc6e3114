/* HELP and HELPOP: what there is to type. */
#ifndef IRC_HELP_H
#define IRC_HELP_H

#include "irc_peer.h"

void irc_help(struct irc_call *call);

#endif
