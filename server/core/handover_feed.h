/* What rooms have said that not all members have been sent, as a part of handover.h: the bytes of a
 * feed once, however many read it, and for each member how many of them it has not been sent. */
#ifndef HANDOVER_FEED_H
#define HANDOVER_FEED_H

#include "pack.h"
#include "room.h"

/* Those that were made, in the order of their rooms' ids. Zeroed at first. */
struct handover_feeds {
	struct handover_feed *items;
	unsigned count;
};

/* How many bytes that are, of all rooms. Under the core lock, while all loops stand still. */
uint64_t handover_feeds_unread(const struct core *core);

/* Of one room, before its members. */
void handover_pack_feeds(const struct room *room, struct pack *out);
void handover_unpack_feeds(struct handover_feeds *feeds, struct room *room, struct unpack *in,
	const struct door *(*door)(const char *name));

/* Bytes of its feed that the member has not been sent. */
uint32_t handover_behind(const struct member *member);

/* The member, which stands at the end of its feed, has not been sent so many. False where there are
 * fewer. */
bool handover_place(const struct handover_feeds *feeds, struct member *member, uint32_t behind);

/* All members are there. False where nobody reads one of the feeds. */
bool handover_feeds_finish(struct handover_feeds *feeds);

#endif
