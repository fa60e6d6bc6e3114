#include "state.h"

#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "memory.h"

#define JOIN_BYTES 400 /* of the rooms and keys in one JOIN */
#define JOIN_ROOMS 8
#define JOIN_MS 60000 /* limit without an answer to any JOIN */
#define WITH_NAMES 8  /* as in the line door */

/* Joins some of the rooms that are not asked for yet: those with a key, or those without, since
 * keys stand in the order of rooms. Returns the first room that is left. */
static struct room *join_some(struct chat *chat, struct room *room, bool keys)
{
	struct buffer names = {0}, words = {0};
	unsigned count = 0;
	for (; room && count < JOIN_ROOMS; room = room->hh.next) {
		const char *comma = count > 0 ? "," : "";
		if ((room->key != NULL) != keys)
			continue;
		size_t more = strlen(room->name) + (keys ? strlen(room->key) : 0) + 2;
		if (count > 0 && names.length + words.length + more > JOIN_BYTES)
			break;
		buffer_add_all(&names, comma, room->name, NULL);
		if (keys)
			buffer_add_all(&words, comma, room->key, NULL);
		count++;
	}
	if (count > 0)
		send_message(chat, "JOIN",
			(const char *[]){buffer_text(&names), buffer_text(&words)}, keys ? 2 : 1);
	buffer_finish(&names);
	buffer_finish(&words);
	return room;
}

void join_all(struct chat *chat)
{
	chat->joining = chat->now;
	for (struct room *room = chat->rooms.table; room;)
		room = join_some(chat, room, true);
	for (struct room *room = chat->rooms.table; room;)
		room = join_some(chat, room, false);
}

/* "alice, bob and 3 more", in the order of the server's list; "" for nobody. */
static void list_others(const struct chat *chat, const struct room *room, struct buffer *out)
{
	const struct member *own = rooms_member(chat, room, chat->identity.name);
	size_t count = 0, others = HASH_COUNT(room->members) - (own != NULL);
	for (const struct member *member = room->members; member && count < WITH_NAMES;
		member = member->hh.next) {
		if (member == own)
			continue;
		bool last = ++count == others;
		buffer_add_all(out, count == 1 ? "" : last ? " and " : ", ", member->name, NULL);
	}
	if (others > count)
		buffer_format(out, " and %zu more", others - count);
}

void join_opened(struct chat *chat, struct room *room)
{
	struct buffer with = {0};
	struct member *member, *next;
	chat->joining = chat->now;
	HASH_ITER (hh, room->members, member, next)
		if (member->stale)
			rooms_member_remove(chat, room, member);
	room->opening = false;
	list_others(chat, room, &with);
	tell(chat, .kind = CHAT_OPENED, .room = room->name, .text = room->topic,
		.with = with.length > 0 ? buffer_text(&with) : NULL,
		.count = HASH_COUNT(room->members), .again = room->again);
	buffer_finish(&with);
	chathistory_opened(chat, room);
}

void join_over_event(struct chat *chat, struct room *room, struct chat_event event)
{
	char *name = memory_text(room->name);
	tell_held(chat, room);
	rooms_remove(chat, room);
	event.room = name;
	tell_event(chat, event);
	free(name);
}

void join_refused(struct chat *chat, struct room *room, const char *sentence)
{
	bool lost = room->state == ROOM_LOST;
	chat->joining = chat->now;
	join_over(chat, room, .kind = lost ? CHAT_CLOSED : CHAT_REFUSED, .text = sentence);
}

/* Members from before a loss stay until the new list is complete, to keep who spoke last. */
void join_entered(struct chat *chat, const char *name)
{
	struct room *room = rooms_add(chat, name);
	if (!room || room->state == ROOM_IN)
		return;
	memory_replace(&room->name, name); /* as the server spells it */
	chat->joining = chat->now;
	room->again = room->state == ROOM_LOST;
	room->state = ROOM_IN;
	room->opening = true;
	memory_replace(&room->topic, "");
	for (struct member *member = room->members; member; member = member->hh.next)
		member->stale = true;
	chathistory_enter(chat, room);
}

void join_tick(struct chat *chat)
{
	if (!state_passed(chat, &chat->joining, JOIN_MS))
		return;
	for (struct room *room = chat->rooms.table, *next; room; room = next) {
		next = room->hh.next;
		if (room->state != ROOM_IN)
			join_refused(chat, room, "the server does not answer to that");
		else if (room->opening)
			join_opened(chat, room);
	}
}
