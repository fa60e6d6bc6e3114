/* CHGHOST: an operator of the server changes the host that others see of somebody. Clients with the
 * capability chghost (IRCv3) are told so; others see the person leave and come back. */
#ifndef IRC_CHGHOST_H
#define IRC_CHGHOST_H

#include "irc_peer.h"

void irc_chghost(struct irc_call *call);

#endif
