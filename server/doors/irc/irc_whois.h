/* About one person: WHOIS, WHOWAS, USERHOST, ISON. */
#ifndef IRC_WHOIS_H
#define IRC_WHOIS_H

#include "irc_peer.h"

void irc_whois(struct irc_call *call);
void irc_whowas(struct irc_call *call);
void irc_userhost(struct irc_call *call);
void irc_ison(struct irc_call *call);

#endif
