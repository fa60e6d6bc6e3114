/* Skipping: a peer that reads too slowly is not sent all that its rooms have said.
 *
 * What people said is taken out of the session's send queue, line by line, and of no other one.
 * Everything else stays, in its order: what is for the session alone, and what its client has to
 * know of the rooms, such as who came. Behind all that, one line for each room tells how many lines
 * were skipped, and from which number on history shows them (EVENT_SKIPPED). The number is never
 * behind that of the first skipped line, and may be before it: only the blocks of a feed note
 * numbers.
 *
 * What may have been sent in part stays whole. So do long answers, and what still waits for the
 * store with all that is behind it: the peer could not have read that. */
#ifndef SKIP_H
#define SKIP_H

#include <stdint.h>

struct session;

/* Skips what can be skipped for a session with a send queue. Returns the bytes that this saves, 0
 * where there is nothing to skip. Takes up to a millisecond for a MiB, so core_loop.skips counts
 * down, and a loop does it for few sessions in an iteration: a thousand readers of one room may
 * fall behind at once. By the session's loop, without the lock. */
uint64_t skip_lines(struct session *session);

#endif
