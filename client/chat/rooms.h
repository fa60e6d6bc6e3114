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
#include "room_past.h"
#include "table.h"

enum room_state {
	ROOM_ASKED, /* we want to be in it, and it has never been open */
	ROOM_IN,
	ROOM_LOST, /* it was open when the connection was lost */
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
	struct room_past past;
};

struct chat;

struct rooms {
	struct room *table;
	size_t members; /* in all rooms */
	struct gone {
		char *fold, *host;
	} gone[ROOMS_GONE]; /* a ring */
	size_t gone_next;
};

struct room *rooms_find(const struct chat *chat, const char *name);
/* The room if we are in it, else NULL. */
struct room *rooms_entered(const struct chat *chat, const char *name);
/* The room in a message's target, by our own spelling if we have it; NULL for none. */
const char *rooms_target(const struct chat *chat, const char *target);
/* Finds the room or adds it; NULL if there are too many. */
struct room *rooms_add(struct chat *chat, const char *name);
void rooms_remove(struct chat *chat, struct room *room);
void rooms_free(struct chat *chat);

/* Names are compared in another way now: of those that are the same now, the first stays. */
void rooms_refold(struct chat *chat);

struct member *rooms_member(const struct chat *chat, const struct room *room, const char *name);
/* Finds the member or adds it; NULL if there are too many. */
struct member *rooms_member_add(struct chat *chat, struct room *room, const char *name);
void rooms_member_remove(struct chat *chat, struct room *room, struct member *member);
/* Gives a member another name; another member with that name is removed. */
void rooms_member_rename(
	struct chat *chat, struct room *room, struct member *member, const char *name);
/* Takes the host from "nick!user@host" or a part of it, if it has one. */
void member_set_host(struct member *member, const char *source);

#endif
