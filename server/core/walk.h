/* A walk: a long answer that is made while it is read, in steps that give the lock back.
 *
 * A walk goes over a table (all people, all rooms, or the members of one room) and makes rows of
 * what it meets. It stands as a piece in the send queue of the session that asked, at the place of
 * the answer: nothing behind it is sent before it has come to its end, so nothing overtakes the
 * answer. A step makes a part of it (WALK_PART bytes) once the part before it has been sent. For a
 * peer that does not read no more is made.
 *
 * A walk tells what there was when it began, since everything that happens from then on stands
 * behind it. Sessions that come later are not met. Before a session leaves or gets a new name, the
 * walks that have not yet met it do so and keep the row. Otherwise a client would read of the new
 * name before it has read of the renaming, and take it for another person's. Rooms are not
 * announced: one that is removed before it is met is left out.
 *
 * A kind of walk embeds a struct walk as its first member. Under the core lock; rows may be made by
 * another loop than the session's. */
#ifndef WALK_H
#define WALK_H

#include <stdbool.h>
#include <stdint.h>

#include "buffer.h"
#include "core.h"

#define WALK_PART 16384	     /* bytes of a part of an answer */
#define WALK_ROWS 400	     /* core.walk_rows: they take half a millisecond at most */
#define WALK_AT_ONCE_MAX 300 /* core.rows_at_once: a shorter answer needs no walk */

struct member;
struct readers;
struct room;
struct session;
struct walk;

struct walk_kind {
	/* Appends one row to walk->out. One of the three says what the walk goes over; the others
	 * are NULL. */
	void (*person)(struct walk *walk, const struct session *person);
	void (*room)(struct walk *walk, const struct room *room);
	void (*member)(struct walk *walk, const struct member *member);

	/* Appends something behind the last row; called until it is false. NULL for nothing. */
	bool (*rest)(struct walk *walk);

	/* Frees the walk with what the kind has added to it. */
	void (*free)(struct walk *walk);
};

/* The members of one room that read one feed on one loop. */
struct walk_part {
	const struct readers *readers; /* NULL when the list may be gone */
	unsigned char *unmet;	       /* a bit for each index in readers->members */
	unsigned count;		       /* of the bits: the members in the beginning */
	unsigned at;		       /* none below this index is unmet */
};

struct walk {
	const struct walk_kind *kind;
	struct session *session;      /* the one that asked */
	struct walk *next, *previous; /* head: core.walks */
	const struct session *person; /* the next one to meet; NULL for none */
	const struct room *room;      /* likewise */
	uint32_t last;		      /* the highest id of either when the walk began */
	struct core_list met;	      /* people behind `person` who were met early */
	struct walk_part *parts;
	unsigned part_count, part_at;
	unsigned looked_at; /* rows that the session has not yet paid for */
	struct buffer out;  /* rows that are not in the send queue yet */
};

/* Begins a walk, for a session of the current loop, behind everything that it has been posted so
 * far. `walk` is zeroed but for what the kind has added. It is freed at its end or by
 * walk_forget(). */
void walk_people(struct session *session, struct walk *walk, const struct walk_kind *kind);
void walk_rooms(struct session *session, struct walk *walk, const struct walk_kind *kind);
void walk_members(struct session *session, struct walk *walk, const struct walk_kind *kind,
	const struct room *room);

/* For flush_loop(): the walks of this loop that can go on make their next parts, core.walk_rows in
 * all. */
void walk_advance(struct core_loop *loop);

/* Whether one of them can go on at once. By the loop, without the lock. */
bool walk_can_advance(const struct core_loop *loop);

/* Frees the session's walks, before its send queue is freed. */
void walk_forget(struct session *session);

/* These are called before something changes that a walk goes over.
 * The person leaves the table, or gets a new name (`stays`). */
void walk_before_person(const struct session *person, bool stays);

/* The room leaves the table. */
void walk_before_room(const struct room *room);

/* The member leaves its room, or gets a new name. */
void walk_before_member(const struct member *member);

/* In a list of readers the member at `last` goes to `index`, whose member has left. */
void walk_moved(
	const struct core *core, const struct readers *readers, unsigned index, unsigned last);

#endif
