#include "room_past.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

#define HEX "0123456789abcdef"
#define DIGITS "0123456789"
#define NUMBER_DIGITS 18

void room_past_finish(struct room_past *past)
{
	free(past->last.id);
	free(past->first.id);
	free(past->page.words);
	free(past->page.bound);
	for (size_t i = 0; i < ROOM_PAST_SEEN; i++)
		free(past->seen[i].name);
	held_finish(&past->held);
}

void room_place_set(struct room_place *place, const char *id, int64_t time)
{
	memory_replace(&place->id, id);
	place->time = time;
}

bool room_past_is_line(const struct chat_event *event)
{
	return event->kind == CHAT_SAID || event->kind == CHAT_ACTION ||
	       event->kind == CHAT_NOTICE || event->kind == CHAT_KICKED ||
	       event->kind == CHAT_TOPIC || event->kind == CHAT_MODE;
}

bool room_past_hold(struct room_past *past, const struct chat_event *event)
{
	bool waits = room_past_is_line(event) || event->kind == CHAT_JOINED ||
		     event->kind == CHAT_LEFT || event->kind == CHAT_QUIT ||
		     event->kind == CHAT_RENAMED || event->kind == CHAT_ERASED;
	if (past->asked == ROOM_PAST_NOTHING || event->past || !waits)
		return false;
	held_add(&past->held, event, SIZE_MAX);
	return true;
}

/* FNV-1a. */
static uint64_t hash(const char *id)
{
	uint64_t hash = UINT64_C(0xCBF29CE484222325);
	for (; *id; id++)
		hash = (hash ^ (unsigned char)*id) * UINT64_C(0x100000001B3);
	return hash;
}

void room_past_remember(struct room_past *past, const char *id, const char *name, int64_t time)
{
	if (!id)
		return;
	struct room_line *line =
		&past->seen[(past->seen_next + ROOM_PAST_SEEN - 1) % ROOM_PAST_SEEN];
	if (line->hash == hash(id)) /* a part of it */
		return;
	line = &past->seen[past->seen_next++ % ROOM_PAST_SEEN];
	line->hash = hash(id);
	line->time = time;
	memory_replace(&line->name, name);
}

void room_past_note(
	struct room_past *past, const char *id, const char *name, int64_t time, bool old)
{
	past->last_old = old;
	room_past_remember(past, id, name, time);
	room_place_set(&past->last, id, time);
	if (past->first.time == 0)
		room_place_set(&past->first, id, time);
}

const struct room_line *room_past_find(const struct room_past *past, const char *id)
{
	uint64_t wanted = hash(id);
	for (size_t i = 0; i < ROOM_PAST_SEEN; i++)
		if (past->seen[i].hash == wanted)
			return &past->seen[i];
	return NULL;
}

bool room_past_seen(const struct room_past *past, const char *id)
{
	bool part = id && !past->last_old && past->last.id && strcmp(past->last.id, id) == 0;
	return id && !part && room_past_find(past, id);
}

uint64_t room_past_number(const char *id, size_t *start)
{
	size_t origin = strspn(id, HEX), room = strspn(id + origin + (id[origin] == '-'), HEX);
	size_t before = origin + 1 + room + 1;
	if (origin == 0 || id[origin] != '-' || room == 0 || id[before - 1] != '-')
		return 0;
	size_t digits = strspn(id + before, DIGITS);
	const char *end = id + before + digits;
	bool part = *end == '-' && end[1] != '\0' && end[1 + strspn(end + 1, DIGITS)] == '\0';
	if (digits == 0 || digits > NUMBER_DIGITS || (*end != '\0' && !part))
		return 0;
	if (start)
		*start = before;
	return strtoull(id + before, NULL, 10);
}

char *room_past_id(const struct room_past *past, uint64_t number)
{
	const char *known = past->last.id ? past->last.id : past->first.id;
	size_t start;
	if (!known || !room_past_number(known, &start))
		return NULL;
	return memory_format("%.*s%" PRIu64, (int)start, known, number);
}
