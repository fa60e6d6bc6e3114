#include "handover_feed.h"

#include <stdlib.h>

#include "memory.h"
#include "session.h"

struct handover_feed {
	struct room_feed *feed;
	struct cursor start;
};

static struct cursor place_of(const struct member *member)
{
	return member->session->send_queue ? member->at : member->readers->at;
}

uint32_t handover_behind(const struct member *member)
{
	uint64_t end = cursor_position(feed_end(&member->readers->feed->feed));
	return (uint32_t)(end - cursor_position(place_of(member)));
}

/* Where the member stands that has been sent the least. */
static struct cursor first_place(const struct room_feed *feed)
{
	struct cursor first = feed_end(&feed->feed);
	for (unsigned i = 0; i < feed->room->core->loop_count; i++)
		for (unsigned j = 0; j < feed->readers[i].count; j++) {
			struct cursor at = place_of(feed->readers[i].members[j]);
			if (cursor_position(at) < cursor_position(first))
				first = at;
		}
	return first;
}

static uint64_t unread_of(const struct room_feed *feed)
{
	return cursor_position(feed_end(&feed->feed)) - cursor_position(first_place(feed));
}

uint64_t handover_feeds_unread(const struct core *core)
{
	uint64_t bytes = 0;
	for (const struct room *room = core->rooms; room; room = room->hh.next)
		for (const struct room_feed *feed = room->feeds; feed; feed = feed->next)
			bytes += unread_of(feed);
	return bytes;
}

/* Each block has a number of its own (cursor_number()); one without bytes ends them. */
static void pack_blocks(struct cursor from, uint64_t length, struct pack *out)
{
	struct cursor at = {NULL, 0};
	cursor_set(&at, from);
	while (length > 0) {
		struct iovec run;
		unsigned count;
		uint64_t size = feed_run(at, length, &run, 1, &count);
		pack_u32(out, cursor_number(at));
		pack_bytes(out, run.iov_base, run.iov_len);
		cursor_advance(&at, size);
		length -= size;
	}
	cursor_drop(&at);
	pack_u32(out, 0);
	pack_u32(out, 0);
}

/* The last one of the list first: where they are made, each comes before the others. */
static void pack_feed(const struct room_feed *feed, struct pack *out)
{
	if (!feed)
		return;
	pack_feed(feed->next, out);
	uint64_t unread = unread_of(feed);
	if (unread == 0)
		return;
	pack_text(out, feed->door->name);
	pack_u16(out, (uint16_t)feed->dialect);
	pack_blocks(first_place(feed), unread, out);
}

void handover_pack_feeds(const struct room *room, struct pack *out)
{
	pack_feed(room->feeds, out);
	pack_text(out, NULL);
}

static bool unpack_block(struct handover_feed *one, struct unpack *in)
{
	size_t length;
	uint32_t number = unpack_u32(in);
	const char *bytes = unpack_bytes(in, &length);
	if (length == 0)
		return false;
	if (length > FEED_BLOCK_MAX) {
		unpack_fail(in);
		return false;
	}
	feed_add_block(&one->feed->feed, bytes, length, number);
	if (!one->start.block)
		cursor_set(&one->start, (struct cursor){feed_end(&one->feed->feed).block, 0});
	return true;
}

static bool is_there(const struct room *room, const struct door *door, unsigned dialect)
{
	const struct room_feed *feed = room->feeds;
	while (feed && (feed->door != door || feed->dialect != dialect))
		feed = feed->next;
	return feed != NULL;
}

void handover_unpack_feeds(struct handover_feeds *feeds, struct room *room, struct unpack *in,
	const struct door *(*door)(const char *name))
{
	for (const char *name; (name = unpack_text(in));) {
		unsigned dialect = unpack_u16(in);
		if (!door(name) || is_there(room, door(name), dialect)) {
			unpack_fail(in);
			return;
		}
		struct handover_feed one = {.feed = room_feed_for(room, door(name), dialect)};
		while (unpack_block(&one, in))
			unpack_let_go(in);
		feeds->items = memory_add(feeds->items, feeds->count, sizeof one);
		feeds->items[feeds->count++] = one;
	}
}

/* The first one of this room or a later one. */
static unsigned first_of(const struct handover_feeds *feeds, uint32_t room)
{
	unsigned low = 0, high = feeds->count;
	while (low < high) {
		unsigned middle = low + (high - low) / 2;
		if (feeds->items[middle].feed->room->id < room)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool handover_place(const struct handover_feeds *feeds, struct member *member, uint32_t behind)
{
	const struct room_feed *feed = member->readers->feed;
	if (behind == 0)
		return true;
	unsigned i = first_of(feeds, feed->room->id);
	while (i < feeds->count && feeds->items[i].feed != feed)
		i++;
	if (i == feeds->count)
		return false;
	uint64_t length = cursor_position(member->at) - cursor_position(feeds->items[i].start);
	if (behind > length)
		return false;
	cursor_set(&member->at, feeds->items[i].start);
	cursor_advance(&member->at, length - behind);
	return true;
}

bool handover_feeds_finish(struct handover_feeds *feeds)
{
	bool good = true;
	for (unsigned i = 0; i < feeds->count; i++) {
		struct room_feed *feed = feeds->items[i].feed;
		bool is_read = feed->count > 0;
		cursor_drop(&feeds->items[i].start);
		if (!is_read)
			room_feed_free(feed);
		good &= is_read;
	}
	free(feeds->items);
	*feeds = (struct handover_feeds){0};
	return good;
}
