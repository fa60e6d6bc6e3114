/* HELP and HELPOP: usage and explanation of each command. */
#ifndef IRC_HELP_H
#define IRC_HELP_H

#include "irc_peer.h"

void irc_help(struct irc_call *call);

#endif
