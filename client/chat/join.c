#include "join.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "send.h"
#include "state.h"
#include "tell.h"

#define JOIN_BYTES 400 /* of the rooms and keys in one JOIN */
#define JOIN_ROOMS 8
#define JOIN_MS 60000 /* without any answer to a JOIN, until none is waited for */
#define WITH_NAMES 8  /* as the line door shows */
#define WITH_SIZE (WITH_NAMES * (CHAT_NAME_BYTES + 5) + 40)

void join_send(struct chat *chat, const struct room *room)
{
	chat->joining = chat->now;
	send_message(chat, "JOIN", (const char *[]){room->name, room->key}, room->key ? 2 : 1);
}

/* Adds one to a list with commas. */
static char *add_item(char *to, const char *list, const char *item)
{
	if (to > list)
		*to++ = ',';
	return stpcpy(to, item);
}

/* Joins some of those that are not asked for yet, those with a key or those without: keys stand in
 * the order of rooms. Returns the first that is left. */
static struct room *join_some(struct chat *chat, struct room *room, bool keys)
{
	char names[JOIN_BYTES + CHAT_NAME_BYTES + 2], words[sizeof names];
	char *name = names, *word = words;
	unsigned count = 0;
	for (; room && count < JOIN_ROOMS; room = room->hh.next) {
		if ((room->key != NULL) != keys)
			continue;
		size_t used = (size_t)(name - names) + (size_t)(word - words);
		size_t more = strlen(room->name) + (keys ? strlen(room->key) : 0) + 2;
		if (count > 0 && used + more > JOIN_BYTES)
			break;
		name = add_item(name, names, room->name);
		if (keys)
			word = add_item(word, words, room->key);
		count++;
	}
	*word = '\0';
	if (count > 0)
		send_message(chat, "JOIN", (const char *[]){names, words}, keys ? 2 : 1);
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
static void list_others(const struct chat *chat, const struct room *room, char out[WITH_SIZE])
{
	const struct member *shown[WITH_NAMES];
	size_t count = 0, others = 0;
	for (const struct member *member = room->members; member; member = member->hh.next) {
		if (isupport_same(&chat->isupport, chat->identity.name, member->name))
			continue;
		if (count < WITH_NAMES)
			shown[count++] = member;
		others++;
	}
	*out = '\0';
	for (size_t i = 0; i < count; i++) {
		bool last = i + 1 == others;
		out = stpcpy(out, i == 0 ? "" : last ? " and " : ", ");
		out = stpcpy(out, shown[i]->name);
	}
	if (others > count)
		snprintf(out, sizeof " and  more" + 20, " and %zu more", others - count);
}

void join_opened(struct chat *chat, struct room *room)
{
	char with[WITH_SIZE];
	chat->joining = chat->now;
	rooms_settle_members(&chat->rooms, room);
	room->opening = false;
	list_others(chat, room, with);
	tell_event(chat, (struct chat_event){.kind = CHAT_OPENED,
				 .room = room->name,
				 .text = room->topic,
				 .with = *with ? with : NULL,
				 .count = HASH_COUNT(room->members),
				 .again = room->again});
}

void join_refused(struct chat *chat, struct room *room, const char *sentence)
{
	char *copy = memory_text(room->name);
	bool lost = room->state == ROOM_LOST;
	chat->joining = chat->now;
	rooms_remove(&chat->rooms, room);
	tell_event(chat,
		(struct chat_event){
			.kind = lost ? CHAT_CLOSED : CHAT_REFUSED, .room = copy, .text = sentence});
	free(copy);
}

/* We are in it no more. */
void join_closed(struct chat *chat, struct room *room, const char *name, bool own, const char *why)
{
	char *copy = memory_text(room->name);
	rooms_remove(&chat->rooms, room);
	tell_event(chat,
		(struct chat_event){
			.kind = CHAT_CLOSED, .room = copy, .name = name, .text = why, .own = own});
	free(copy);
}

/* Members of before a loss stay until the new list is complete: who spoke last is in them. */
void join_entered(struct chat *chat, const char *name)
{
	struct room *room = rooms_find(&chat->rooms, name);
	if (!room)
		room = rooms_add(&chat->rooms, name);
	if (!room || room->state == ROOM_IN)
		return;
	room_set_text(&room->name, name); /* as the server spells it */
	chat->joining = chat->now;
	room->again = room->state == ROOM_LOST;
	room->state = ROOM_IN;
	room->opening = true;
	room_set_text(&room->topic, "");
	for (struct member *member = room->members; member; member = member->hh.next)
		member->stale = true;
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
