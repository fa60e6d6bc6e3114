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
 *   bob is plain: he has no send queue, and posting has not touched him. flush_loop() of loop 0
 * sees that the feed has come to 1,011 and sends the 11 bytes from where all readers stand
 *   (readers.at = 1,000), with one send() for bob, straight from the feed's block.
 *   carol has a send queue, since her peer did not take all of an earlier send: her own cursor is
 *   still at 600. The flush skips her among the readers. When her socket can take more,
 *   flush_ready() sends the 411 bytes from 600 on; once she stands where the readers stand, her
 *   send queue is freed and she is plain again.
 *   dave is on another loop: loop 1 wakes, sees that the feed has come to 1,011 and sends the bytes
 *   to him from the same block. Loop 0 has touched nothing of his. If dave ignored alice,
 *   session_skip() would have left him a mailbox item: leave 11 bytes out from 1,000 on. Loop 1
 *   reads it in core_enter(), before it flushes. */
#ifndef POST_H
#define POST_H

#include "room.h"

/* To all members but `actor`, who need not be one, and those who ignore the actor; these are told
 * of kicks and changes all the same. The actor is NULL for the server. */
void post_to_room(struct room *room, struct session *actor, const struct event *event);

/* To all who share a room with the actor: once to each, and to those in several rooms behind all
 * that these have said. Sets the event's members that depend on the room. */
void post_to_shared_rooms(struct session *actor, struct event *event);

/* To each member with one of these roles, but the actor and those who ignore the actor. */
void post_to_roles(
	struct room *room, struct session *actor, unsigned roles, const struct event *event);

#endif
