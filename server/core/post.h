/* Fan-out: how an event gets to many sessions. Under the core lock.
 *
 * An event is encoded once for each feed of the room (one for each door and dialect in use) and
 * appended there. The loops with readers of that feed are woken, and each sends the new bytes to
 * its own readers when it flushes (flush.h). Posting therefore costs the same for one member as for
 * a thousand. Only members who must not get the bytes, or need them at another place, are touched.
 *
 * An example. alice, bob and carol are on loop 0, dave is on loop 1, all in #tea with the line
 * door. The feed ends at byte 1,000, and alice says "hi":
 *
 *   post_to_room() appends "<alice> hi\n", so the feed ends at 1,011. Alice's own line is left out:
 *   session_skip() gives her a send queue and sets her cursor to 1,011. The readers of both loops
 *   become `dirty`, and core_leave() wakes loop 1.
 *   bob has no send queue, and posting touched nothing of his. flush_loop() of loop 0 finds that
 *   the feed ends at 1,011 and sends the 11 bytes from the cursor that its readers share
 *   (readers.at = 1,000), with one send() for bob, straight from the feed's block.
 *   carol has a send queue, since her peer did not take all of an earlier send: her own cursor is
 *   still at 600. The flush skips her among the readers. When her socket can take more,
 *   flush_ready() sends the 411 bytes from 600 on. Once her cursor equals the shared one, her send
 *   queue is freed.
 *   dave is on another loop: loop 1 wakes, finds that the feed ends at 1,011 and sends him the
 *   bytes from the same block. Loop 0 has touched nothing of his. If dave ignored alice,
 *   session_skip() would have left him a mailbox item that says: skip 11 bytes from 1,000 on. Loop
 *   1 would read it in core_enter(), before it sends. */
#ifndef POST_H
#define POST_H

#include "room.h"

/* Posts to all members except `actor`, who need not be one, and those who ignore the actor. Kicks
 * and changes reach those, too. The actor is NULL for the server. */
void post_to_room(struct room *room, struct session *actor, const struct event *event);

/* Posts once to each session that shares a room with the actor; a session in several rooms gets the
 * event behind all that its rooms have said. Sets the members of the event that depend on the
 * room. */
void post_to_shared_rooms(struct session *actor, struct event *event);

/* Posts to the members of all rooms, once to each; the event's room becomes the one in which they
 * get it. */
void post_to_all_rooms(struct core *core, struct event *event);

/* Posts to each member with one of these roles, except the actor and those who ignore the actor. */
void post_to_roles(
	struct room *room, struct session *actor, unsigned roles, const struct event *event);

#endif
