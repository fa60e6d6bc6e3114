/* A send queue: what a session has yet to be sent, where that is not just the rest of its rooms.
 *
 * Most sessions have none: they stand where all readers stand and are sent what all are sent. A
 * session gets one when something is for it alone, when something of a room is not for it, when
 * it joins or leaves, and when its peer takes less than all. From then on each of its members
 * has its own cursor, and what has to come before that cursor is a list of pieces, in the order
 * in which it happened. When all has been sent the send queue is freed.
 *
 * A cursor keeps all blocks behind it. While the peer does not read, pieces of rooms are therefore
 * copied to the session's own feed: else a room that was left long ago, or a line of one's own that
 * was left out, would keep all that the room says from then on, and no limit would count it.
 *
 * It belongs to the session's loop: changed under the lock, by that loop alone, and flushed by
 * it without the lock. */
#ifndef SEND_QUEUE_H
#define SEND_QUEUE_H

#include "room.h"

struct walk;

struct piece {
	struct cursor from;
	bool own;	   /* of send queue.own, not of a room's feed */
	bool asked;	   /* a long answer, see session_answer() */
	struct walk *walk; /* makes the rest of the answer, behind what is there; NULL for none */
	uint64_t length;
};

struct send_queue {
	struct session *session;
	struct send_queue *next, *previous; /* head: core_loop.send queues */
	struct feed own;		    /* what is for this session alone */
	struct piece *pieces;
	unsigned first; /* the piece to be sent first */
	unsigned count; /* pieces from `first` on */
	unsigned size;
	uint64_t bytes; /* in all pieces but those that were asked for */
	uint64_t asked; /* bytes in those */
	unsigned walks; /* pieces with one: nothing behind the first is sent */
	bool waiting;	/* the peer took less than all; flush_ready() comes when it can take more */
	bool last_wait; /* DOOR_CLOSE_WAIT has been said */
	int64_t slow_since;  /* more than limits.slow_queue is unread; -1: it is not */
	int64_t full_since;  /* more than limits.send_queue is */
	int64_t stuck_since; /* nothing of what was asked for has been read; -1: some has */
};

/* Makes sure that there is one. */
void send_queue_open(struct session *session);

/* Drops it with all that is in it, but walks, which must have ended or been freed (walk_forget());
 * its members stand with the other readers again. Does nothing where there is none. */
void send_queue_free(struct session *session);

/* What the member has not read of its room up to `to` becomes a piece. */
void send_queue_take(struct member *member, struct cursor to);

/* The same, where the session is in several rooms, for what has been sent in part: nothing of
 * another room may come between. */
void send_queue_go_on(struct member *member, struct cursor end);

/* The same for all rooms of the session, up to their ends. */
void send_queue_take_all(struct session *session);

/* Bytes that are for this session alone become a piece. */
void send_queue_add(struct session *session, const char *bytes, size_t length, bool asked);

/* A walk becomes a piece, see walk.h. */
void send_queue_add_walk(struct session *session, struct walk *walk);

/* The walk whose next part could be sent now, or NULL. By the session's loop. */
struct walk *send_queue_walk_due(const struct session *session);

/* The next part of that walk, which may be empty; `ends`: the last one. */
void send_queue_add_part(struct session *session, const char *bytes, size_t length, bool ends);

/* Describes what comes next. Returns the bytes described, 0 if there is nothing. */
uint64_t send_queue_run(
	const struct session *session, struct iovec *run, unsigned most, unsigned *count);

/* The peer has taken less than all: from now on, and for what is there already, see above. */
void send_queue_wait(struct session *session);

/* The first `length` bytes have been sent. */
void send_queue_sent(struct session *session, uint64_t length);

/* Whether all is sent and its members stand exactly where the other readers stand, so that it may
 * be freed. */
bool send_queue_done(struct session *session);

/* Bytes waiting that nobody has asked for. */
uint64_t send_queue_size(const struct session *session);

/* Asks the door to close the session, whose peer does not read what it is sent. The lock is not
 * needed. */
void send_queue_too_slow(struct session *session);

#endif
