/* A send queue: the list of what a session has still to be sent, in order.
 *
 * Most sessions have none: their members share the cursor of their feed's readers (readers.at) and
 * are sent the same bytes. A session gets a send queue when bytes are for it alone, when it must
 * not get some bytes of a room, when it joins or leaves, and when its peer takes less than
 * everything. From then on each of its members has a cursor of its own (member.at), and the bytes
 * to send before those cursors are a list of pieces in the order in which they were posted. Once
 * all is sent and the members' cursors equal the shared ones, the send queue is freed. An example:
 * a session in #tea that has been sent everything
 *
 *   is posted something alone:  pieces: [own 40]                   at = end of #tea
 *   then #tea says 20 bytes:    pieces: [own 40]                   at = 20 before the end
 *   is posted something again:  pieces: [own 40] [#tea 20] [own 9] at = end of #tea
 *
 * A cursor keeps its block and all later blocks of the feed in memory. So while the peer does not
 * read, pieces of rooms are copied to the session's own feed. Otherwise a piece of a room that the
 * session has left, or a piece before its own skipped line, would keep everything that the room
 * says later, and no limit would count that.
 *
 * Only the session's loop changes the send queue: under the lock, or while it flushes without. */
#ifndef SEND_QUEUE_H
#define SEND_QUEUE_H

#include "room.h"

struct walk;

struct piece {
	struct cursor from;
	bool own;	  /* in send_queue.own, not in a room's feed */
	bool asked;	  /* part of a long answer, see session_answer() */
	uint32_t room;	  /* the id of the room that says these bytes; 0 for none */
	uint32_t number;  /* own: of a line of that room that is before all of these */
	uint32_t skipped; /* it tells that so many lines of the room were skipped; 0: it does not */
	struct walk *walk; /* makes the rest of the answer, behind these bytes; NULL for none */
	uint64_t round;	   /* must be stored before these bytes are sent, see history.h; 0: none */
	uint64_t length;
};

struct send_queue {
	struct session *session;
	struct send_queue *next, *previous; /* head: core_loop.send_queues, where the parked ones
					     * are behind the others */
	struct feed own;		    /* bytes for this session alone */
	struct piece *pieces;
	unsigned first; /* the piece to be sent first */
	unsigned count; /* pieces from `first` on */
	unsigned size;
	uint64_t bytes; /* in all pieces but those of answers */
	uint64_t asked; /* in pieces of answers */
	uint64_t round; /* the last one that a piece has waited for */
	unsigned walks; /* pieces with a walk: nothing behind the first is sent */
	bool waiting;	/* the peer took less than everything; flush_ready() ends this */
	bool parked;	/* nothing can be sent before a walk goes on; see send_queue_park() */
	bool answering; /* door->resume() is to be called when all answers have been sent */
	bool skipped;	/* lines were skipped (skip.h), and the peer has taken no byte since */
	bool last_wait; /* the door has been called with DOOR_CLOSE_WAIT */
	/* Since when, in milliseconds; -1 if the condition does not hold. */
	int64_t slow_since;  /* more than limits.slow_queue bytes are unread */
	int64_t full_since;  /* more than limits.send_queue_max bytes are unread */
	int64_t stuck_since; /* an answer waits, or lines were skipped, and the peer has taken no
			      * byte of anything */
};

/* Gives the session a send queue if it has none, and sets its members' cursors to the shared ones.
 */
void send_queue_open(struct session *session);

/* Frees the send queue and its pieces; the members share the readers' cursors again. Walks must
 * have ended or been freed before (walk_forget()). Does nothing if there is no send queue. */
void send_queue_free(struct session *session);

/* Makes a piece of the bytes of the member's feed from its cursor up to `to`, and moves the cursor
 * there. */
void send_queue_take(struct member *member, struct cursor to);

/* For a session in several rooms that was sent a part of one room's bytes: makes a piece of the
 * rest, up to the place `end` of the feed, so that it is sent before anything of another room. Does
 * not need the lock. */
void send_queue_take_rest(struct member *member, uint64_t end);

/* Calls send_queue_take() for each member of the session, up to the end of its feed. */
void send_queue_take_all(struct session *session);

/* Adds a piece with bytes for this session alone; `asked`: they are part of a long answer. They
 * wait for what the session itself has said, if it is sent its own lines: then they follow those.
 */
void send_queue_add(struct session *session, const char *bytes, size_t length, bool asked);

/* Adds a piece that the walk fills later, see walk.h. */
void send_queue_add_walk(struct session *session, struct walk *walk);

/* The walk that may make its next part: its piece is the first in the queue, and the part before
 * has been sent. NULL for none. */
struct walk *send_queue_walk_due(const struct session *session);

/* For a queue with such a walk: flush_loop() does not look at it before the walk goes on. With many
 * walks, looking at each in every iteration would take far longer than making rows. */
void send_queue_park(struct send_queue *send_queue);

/* Adds the next part of that walk's answer, which may be empty. `ends`: it is the last part. */
void send_queue_add_part(struct session *session, const char *bytes, size_t length, bool ends);

/* Adds all that is left of that walk's answer, wherever its piece is in the queue. */
void send_queue_end_walk(
	struct session *session, const struct walk *walk, const char *bytes, size_t length);

/* Describes the next bytes to send in at most `most` entries of `run`: those of the pieces, then
 * those of the rooms up to the shared cursors. Returns the number of bytes, 0 if there are none. */
uint64_t send_queue_run(
	const struct session *session, struct iovec *run, unsigned most, unsigned *count);

/* Notes that the peer took less than everything: copies the pieces of rooms to the session's own
 * feed, now and whenever one is added, until flush_ready(). */
void send_queue_wait(struct session *session);

/* Makes the list of pieces anew: calls `add` with each of the old ones, in order, which adds what
 * stays of it. */
void send_queue_remake(struct send_queue *send_queue,
	void (*add)(struct send_queue *send_queue, struct piece *piece, void *data), void *data);

/* Add a piece, or to the last one: the old piece itself; a copy of it in the session's own feed;
 * these bytes, in the session's own feed and with the members `like` has but the place. */
void send_queue_add_same(struct send_queue *send_queue, struct piece *piece);
void send_queue_add_copy(struct send_queue *send_queue, const struct piece *piece);
void send_queue_add_like(
	struct send_queue *send_queue, const char *bytes, size_t length, const struct piece *like);

/* Bytes of the member's feed that are to be sent behind all pieces. */
uint64_t send_queue_member_unread(const struct member *member);

/* Notes that the first `length` bytes have been sent. */
void send_queue_sent(struct session *session, uint64_t length);

/* Whether everything is sent and the members' cursors equal the shared ones, so that the send queue
 * may be freed. */
bool send_queue_done(struct session *session);

/* Whether the first bytes wait for the store, and not for the peer. */
bool send_queue_held(const struct session *session);

/* Bytes that the peer has not taken, without those of long answers and those that are held. */
uint64_t send_queue_size(const struct session *session);

/* Asks the door to close the session because its peer reads too slowly. Does not need the lock. */
void send_queue_too_slow(struct session *session);

#endif
