/* The server's end of a TLS connection, in memory, and certificates that a made-up authority has
 * signed or nobody has. Include check.h first. */
#ifndef TLS_END_H
#define TLS_END_H

#include <stdbool.h>
#include <stddef.h>

#include <openssl/ssl.h>

#include "fingerprint.h"
#include "pems.h"

struct evbuffer;

struct tls_certified {
	struct pair pair;
	char fingerprint[FINGERPRINT_TEXT_SIZE];
};

/* A certificate for this host, a name or an address, that is valid until so many days from now,
 * which may be in the past. Without an issuer it signs itself; with neither host nor issuer it is
 * an authority. */
struct tls_certified tls_certify(const char *host, const struct tls_certified *issuer, int days);
void tls_certified_free(struct tls_certified *certified);

/* Makes the authority, NULL for none, the only one that this process trusts. */
void tls_trust(const struct tls_certified *authority);

struct tls_end {
	SSL_CTX *context;
	SSL *ssl;
};

/* `version`, such as TLS1_2_VERSION, is the only one that it speaks; 0: all. */
void tls_end_open(struct tls_end *end, const struct tls_certified *certified, int version);
void tls_end_close(struct tls_end *end);

/* Takes the bytes that the client has sent and goes on with the handshake; adds what it answers to
 * `out`. */
void tls_end_take(struct tls_end *end, const char *bytes, size_t length, struct evbuffer *out);
/* Adds the bytes for this text, or for the announced end of all text, to `out`. */
void tls_end_say(struct tls_end *end, const char *text, struct evbuffer *out);
void tls_end_finish(struct tls_end *end, struct evbuffer *out);
/* What the client has said, valid until the next call; "" for nothing. */
const char *tls_end_heard(struct tls_end *end);
/* The client has announced that it says no more. */
bool tls_end_is_ended(struct tls_end *end);

#endif
