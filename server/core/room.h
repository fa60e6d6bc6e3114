/* Rooms, their feeds, and who reads them.
 *
 * A room has one feed for each door that its members use: an event is encoded once per feed and
 * appended. The members that read one feed on one loop are that feed's `readers` there. All of
 * them that keep up stand at one common cursor, `readers.at`; a member that does not has a
 * cursor of its own for as long as its session has a backlog (see backlog.h).
 *
 * Everything here is called under the core lock. Lists of readers are changed only by the loop
 * they belong to, so that it may also walk them without the lock. */
#ifndef ROOM_H
#define ROOM_H

#include "core.h"
#include "door.h"
#include "feed.h"
#include "name.h"

#define ROOM_ANNOUNCE_MOST 50 /* members up to which comings and goings are announced */
#define ROOM_LOBBY "#lobby"

struct member {
	struct session *session;
	struct room *room;
	struct member *next; /* head: session.members */
	struct cursor at;    /* own place while the session has a backlog; else no place */
	unsigned index;	     /* in readers.members */
};

struct readers {
	struct room_feed *feed;
	struct member **members;
	unsigned count;
	unsigned size;
	bool dirty;	   /* is in core_loop.dirty */
	struct cursor at;  /* how far those without a backlog have been sent; no place if none */
	struct cursor end; /* borrowed: how far they shall be sent in this flush */
};

struct room_feed {
	const struct door *door;
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
	unsigned count;		   /* members */
	struct core_list ignorers; /* struct member whose session ignores somebody */
	char *topic;		   /* NULL for none */
	char *topic_by;
	int64_t topic_at;
};

/* NULL where there is none. */
struct room *room_find(struct core *core, const char *name);

/* Puts the session, of the current loop, into the room, which is made if need be. Posts nothing. */
struct member *room_join(struct core *core, const char *name, struct session *session);

/* Takes the member out. What it has not read of the room goes to the session's backlog. An empty
 * room is freed: true if it was. */
bool room_leave(struct member *member);

/* Posts an event to all members but `actor`, who need not be one, and those who ignore the actor.
 */
void room_post(struct room *room, struct session *actor, const struct event *event);

void room_set_topic(struct room *room, const char *topic, const char *by);

/* Whether comings and goings are announced in a room of this size. */
bool room_announces(const struct room *room);

/* Calls `visit` for the members, in no particular order, for as long as it answers true. */
void room_each(const struct room *room, bool (*visit)(const struct member *, void *), void *data);

/* The readers among whom the member is. */
struct readers *member_readers(const struct member *member);

#endif
