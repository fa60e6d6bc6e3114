/* Whether the certificate of a server is the right one: trust on first use, as ssh does it.
 *
 * Nothing is asked where the system's authorities vouch for it; that they do is remembered, and a
 * certificate without it is refused later. One that is not known is remembered by its fingerprint,
 * and another one is refused later, unless the authorities vouch for that. A fingerprint of the
 * user's (`wanted`) counts for more than all this: the server has that certificate or is refused.
 *
 * What it says may have several rows, each behind a newline, so that fingerprints stand alone.
 *
 * It knows no socket. Reads and writes a small file (known.h). For one thread. */
#ifndef TRUST_H
#define TRUST_H

#include <stdbool.h>

struct tls_certificate;
struct trust;

struct trust_wishes {
	const char *wanted; /* a fingerprint, as fingerprint_read() writes it; NULL for none */
	const char *path;   /* of the file; NULL: nothing is remembered */
	bool takes_new;	    /* takes certificates that are not known, for somebody who sees the
			       sentence of trust_remember() */
};

/* Copies the host and borrows the wishes. */
struct trust *trust_new(const char *host, int port, const struct trust_wishes *wishes);
void trust_free(struct trust *trust);

/* Looks up what is known of the server: before each connection. False where the file cannot be
 * read: trust_refusal(). */
bool trust_look(struct trust *trust);

/* Whether the server must speak TLS: it has done so before, or a certificate is wanted. */
bool trust_is_strict(const struct trust *trust);

/* A tls_accept_fn; `data` is the trust. Where it is false, trust_refusal() says why: a phrase, NULL
 * without a refusal. */
bool trust_accept(void *data, const struct tls_certificate *certificate);
const char *trust_refusal(const struct trust *trust);

/* Writes down what there is to be remembered of the certificate that was accepted, once the server
 * has proved that it has the key; what cannot be written is remembered as long as the trust.
 * Returns sentences for the user, valid until the next call of this or trust_free(), or NULL. */
const char *trust_remember(struct trust *trust);

/* The refusal of a server that must speak TLS and does not, for this reason. */
void trust_refuse_plain(struct trust *trust, const char *why);

/* "HOST:PORT", as in the file. */
const char *trust_server(const struct trust *trust);

#endif
