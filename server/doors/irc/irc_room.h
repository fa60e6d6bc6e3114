/* JOIN, PART, TOPIC, KICK. */
#ifndef IRC_ROOM_H
#define IRC_ROOM_H

#include "irc_peer.h"

void irc_join(struct irc_call *call);
void irc_part(struct irc_call *call);
void irc_topic(struct irc_call *call);
void irc_kick(struct irc_call *call);

#endif
