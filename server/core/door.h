/* The contract between the core and the doors.
 *
 * A door speaks one protocol. The core gives it events to encode, once for each room and dialect
 * and never for each member, and runs of encoded bytes to send to one of its peers. A session's
 * door is found by comparing session.door. */
#ifndef DOOR_H
#define DOOR_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/uio.h>

#include "buffer.h"
#include "event.h"

#define DOOR_ADDRESS_SIZE 64
#define DOOR_CERTIFICATE_SIZE 65
#define DOOR_RUN_MAX 64 /* entries of one run: 1 MiB in the largest blocks */

enum door_close {
	DOOR_CLOSE_DONE, /* the session is closed and everything for it has been sent */
	DOOR_CLOSE_WAIT, /* the session is closed, but its peer has not taken everything yet */
	DOOR_CLOSE_SLOW, /* the peer does not read what it is sent; the session is open */
};

/* What a line that a room says is for those who read too slowly, see skip.h. */
enum door_line {
	DOOR_LINE_STAYS,  /* the peer has to know it */
	DOOR_LINE_SAID,	  /* by somebody: may be skipped */
	DOOR_LINE_PASSES, /* may be skipped, and is not worth being told */
	DOOR_LINE_OPENS,  /* what several lines say together: all of them are skipped, or none */
	DOOR_LINE_PART,	  /* one of those */
	DOOR_LINE_CLOSES
};

struct door {
	const char *name;

	bool confirms; /* the door shows its peers their own private lines */

	unsigned numbered; /* the bit of a dialect that shows the numbers of lines; 0 for none */

	/* Appends the event's lines in a dialect (session.dialect: bits that mean something to the
	 * door alone), or none where the door does not show the event. Called under the core lock.
	 */
	void (*encode)(const struct event *event, unsigned dialect, struct buffer *out);

	/* Turns the lines with which `out` ends, from `start` on, into what is sent: puts each into
	 * a frame. NULL where lines are sent as they are. Under the core lock. */
	void (*wrap)(struct buffer *out, size_t start, unsigned dialect);

	/* The length of the first line in `bytes`, as it is sent; 0 where its end is not among
	 * them. Where these are the next that the peer is to be sent, they may begin within a line;
	 * else `peer` is NULL. NULL where lines end with a newline. By the session's loop, without
	 * the lock. */
	size_t (*first)(const void *peer, const char *bytes, size_t length);

	/* What such a line is, of those made for a room. By any loop, without the lock. */
	enum door_line (*line)(const char *line, size_t length);

	/* Sends the run, `total` bytes in `count` entries, at most DOOR_RUN_MAX of them, to one
	 * peer and returns how many bytes it took. The run ends at the end of a line, unless it has
	 * DOOR_RUN_MAX entries. After a short send the door calls flush_ready() once the peer can
	 * take more. A broken peer takes everything. Called by the session's loop, without the
	 * lock. */
	uint64_t (*send)(void *peer, const struct iovec *run, unsigned count, uint64_t total);

	/* Asks that the peer be closed, later in the iteration and never within this call. Called
	 * by the session's loop, with or without the lock. */
	void (*close)(void *peer, enum door_close why);

	/* The peer's next line, which had to wait (OUTCOME_LATER), is run again soon. Called by the
	 * session's loop. */
	void (*resume)(void *peer);

	/* The address that the peer comes from. Any thread, under the core lock. */
	void (*address)(const void *peer, char out[DOOR_ADDRESS_SIZE]);

	/* Whether nobody on the way can read what the peer sends. Under the core lock, by the
	 * session's loop. */
	bool (*is_private)(const void *peer);

	/* The SHA-256 of the certificate that the peer has shown, in hex digits; false for none.
	 * Likewise. */
	bool (*certificate)(const void *peer, char out[DOOR_CERTIFICATE_SIZE]);

	/* The same with its port, for the log; NULL where there is none. */
	void (*log_address)(const void *peer, char out[DOOR_ADDRESS_SIZE]);

	/* The same as address_bytes() gives it; NULL where there is none. */
	const unsigned char *(*address_bytes)(const void *peer);
};

/* Appends the event as it is sent. */
static inline void door_encode(
	const struct door *door, const struct event *event, unsigned dialect, struct buffer *out)
{
	size_t start = out->length;
	door->encode(event, dialect, out);
	if (door->wrap)
		door->wrap(out, start, dialect);
}

#endif
