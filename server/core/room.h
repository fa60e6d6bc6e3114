/* Rooms, their feeds, and who reads them.
 *
 * A room has a feed for each door and dialect that its members use: an event is encoded once for
 * each and appended. The members that read one feed on one loop are that feed's `readers` there.
 * All that keep up stand at one common cursor, `readers.at`; a member whose session has a send
 * queue has its own cursor (send_queue.h). A feed that nobody reads is freed. Members in several
 * rooms come first among the readers (readers.h).
 *
 * Under the core lock. A list of readers is changed only by the loop that it belongs to, so that
 * loop also reads it without the lock. When another loop takes a member out of its room, `gone` is
 * set at once and lookups skip the member; its own loop unlinks it when it reads the mailbox item.
 */
#ifndef ROOM_H
#define ROOM_H

#include "core.h"
#include "door.h"
#include "feed.h"
#include "name.h"
#include "rules.h"

#define ROOM_ANNOUNCE_MAX 50 /* members; joining and leaving a larger room is not announced */
#define ROOM_LOBBY "#lobby"
#define ROOM_OPERATORS_MAX 50 /* accounts that operate a room whether they are in it or not */

/* A room without members stays for its past until all of that is too old; but no more of them than
 * this, and a room that not everybody may enter (it has a key, is secret or for the invited, or a
 * ban keeps everybody out) only while the server stops and for this time after a start. A room that
 * belongs to an account stays in any case, for as long as the server keeps lines. */
#define ROOM_EMPTY_MAX 50000
#define ROOM_GUARDED_SECONDS 3600

struct member {
	struct session *session;
	struct readers *readers; /* the list that it is in; never NULL */
	struct member *next;	 /* head: session.members */
	struct cursor at;	 /* its place while the session has a send queue; else no place */
	unsigned index : 24;	 /* in readers.members */
	unsigned verdict : 4;	 /* see speech.h */
	unsigned roles : 3;	 /* of enum role */
	unsigned gone : 1;	 /* taken out by another loop; its own has yet to unlink it */
};

struct readers {
	struct room_feed *feed;
	struct member **members;
	unsigned count;
	unsigned size;
	unsigned several;	 /* the first ones: their sessions are in several rooms */
	bool dirty;		 /* is in core_loop.dirty */
	struct walk_part *parts; /* of the walks that visit them, see walk.h */
	struct cursor at;  /* where members without a send queue stand; no place in an empty list */
	struct cursor end; /* borrowed: the end of the feed at the last flush */
	uint64_t until;	   /* bytes of the feed that this flush may send, see gate.h */
};

struct room_feed {
	struct room *room;
	const struct door *door;
	unsigned dialect : 16;
	unsigned large : 1; /* is in core.large */
	unsigned count;	    /* members that read it */
	struct feed feed;
	struct gate gate;
	struct room_feed *next;	  /* head: room.feeds */
	struct readers readers[]; /* one for each loop */
};

struct room {
	UT_hash_handle hh; /* head: core.rooms */
	struct core *core;
	char *name;
	char *key;
	struct room_feed *feeds;
	struct owner *owner; /* for whom it counts, see owner.h; NULL for nobody, as #lobby */
	struct room *idle_next, *idle_previous; /* the owner's idle rooms */
	uint32_t id;
	unsigned count;	 /* members, but those that are `gone` */
	unsigned gone;	 /* members that are */
	unsigned kept;	 /* people for whom it is kept (kept.h): it is not freed when empty */
	uint64_t pass;	 /* the last one of room_shared() that came by */
	bool ended;	 /* is not in the table any more */
	unsigned ending; /* its place in core.ending, from 1 on; 0: it is not there */
	struct core_list ignorers; /* struct member whose session ignores somebody */
	struct rules rules;
	char *topic; /* NULL for none */
	char *topic_by;
	int64_t topic_at; /* milliseconds of core.now */
	int64_t made_at;  /* likewise */
	uint32_t founder; /* the account whose room it is; 0: nobody's */
	unsigned operator_count;
	uint32_t *operators; /* accounts, as in ROOM_OPERATORS_MAX; NULL for none */
	struct past past;    /* see history.h */
};

/* How long its lines are kept, in milliseconds; 0: for ever. */
static inline int64_t room_keep_ms(const struct room *room)
{
	int64_t all = room->core->history.keep_ms, own = room->rules.keep_ms;
	return all == 0 || (own > 0 && own < all) ? own : all;
}

/* Whether it belongs to an account, see ownership.h. */
static inline bool room_is_owned(const struct room *room)
{
	return room->founder != 0 || room->operator_count > 0;
}

static inline struct room *member_room(const struct member *member)
{
	return member->readers->feed->room;
}

/* Appends encoded bytes and wakes the loops that have readers; `start`, no place before, becomes
 * where they begin. For post.c. */
void room_append(struct room_feed *feed, const struct buffer *bytes, struct cursor *start);

/* Cuts the large tails of quiet feeds (feed_settle()); about once a second. */
void room_settle_feeds(struct core *core);

/* NULL where there is none. */
struct room *room_find(struct core *core, const char *name);

/* The same, but NULL where nobody is in it: to people an empty room is as good as none. */
struct room *room_find_used(struct core *core, const char *name);

bool room_is_lobby(const char *name);

/* An empty room without members, in the table. For restore.c and this file. */
struct room *room_make(struct core *core, const char *name, uint32_t id);

/* Puts a session of the current loop into the room, which is made if there is none. Posts nothing.
 */
struct member *room_join(struct core *core, const char *name, struct session *session);

/* For this file and handover.h: the same for a session with a send queue, and a room that is not
 * noted as empty; and notes one without members as empty. */
struct member *room_add_member(struct room *room, struct session *session);
void room_add_to_empty(struct room *room);

/* For this file and handover.h: the feed of that door and dialect, which is made where there is
 * none; and frees one that nobody reads. */
struct room_feed *room_feed_for(struct room *room, const struct door *door, unsigned dialect);
void room_feed_free(struct room_feed *feed);

/* Whether the room, while it is empty, is among the idle ones of its owner. */
bool room_makes_place(const struct room *room);

/* Takes the member out; what it has not been sent of the room goes to the session's send queue. The
 * member may be of another loop: it is `gone`, and that loop unlinks it before it does anything
 * else. True if the room is empty now; it is freed then, unless it is kept (kept.h) or history
 * keeps it. */
bool room_leave(struct member *member);

/* The room is kept for one person less, and freed where it is empty and that was the last. */
void room_release(struct room *room);

/* The room has belonged to an account until now; it is freed where it is empty and has no other
 * reason to stay. */
void room_disowned(struct room *room);

/* Ends rooms without members for which there is no reason to stay; about once a second. Looks at
 * some of the rooms each time. */
void room_sweep(struct core *core);

/* Ends the owner's idle rooms while it has more than it may. */
void room_make_place(struct owner *owner);

/* Unlinks and frees the member, which reads its feed up to `end`. By its own loop: for room_leave()
 * and mailbox_read.c. */
void room_take_out(struct member *member, struct cursor end);

/* NULL where the session is not in the room. */
struct member *room_member(const struct room *room, const struct session *session);

/* The member that `other` is of a room in which the session is, too; NULL where they share none.
 */
const struct member *room_shared(const struct session *session, const struct session *other);

/* For session_set_dialect(), of a session with a send queue: the member reads its feed up to its
 * end, and from then on the one of the session's new dialect. */
void room_change_feed(struct member *member);

/* Frees all rooms; they have no members. For core_finish(). */
void room_free_all(struct core *core);

/* Whether the session may know of the room: it is not secret, or the session is a member or one of
 * the server's operators. Nobody may know of an empty room that is kept. */
bool room_shown(const struct room *room, const struct session *to);

/* The room has a mask that ends at this time of core.now; or has none any more that ends by itself.
 */
void room_note_ending(struct room *room, int64_t until);
void room_forget_ending(struct room *room);

/* "" or NULL clears it. */
void room_set_topic(struct room *room, const char *topic, const char *by);

/* Whether joining and leaving is announced in a room of this size. */
bool room_announces(const struct room *room);

/* Calls `visit` for the members, in no particular order, for as long as it answers true. */
void room_each(const struct room *room, bool (*visit)(const struct member *, void *), void *data);

#endif
