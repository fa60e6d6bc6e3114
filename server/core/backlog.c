#include "backlog.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "session.h"

void backlog_open(struct session *session)
{
	if (session->backlog)
		return;
	struct backlog *backlog = memory_zero(sizeof *backlog);
	struct core_loop *loop = session->loop;
	backlog->session = session;
	backlog->next = loop->backlogs;
	if (backlog->next)
		backlog->next->previous = backlog;
	loop->backlogs = backlog;
	session->backlog = backlog;
	for (struct member *member = session->members; member; member = member->next)
		cursor_set(&member->at, member_readers(member)->at);
}

void backlog_free(struct session *session)
{
	struct backlog *backlog = session->backlog;
	if (!backlog)
		return;
	for (struct member *member = session->members; member; member = member->next)
		cursor_drop(&member->at);
	for (unsigned i = 0; i < backlog->count; i++)
		cursor_drop(&backlog->pieces[backlog->first + i].from);
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

static void add_piece(struct backlog *backlog, struct cursor from, uint64_t length)
{
	if (length == 0)
		return;
	backlog->bytes += length;
	if (backlog->count > 0) {
		struct piece *last = &backlog->pieces[backlog->first + backlog->count - 1];
		if (last->from.block == from.block &&
			last->from.offset + last->length == from.offset) {
			last->length += length;
			return;
		}
	}
	make_room(backlog);
	struct piece *piece = &backlog->pieces[backlog->first + backlog->count++];
	*piece = (struct piece){.length = length};
	cursor_set(&piece->from, from);
}
void backlog_take(struct member *member, struct cursor to)
{
	uint64_t length = cursor_position(to) - cursor_position(member->at);
	add_piece(member->session->backlog, member->at, length);
	cursor_set(&member->at, to);
}

void backlog_take_all(struct session *session)
{
	for (struct member *member = session->members; member; member = member->next)
		backlog_take(member, feed_end(&member_readers(member)->feed->feed));
}

void backlog_add(struct session *session, const char *bytes, size_t length)
{
	struct backlog *backlog = session->backlog;
	struct cursor start = {NULL, 0};
	feed_append(&backlog->own, bytes, length, &start);
	add_piece(backlog, start, length);
	cursor_drop(&start);
}

/* Between the commands of a turn and its flush a member that was given a piece of its own stands
 * ahead of the other readers. */
static uint64_t unread(const struct member *member)
{
	uint64_t readers = cursor_position(member_readers(member)->at);
	uint64_t own = cursor_position(member->at);
	return readers > own ? readers - own : 0;
}

bool backlog_done(const struct session *session)
{
	if (session->backlog->count > 0)
		return false;
	for (const struct member *member = session->members; member; member = member->next)
		if (cursor_position(member_readers(member)->at) != cursor_position(member->at))
			return false;
	return true;
}

uint64_t backlog_run(
	const struct session *session, struct iovec *run, unsigned most, unsigned *count)
{
	const struct backlog *backlog = session->backlog;
	uint64_t total = 0;
	unsigned used = 0, more;
	for (unsigned i = 0; i < backlog->count && used < most; i++) {
		const struct piece *piece = &backlog->pieces[backlog->first + i];
		total += feed_run(piece->from, piece->length, run + used, most - used, &more);
		used += more;
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
	while (length > 0 && backlog->count > 0) {
		struct piece *piece = &backlog->pieces[backlog->first];
		uint64_t part = least(length, piece->length);
		length -= part;
		piece->length -= part;
		backlog->bytes -= part;
		if (piece->length > 0) {
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
	}
}

uint64_t backlog_size(const struct session *session)
{
	uint64_t size = session->backlog->bytes;
	for (const struct member *member = session->members; member; member = member->next)
		size += unread(member);
	return size;
}
