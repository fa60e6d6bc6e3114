/* The connection to one server, again and again: look-up, race, lines, the loss, and the next try.
 *
 * It knows sockets and timers and nothing of what the lines mean. What happens is told through
 * struct connection_user, from the base's loop and never from the call that caused it; none of
 * those calls may free the connection (leave the loop first).
 *
 * A loss is noticed however it comes: an error, an end, sent bytes that nobody acknowledges for
 * 30 s (TCP_USER_TIMEOUT), more than a MiB that is not taken (a server may ask for answers and read
 * none), or silence: nothing received for 30 s asks the user to make the server speak, and 15 s
 * more of it are the end. After a sleep of the machine (a clock that goes on in a sleep has got
 * ahead of one that does not) the question is asked at once.
 *
 * The pauses between tries are 1 s, twice as long each time, 60 s at most, and each is between
 * half and all of that, drawn anew, so that a crowd does not return all at once. They begin anew
 * after a connection that lasted a minute, not after any: a server that closes at once is not to be
 * asked every second. Looking a name up happens in a thread of its own, which never blocks the
 * loop; who is gone meanwhile does not wait for it. Belongs to the thread of its base. */
#ifndef CONNECTION_H
#define CONNECTION_H

#include <stdbool.h>
#include <stddef.h>

struct connection;
struct event_base;
struct timing;

struct connection_user {
	/* Connected to `peer`, "127.0.0.1:5555"; `failures` is what the race says of the others,
	 * empty where nothing failed. */
	void (*up)(void *data, const char *peer, const char *failures);
	/* As stream_user's. */
	void (*line)(void *data, const char *bytes, size_t length);
	void (*batch)(void *data);
	/* Nothing has come for a while: ask something that must be answered. */
	void (*quiet)(void *data);
	/* There is no connection (any more), and why, as a phrase without a full stop: "cannot find
	 * the host 'x': ...", "cannot connect to x port 5555: 127.0.0.1:5555: Connection refused",
	 * "the connection was lost: Connection reset by peer", "the server closed the connection",
	 * "the connection was lost: no answer for 45 seconds"; "not connected" where
	 * connection_finish() found nothing to end. The next try is in `again_ms`; 0 where there is
	 * none, which is so after connection_finish(), and where `again` was false. */
	void (*down)(void *data, const char *why, unsigned again_ms);
};

/* Starts the first try. `host` is copied; the others are borrowed. `again`: whether to try again
 * after a loss or failure. `timing` is &timing_usual but in tests. */
struct connection *connection_new(struct event_base *base, const char *host, int port, bool again,
	const struct timing *timing, const struct connection_user *user, void *data);

/* Drops what is unsent. */
void connection_free(struct connection *connection);

bool connection_is_up(const struct connection *connection);

/* Does nothing unless up. Never blocks. */
void connection_send(struct connection *connection, const char *bytes, size_t length);

/* Ends the present connection because of what the server did or did not do; `why` as in down(),
 * which is called, later, and before that nothing else. Does nothing unless up. */
void connection_drop(struct connection *connection, const char *why);

/* Tries now instead of after the pause. Does nothing unless in a pause. */
void connection_now(struct connection *connection);

/* The machine or the program has been asleep (SIGCONT): finds out soon whether the server is still
 * there, or, in a pause, tries now, and the pauses begin anew. */
void connection_wake(struct connection *connection);

/* No more tries. Half-closes when all is sent; down() is called when the server has ended it too,
 * or, where there is nothing to end, soon. Once is enough. */
void connection_finish(struct connection *connection);

#endif
