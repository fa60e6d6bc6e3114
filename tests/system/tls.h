/* TLS for the clients of the system tests.
 *
 * tls_start() makes any connected client one that speaks TLS: client_connect() or irc_connect(),
 * then tls_start(), then client_say(), irc_register(), client_half_close() and all the rest. A
 * child process carries the bytes between the connection and the test. The end of a connection that
 * the server did not announce (close_notify; RFC 8446, 6.1) comes as the line TLS_CUT.
 *
 * A test that wants to see more of TLS takes tls_shake() and uses OpenSSL itself. In a build
 * without TLS there are no such tests. */
#ifndef TLS_H
#define TLS_H

#include <openssl/ssl.h>

#include "harness.h"

#define TLS_CUT "TLS has ended without notice"

/* All zero: TLS 1.3, and nothing else. */
struct tls_options {
	int version;		 /* the highest, such as TLS1_2_VERSION */
	const char *protocol;	 /* to ask for by its name (ALPN) */
	const char *certificate; /* a file with the client's own and its key */
};

/* A new client on a blocking socket, which has sent nothing yet. SSL_free() frees it, and the
 * socket stays the caller's. `options` may be NULL. */
SSL *tls_new(int fd, const struct tls_options *options);
/* The same with the handshake made, which must not fail. */
SSL *tls_shake(int fd, const struct tls_options *options);
/* Why the handshake fails, which it must: OpenSSL's words. */
const char *tls_refusal(int fd, const struct tls_options *options);

/* From now on the client speaks TLS. */
void tls_start(struct client *client, const struct tls_options *options);

/* client_connect() and tls_start() without options; the same, and the client has been greeted. */
void tls_connect(struct client *client, const struct server *server);
void tls_come(struct client *client, const struct server *server);

/* A hello of a client. Returns its length. */
#define TLS_HELLO_SIZE 2048
size_t tls_hello(char out[TLS_HELLO_SIZE]);

#endif
