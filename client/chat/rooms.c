#include "state.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"

static void set_fold(const struct chat *chat, char **fold, const char *name)
{
	char key[FOLD_SIZE];
	isupport_fold(&chat->isupport, key, name);
	memory_replace(fold, key);
}

static struct member *find_member(const struct room *room, const char *fold)
{
	struct member *member;
	HASH_FIND_STR(room->members, fold, member);
	return member;
}

static void free_member(struct member *member)
{
	free(member->name);
	free(member->fold);
	free(member->host);
	free(member);
}

struct room *rooms_find(const struct chat *chat, const char *name)
{
	char fold[FOLD_SIZE];
	struct room *room;
	isupport_fold(&chat->isupport, fold, name);
	HASH_FIND_STR(chat->rooms.table, fold, room);
	return room;
}

struct room *rooms_entered(const struct chat *chat, const char *name)
{
	struct room *room = rooms_find(chat, name);
	return room && room->state == ROOM_IN ? room : NULL;
}

const char *rooms_target(const struct chat *chat, const char *target)
{
	const char *name = isupport_room_of(&chat->isupport, target);
	const struct room *room = name ? rooms_find(chat, name) : NULL;
	return room ? room->name : name;
}

struct room *rooms_add(struct chat *chat, const char *name)
{
	struct room *room = rooms_find(chat, name);
	if (room || HASH_COUNT(chat->rooms.table) >= CHAT_ROOMS_MAX)
		return room;
	room = memory_zero(sizeof *room);
	room->name = memory_text(name);
	room->topic = memory_text("");
	set_fold(chat, &room->fold, name);
	HASH_ADD_KEYPTR(hh, chat->rooms.table, room->fold, strlen(room->fold), room);
	return room;
}

/* The room is in no table. */
static void free_room(struct chat *chat, struct room *room)
{
	struct member *member, *next;
	HASH_ITER (hh, room->members, member, next)
		rooms_member_remove(chat, room, member);
	free(room->name);
	free(room->fold);
	free(room->key);
	free(room->topic);
	room_past_finish(&room->past);
	free(room);
}

void rooms_remove(struct chat *chat, struct room *room)
{
	HASH_DEL(chat->rooms.table, room);
	free_room(chat, room);
}

void rooms_free(struct chat *chat)
{
	while (chat->rooms.table)
		rooms_remove(chat, chat->rooms.table);
	for (size_t i = 0; i < ROOMS_GONE; i++) {
		free(chat->rooms.gone[i].fold);
		free(chat->rooms.gone[i].host);
	}
}

static void refold_members(struct chat *chat, struct room *room)
{
	struct member *old = room->members, *member, *next;
	room->members = NULL;
	HASH_ITER (hh, old, member, next) {
		HASH_DEL(old, member);
		set_fold(chat, &member->fold, member->name);
		if (find_member(room, member->fold)) {
			chat->rooms.members--;
			free_member(member);
			continue;
		}
		HASH_ADD_KEYPTR(hh, room->members, member->fold, strlen(member->fold), member);
	}
}

void rooms_refold(struct chat *chat)
{
	struct room *old = chat->rooms.table, *room, *next;
	chat->rooms.table = NULL;
	HASH_ITER (hh, old, room, next) {
		HASH_DEL(old, room);
		if (rooms_find(chat, room->name)) {
			free_room(chat, room);
			continue;
		}
		set_fold(chat, &room->fold, room->name);
		refold_members(chat, room);
		HASH_ADD_KEYPTR(hh, chat->rooms.table, room->fold, strlen(room->fold), room);
	}
}

struct member *rooms_member(const struct chat *chat, const struct room *room, const char *name)
{
	char fold[FOLD_SIZE];
	isupport_fold(&chat->isupport, fold, name);
	return find_member(room, fold);
}

struct member *rooms_member_add(struct chat *chat, struct room *room, const char *name)
{
	struct member *member = rooms_member(chat, room, name);
	if (member || chat->rooms.members >= CHAT_MEMBERS_MAX)
		return member;
	member = memory_zero(sizeof *member);
	member->name = memory_text(name);
	set_fold(chat, &member->fold, name);
	HASH_ADD_KEYPTR(hh, room->members, member->fold, strlen(member->fold), member);
	chat->rooms.members++;
	return member;
}

static void remember(struct chat *chat, const struct member *member)
{
	struct gone *gone = &chat->rooms.gone[chat->rooms.gone_next];
	chat->rooms.gone_next = (chat->rooms.gone_next + 1) % ROOMS_GONE;
	memory_replace(&gone->fold, member->fold);
	memory_replace(&gone->host, member->host);
}

void rooms_member_remove(struct chat *chat, struct room *room, struct member *member)
{
	if (member->host)
		remember(chat, member);
	HASH_DEL(room->members, member);
	chat->rooms.members--;
	free_member(member);
}

void rooms_member_rename(
	struct chat *chat, struct room *room, struct member *member, const char *name)
{
	struct member *other = rooms_member(chat, room, name);
	if (other && other != member)
		rooms_member_remove(chat, room, other);
	HASH_DEL(room->members, member);
	memory_replace(&member->name, name);
	set_fold(chat, &member->fold, name);
	HASH_ADD_KEYPTR(hh, room->members, member->fold, strlen(member->fold), member);
}

const char *chat_host(const struct chat *chat, const char *name)
{
	char fold[FOLD_SIZE];
	isupport_fold(&chat->isupport, fold, name);
	for (const struct room *room = chat->rooms.table; room; room = room->hh.next) {
		const struct member *member = find_member(room, fold);
		if (member && member->host)
			return member->host;
	}
	for (size_t i = 1; i <= ROOMS_GONE; i++) {
		size_t at = (chat->rooms.gone_next + ROOMS_GONE - i) % ROOMS_GONE;
		if (chat->rooms.gone[at].fold && strcmp(chat->rooms.gone[at].fold, fold) == 0)
			return chat->rooms.gone[at].host;
	}
	return NULL;
}

void member_set_host(struct member *member, const char *source)
{
	const char *at = strrchr(source, '@');
	if (at && isupport_name_good(at + 1))
		memory_replace(&member->host, at + 1);
}
