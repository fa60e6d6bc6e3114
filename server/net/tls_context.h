/* TLS for conns: one certificate with its key, and the settings of every session.
 *
 * There is one context for the life of the server; what is loaded replaces what was there. New
 * sessions get the new certificate, those that exist keep theirs, and tickets stay valid, since
 * their keys belong to the context. All functions but tls_context_free() are for any thread, and
 * loading reads files, so it is not for a loop.
 *
 * A client is asked for a certificate and may have none. Any certificate is taken, self-signed and
 * expired ones as well: the handshake proves that the client has its key, and only its fingerprint
 * is ever used. TLS 1.2 at least, and no renegotiation or compression; ALPN (RFC 7301) knows
 * `irc` and `http/1.1`. */
#ifndef TLS_CONTEXT_H
#define TLS_CONTEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fingerprint.h"
#include "pack.h"

#define TLS_ERROR_SIZE 512

struct ssl_st; /* OpenSSL's SSL */
struct tls_context;

/* What is told of a certificate. */
struct tls_certificate {
	char fingerprint[FINGERPRINT_TEXT_SIZE];
	int64_t from, until; /* when it is valid, in ms since 1970 */
};

/* Whether this build has TLS; without it there is no context, and all other functions need one. */
bool tls_context_built(void);

/* OpenSSL's version, "3.0.17"; "" without. */
const char *tls_context_version(void);

struct tls_context *tls_context_new(void);

/* No session may be left. NULL is fine. */
void tls_context_free(struct tls_context *context);

/* Loads a certificate, which its chain may follow, and a private key, all in PEM form; both files
 * may be the same. False with a sentence that names the file, and what was loaded before stays. A
 * certificate that is not valid now is loaded. */
bool tls_context_load(struct tls_context *context, const char *certificate_file,
	const char *key_file, struct tls_certificate *loaded, char error[TLS_ERROR_SIZE]);

/* The same for a text with both, the certificate and the key; `name` stands for it in sentences. */
bool tls_context_load_text(struct tls_context *context, const char *name, const char *text,
	struct tls_certificate *loaded, char error[TLS_ERROR_SIZE]);

/* The keys of tickets, see tls_tickets.h. Without a context nothing is packed. */
void tls_context_pack(struct tls_context *context, struct pack *out);
bool tls_context_unpack(struct tls_context *context, struct unpack *in);

/* A session for the server's side of a new connection, to free with SSL_free(). NULL while nothing
 * is loaded. */
struct ssl_st *tls_context_session(struct tls_context *context);

#endif
