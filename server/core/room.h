/* Rooms, their feeds, and who reads them.
 *
 * A room has one feed for each door, and dialect of it, that its members use, and only for as long
 * as they do: an event is encoded once per feed and appended. The members that read one feed on one
 * loop are that feed's `readers` there. All of them that keep up stand at one common cursor,
 * `readers.at`; a member that does not has a cursor of its own for as long as its session has a
 * send queue (see send_queue.h).
 *
 * Everything here is called under the core lock. Lists of readers are changed only by the loop
 * they belong to, so that it may also walk them without the lock. */
#ifndef ROOM_H
#define ROOM_H

#include "core.h"
#include "door.h"
#include "feed.h"
#include "name.h"
#include "rules.h"

#define ROOM_ANNOUNCE_MAX 50 /* members up to which comings and goings are announced */
#define ROOM_LOBBY "#lobby"

struct member {
	struct session *session;
	struct readers *readers; /* among whom it is; never NULL */
	struct member *next;	 /* head: session.members */
	struct cursor at;	 /* own place while the session has a send queue; else no place */
	unsigned index : 24;	 /* in readers.members */
	unsigned verdict : 4;	 /* rules.c's */
	unsigned roles : 3;	 /* of enum role */
	unsigned
		gone : 1; /* put out by another loop; its own has yet to take it out of the lists */
};

struct readers {
	struct room_feed *feed;
	struct member **members;
	unsigned count;
	unsigned size;
	bool dirty;	   /* is in core_loop.dirty */
	struct cursor at;  /* how far those without a send queue have been sent; no place if none */
	struct cursor end; /* borrowed: how far they shall be sent in this flush */
};

struct room_feed {
	struct room *room;
	const struct door *door;
	unsigned dialect : 16;
	unsigned large : 1; /* is in core.large */
	unsigned count;	    /* members that read it */
	struct feed feed;
	struct room_feed *next;	  /* head: room.feeds */
	struct readers readers[]; /* one for each loop */
};

struct room {
	UT_hash_handle hh; /* head: core.rooms */
	struct core *core;
	char *name;
	char *key;
	struct room_feed *feeds;
	struct owner *owner; /* for whom it counts; NULL for nobody, as #lobby does */
	uint32_t id;
	unsigned count; /* members */
	unsigned gone;	/* members that are `gone` */
	unsigned kept;	/* people for whom it is kept (kept.h): it stays when it is empty */
	bool marked;	/* borrowed by irc_shared(); false otherwise */
	uint64_t pass;	/* the last one of room_shared() that came by */
	struct core_list ignorers; /* struct member whose session ignores somebody */
	struct rules rules;
	char *topic; /* NULL for none */
	char *topic_by;
	int64_t topic_at; /* milliseconds of core.now */
	int64_t made_at;  /* likewise */
};

static inline struct room *member_room(const struct member *member)
{
	return member->readers->feed->room;
}

/* Appends encoded bytes and wakes the loops that have readers; `start`, no place before, becomes
 * where they begin. For post.c. */
void room_append(struct room_feed *feed, const struct buffer *bytes, struct cursor *start);

/* Gives back what quiet feeds keep; about once a second. */
void room_settle_feeds(struct core *core);

/* NULL where there is none. */
struct room *room_find(struct core *core, const char *name);

bool room_is_lobby(const char *name);

/* Puts the session, of the current loop, into the room, which is made if need be. Posts nothing. */
struct member *room_join(struct core *core, const char *name, struct session *session);

/* Takes the member out. What it has not read of the room goes to the session's send queue. An empty
 * room is freed, but where it is kept: true if it is empty. The member may be of another loop,
 * which then takes it out of its lists before it does anything else. */
bool room_leave(struct member *member);

/* The room is kept for one person less. */
void room_release(struct room *room);

/* For room_leave() and session_read_mail(): by the member's loop, at its place `end` of the feed.
 */
bool room_take_out(struct member *member, struct cursor end);

/* NULL where the session is not in the room. */
struct member *room_member(const struct room *room, const struct session *session);

/* The member that `other` is of a room in which the session is, too; NULL where they share none.
 */
const struct member *room_shared(const struct session *session, const struct session *other);

/* For session_set_dialect(), of a session with a send queue: the member reads its feed up to here,
 * and the one of the session's new dialect from here. */
void room_change_feed(struct member *member);

/* Whether others than its members may know of the room, or this one is a member. Nobody knows of an
 * empty one that is kept. */
bool room_shown(const struct room *room, const struct session *to);

/* "" or NULL clears it. */
void room_set_topic(struct room *room, const char *topic, const char *by);

/* Whether comings and goings are announced in a room of this size. */
bool room_announces(const struct room *room);

/* Calls `visit` for the members, in no particular order, for as long as it answers true. */
void room_each(const struct room *room, bool (*visit)(const struct member *, void *), void *data);

#endif
