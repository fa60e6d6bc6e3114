#include "flush.h"

#include "counter.h"
#include "fence.h"
#include "round.h"
#include "send_queue.h"
#include "session.h"
#include "session_send.h"
#include "skip.h"
#include "waiting.h"
#include "walk.h"

#define FULL_MS 1000	     /* how long a session may have more than send_queue_max bytes unread */
#define FULL_TIMES 4	     /* at this many times send_queue_max lines are skipped at once */
#define SKIPS_AN_ITERATION 4 /* sessions for which lines are skipped; the others wait */
#define SKIPS_A_SECOND 32    /* the same, beside those of the iterations */

/* The member's peer took only the first `sent` bytes of the run, so its session gets a send queue.
 * send_queue_open() sets the cursor of each of its members to the shared cursor (readers.at). That
 * is right for its other rooms, too: the shared cursor of a feed that is flushed already stands at
 * the end, that of a feed still to be flushed at the beginning of this flush, and there
 * send_to_readers() skips the session because it has a send queue. */
static void fall_behind(struct member *member, uint64_t sent)
{
	send_queue_open(member->session);
	send_queue_wait(member->session);
	cursor_advance(&member->at, sent);
	if (sent > 0)
		send_queue_take_rest(member, member->readers->until);
}

/* What the next readers need comes from memory while this one is sent to: with a thousand readers
 * it is in no cache. */
static inline void fetch_ahead(struct member **members, unsigned left)
{
	if (left <= 3)
		return;
	__builtin_prefetch(members[3]);
	__builtin_prefetch(members[2]->session);
	__builtin_prefetch(members[1]->session->peer);
}

static void send_to_readers(
	struct readers *readers, const struct iovec *run, unsigned count, uint64_t total)
{
	struct member **members = readers->members; /* door->send() does not change the list */
	for (unsigned i = 0; i < readers->count; i++) {
		struct session *session = members[i]->session;
		fetch_ahead(members + i, readers->count - i);
		if (session->send_queue)
			continue;
		uint64_t sent = session->door->send(session->peer, run, count, total);
		if (sent < total)
			fall_behind(members[i], sent);
	}
}

static void flush_readers(struct readers *readers)
{
	struct iovec run[DOOR_RUN_MAX];
	unsigned count;
	uint64_t at = cursor_position(readers->at);
	uint64_t left = readers->until > at ? readers->until - at : 0;
	while (left > 0) {
		uint64_t total = feed_run(readers->at, left, run, DOOR_RUN_MAX, &count);
		send_to_readers(readers, run, count, total);
		cursor_advance(&readers->at, total);
		left -= total;
	}
	if (readers->until == cursor_position(readers->end))
		cursor_set(&readers->at, readers->end);
}

/* `*since` becomes the time at which the size exceeded the limit, -1 if it does not. Returns how
 * many milliseconds ago that was, or -1. */
static int64_t over(int64_t *since, uint64_t size, long limit, int64_t now)
{
	if (size <= (uint64_t)limit)
		*since = -1;
	else if (*since < 0)
		*since = now;
	return *since < 0 ? -1 : now - *since;
}

/* Whether the session has had more than slow_queue bytes unread for slow_seconds, or more than
 * send_queue_max for FULL_MS. FULL_MS protects a peer that reads slowly but steadily: many people
 * may speak at once, and it is to be sent that all the same. */
static bool is_behind(struct send_queue *send_queue, const struct limits *limits, int64_t now)
{
	uint64_t size = send_queue_size(send_queue->session);
	return over(&send_queue->slow_since, size, limits->slow_queue, now) >=
		       limits->slow_seconds * 1000 ||
	       over(&send_queue->full_since, size, limits->send_queue_max, now) >= FULL_MS ||
	       size > FULL_TIMES * (uint64_t)limits->send_queue_max;
}

/* Whether the peer has taken no byte for slow_seconds although an answer waits for it, or although
 * lines were skipped for it. */
static bool is_stuck(struct send_queue *send_queue, const struct limits *limits, int64_t now)
{
	if (!send_queue->waiting ||
		(session_unanswered(send_queue->session) == 0 && !send_queue->skipped))
		return false;
	if (send_queue->stuck_since < 0)
		send_queue->stuck_since = now;
	return now - send_queue->stuck_since >= limits->slow_seconds * 1000;
}

/* Skips lines for a session that is behind. Closes one that is stuck, or that has too much unread
 * for itself alone. */
static void check_slow(struct session *session, const struct limits *limits, int64_t now)
{
	struct send_queue *send_queue = session->send_queue;
	if (session->closed || session->slow)
		return;
	bool behind = is_behind(send_queue, limits, now);
	if (behind && session->loop->skips == 0)
		return;
	bool enough =
		!behind || (skip_lines(session) > 0 &&
				   send_queue_size(session) <= (uint64_t)limits->send_queue_max);
	if (!enough || is_stuck(send_queue, limits, now))
		send_queue_too_slow(session);
}

/* Sends until the queue is empty or the peer takes less than everything; true if it is empty. */
static bool send_send_queue(struct session *session)
{
	struct iovec run[DOOR_RUN_MAX];
	unsigned count;
	uint64_t total;
	while ((total = send_queue_run(session, run, DOOR_RUN_MAX, &count)) > 0) {
		uint64_t sent = session->door->send(session->peer, run, count, total);
		send_queue_sent(session, sent);
		if (sent < total)
			return false;
	}
	return true;
}

/* A peer is not read while its answers have not all been sent. */
static void resume_answered(struct session *session)
{
	if (!session->send_queue->answering || session_unanswered(session) > 0)
		return;
	session->send_queue->answering = false;
	session->door->resume(session->peer);
}

static void flush_send_queue(struct session *session)
{
	struct send_queue *send_queue = session->send_queue;
	if (!send_queue->waiting && send_queue_held(session))
		return;
	bool all = !send_queue->waiting && send_send_queue(session);
	resume_answered(session);
	if (!all) {
		if (!send_queue->waiting)
			send_queue_wait(session);
		check_slow(session, &session->loop->limits, session->loop->now);
		if (session->closed && !send_queue->last_wait) {
			send_queue->last_wait = true;
			session->door->close(session->peer, DOOR_CLOSE_WAIT);
		}
		return;
	}
	if (!send_queue_done(session)) { /* a member's cursor is ahead until its feed is flushed */
		if (send_queue_walk_due(session))
			send_queue_park(send_queue);
		return;
	}
	send_queue_free(session);
	if (session->closed)
		session->door->close(session->peer, DOOR_CLOSE_DONE);
}

void flush_ready(struct session *session)
{
	if (!session->send_queue)
		return;
	session->send_queue->waiting = false;
	flush_send_queue(session);
}

/* Notes how far the readers may be sent their feed. If that is not all, they stay dirty. */
static void take_end(struct core_loop *loop, struct readers *readers)
{
	const struct room_feed *feed = readers->feed;
	readers->end = feed_end(&feed->feed);
	uint64_t end = cursor_position(readers->end);
	readers->until = gate_end(&feed->gate, loop->open, end);
	readers->dirty = readers->until < end;
	if (!readers->dirty)
		return;
	core_list_add(&loop->dirty, readers);
	history_wait(loop, feed->gate.round[1]);
}

/* Takes over the list of dirty readers and notes where their feeds end now. A loop that appends
 * later puts the readers into the new list. Under the lock. */
static void take_ends(struct core_loop *loop)
{
	struct core_list taken = loop->dirty;
	loop->dirty = loop->flushing;
	loop->flushing = taken;
	loop->open = loop->core->history.open;
	for (unsigned i = 0; i < taken.count; i++)
		take_end(loop, taken.items[i]);
}

/* Takes the lock only if a fence is still to be reached. It does not use core_enter(), because that
 * would read mailbox items, which belong to the next iteration. */
static void reach_fence(struct core_loop *loop)
{
	if (loop->fence_noted == loop->fence_reached)
		return;
	core_lock_take(&loop->core->lock);
	loop->core->current = loop;
	fence_reach(loop);
	core_leave(loop);
}

void flush_loop(struct core_loop *loop, int64_t now)
{
	core_enter(loop, now);
	loop->skips = SKIPS_AN_ITERATION;
	loop->limits = loop->core->limits;
	take_ends(loop);
	fence_note(loop);
	if (loop->walkers.count > 0)
		walk_advance(loop);
	const struct history_store *store = &loop->core->history.store;
	bool wanted = round_wanted(loop->core);
	loop->late_at = round_late_at(loop->core);
	bool durable = loop->core->history.mode == HISTORY_STRICT;
	core_leave(loop);
	if (wanted)
		store->wanted(store->data, durable);
	/* From here on without the lock. */
	for (unsigned i = 0; i < loop->flushing.count; i++)
		flush_readers(loop->flushing.items[i]);
	loop->flushing.count = 0;
	for (struct send_queue *send_queue = loop->send_queues, *next;
		send_queue && !send_queue->parked; send_queue = next) {
		next = send_queue->next;
		flush_send_queue(send_queue->session);
	}
	reach_fence(loop);
}

static void note_queues(struct core_loop *loop)
{
	uint64_t count = 0, bytes = 0, largest = 0;
	for (const struct send_queue *send_queue = loop->send_queues; send_queue;
		send_queue = send_queue->next) {
		uint64_t size = send_queue_size(send_queue->session);
		count++;
		bytes += size;
		largest = size > largest ? size : largest;
	}
	atomic_store_explicit(&loop->queues.count, count, memory_order_relaxed);
	atomic_store_explicit(&loop->queues.bytes, bytes, memory_order_relaxed);
	atomic_store_explicit(&loop->queues.largest, largest, memory_order_relaxed);
}

void flush_check_slow(struct core_loop *loop, int64_t now)
{
	loop->now = now;
	loop->skips = SKIPS_A_SECOND;
	for (struct send_queue *send_queue = loop->send_queues; send_queue;
		send_queue = send_queue->next)
		check_slow(send_queue->session, &loop->limits, now);
	waiting_check(loop);
	note_queues(loop);
}
