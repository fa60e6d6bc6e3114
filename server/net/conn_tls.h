/* TLS on a conn: the ends of a handshake, and what goes on behind it.
 *
 * The bufferevent stays what it is and carries the encrypted bytes. OpenSSL reads what the
 * bufferevent has read, and writes to the socket, or, once that takes no more, to the bufferevent's
 * output. So a write takes all its bytes at once, none has to be repeated, and a conn with TLS is
 * busy, drained and closed as any other is. Input that was read before the handshake is seen by
 * OpenSSL like all other.
 *
 * After the handshake, conn.c and conn_send.c call these functions in place of what they do for a
 * plain conn. Only the conn's loop may call them. A build without TLS has conn_tls_absent.c, in
 * which no conn ever gets as far. */
#ifndef CONN_TLS_H
#define CONN_TLS_H

#include "conn.h"
#include "tls_context.h"

struct conn_tls;

/* NULL while the context has no certificate. The conn owns it from conn_tls_take() on; until then
 * conn_tls_free() frees it. */
struct conn_tls *conn_tls_new(struct conn *conn, struct tls_context *context);
void conn_tls_free(struct conn_tls *tls);

enum conn_tls_step {
	CONN_TLS_MORE, /* the peer has to send more */
	CONN_TLS_DONE,
	CONN_TLS_FAILED, /* the peer is sent an alert */
};

/* Why a handshake has failed; constants. */
struct conn_tls_failure {
	const char *why;    /* in plain words */
	const char *detail; /* in OpenSSL's, for those who look them up; NULL for none */
};

/* Goes on with the handshake, with what has been read. `failure` is set where it fails. */
enum conn_tls_step conn_tls_shake(struct conn_tls *tls, struct conn_tls_failure *failure);

/* Whether the peer has been sent anything. */
bool conn_tls_has_answered(const struct conn_tls *tls);

/* For a conn with TLS: */

/* Makes the conn one with TLS. It has no timer. */
void conn_tls_take(struct conn *conn, struct conn_tls *tls);

/* Frees all that is for TLS alone, at the end of the conn. */
void conn_tls_drop(struct conn *conn);

/* Where the conn's timer is. */
struct event **conn_tls_timer(const struct conn *conn);

/* What has been decrypted and not been drained. */
struct evbuffer *conn_tls_input(const struct conn *conn);

/* Frees the buffer of that while it is empty: most of the time it is. */
void conn_tls_settle(struct conn *conn);

/* Decrypts what has been read. False where that gave no bytes and no end. The end is an orderly
 * one, or the conn is broken. */
bool conn_tls_read(struct conn *conn);

/* As conn_send(), for a conn that is neither busy nor broken nor closing. */
uint64_t conn_tls_send(struct conn *conn, const struct iovec *run, unsigned count, uint64_t total);

/* Sends the bytes, or queues them. */
void conn_tls_add(struct conn *conn, const char *bytes, size_t length);

/* Tells the peer that no more will be sent (close_notify; RFC 8446, 6.1). May make the conn busy.
 */
void conn_tls_end(struct conn *conn);

bool conn_tls_certificate(const struct conn *conn, char out[CONN_CERTIFICATE_SIZE]);

/* Whether this protocol has been agreed on (ALPN; RFC 7301). */
bool conn_tls_has_protocol(const struct conn *conn, const char *name);

#endif
