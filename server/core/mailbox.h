/* Mailboxes: what one loop leaves for a session of another one.
 *
 * A session's members, send queue and lifetime are its own loop's. Another loop that has something
 * for it puts a mailbox item there and wakes that loop, which takes all items in before it does
 * anything else (mailbox_read.h). An item notes its place in the rooms' feeds, so what it says is
 * sent where it would have been had the loops been one. Under the core lock. */
#ifndef MAILBOX_H
#define MAILBOX_H

#include "session.h"

enum mailbox_kind {
	MAILBOX_SEND,  /* bytes for the session alone */
	MAILBOX_SKIP,  /* leave bytes of a feed out, and send those of the item instead, if any */
	MAILBOX_LEAVE, /* take the (only) mark's member out of its room, at that place */
};

/* A place in the order of things: before what `member`'s feed says from `at` on. */
struct mark {
	struct member *member;
	struct cursor at;
};

struct mailbox_item {
	struct mailbox_item *next; /* head: profile.mailbox, the newest first */
	struct mark *marks;
	unsigned mark_count;
	enum mailbox_kind kind;
	size_t skip;   /* bytes to leave out behind the first mark */
	size_t length; /* of `bytes` */
	char bytes[];
};

/* Sends the bytes to the session alone, behind all that its rooms have said so far. */
void mailbox_send(struct session *session, const char *bytes, size_t length);

/* Leaves `skip` bytes of the member's feed out from `start` on, with which the feed ends, and sends
 * `length` bytes instead, which may be 0. */
void mailbox_skip(
	struct member *member, struct cursor start, size_t skip, const char *bytes, size_t length);

/* The member reads its feed up to `end` and leaves its room there. */
void mailbox_leave(struct member *member, struct cursor end);

#endif
