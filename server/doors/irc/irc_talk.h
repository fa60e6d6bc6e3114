/* PRIVMSG, NOTICE, TAGMSG. */
#ifndef IRC_TALK_H
#define IRC_TALK_H

#include "irc_peer.h"

void irc_privmsg(struct irc_call *call);
void irc_notice(struct irc_call *call);
void irc_tagmsg(struct irc_call *call);

#endif
