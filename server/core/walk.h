/* A walk: a long answer that is encoded while it is sent, in steps that release the lock.
 *
 * A walk visits the entries of a table (all people, all rooms, or the members of one room) and
 * encodes one row for each. It is a piece in the send queue of the session that asked. Nothing
 * behind that piece is sent before the walk has ended, so nothing overtakes the answer. A step
 * makes the next part (about WALK_PART bytes) once the part before has been sent; for a peer that
 * does not read, nothing more is made.
 *
 * The answer describes the table as it was when the walk began, because the events since then are
 * behind it in the send queue. The walk does not visit entries that are added later. Before a
 * session leaves or is renamed, each walk that has not visited it yet does so at once and keeps the
 * row. Otherwise a client would read the new name before the event of the renaming and take it for
 * another person's. Nobody is told when rooms come and go, so a walk just skips a room that is
 * removed before its visit.
 *
 * A kind of walk embeds a struct walk as its first member. Under the core lock. Another loop than
 * the session's may make rows, in the walk_before_ functions. */
#ifndef WALK_H
#define WALK_H

#include <stdbool.h>
#include <stdint.h>

#include "buffer.h"
#include "core.h"

#define WALK_PART 16384	     /* bytes of a part of an answer */
#define WALK_ROWS 400	     /* core.walk_rows: visiting them takes at most half a millisecond */
#define WALK_AT_ONCE_MAX 300 /* core.rows_at_once: longer answers are walks */

struct member;
struct readers;
struct room;
struct session;
struct walk;

struct walk_kind {
	/* Appends one row to walk->out. One of the three is set and decides which table the walk
	 * visits; the others are NULL. */
	void (*person)(struct walk *walk, const struct session *person);
	void (*room)(struct walk *walk, const struct room *room);
	void (*member)(struct walk *walk, const struct member *member);

	/* Appends more after the last row; called until it returns false. NULL if there is none. */
	bool (*rest)(struct walk *walk);

	/* Frees the walk with what the kind has added to it. */
	void (*free)(struct walk *walk);
};

/* The members of one room that read one feed on one loop. */
struct walk_part {
	struct walk *walk;
	struct readers *readers;	   /* NULL when the list may be gone */
	struct walk_part *next, *previous; /* head: readers.parts */
	unsigned char *unmet; /* a bit for each index in readers->members: not visited */
	unsigned count;	      /* number of bits: the members when the walk began */
	unsigned at;	      /* no bit below this index is set */
};

struct walk {
	const struct walk_kind *kind;
	struct session *session;      /* the one that asked */
	struct walk *next, *previous; /* of people or rooms; head: core.walks */
	const struct session *person; /* the next one to visit; NULL for none */
	const struct room *room;      /* likewise */
	uint32_t last;		      /* the highest id of either when the walk began */
	struct core_list met;	      /* people behind `person` who were visited early */
	struct walk_part *parts;
	unsigned part_count, part_at;
	unsigned looked_at; /* rows that the session has not yet paid for */
	struct buffer out;  /* rows that are not in the send queue yet */
};

/* Begins a walk for a session of the current loop, behind everything that has been posted to it.
 * The caller has zeroed `walk` and filled in the members that the kind adds. The walk is freed when
 * it ends or by walk_forget(). */
void walk_people(struct session *session, struct walk *walk, const struct walk_kind *kind);
void walk_rooms(struct session *session, struct walk *walk, const struct walk_kind *kind);
void walk_members(struct session *session, struct walk *walk, const struct walk_kind *kind,
	const struct room *room);

/* For flush_loop(): makes the next parts of this loop's walks that can go on, core.walk_rows rows
 * in all. */
void walk_advance(struct core_loop *loop);

/* For handover.h: makes what is left of all walks at once, however long it is, for peers that do
 * not read as well. While no loop runs. */
void walk_end_all(struct core *core);

/* Whether a walk of this loop can make its next part now. By the loop, without the lock. */
bool walk_can_advance(const struct core_loop *loop);

/* Frees the session's walks, before its send queue is freed. */
void walk_forget(struct session *session);

/* How many rows the walks that have not ended may yet make, at most. */
uint64_t walk_rows_left(const struct core *core);

/* The next three are called before a table changes.
 * The person leaves the table, or (`stays`) is renamed. */
void walk_before_person(const struct session *person, bool stays);

/* The room leaves the table. */
void walk_before_room(const struct room *room);

/* The member leaves its room or is renamed. */
void walk_before_member(const struct member *member);

/* The members at these two places in the list of readers are about to change them. */
void walk_before_swap(struct readers *readers, unsigned a, unsigned b);

/* No member is left in the list, which may be freed. */
void walk_forget_readers(struct readers *readers);

#endif
