#include "place.h"

#include <stdlib.h>
#include <string.h>

#include <utlist.h>

#include "memory.h"

struct waiting {
	struct chat_event event; /* first, since place_take() returns it for free(3) */
	size_t bytes;
	struct waiting *next, *prev;
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

void place_keep(struct place *place, const struct chat_event *event, size_t most)
{
	size_t size = text_size(event->room) + text_size(event->name) + text_size(event->other) +
		      text_size(event->text);
	struct waiting *kept = memory_get(sizeof *kept + size);
	char *at = kept->texts;
	kept->event = *event;
	kept->event.room = keep_text(&at, event->room);
	kept->event.name = keep_text(&at, event->name);
	kept->event.other = keep_text(&at, event->other);
	kept->event.text = keep_text(&at, event->text);
	kept->event.id = NULL;
	kept->bytes = PLACE_EVENT_BYTES + size;
	DL_APPEND(place->waiting, kept);
	place->waiting_bytes += kept->bytes;
	while (place->waiting_bytes > most) {
		free(place_take(place));
		place->dropped++;
	}
}

struct chat_event *place_take(struct place *place)
{
	struct waiting *first = place->waiting;
	if (!first)
		return NULL;
	DL_DELETE(place->waiting, first);
	place->waiting_bytes -= first->bytes;
	return &first->event;
}
