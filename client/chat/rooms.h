/* The rooms that we are in or want to be in, and their members.
 *
 * Tables by folded name (isupport_fold()), bounded as chat.h says; rooms keep the order in which
 * they were added. Callers check names with isupport_name_good(). Needs table_init(). */
#ifndef ROOMS_H
#define ROOMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "isupport.h"
#include "table.h"

enum room_state {
	ROOM_ASKED, /* we want to be in it, and have never been */
	ROOM_IN,
	ROOM_LOST, /* we were in it when the connection was lost */
};

#define ROOMS_GONE 64 /* people who left, whose hosts are remembered */

struct member {
	UT_hash_handle hh; /* in room.members, by fold */
	char *name;
	char *fold;
	char *host; /* NULL: not known */
	uint64_t spoke;
	uint32_t roles; /* bits: places in role_modes */
	bool away;
	bool stale; /* was there before a loss and has not been seen since */
};

struct room {
	UT_hash_handle hh; /* in rooms.table, by fold */
	char *name;
	char *fold;
	char *key; /* NULL for none */
	char *topic;
	struct member *members;
	enum room_state state;
	bool opening; /* the list of members is on its way */
	bool again;   /* it was open before a loss */
};

struct rooms {
	const struct isupport *isupport; /* borrowed */
	struct room *table;
	size_t members; /* in all rooms */
	struct gone {
		char *fold, *host;
	} gone[ROOMS_GONE]; /* a ring */
	size_t gone_next;
};

struct room *rooms_find(const struct rooms *rooms, const char *name);
/* The room if we are in it, else NULL. */
struct room *rooms_entered(const struct rooms *rooms, const char *name);
/* The room in a message's target, by our own spelling if we have it; NULL for none. */
const char *rooms_target(const struct rooms *rooms, const char *target);
/* The room must not be there. NULL if there are too many. */
struct room *rooms_add(struct rooms *rooms, const char *name);
void rooms_remove(struct rooms *rooms, struct room *room);
void rooms_free(struct rooms *rooms);

/* Names are compared in another way now: of those that are the same now, the first stays. */
void rooms_refold(struct rooms *rooms);

struct member *rooms_member(const struct rooms *rooms, const struct room *room, const char *name);
/* Finds the member or adds it; NULL if there are too many. */
struct member *rooms_member_add(struct rooms *rooms, struct room *room, const char *name);
void rooms_member_remove(struct rooms *rooms, struct room *room, struct member *member);
/* Gives a member another name; another member with that name is removed. */
void rooms_member_rename(
	struct rooms *rooms, struct room *room, struct member *member, const char *name);
/* As chat_host(). */
const char *rooms_host(const struct rooms *rooms, const char *name);
/* Takes the host from "nick!user@host" or a part of it, if it has one. */
void member_set_host(struct member *member, const char *source);
/* Removes the stale members. */
void rooms_settle_members(struct rooms *rooms, struct room *room);

#endif
