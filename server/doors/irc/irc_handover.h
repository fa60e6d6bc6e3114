/* An IRC peer in another process: what the door knows of it beside its session, for an upgrade.
 *
 * A question or a password that its line waits for is not handed on: the line is still in the
 * conn's input and runs again. Of SCRAM, whose steps cannot be handed on, the exchange fails with
 * the client's next message. */
#ifndef IRC_HANDOVER_H
#define IRC_HANDOVER_H

#include "irc_peer.h"
#include "pack.h"

void irc_peer_pack(const struct irc_peer *peer, struct pack *out);

/* Fills a peer that is all zeros, but for its conn. It gets this session, or where that is NULL it
 * is a newcomer of this door. False where the bytes are wrong: then nothing of it is kept. */
bool irc_peer_unpack(
	struct unpack *in, struct irc_peer *peer, const struct door *door, struct session *session);

/* Frees what it has got, where what follows is wrong. */
void irc_peer_drop(struct irc_peer *peer);

/* The same for the IRC door itself: makes conn->user; NULL where the bytes are wrong. */
void *irc_unpack(struct unpack *in, struct session *session);

#endif
