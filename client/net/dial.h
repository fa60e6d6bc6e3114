/* One try to reach a server: looks the host up, connects, and asks for TLS where that is wanted.
 * What comes of it is a stream that takes lines.
 *
 * The server's certificate has to be the right one (trust.h). With DIAL_TLS_AUTO a server that
 * answers a request for TLS in another way, closes the connection or says nothing for 4 s is joined
 * in plain text over a new connection, unless it has spoken TLS before. An answer in plain text may
 * have come because the request was late (chatd greets a client that is silent for 0.3 s), so that
 * is asked for TLS once more first, and one that denies access (RFC 8446, 6.2) is left. Where
 * nobody is on the way, over 127.0.0.1, ::1 and unix sockets, DIAL_TLS_AUTO asks for TLS only where
 * the port is 6697 (RFC 7194) or the server is known for it.
 *
 * It belongs to the thread of its base. */
#ifndef DIAL_H
#define DIAL_H

#include <stdbool.h>

#include "trust.h"

struct addresses;
struct dial;
struct event_base;
struct stream;
struct stream_user;

enum dial_tls {
	DIAL_TLS_AUTO,
	DIAL_TLS_NEVER,
	DIAL_TLS_ALWAYS,
};

struct dial_target {
	const char *host;
	int port;
	const struct addresses *addresses; /* to connect to; NULL: looks the host up */
	enum dial_tls tls;
	struct trust_wishes trust;
	const char *certificate; /* ours: a file with it and its key, in PEM form; NULL for none */
	/* For the first byte of an answer to the request for TLS, and behind that for the rest of
	 * the handshake; 0 stands for the usual 4 s and 30 s. */
	unsigned hello_ms, shake_ms;
};

/* Called once, from the event loop and never from dial_start() itself. `why` is NULL, and then the
 * stream waits for dial_take(), or a phrase that says what went wrong. */
typedef void dial_done_fn(void *data, const char *why);

/* All is borrowed until dial_free(). */
struct dial *dial_start(struct event_base *base, const struct dial_target *target,
	struct trust *trust, dial_done_fn *done, void *data);

/* May be called at any time except from `done`. */
void dial_free(struct dial *dial);

/* Hands the stream over, to be called from `done`. */
struct stream *dial_take(struct dial *dial, const struct stream_user *user, void *data);

/* What is known behind `done`. The server's address, such as "127.0.0.1:5555"; which others failed
 * and why (race.h); whether nobody on the way can read what is said, since it is encrypted or there
 * is no way; what the user must know of the certificate, sentences, or NULL. */
const char *dial_peer(const struct dial *dial);
const char *dial_failures(const struct dial *dial);
bool dial_is_private(const struct dial *dial);
const char *dial_told(const struct dial *dial);

/* It failed because of the server's certificate, or since the server does not speak TLS and has
 * before. */
bool dial_is_distrusted(const struct dial *dial);

#endif
