/* SASL: how a client logs in before it registers, and again later (IRCv3 sasl-3.1 and 3.2).
 *
 * AUTHENTICATE names a mechanism, then carries the messages of one exchange (sasl.h). PLAIN sends
 * the password, EXTERNAL points to the client's certificate, SCRAM-SHA-256 proves the password
 * without sending it (scram.h). */
#ifndef IRC_SASL_H
#define IRC_SASL_H

#include "irc_peer.h"
#include "pack.h"

#define IRC_SASL_MECHANISMS_SIZE 32

struct irc_sasl;

/* The mechanisms that this conn can use, "PLAIN,EXTERNAL"; "" for none. */
const char *irc_sasl_mechanisms(
	const struct irc_peer *peer, const struct core *core, char out[IRC_SASL_MECHANISMS_SIZE]);

/* Ends an exchange of the client's that is not finished, which is told (ERR_SASLABORTED): it has
 * registered meanwhile. */
void irc_sasl_abort(struct irc_call *call);

/* Frees the exchange, if there is one. */
void irc_sasl_free(struct irc_peer *peer);

/* For another process (irc_handover.h): the exchange, which there is; and makes peer->sasl. An
 * exchange of SCRAM fails there with the client's next message. */
void irc_sasl_pack(const struct irc_peer *peer, struct pack *out);
void irc_sasl_unpack(struct unpack *in, struct irc_peer *peer);

#endif
