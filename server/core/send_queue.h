/* A send queue: what a session has yet to be sent, where that is not just the rest of its rooms.
 *
 * Most sessions have none: they stand where all readers stand and are sent what all are sent. A
 * session gets one when something is for it alone, when something of a room is not for it, when it
 * joins or leaves, and when its peer takes less than everything. From then on each of its members
 * has a cursor of its own, and what has to be sent before that cursor is a list of pieces, in the
 * order in which it happened. When everything has been sent and the cursors are where the other
 * readers stand, the send queue is freed. An example, of a session in #tea that was sent everything
 * and now
 *
 *   is posted something alone:  pieces: [own 40]                   at = end of #tea
 *   then #tea says 20 bytes:    pieces: [own 40]                   at = 20 before the end
 *   is posted something again:  pieces: [own 40] [#tea 20] [own 9] at = end of #tea
 *
 * A cursor keeps all blocks behind it. While the peer does not read, pieces of rooms are therefore
 * copied to the session's own feed. Otherwise a room that was left long ago, or one's own line that
 * was left out, would keep everything that the room says from then on, and no limit would count it.
 *
 * It belongs to the session's loop, which alone changes it: under the lock, or while it flushes
 * without the lock. */
#ifndef SEND_QUEUE_H
#define SEND_QUEUE_H

#include "room.h"

struct walk;

struct piece {
	struct cursor from;
	bool own;	   /* in send_queue.own, not in a room's feed */
	bool asked;	   /* a long answer, see session_answer() */
	struct walk *walk; /* makes the rest of the answer, behind these bytes; NULL for none */
	uint64_t length;
};

struct send_queue {
	struct session *session;
	struct send_queue *next, *previous; /* head: core_loop.send_queues */
	struct feed own;		    /* bytes for this session alone */
	struct piece *pieces;
	unsigned first; /* the piece to be sent first */
	unsigned count; /* pieces from `first` on */
	unsigned size;
	uint64_t bytes; /* in all pieces but those of answers */
	uint64_t asked; /* in pieces of answers */
	unsigned walks; /* pieces with a walk: nothing behind the first is sent */
	bool waiting;	/* the peer took less than everything; flush_ready() says when it can take
			   more */
	bool last_wait; /* DOOR_CLOSE_WAIT has been said */
	/* Milliseconds; -1 while it is not so. */
	int64_t slow_since;  /* more than limits.slow_queue is unread */
	int64_t full_since;  /* more than limits.send_queue_max is unread */
	int64_t stuck_since; /* an answer waits, and nothing at all has been taken */
};

/* Makes sure that there is one. The members' cursors are set to where their readers stand. */
void send_queue_open(struct session *session);

/* Drops it with all that is in it, but walks, which must have ended or been freed (walk_forget());
 * its members stand with the other readers again. Does nothing where there is none. */
void send_queue_free(struct session *session);

/* What the member has not been sent of its feed up to `to` becomes a piece; it stands at `to` then.
 */
void send_queue_take(struct member *member, struct cursor to);

/* The same, after a part of a room's bytes was sent, for a session in several rooms: the rest has
 * to come before anything of another room. */
void send_queue_take_rest(struct member *member, struct cursor end);

/* The same for all members of the session, up to the ends of their feeds. */
void send_queue_take_all(struct session *session);

/* Bytes for this session alone become a piece, of an answer if `asked`. */
void send_queue_add(struct session *session, const char *bytes, size_t length, bool asked);

/* A walk becomes a piece, see walk.h. */
void send_queue_add_walk(struct session *session, struct walk *walk);

/* The walk that may make its next part, since it is first in the queue and its last part has been
 * sent; NULL for none. */
struct walk *send_queue_walk_due(const struct session *session);

/* Adds the next part of that walk, which may be empty. `ends`: it is the last one. */
void send_queue_add_part(struct session *session, const char *bytes, size_t length, bool ends);

/* Describes the next bytes to be sent: those of the pieces, then those of the rooms up to where the
 * readers stand. Returns how many are described, 0 if there are none. */
uint64_t send_queue_run(
	const struct session *session, struct iovec *run, unsigned most, unsigned *count);

/* The peer has taken less than everything: pieces of rooms are copied, those that come later too.
 */
void send_queue_wait(struct session *session);

/* The first `length` bytes have been sent. */
void send_queue_sent(struct session *session, uint64_t length);

/* Whether everything is sent and its members stand exactly where the other readers stand, so that
 * it may be freed. */
bool send_queue_done(struct session *session);

/* Bytes that wait to be sent, but for those of answers. */
uint64_t send_queue_size(const struct session *session);

/* Asks the door to close the session, whose peer does not read what it is sent. The lock is not
 * needed. */
void send_queue_too_slow(struct session *session);

#endif
