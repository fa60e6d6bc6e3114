/* A walk: a long answer that is made as it is read, in steps that give the lock back.
 *
 * A walk goes over a table (all people, all rooms, or the members of one room) and makes rows of
 * what it meets. It stands as a piece in the send queue of the session that asked, at the place of
 * the answer: what is behind it waits until it has come to its end, so nothing overtakes the
 * answer. A step makes a part of it (WALK_PART bytes) once the part before it has been sent. A peer
 * that does not read makes no more of it.
 *
 * What a walk tells is what there was when it began, since all that happens from then on stands
 * behind it. Who comes later is not met. Before somebody leaves, or gets a new name, the walks that
 * have not yet met that one do so, and keep the row: else a client would read of a new name before
 * it has read of the renaming, and take it for another's. Of rooms nothing is told afterwards; one
 * that goes before it is met is left out.
 *
 * A kind of walk embeds a struct walk as its first member. All is under the core lock; rows may be
 * made by another loop than the session's. */
#ifndef WALK_H
#define WALK_H

#include <stdbool.h>
#include <stdint.h>

#include "buffer.h"
#include "core.h"

#define WALK_PART 16384	     /* bytes of a part of an answer */
#define WALK_ROWS 400	     /* core.walk_rows: half a millisecond at most */
#define WALK_AT_ONCE_MAX 300 /* core.rows_at_once: an answer with no more is made at once */

struct member;
struct readers;
struct room;
struct session;
struct walk;

struct walk_kind {
	/* One row of the table that the walk goes over, appended to walk->out. The others are NULL.
	 */
	void (*person)(struct walk *walk, const struct session *person);
	void (*room)(struct walk *walk, const struct room *room);
	void (*member)(struct walk *walk, const struct member *member);

	/* More, behind the last row: called until it is false. NULL for nothing. */
	bool (*rest)(struct walk *walk);

	/* Frees the walk with what the kind has added. */
	void (*free)(struct walk *walk);
};

/* The members of one room that read one feed on one loop. */
struct walk_part {
	const struct readers *readers; /* NULL when all are met */
	unsigned char *unmet;	       /* a bit for each index in readers->members */
	unsigned count;		       /* indexes that there were in the beginning */
	unsigned at;		       /* all before this are met */
};

struct walk {
	const struct walk_kind *kind;
	struct session *session;      /* who asked */
	struct walk *next, *previous; /* head: core.walks */
	const struct session *person; /* the next one; NULL for none */
	const struct room *room;      /* likewise */
	uint32_t last;		      /* id of the last one that is met, of either */
	struct core_list met;	      /* people who were met out of turn */
	struct walk_part *parts;
	unsigned part_count, part_at;
	unsigned looked_at; /* rows that have not been charged yet */
	struct buffer out;  /* rows that are not yet in the send queue */
};

/* Begins a walk, which `walk` (zeroed, but for what the kind has added) becomes: behind all that
 * the session, of the current loop, has been posted so far. It is freed at its end, or with the
 * session's send queue. */
void walk_people(struct session *session, struct walk *walk, const struct walk_kind *kind);
void walk_rooms(struct session *session, struct walk *walk, const struct walk_kind *kind);
void walk_members(struct session *session, struct walk *walk, const struct walk_kind *kind,
	const struct room *room);

/* For flush_loop(): the walks of this loop that can go on do, for one turn. */
void walk_advance(struct core_loop *loop);

/* Whether some of them could go on at once. By the loop; without the lock. */
bool walk_can_advance(const struct core_loop *loop);

/* Frees the session's walks, before its send queue is freed. */
void walk_forget(struct session *session);

/* The person leaves the table, or gets a new name and stays (`stays`). */
void walk_before_person(const struct session *person, bool stays);

/* The room leaves the table. */
void walk_before_room(const struct room *room);

/* The member leaves its room, or gets a new name. */
void walk_before_member(const struct member *member);

/* For the lists of readers: the member at `last` goes to `index`, whose member is gone. */
void walk_moved(
	const struct core *core, const struct readers *readers, unsigned index, unsigned last);

#endif
