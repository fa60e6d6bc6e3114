#include "held.h"

#include <stdlib.h>
#include <string.h>

#include <utlist.h>

#include "memory.h"

struct held_event {
	struct chat_event event; /* first, since held_take() returns it for free(3) */
	size_t bytes;
	struct held_event *next, *prev;
	char texts[];
};

static size_t text_size(const char *text)
{
	return text ? strlen(text) + 1 : 0;
}

/* Copies a text to `*at`, and moves `*at` behind it. */
static const char *keep_text(char **at, const char *text)
{
	if (!text)
		return NULL;
	char *copy = *at;
	*at = stpcpy(copy, text) + 1;
	return copy;
}

void held_add(struct held *held, const struct chat_event *event, size_t most)
{
	size_t size = text_size(event->room) + text_size(event->name) + text_size(event->other) +
		      text_size(event->text) + text_size(event->id);
	struct held_event *kept = memory_get(sizeof *kept + size);
	char *at = kept->texts;
	kept->event = *event;
	kept->event.room = keep_text(&at, event->room);
	kept->event.name = keep_text(&at, event->name);
	kept->event.other = keep_text(&at, event->other);
	kept->event.text = keep_text(&at, event->text);
	kept->event.id = keep_text(&at, event->id);
	kept->event.with = NULL;
	kept->bytes = HELD_EVENT_BYTES + size;
	DL_APPEND(held->first, kept);
	held->bytes += kept->bytes;
	while (held->bytes > most) {
		free(held_take(held));
		held->dropped++;
	}
}

struct chat_event *held_take(struct held *held)
{
	struct held_event *first = held->first;
	if (!first)
		return NULL;
	DL_DELETE(held->first, first);
	held->bytes -= first->bytes;
	return &first->event;
}

void held_finish(struct held *held)
{
	struct chat_event *event;
	while ((event = held_take(held)))
		free(event);
	held->dropped = 0;
}

bool held_has(const struct held *held, const char *id)
{
	const struct held_event *kept;
	DL_FOREACH (held->first, kept)
		if (kept->event.id && strcmp(kept->event.id, id) == 0)
			return true;
	return false;
}

/* chatd gives the parts of a long line its id with a number behind it. */
static bool is_of(const char *part, const char *id)
{
	size_t length = strlen(id);
	return strncmp(part, id, length) == 0 && (!part[length] || part[length] == '-');
}

const struct chat_event *held_erase(struct held *held, const char *id, const char *text)
{
	struct held_event *kept;
	const struct chat_event *found = NULL;
	DL_FOREACH (held->first, kept)
		if (kept->event.kind != CHAT_ERASED && kept->event.id &&
			is_of(kept->event.id, id)) {
			kept->event.text = text;
			kept->event.mention = false;
			found = &kept->event;
		}
	return found;
}
