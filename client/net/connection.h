/* A connection to one server that reconnects: it looks the host up, connects, passes on lines,
 * notices a loss, and tries again.
 *
 * It knows sockets and timers, but not what the lines mean. It reports through struct
 * connection_user, always from the event loop and never from within a function of this header.
 * Those calls must not free the connection. It belongs to the thread of its base.
 *
 * These are losses: an error, an end of file, sent bytes that the peer does not acknowledge for 30
 * s (TCP_USER_TIMEOUT), more than 1 MiB of unsent bytes (a server may ask for answers and read
 * none), and silence. Silence means: after 30 s without any byte, quiet() is called so that the
 * user sends something that the server must answer; after 15 s more the connection is lost. When
 * the machine has slept (a clock that runs during sleep is ahead of one that does not), quiet() is
 * called at once.
 *
 * The pauses between tries are 1 s, 2 s, 4 s ... 60 s, and each is shortened by a random part of up
 * to a half, so that a crowd does not return all at once. They start again at 1 s after a
 * connection that lasted a minute; a server that closes at once would otherwise be asked every
 * second. */
#ifndef CONNECTION_H
#define CONNECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dial.h"

struct connection;
struct event_base;

struct connection_timing {
	unsigned quiet_ms;  /* without any byte until quiet() is called */
	unsigned answer_ms; /* from then until the connection is lost */
	unsigned pause_ms;  /* the first pause, before it is shortened */
	unsigned most_ms;   /* the longest pause, at least as long as the first */
	unsigned steady_ms; /* after a connection that lasted so long the pauses start again */
};

/* 30 s, 15 s, 1 s, 60 s and 60 s. Other values are for tests. */
extern const struct connection_timing connection_timing_usual;

struct connection_user {
	/* Connected to `peer`, such as "127.0.0.1:5555". `failures` tells which other addresses
	 * failed and why (race.h); "" for none. */
	void (*up)(void *data, const char *peer, const char *failures);
	/* Something about the server's certificate that the user must know: sentences in rows
	 * (trust.h). It comes behind up(). May be NULL. */
	void (*told)(void *data, const char *text);
	/* As stream_user's. */
	void (*line)(void *data, const char *bytes, size_t length);
	void (*batch)(void *data);
	/* Nothing has arrived for a while: send something that the server must answer. */
	void (*quiet)(void *data);
	/* The try has failed, or the connection was lost. `why` is a phrase without a full stop:
	 * "cannot find the host 'x': ...", "cannot connect to x port 5555: 127.0.0.1:5555:
	 * Connection refused", "the connection was lost: Connection reset by peer", "the server
	 * closed the connection", "the connection was lost: no answer for 45 seconds"; rows where
	 * it is about the certificate; "not connected" where connection_finish() found nothing to
	 * end. The next try is in `again_ms`; 0 if there is none: after connection_finish(), and
	 * where `again` was false. */
	void (*down)(void *data, const char *why, unsigned again_ms);
};

/* Starts the first try. All is borrowed. `again`: whether to try again after a loss or failure.
 * `timing` is &connection_timing_usual except in tests. */
struct connection *connection_new(struct event_base *base, const struct dial_target *target,
	bool again, const struct connection_timing *timing, const struct connection_user *user,
	void *data);

/* Drops unsent bytes. */
void connection_free(struct connection *connection);

bool connection_is_up(const struct connection *connection);

/* Of the connection that is up: nobody on the way can read it, since it is encrypted or there is no
 * way; its version of TLS, "TLSv1.3", or NULL. */
bool connection_is_private(const struct connection *connection);
const char *connection_tls_version(const struct connection *connection);

/* The last try failed because of the server's certificate, or since the server spoke TLS before and
 * does not now. */
bool connection_is_distrusted(const struct connection *connection);

/* Never blocks. Does nothing unless up. */
void connection_send(struct connection *connection, const char *bytes, size_t length);

/* Ends the connection because of what the server did or failed to do; down() follows with this
 * `why`, and nothing before it. Does nothing unless up. */
void connection_drop(struct connection *connection, const char *why);

/* The server says that it ends the connection and is back at once: the next pause is at most
 * CONNECTION_SOON_MS, of a random length. */
#define CONNECTION_SOON_MS 100
void connection_soon(struct connection *connection);

/* In a pause or rest, tries now. */
void connection_now(struct connection *connection);

/* From down(): makes the pause one that connection_now() alone ends. */
void connection_rest(struct connection *connection);

/* To be called when the machine or the program may have slept (SIGCONT). The pauses start again at
 * 1 s; if connected, quiet() is called soon; in a pause, it tries now. */
void connection_wake(struct connection *connection);

/* No more tries. Half-closes when all bytes are sent; down() follows when the server has closed too
 * or, without a connection, soon. To be called once. */
void connection_finish(struct connection *connection);

/* The pause after `tries` tries in a row without a steady connection; `chance` is random and evenly
 * distributed. Never 0. */
unsigned connection_pause(const struct connection_timing *timing, unsigned tries, uint32_t chance);

/* Whether the machine has slept since the last call. `going_ms` is a clock that runs during sleep
 * and `resting_ms` one that does not; `*ahead_ms` keeps how far the first is ahead. A jump of 2 s
 * or more is a sleep. */
bool connection_slept(int64_t *ahead_ms, int64_t going_ms, int64_t resting_ms);

#endif
