/* CHGHOST: an operator of the server changes the host of a person that others see. Clients with
 * the capability chghost (IRCv3) get CHGHOST, others QUIT, JOIN and MODE. */
#ifndef IRC_CHGHOST_H
#define IRC_CHGHOST_H

#include "irc_peer.h"

void irc_chghost(struct irc_call *call);

#endif
