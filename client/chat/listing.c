#include "listing.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "nearest.h"
#include "reply.h"
#include "state.h"

unsigned listing_count(struct listing *listing, unsigned number)
{
	unsigned end = reply_end(number), rows = listing->end == number ? listing->rows : 0;
	if (end && end != listing->end)
		listing->rows = 0;
	if (end)
		listing->rows++;
	if (end || listing->end == number)
		listing->end = end;
	return rows;
}

void names_add(struct names *names, const char *name, size_t most)
{
	if (names->count == most)
		return;
	names->items = memory_add(names->items, names->count, sizeof *names->items);
	names->items[names->count++] = memory_text(name);
}

void names_forget(struct names *names)
{
	while (names->count > 0)
		free(names->items[--names->count]);
	free(names->items);
	names->items = NULL;
}

static void forget_rooms(struct listing *listing)
{
	names_forget(&listing->rooms);
	memory_replace(&listing->doubted, NULL);
	listing->rooms_over = false;
}

void listing_room(struct chat *chat, const char *name)
{
	struct listing *listing = &chat->listing;
	if (!isupport_name_good(name) || !isupport_is_room(&chat->isupport, name))
		return;
	if (listing->rooms_over)
		forget_rooms(listing);
	names_add(&listing->rooms, name, LISTING_ROOMS_MAX);
}

void listing_rooms_end(struct listing *listing)
{
	if (listing->rooms_over) /* the new list is empty */
		forget_rooms(listing);
	listing->rooms_over = true;
}

void listing_lost(struct listing *listing)
{
	names_forget(&listing->names);
	listing->end = 0;
}

void listing_finish(struct listing *listing)
{
	listing_lost(listing);
	forget_rooms(listing);
}

const char *chat_listed(const struct chat *chat, size_t i)
{
	return i < chat->listing.rooms.count ? chat->listing.rooms.items[i] : NULL;
}

/* Without the room's sign. */
static const char *bare_name(const void *data, size_t i)
{
	const char *name = chat_listed(data, i);
	return name ? name + 1 : NULL;
}

const char *chat_doubt(struct chat *chat, const char *room)
{
	struct listing *listing = &chat->listing;
	const struct isupport *isupport = &chat->isupport;
	if (*room == '\0')
		return NULL;
	for (size_t i = 0; i < listing->rooms.count; i++)
		if (isupport_same(isupport, listing->rooms.items[i], room))
			return NULL;
	const char *near = nearest_word(room + 1, bare_name, chat);
	if (!near || (listing->doubted && isupport_same(isupport, listing->doubted, room)))
		return NULL;
	memory_replace(&listing->doubted, room);
	return near - 1;
}

void chat_lifting(struct chat *chat)
{
	chat->listing.lift = LIFT_ASKED;
}
