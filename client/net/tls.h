/* The client's end of a TLS connection (TLS 1.2 and 1.3): bytes of the network on one side, the
 * text that they protect on the other.
 *
 * It knows no socket and no timer: whoever has those brings what has arrived and sends what is to
 * be sent. Nothing that the user has written leaves before tls_is_open(). A build without OpenSSL
 * has tls_absent.c. For one thread. */
#ifndef TLS_H
#define TLS_H

#include <stdbool.h>
#include <stddef.h>

#include "fingerprint.h"

struct evbuffer;
struct tls;

struct tls_certificate {
	char fingerprint[FINGERPRINT_TEXT_SIZE];
	/* Why the system's authorities do not vouch that it is this host's, such as "self-signed
	 * certificate"; NULL: they do. */
	const char *doubt;
};

/* Whether to go on with a server that shows this certificate. It has not proved yet that it has the
 * key, which it has to before tls_is_open(). The certificate is valid during this call. */
typedef bool tls_accept_fn(void *data, const struct tls_certificate *certificate);

/* Whether this build can speak TLS; nothing else may be called where not. */
bool tls_available(void);

/* `host` is whom the user wants to reach, a name or an address: the certificate must be for it.
 * `own` names a file with a certificate and its key that the server may ask for, in PEM form; NULL
 * for none. The first bytes to send are there. NULL, with a reason in `*why`, where the file is not
 * good or the system cannot. */
struct tls *tls_new(
	const char *host, const char *own, tls_accept_fn *accept, void *data, const char **why);
void tls_free(struct tls *tls);

/* Takes all that has arrived out of `in`, and adds the text to `out`. */
void tls_receive(struct tls *tls, struct evbuffer *in, struct evbuffer *out);
/* Does nothing unless open. */
void tls_send(struct tls *tls, const char *bytes, size_t length);
/* Says that no more will be sent (close_notify). Receiving goes on. */
void tls_finish(struct tls *tls);
/* Moves what is to be sent to the end of `to`. */
void tls_take_output(struct tls *tls, struct evbuffer *to);

bool tls_is_open(const struct tls *tls);
/* The server has said that it sends no more (close_notify). */
bool tls_is_ended(const struct tls *tls);
/* It is of no use any more, for this reason, a phrase; NULL where it is. */
const char *tls_failure(const struct tls *tls);
/* The server has answered in TLS; with something that is no TLS at all. */
bool tls_is_spoken(const struct tls *tls);
bool tls_is_plain(const struct tls *tls);
/* Its first answer was that it does not let us in (the alert access_denied). */
bool tls_is_denied(const struct tls *tls);
/* "TLSv1.3"; "TLS" until it is known. */
const char *tls_version(const struct tls *tls);

#endif
