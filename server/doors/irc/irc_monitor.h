/* MONITOR (IRCv3): who comes and who goes. */
#ifndef IRC_MONITOR_H
#define IRC_MONITOR_H

#include "irc_peer.h"

void irc_monitor(struct irc_call *call);

#endif
