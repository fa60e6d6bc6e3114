#include "skip.h"

#include <stdlib.h>
#include <string.h>

#include "counter.h"
#include "memory.h"
#include "send_queue.h"
#include "session.h"

/* What is skipped of one room. */
struct hole {
	uint32_t room;	 /* id */
	uint32_t number; /* of a line before all of it */
	uint64_t lines;
};

struct skipping {
	struct session *session;
	struct hole *holes;
	unsigned count;
	struct hole *last;  /* the one of the last skipped line */
	struct buffer line; /* the beginning of a line that goes on in another block */
	uint32_t number;    /* that of its block */
	uint32_t group; /* room of which lines that belong together are being skipped; 0: none */
	uint64_t saved;
	bool front; /* the next bytes are the first of the queue, and may be the rest of a line */
	bool held;  /* what follows waits for the store */
};

/* The rooms of a session are few. */
static struct hole *hole_of(struct skipping *skipping, uint32_t room, uint32_t number)
{
	if (skipping->last && skipping->last->room == room)
		return skipping->last;
	for (unsigned i = 0; i < skipping->count; i++)
		if (skipping->holes[i].room == room)
			return skipping->last = &skipping->holes[i];
	skipping->holes =
		memory_grow(skipping->holes, (skipping->count + 1) * sizeof *skipping->holes);
	skipping->last = &skipping->holes[skipping->count++];
	*skipping->last = (struct hole){.room = room, .number = number};
	return skipping->last;
}

static void take_line(
	struct skipping *skipping, uint32_t room, uint32_t number, const char *line, size_t length)
{
	struct session *session = skipping->session;
	enum door_line kind = skipping->front ? DOOR_LINE_STAYS : session->door->line(line, length);
	skipping->front = false;
	if (kind == DOOR_LINE_STAYS ||
		((kind == DOOR_LINE_PART || kind == DOOR_LINE_CLOSES) && skipping->group != room)) {
		send_queue_add_like(session->send_queue, line, length, &(struct piece){0});
		return;
	}
	if (kind == DOOR_LINE_OPENS || kind == DOOR_LINE_CLOSES)
		skipping->group = kind == DOOR_LINE_OPENS ? room : 0;
	if (kind == DOOR_LINE_SAID || kind == DOOR_LINE_PART)
		hole_of(skipping, room, number)->lines++;
	skipping->saved += length;
}

/* The length of the first line of these bytes, 0 where it goes on behind them. */
static size_t first_line(const struct skipping *skipping, const char *bytes, size_t length)
{
	const struct session *session = skipping->session;
	if (session->door->first)
		return session->door->first(skipping->front ? session->peer : NULL, bytes, length);
	const char *newline = memchr(bytes, '\n', length);
	return newline ? (size_t)(newline + 1 - bytes) : 0;
}

static void take_bytes(
	struct skipping *skipping, uint32_t room, uint32_t number, const char *bytes, size_t length)
{
	struct buffer *line = &skipping->line;
	if (line->length > 0) {
		size_t before = line->length;
		buffer_add(line, bytes, length);
		size_t size = first_line(skipping, line->bytes, line->length);
		if (size == 0)
			return;
		take_line(skipping, room, skipping->number, line->bytes, size);
		buffer_clear(line);
		bytes += size - before;
		length -= size - before;
	}
	while (length > 0) {
		size_t size = first_line(skipping, bytes, length);
		if (size == 0)
			break;
		take_line(skipping, room, number, bytes, size);
		bytes += size;
		length -= size;
	}
	skipping->number = number;
	buffer_add(line, bytes, length);
}

/* Bytes that a room said. The lines of it that stay are like those for the session alone. */
static void take_room(struct skipping *skipping, const struct piece *piece)
{
	struct cursor at = {NULL, 0};
	cursor_set(&at, piece->from);
	for (uint64_t left = piece->length; left > 0;) {
		struct iovec run;
		unsigned count;
		uint64_t size = feed_run(at, left, &run, 1, &count);
		take_bytes(skipping, piece->room, piece->own ? piece->number : cursor_number(at),
			run.iov_base, run.iov_len);
		cursor_advance(&at, size);
		left -= size;
	}
	cursor_drop(&at);
}

/* The name of the room, where the session is still in it. */
static const char *name_of(const struct session *session, uint32_t room)
{
	for (const struct member *member = session->members; member; member = member->next)
		if (member_room(member)->id == room)
			return member_room(member)->name;
	return NULL;
}

/* Tells of one hole, if there are lines in it. */
static void tell(struct skipping *skipping, const struct hole *hole)
{
	struct session *session = skipping->session;
	struct core *core = session->loop->core;
	struct buffer out = {0};
	struct event event = {.type = EVENT_SKIPPED, .actor = session, .total = hole->lines};
	if (hole->lines == 0)
		return;
	counter_add(COUNTER_SKIPPED, hole->lines);
	core_lock_take(&core->lock);
	event.name = session_name(session);
	event.room = name_of(session, hole->room);
	if (event.room && history_on(&core->history)) {
		event.room_id = hole->room;
		event.number = hole->number + 1;
	}
	door_encode(session->door, &event, session->dialect, &out);
	core_lock_give(&core->lock);
	send_queue_add_like(session->send_queue, out.bytes, out.length,
		&(struct piece){.room = hole->room,
			.number = hole->number,
			.skipped = (uint32_t)hole->lines});
	buffer_finish(&out);
}

/* The rooms that the session has left are one hole. */
static void tell_all(struct skipping *skipping)
{
	struct hole left = {0};
	for (unsigned i = 0; i < skipping->count; i++) {
		const struct hole *hole = &skipping->holes[i];
		if (name_of(skipping->session, hole->room))
			tell(skipping, hole);
		else
			left.lines += hole->lines;
	}
	tell(skipping, &left);
	skipping->count = 0;
	skipping->last = NULL;
}

/* A piece that stays is copied to the new feed: otherwise its block would keep all the later ones
 * of the old feed. The part of a walk has a feed of its own. */
static void keep(struct skipping *skipping, struct piece *piece)
{
	struct send_queue *send_queue = skipping->session->send_queue;
	if (piece->skipped > 0)
		piece->room = piece->number = piece->skipped = 0;
	if (piece->walk)
		send_queue_add_same(send_queue, piece);
	else
		send_queue_add_copy(send_queue, piece);
	skipping->front = false;
}

static void take_piece(struct send_queue *send_queue, struct piece *piece, void *data)
{
	struct skipping *skipping = data;
	if (!skipping->held && piece->round > skipping->session->loop->open) {
		tell_all(skipping);
		skipping->held = true;
	}
	bool told = piece->skipped > 0 && !skipping->front;
	if (!skipping->held && told) /* the new hole includes that one */
		hole_of(skipping, piece->room, piece->number)->lines += piece->skipped;
	else if (!skipping->held && piece->room > 0 && piece->skipped == 0)
		take_room(skipping, piece);
	else
		keep(skipping, piece);
}

static void take_members(struct skipping *skipping)
{
	struct session *session = skipping->session;
	for (struct member *member = session->members; member; member = member->next) {
		uint64_t unread = send_queue_member_unread(member);
		if (unread == 0)
			continue;
		take_room(skipping, &(struct piece){.from = member->at,
					    .room = member_room(member)->id,
					    .length = unread});
		cursor_set(&member->at, member->readers->at);
	}
	tell_all(skipping);
}

uint64_t skip_lines(struct session *session)
{
	struct send_queue *send_queue = session->send_queue;
	struct skipping skipping = {.session = session, .front = true};
	session->loop->skips -= session->loop->skips > 0;
	struct feed old = send_queue->own;
	send_queue->own = (struct feed){0};
	send_queue_remake(send_queue, take_piece, &skipping);
	feed_finish(&old);
	if (!skipping.held)
		take_members(&skipping);
	if (skipping.saved > 0) {
		send_queue->skipped = true;
		send_queue->slow_since = send_queue->full_since = -1;
	}
	free(skipping.holes);
	buffer_finish(&skipping.line);
	return skipping.saved;
}
