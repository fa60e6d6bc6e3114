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

static void forget_rooms(struct listing *listing)
{
	for (size_t i = 0; i < listing->room_count; i++)
		free(listing->rooms[i]);
	free(listing->rooms);
	free(listing->doubted);
	listing->rooms = NULL;
	listing->doubted = NULL;
	listing->room_count = 0;
	listing->rooms_over = false;
}

void listing_room(struct chat *chat, const char *name)
{
	struct listing *listing = &chat->listing;
	if (!isupport_name_good(name) || !isupport_is_room(&chat->isupport, name))
		return;
	if (listing->rooms_over)
		forget_rooms(listing);
	if (listing->room_count == LISTING_ROOMS_MAX)
		return;
	listing->rooms = memory_add(listing->rooms, listing->room_count, sizeof *listing->rooms);
	listing->rooms[listing->room_count++] = memory_text(name);
}

void listing_rooms_end(struct listing *listing)
{
	if (listing->rooms_over) /* the new list is empty */
		forget_rooms(listing);
	listing->rooms_over = true;
}

void listing_name(struct listing *listing, const char *name)
{
	size_t size = strlen(name) + 1;
	if (size > CHAT_NAME_BYTES || listing->names_length + size > LISTING_NAMES_BYTES)
		return;
	if (!listing->names)
		listing->names = memory_get(LISTING_NAMES_BYTES);
	memcpy(listing->names + listing->names_length, name, size);
	listing->names_length += size;
}

void listing_lost(struct listing *listing)
{
	free(listing->names);
	listing->names = NULL;
	listing->names_length = 0;
	listing->end = 0;
}

void listing_finish(struct listing *listing)
{
	listing_lost(listing);
	forget_rooms(listing);
}

const char *chat_listed(const struct chat *chat, size_t i)
{
	return i < chat->listing.room_count ? chat->listing.rooms[i] : NULL;
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
	for (size_t i = 0; i < listing->room_count; i++)
		if (isupport_same(isupport, listing->rooms[i], room))
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
