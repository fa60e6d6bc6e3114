/* Registration and the connection itself: PASS, NICK, USER, PING, PONG, QUIT.
 *
 * The session is opened, and the peer welcomed, once there are a nick and a user and the peer does
 * not negotiate capabilities. */
#ifndef IRC_REGISTER_H
#define IRC_REGISTER_H

#include "irc_peer.h"

/* Opens the session and welcomes the peer if everything needed has come. */
void irc_register(struct irc_call *call);

/* Tells the session of a registered peer what its capabilities ask for. */
void irc_register_caps(const struct irc_peer *peer);

#endif
