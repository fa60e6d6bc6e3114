#include "recent.h"

#include <string.h>

#include "record.h"
#include "room.h"

#define SWEEP_ROOMS 1000 /* whose lines are forgotten at once */

/* The list of rooms with recent lines. */

static void list_remove(struct history *history, struct past *past)
{
	struct room *next = past->stale_next, *previous = past->stale_previous;
	*(previous ? &previous->past.stale_next : &history->recent_first) = next;
	*(next ? &next->past.stale_previous : &history->recent_last) = previous;
	past->stale_next = past->stale_previous = NULL;
}

static void list_append(struct history *history, struct room *room)
{
	struct room *last = history->recent_last;
	room->past.stale_previous = last;
	*(last ? &last->past.stale_next : &history->recent_first) = room;
	history->recent_last = room;
}

/* The room that may be forgotten first; NULL for none. */
static struct room *stalest(const struct history *history)
{
	struct room *first = history->recent_first;
	return first && first->past.stays ? first->past.stale_next : first;
}

static uint32_t now_s(const struct core *core)
{
	return (uint32_t)(core->now / 1000);
}

void recent_forget(struct room *room)
{
	struct history *history = &room->core->history;
	struct past *past = &room->past;
	if (past->count > 0)
		list_remove(history, past);
	history->recent_bytes -= past->recent.size;
	buffer_finish(&past->recent);
	past->first = past->count = past->known = 0;
}

static void drop_oldest(struct past *past)
{
	past->first += (unsigned)record_length(past->recent.bytes + past->first);
	past->count--;
	past->known = past->count < past->known ? (unsigned char)past->count : past->known;
}

/* Makes room for a line, in the place of dropped ones where there are any. */
static void make_place(struct past *past, size_t length)
{
	struct buffer *recent = &past->recent;
	if (recent->size - recent->length >= length || past->first == 0)
		return;
	recent->length -= past->first;
	memmove(recent->bytes, recent->bytes + past->first, recent->length);
	past->first = 0;
}

static void add(struct room *room, const char *record)
{
	struct history *history = &room->core->history;
	struct past *past = &room->past;
	size_t length = record_length(record), before = past->recent.size;
	while (past->count >= history->replay)
		drop_oldest(past);
	make_place(past, length);
	buffer_add(&past->recent, record, length);
	history->recent_bytes += past->recent.size - before;
	past->count++;
	if (past->known < past->count)
		past->known = (unsigned char)past->count;
}

void recent_add(struct room *room, const char *record)
{
	struct history *history = &room->core->history;
	struct past *past = &room->past;
	if (history->replay == 0) {
		recent_forget(room);
		return;
	}
	if (past->count > 0)
		list_remove(history, past);
	list_append(history, room);
	add(room, record);
	past->used_s = now_s(room->core);
	for (struct room *old; history->recent_bytes > HISTORY_RECENT_MAX &&
			       (old = stalest(history)) != NULL && old != room;)
		recent_forget(old);
}

bool recent_is_complete(const struct room *room)
{
	const struct past *past = &room->past;
	return past->known >= room->core->history.replay || past->count == past->number;
}

void recent_complete(struct room *room, const struct buffer *records)
{
	struct past *past = &room->past;
	struct buffer known = past->recent;
	unsigned first = past->first, most = room->core->history.replay;
	past->recent = (struct buffer){0};
	room->core->history.recent_bytes -= known.size;
	recent_forget(room);
	past->known = (unsigned char)most;
	for (size_t at = 0; at < records->length; at += record_length(records->bytes + at))
		recent_add(room, records->bytes + at);
	for (size_t at = first; at < known.length; at += record_length(known.bytes + at))
		recent_add(room, known.bytes + at);
	buffer_finish(&known);
}

void recent_each(const struct room *room, void (*visit)(const char *record, void *data), void *data)
{
	const struct past *past = &room->past;
	const struct core *core = room->core;
	int64_t keep_ms = room_keep_ms(room);
	int64_t since = keep_ms > 0 ? core->now + core->clock_offset - keep_ms : INT64_MIN;
	for (size_t at = past->first; at < past->recent.length;) {
		const char *record = past->recent.bytes + at;
		struct record_line line;
		record_read_line(record, &line);
		at += record_length(record);
		if (line.time >= since)
			visit(record, data);
	}
}

void recent_restore(
	struct room *room, const struct buffer *records, unsigned count, uint32_t used_s)
{
	struct history *history = &room->core->history;
	struct past *past = &room->past;
	past->recent = *records;
	past->count = count;
	past->used_s = used_s;
	history->recent_bytes += records->size;
	list_append(history, room);
}

void recent_replace(struct room *room, struct buffer *records, unsigned count)
{
	struct past *past = &room->past;
	if (count == 0) {
		recent_forget(room);
		return;
	}
	room->core->history.recent_bytes += records->size - past->recent.size;
	buffer_finish(&past->recent);
	past->recent = *records;
	*records = (struct buffer){0};
	past->first = 0;
	past->count = count;
}

void recent_sweep(struct core *core)
{
	struct history *history = &core->history;
	if (history->store.forgets || history->late)
		return;
	for (unsigned i = 0; i < SWEEP_ROOMS; i++) {
		struct room *room = stalest(history);
		if (!room || now_s(core) - room->past.used_s < HISTORY_RECENT_SECONDS ||
			room->past.round > history->stored)
			return;
		recent_forget(room);
	}
}
