#include "send_queue.h"

#include <stdlib.h>
#include <string.h>

#include <utlist.h>

#include "memory.h"
#include "session.h"

void send_queue_open(struct session *session)
{
	if (session->send_queue)
		return;
	struct send_queue *send_queue = memory_zero(sizeof *send_queue);
	send_queue->session = session;
	send_queue->slow_since = send_queue->full_since = send_queue->stuck_since = -1;
	DL_PREPEND2(session->loop->send_queues, send_queue, previous, next);
	session->send_queue = send_queue;
	for (struct member *member = session->members; member; member = member->next)
		cursor_set(&member->at, member->readers->at);
}

void send_queue_free(struct session *session)
{
	struct send_queue *send_queue = session->send_queue;
	if (!send_queue)
		return;
	for (struct member *member = session->members; member; member = member->next)
		cursor_drop(&member->at);
	for (unsigned i = 0; i < send_queue->count; i++)
		cursor_drop(&send_queue->pieces[send_queue->first + i].from);
	DL_DELETE2(session->loop->send_queues, send_queue, previous, next);
	feed_finish(&send_queue->own);
	free(send_queue->pieces);
	free(send_queue);
	session->send_queue = NULL;
}

static void make_room(struct send_queue *send_queue)
{
	if (send_queue->first + send_queue->count < send_queue->size)
		return;
	if (send_queue->first > send_queue->size / 2) {
		memmove(send_queue->pieces, send_queue->pieces + send_queue->first,
			send_queue->count * sizeof *send_queue->pieces);
		send_queue->first = 0;
		return;
	}
	send_queue->size = send_queue->size ? 2 * send_queue->size : 4;
	send_queue->pieces =
		memory_grow(send_queue->pieces, send_queue->size * sizeof *send_queue->pieces);
}

/* Whether the last piece ends where this one begins in the same feed, so that it can be extended. A
 * piece of a room's feed is extended only within its block: positions of two feeds may be equal by
 * chance, but a block belongs to one feed. */
static bool goes_on(const struct piece *last, const struct piece *piece)
{
	if (last->asked != piece->asked || last->round != piece->round || last->walk ||
		last->room != piece->room || last->number != piece->number || last->skipped ||
		piece->skipped)
		return false;
	if (last->own && piece->own)
		return cursor_position(last->from) + last->length == cursor_position(piece->from);
	return last->from.block == piece->from.block &&
	       last->from.offset + last->length == piece->from.offset;
}

/* Returns a new last piece, which the caller fills in. */
static struct piece *new_piece(struct send_queue *send_queue)
{
	make_room(send_queue);
	return &send_queue->pieces[send_queue->first + send_queue->count++];
}

static void count_piece(struct send_queue *send_queue, const struct piece *piece)
{
	*(piece->asked ? &send_queue->asked : &send_queue->bytes) += piece->length;
	send_queue->answering |= piece->asked;
	if (piece->round > send_queue->round)
		send_queue->round = piece->round;
}

/* A piece that waits for another round than the last one stays apart: it would be sent too early,
 * or never in a busy session. */
static void add_piece(struct send_queue *send_queue, const struct piece *piece)
{
	if (piece->length == 0)
		return;
	count_piece(send_queue, piece);
	if (send_queue->count > 0) {
		struct piece *last = &send_queue->pieces[send_queue->first + send_queue->count - 1];
		if (goes_on(last, piece)) {
			last->length += piece->length;
			return;
		}
	}
	struct piece *added = new_piece(send_queue);
	*added = *piece;
	added->from = (struct cursor){NULL, 0};
	cursor_set(&added->from, piece->from);
}

void send_queue_add_like(
	struct send_queue *send_queue, const char *bytes, size_t length, const struct piece *like)
{
	struct piece piece = *like;
	piece.from = (struct cursor){NULL, 0};
	piece.own = true;
	piece.length = length;
	feed_append(&send_queue->own, bytes, length, &piece.from);
	add_piece(send_queue, &piece);
	cursor_drop(&piece.from);
}

/* Of a room's feed, there is a piece for each block, which has its number. */
void send_queue_add_copy(struct send_queue *send_queue, const struct piece *piece)
{
	struct piece like = *piece;
	struct cursor at = {NULL, 0};
	cursor_set(&at, piece->from);
	for (uint64_t left = piece->length; left > 0;) {
		struct iovec run;
		unsigned count;
		uint64_t size = feed_run(at, left, &run, 1, &count);
		if (!piece->own)
			like.number = cursor_number(at);
		send_queue_add_like(send_queue, run.iov_base, run.iov_len, &like);
		cursor_advance(&at, size);
		left -= size;
	}
	cursor_drop(&at);
}

void send_queue_add_same(struct send_queue *send_queue, struct piece *piece)
{
	count_piece(send_queue, piece);
	*new_piece(send_queue) = *piece;
	piece->from = (struct cursor){NULL, 0};
}

void send_queue_remake(struct send_queue *send_queue,
	void (*add)(struct send_queue *send_queue, struct piece *piece, void *data), void *data)
{
	struct piece *pieces = send_queue->pieces;
	unsigned first = send_queue->first, count = send_queue->count;
	send_queue->pieces = NULL;
	send_queue->first = send_queue->count = send_queue->size = 0;
	send_queue->bytes = send_queue->asked = 0;
	for (unsigned i = first; i < first + count; i++) {
		add(send_queue, &pieces[i], data);
		cursor_drop(&pieces[i].from);
	}
	free(pieces);
}

static void copy_of_room(struct send_queue *send_queue, struct piece *piece, void *data)
{
	if (piece->own || piece->asked) /* in the session's own blocks */
		send_queue_add_same(send_queue, piece);
	else
		send_queue_add_copy(send_queue, piece);
}

void send_queue_wait(struct session *session)
{
	session->send_queue->waiting = true;
	send_queue_remake(session->send_queue, copy_of_room, NULL);
}

static void take(struct member *member, uint64_t length, uint64_t round)
{
	struct send_queue *send_queue = member->session->send_queue;
	struct piece piece = {.from = member->at,
		.room = member_room(member)->id,
		.round = round,
		.length = length};
	if (length > 0 && send_queue->waiting)
		send_queue_add_copy(send_queue, &piece);
	else
		add_piece(send_queue, &piece);
}

static void take_up_to(struct member *member, uint64_t end)
{
	uint64_t at = cursor_position(member->at);
	if (end <= at)
		return;
	uint64_t round = gate_round(&member->readers->feed->gate, end);
	take(member, end - at, history_wait(member->session->loop, round));
	cursor_advance(&member->at, end - at);
}

/* What waits for different rounds becomes different pieces, so none waits longer than it must. */
void send_queue_take(struct member *member, struct cursor to)
{
	const struct gate *gate = &member->readers->feed->gate;
	uint64_t end = cursor_position(to), open = member->session->loop->core->history.open;
	for (unsigned i = 0; i < 2; i++)
		if (gate->round[i] > open && gate->start[i] < end)
			take_up_to(member, gate->start[i]);
	take_up_to(member, end);
	cursor_set(&member->at, to);
}

void send_queue_take_rest(struct member *member, uint64_t end)
{
	uint64_t length = end - cursor_position(member->at);
	if (!member->session->members->next || length == 0)
		return;
	take(member, length, 0);
	cursor_advance(&member->at, length);
}

void send_queue_take_all(struct session *session)
{
	for (struct member *member = session->members; member; member = member->next)
		send_queue_take(member, feed_end(&member->readers->feed->feed));
}

void send_queue_add(struct session *session, const char *bytes, size_t length, bool asked)
{
	uint64_t round = history_wait(session->loop, history_held_in(session));
	send_queue_add_like(session->send_queue, bytes, length,
		&(struct piece){.asked = asked, .round = round});
}

void send_queue_add_walk(struct session *session, struct walk *walk)
{
	*new_piece(session->send_queue) = (struct piece){.asked = true, .walk = walk};
	session->send_queue->walks++;
	session->send_queue->answering = true;
}

struct walk *send_queue_walk_due(const struct session *session)
{
	const struct send_queue *send_queue = session->send_queue;
	if (!send_queue || send_queue->waiting || send_queue->count == 0)
		return NULL;
	const struct piece *piece = &send_queue->pieces[send_queue->first];
	return piece->length == 0 ? piece->walk : NULL;
}

void send_queue_park(struct send_queue *send_queue)
{
	struct core_loop *loop = send_queue->session->loop;
	DL_DELETE2(loop->send_queues, send_queue, previous, next);
	DL_APPEND2(loop->send_queues, send_queue, previous, next);
	send_queue->parked = true;
}

static void unpark(struct send_queue *send_queue)
{
	struct core_loop *loop = send_queue->session->loop;
	if (!send_queue->parked)
		return;
	DL_DELETE2(loop->send_queues, send_queue, previous, next);
	DL_PREPEND2(loop->send_queues, send_queue, previous, next);
	send_queue->parked = false;
}

/* Each part gets a feed of its own, so that its blocks are freed once it is sent. In the session's
 * own feed, the pieces that wait behind the walk would come before the later parts and keep the
 * blocks of them all. */
void send_queue_add_part(struct session *session, const char *bytes, size_t length, bool ends)
{
	struct send_queue *send_queue = session->send_queue;
	struct piece *piece = &send_queue->pieces[send_queue->first];
	struct feed part = {0};
	unpark(send_queue);
	if (ends)
		piece->walk = NULL;
	cursor_drop(&piece->from);
	feed_append(&part, bytes, length, &piece->from);
	feed_finish(&part);
	piece->length = length;
	send_queue->asked += length;
}

void send_queue_end_walk(
	struct session *session, const struct walk *walk, const char *bytes, size_t length)
{
	struct send_queue *send_queue = session->send_queue;
	struct piece *piece = &send_queue->pieces[send_queue->first];
	struct buffer all = {0};
	struct feed part = {0};
	unpark(send_queue);
	while (piece->walk != walk)
		piece++;
	for (uint64_t left = piece->length; left > 0;) {
		struct iovec run;
		unsigned count;
		uint64_t size = feed_run(piece->from, left, &run, 1, &count);
		buffer_add(&all, run.iov_base, run.iov_len);
		cursor_advance(&piece->from, size);
		left -= size;
	}
	buffer_add(&all, bytes, length);
	cursor_drop(&piece->from);
	feed_append(&part, all.bytes, all.length, &piece->from);
	feed_finish(&part);
	piece->walk = NULL;
	piece->length = all.length;
	send_queue->asked += length;
	buffer_wipe(&all);
}

/* Bytes from the member's cursor to the shared one. If the member's bytes have become a piece
 * before its feed was flushed, its cursor is ahead of the shared one, and nothing is unread. */
uint64_t send_queue_member_unread(const struct member *member)
{
	uint64_t readers = cursor_position(member->readers->at);
	uint64_t own = cursor_position(member->at);
	return readers > own ? readers - own : 0;
}

bool send_queue_done(struct session *session)
{
	send_queue_sent(session, 0); /* drops the piece of a walk that ended with an empty part */
	if (session->send_queue->count > 0)
		return false;
	for (const struct member *member = session->members; member; member = member->next)
		if (cursor_position(member->readers->at) != cursor_position(member->at))
			return false;
	return true;
}

uint64_t send_queue_run(
	const struct session *session, struct iovec *run, unsigned most, unsigned *count)
{
	const struct send_queue *send_queue = session->send_queue;
	uint64_t total = 0;
	unsigned used = 0, more;
	*count = 0;
	for (unsigned i = 0; i < send_queue->count && used < most; i++) {
		const struct piece *piece = &send_queue->pieces[send_queue->first + i];
		if (piece->round > session->loop->open)
			return total;
		total += feed_run(piece->from, piece->length, run + used, most - used, &more);
		used += more;
		*count = used;
		if (piece->walk)
			return total;
	}
	for (struct member *member = session->members; member && used < most;
		member = member->next) {
		total += feed_run(member->at, send_queue_member_unread(member), run + used,
			most - used, &more);
		used += more;
	}
	*count = used;
	return total;
}

static uint64_t least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

void send_queue_sent(struct session *session, uint64_t length)
{
	struct send_queue *send_queue = session->send_queue;
	if (length > 0) {
		send_queue->stuck_since = -1;
		send_queue->skipped = false;
	}
	while (send_queue->count > 0) {
		struct piece *piece = &send_queue->pieces[send_queue->first];
		uint64_t part = least(length, piece->length);
		length -= part;
		piece->length -= part;
		*(piece->asked ? &send_queue->asked : &send_queue->bytes) -= part;
		if (piece->length > 0 || piece->walk) {
			if (part > 0)
				cursor_advance(&piece->from, part);
			return;
		}
		cursor_drop(&piece->from); /* the piece is sent */
		send_queue->first++;
		send_queue->count--;
	}
	if (send_queue->count == 0)
		send_queue->first = 0;
	for (struct member *member = session->members; member && length > 0;
		member = member->next) {
		uint64_t part = least(length, send_queue_member_unread(member));
		cursor_advance(&member->at, part);
		length -= part;
		if (part > 0 && send_queue_member_unread(member) > 0)
			send_queue_take_rest(member, cursor_position(member->readers->at));
	}
}

bool send_queue_held(const struct session *session)
{
	const struct send_queue *send_queue = session->send_queue;
	return send_queue->count > 0 &&
	       send_queue->pieces[send_queue->first].round > session->loop->open;
}

uint64_t send_queue_size(const struct session *session)
{
	const struct send_queue *send_queue = session->send_queue;
	uint64_t size = send_queue->bytes;
	if (send_queue->round > session->loop->open) { /* something may be held */
		size = 0;
		for (unsigned i = 0; i < send_queue->count; i++) {
			const struct piece *piece = &send_queue->pieces[send_queue->first + i];
			if (piece->round > session->loop->open)
				return size;
			size += piece->asked ? 0 : piece->length;
		}
	}
	for (const struct member *member = session->members; member; member = member->next)
		size += send_queue_member_unread(member);
	return size;
}

void send_queue_too_slow(struct session *session)
{
	session->slow = true;
	session->door->close(session->peer, DOOR_CLOSE_SLOW);
}
