/* The contract between the core and the doors: one struct.
 *
 * A door speaks one protocol. The core gives it events to encode, once for each room and
 * dialect and never for each member, and runs of encoded bytes to send to one of its peers.
 * `null_door` swallows everything: the double for tests. */
#ifndef DOOR_H
#define DOOR_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/uio.h>

#include "buffer.h"
#include "event.h"

#define DOOR_ADDRESS_SIZE 64

enum door_close {
	DOOR_CLOSE_DONE, /* the session has ended and all that was for it has been sent */
	DOOR_CLOSE_WAIT, /* the session has ended, but its peer has not yet taken all */
	DOOR_CLOSE_SLOW, /* the peer does not read what it is sent; the session still lives */
};

struct door {
	const char *name;

	bool confirms; /* its peers are told what they have said to one person */

	/* Appends the event's bytes as those read them who have chosen this dialect: bits that mean
	 * something to the door alone (session.dialect). Called under the core lock. */
	void (*encode)(const struct event *event, unsigned dialect, struct buffer *out);

	/* Sends the run, `total` bytes in `count` pieces, to one peer and returns how many it took.
	 * Where that is not all, the door calls flush_ready() once it can take more. A peer that
	 * is broken takes everything. Called by the session's loop, without the lock. */
	uint64_t (*send)(void *peer, const struct iovec *run, unsigned count, uint64_t total);

	/* Asks that the peer be ended, later in the turn and never from within this call. Called by
	 * the session's loop, also under the lock. */
	void (*close)(void *peer, enum door_close why);

	/* The loop comes back to the peer's next line soon, which had to wait for something
	 * (OUTCOME_LATER). Called by the session's loop. */
	void (*resume)(void *peer);

	/* The address that the peer comes from. Any thread, under the core lock. */
	void (*address)(const void *peer, char out[DOOR_ADDRESS_SIZE]);

	/* The same with its port, for the log; NULL where there is none. */
	void (*log_address)(const void *peer, char out[DOOR_ADDRESS_SIZE]);
};

extern const struct door null_door;

#endif
