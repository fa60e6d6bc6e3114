#include "backlog.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "session.h"
#include "walk.h"

void backlog_open(struct session *session)
{
	if (session->backlog)
		return;
	struct backlog *backlog = memory_zero(sizeof *backlog);
	struct core_loop *loop = session->loop;
	backlog->session = session;
	backlog->slow_since = backlog->full_since = backlog->stuck_since = -1;
	backlog->next = loop->backlogs;
	if (backlog->next)
		backlog->next->previous = backlog;
	loop->backlogs = backlog;
	session->backlog = backlog;
	for (struct member *member = session->members; member; member = member->next)
		cursor_set(&member->at, member->readers->at);
}

void backlog_free(struct session *session)
{
	struct backlog *backlog = session->backlog;
	if (!backlog)
		return;
	for (struct member *member = session->members; member; member = member->next)
		cursor_drop(&member->at);
	for (unsigned i = 0; i < backlog->count; i++) {
		struct piece *piece = &backlog->pieces[backlog->first + i];
		if (piece->walk)
			walk_free(piece->walk);
		cursor_drop(&piece->from);
	}
	if (backlog->previous)
		backlog->previous->next = backlog->next;
	else
		session->loop->backlogs = backlog->next;
	if (backlog->next)
		backlog->next->previous = backlog->previous;
	feed_finish(&backlog->own);
	free(backlog->pieces);
	free(backlog);
	session->backlog = NULL;
}

static void make_room(struct backlog *backlog)
{
	if (backlog->first + backlog->count < backlog->size)
		return;
	if (backlog->first > backlog->size / 2) {
		memmove(backlog->pieces, backlog->pieces + backlog->first,
			backlog->count * sizeof *backlog->pieces);
		backlog->first = 0;
		return;
	}
	backlog->size = backlog->size ? 2 * backlog->size : 4;
	backlog->pieces = memory_grow(backlog->pieces, backlog->size * sizeof *backlog->pieces);
}

/* Whether `from` is where the last piece ends, in the same feed. */
static bool goes_on(const struct piece *last, struct cursor from, bool own, bool asked)
{
	if (last->asked != asked || last->walk)
		return false;
	if (last->own && own)
		return cursor_position(last->from) + last->length == cursor_position(from);
	return last->from.block == from.block && last->from.offset + last->length == from.offset;
}

/* The place for a piece behind all others. */
static struct piece *new_piece(struct backlog *backlog)
{
	make_room(backlog);
	return &backlog->pieces[backlog->first + backlog->count++];
}

static void add_piece(
	struct backlog *backlog, struct cursor from, uint64_t length, bool own, bool asked)
{
	if (length == 0)
		return;
	*(asked ? &backlog->asked : &backlog->bytes) += length;
	if (backlog->count > 0) {
		struct piece *last = &backlog->pieces[backlog->first + backlog->count - 1];
		if (goes_on(last, from, own, asked)) {
			last->length += length;
			return;
		}
	}
	struct piece *piece = new_piece(backlog);
	*piece = (struct piece){.length = length, .own = own, .asked = asked};
	cursor_set(&piece->from, from);
}

static void add_own(struct backlog *backlog, const char *bytes, size_t length, bool asked)
{
	struct cursor start = {NULL, 0};
	feed_append(&backlog->own, bytes, length, &start);
	add_piece(backlog, start, length, true, asked);
	cursor_drop(&start);
}

static void add_copy(struct backlog *backlog, struct cursor from, uint64_t length)
{
	struct cursor at = {NULL, 0};
	cursor_set(&at, from);
	while (length > 0) {
		struct iovec piece;
		unsigned count;
		uint64_t size = feed_run(at, length, &piece, 1, &count);
		add_own(backlog, piece.iov_base, piece.iov_len, false);
		cursor_advance(&at, size);
		length -= size;
	}
	cursor_drop(&at);
}

void backlog_wait(struct session *session)
{
	struct backlog *backlog = session->backlog;
	struct piece *pieces = backlog->pieces;
	unsigned first = backlog->first, count = backlog->count;
	backlog->waiting = true;
	backlog->pieces = NULL;
	backlog->first = backlog->count = backlog->size = 0;
	backlog->bytes = backlog->asked = 0;
	for (unsigned i = first; i < first + count; i++) {
		if (pieces[i].own || pieces[i].asked) {
			backlog->asked += pieces[i].asked ? pieces[i].length : 0;
			backlog->bytes += pieces[i].asked ? 0 : pieces[i].length;
			*new_piece(backlog) = pieces[i];
			continue;
		}
		add_copy(backlog, pieces[i].from, pieces[i].length);
		cursor_drop(&pieces[i].from);
	}
	free(pieces);
}

void backlog_take(struct member *member, struct cursor to)
{
	struct backlog *backlog = member->session->backlog;
	uint64_t length = cursor_position(to) - cursor_position(member->at);
	if (backlog->waiting)
		add_copy(backlog, member->at, length);
	else
		add_piece(backlog, member->at, length, false, false);
	cursor_set(&member->at, to);
}

void backlog_go_on(struct member *member, struct cursor end)
{
	if (member->session->members->next)
		backlog_take(member, end);
}

void backlog_take_all(struct session *session)
{
	for (struct member *member = session->members; member; member = member->next)
		backlog_take(member, feed_end(&member->readers->feed->feed));
}

void backlog_add(struct session *session, const char *bytes, size_t length, bool asked)
{
	add_own(session->backlog, bytes, length, asked);
}

void backlog_add_walk(struct session *session, struct walk *walk)
{
	*new_piece(session->backlog) = (struct piece){.asked = true, .walk = walk};
	session->backlog->walks++;
}

struct walk *backlog_walk_due(const struct session *session)
{
	const struct backlog *backlog = session->backlog;
	if (!backlog || backlog->waiting || backlog->count == 0)
		return NULL;
	const struct piece *piece = &backlog->pieces[backlog->first];
	return piece->length == 0 ? piece->walk : NULL;
}

/* Of a feed of its own: in the session's, what waits behind the walk would keep all of it. */
void backlog_add_part(struct session *session, const char *bytes, size_t length, bool ends)
{
	struct backlog *backlog = session->backlog;
	struct piece *piece = &backlog->pieces[backlog->first];
	struct feed part = {0};
	if (ends)
		piece->walk = NULL;
	cursor_drop(&piece->from);
	feed_append(&part, bytes, length, &piece->from);
	feed_finish(&part);
	piece->length = length;
	backlog->asked += length;
}

/* Between the commands of a turn and its flush a member that was given a piece of its own stands
 * ahead of the other readers. */
static uint64_t unread(const struct member *member)
{
	uint64_t readers = cursor_position(member->readers->at);
	uint64_t own = cursor_position(member->at);
	return readers > own ? readers - own : 0;
}

bool backlog_done(struct session *session)
{
	backlog_sent(session, 0); /* pieces of walks may have become empty */
	if (session->backlog->count > 0)
		return false;
	for (const struct member *member = session->members; member; member = member->next)
		if (cursor_position(member->readers->at) != cursor_position(member->at))
			return false;
	return true;
}

uint64_t backlog_run(
	const struct session *session, struct iovec *run, unsigned most, unsigned *count)
{
	const struct backlog *backlog = session->backlog;
	uint64_t total = 0;
	unsigned used = 0, more;
	*count = 0;
	for (unsigned i = 0; i < backlog->count && used < most; i++) {
		const struct piece *piece = &backlog->pieces[backlog->first + i];
		total += feed_run(piece->from, piece->length, run + used, most - used, &more);
		used += more;
		*count = used;
		if (piece->walk)
			return total;
	}
	for (struct member *member = session->members; member && used < most;
		member = member->next) {
		total += feed_run(member->at, unread(member), run + used, most - used, &more);
		used += more;
	}
	*count = used;
	return total;
}

static uint64_t least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

void backlog_sent(struct session *session, uint64_t length)
{
	struct backlog *backlog = session->backlog;
	if (length > 0)
		backlog->stuck_since = -1;
	while (backlog->count > 0) {
		struct piece *piece = &backlog->pieces[backlog->first];
		uint64_t part = least(length, piece->length);
		length -= part;
		piece->length -= part;
		*(piece->asked ? &backlog->asked : &backlog->bytes) -= part;
		if (piece->length > 0 || piece->walk) {
			if (part > 0)
				cursor_advance(&piece->from, part);
			return;
		}
		cursor_drop(&piece->from);
		backlog->first++;
		backlog->count--;
	}
	if (backlog->count == 0)
		backlog->first = 0;
	for (struct member *member = session->members; member && length > 0;
		member = member->next) {
		uint64_t part = least(length, unread(member));
		cursor_advance(&member->at, part);
		length -= part;
		if (part > 0 && unread(member) > 0)
			backlog_go_on(member, member->readers->at);
	}
}

uint64_t backlog_size(const struct session *session)
{
	uint64_t size = session->backlog->bytes;
	for (const struct member *member = session->members; member; member = member->next)
		size += unread(member);
	return size;
}
