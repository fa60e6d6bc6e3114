#include "rooms.h"

#include <stdlib.h>
#include <string.h>

#include "chat.h"
#include "memory.h"

static void set_fold(const struct rooms *rooms, char **fold, const char *name)
{
	char key[FOLD_SIZE];
	isupport_fold(rooms->isupport, key, name);
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

struct room *rooms_find(const struct rooms *rooms, const char *name)
{
	char fold[FOLD_SIZE];
	struct room *room;
	isupport_fold(rooms->isupport, fold, name);
	HASH_FIND_STR(rooms->table, fold, room);
	return room;
}

struct room *rooms_entered(const struct rooms *rooms, const char *name)
{
	struct room *room = rooms_find(rooms, name);
	return room && room->state == ROOM_IN ? room : NULL;
}

const char *rooms_target(const struct rooms *rooms, const char *target)
{
	const char *name = isupport_room_of(rooms->isupport, target);
	const struct room *room = name ? rooms_find(rooms, name) : NULL;
	return room ? room->name : name;
}

struct room *rooms_add(struct rooms *rooms, const char *name)
{
	if (HASH_COUNT(rooms->table) >= CHAT_ROOMS_MAX)
		return NULL;
	struct room *room = memory_zero(sizeof *room);
	room->name = memory_text(name);
	room->topic = memory_text("");
	set_fold(rooms, &room->fold, name);
	HASH_ADD_KEYPTR(hh, rooms->table, room->fold, strlen(room->fold), room);
	return room;
}

/* The room is in no table. */
static void free_room(struct rooms *rooms, struct room *room)
{
	struct member *member, *next;
	HASH_ITER (hh, room->members, member, next)
		rooms_member_remove(rooms, room, member);
	free(room->name);
	free(room->fold);
	free(room->key);
	free(room->topic);
	free(room);
}

void rooms_remove(struct rooms *rooms, struct room *room)
{
	HASH_DEL(rooms->table, room);
	free_room(rooms, room);
}

void rooms_free(struct rooms *rooms)
{
	while (rooms->table)
		rooms_remove(rooms, rooms->table);
	for (size_t i = 0; i < ROOMS_GONE; i++) {
		free(rooms->gone[i].fold);
		free(rooms->gone[i].host);
	}
}

static void refold_members(struct rooms *rooms, struct room *room)
{
	struct member *old = room->members, *member, *next;
	room->members = NULL;
	HASH_ITER (hh, old, member, next) {
		HASH_DEL(old, member);
		set_fold(rooms, &member->fold, member->name);
		if (find_member(room, member->fold)) {
			rooms->members--;
			free_member(member);
			continue;
		}
		HASH_ADD_KEYPTR(hh, room->members, member->fold, strlen(member->fold), member);
	}
}

void rooms_refold(struct rooms *rooms)
{
	struct room *old = rooms->table, *room, *next;
	rooms->table = NULL;
	HASH_ITER (hh, old, room, next) {
		HASH_DEL(old, room);
		if (rooms_find(rooms, room->name)) {
			free_room(rooms, room);
			continue;
		}
		set_fold(rooms, &room->fold, room->name);
		refold_members(rooms, room);
		HASH_ADD_KEYPTR(hh, rooms->table, room->fold, strlen(room->fold), room);
	}
}

struct member *rooms_member(const struct rooms *rooms, const struct room *room, const char *name)
{
	char fold[FOLD_SIZE];
	isupport_fold(rooms->isupport, fold, name);
	return find_member(room, fold);
}

struct member *rooms_member_add(struct rooms *rooms, struct room *room, const char *name)
{
	struct member *member = rooms_member(rooms, room, name);
	if (member || rooms->members >= CHAT_MEMBERS_MAX)
		return member;
	member = memory_zero(sizeof *member);
	member->name = memory_text(name);
	set_fold(rooms, &member->fold, name);
	HASH_ADD_KEYPTR(hh, room->members, member->fold, strlen(member->fold), member);
	rooms->members++;
	return member;
}

static void remember(struct rooms *rooms, const struct member *member)
{
	struct gone *gone = &rooms->gone[rooms->gone_next];
	rooms->gone_next = (rooms->gone_next + 1) % ROOMS_GONE;
	memory_replace(&gone->fold, member->fold);
	memory_replace(&gone->host, member->host);
}

void rooms_member_remove(struct rooms *rooms, struct room *room, struct member *member)
{
	if (member->host)
		remember(rooms, member);
	HASH_DEL(room->members, member);
	rooms->members--;
	free_member(member);
}

void rooms_member_rename(
	struct rooms *rooms, struct room *room, struct member *member, const char *name)
{
	struct member *other = rooms_member(rooms, room, name);
	if (other && other != member)
		rooms_member_remove(rooms, room, other);
	HASH_DEL(room->members, member);
	memory_replace(&member->name, name);
	set_fold(rooms, &member->fold, name);
	HASH_ADD_KEYPTR(hh, room->members, member->fold, strlen(member->fold), member);
}

const char *rooms_host(const struct rooms *rooms, const char *name)
{
	char fold[FOLD_SIZE];
	isupport_fold(rooms->isupport, fold, name);
	for (const struct room *room = rooms->table; room; room = room->hh.next) {
		const struct member *member = find_member(room, fold);
		if (member && member->host)
			return member->host;
	}
	for (size_t i = 1; i <= ROOMS_GONE; i++) {
		size_t at = (rooms->gone_next + ROOMS_GONE - i) % ROOMS_GONE;
		if (rooms->gone[at].fold && strcmp(rooms->gone[at].fold, fold) == 0)
			return rooms->gone[at].host;
	}
	return NULL;
}

void rooms_settle_members(struct rooms *rooms, struct room *room)
{
	struct member *member, *next;
	HASH_ITER (hh, room->members, member, next)
		if (member->stale)
			rooms_member_remove(rooms, room, member);
}

void member_set_host(struct member *member, const char *source)
{
	const char *at = strrchr(source, '@');
	if (at && isupport_name_good(at + 1))
		memory_replace(&member->host, at + 1);
}
