/* Flushing: at the end of each iteration a loop sends its sessions what has been posted since the
 * last. It takes the lock just long enough to see how far each feed has come, then sends without
 * it: one send() for each session that keeps up, straight from the blocks of the feed, and for a
 * session with a send queue what that says (send_queue.h). Where a peer takes less than everything,
 * its session gets a send queue. post.h follows one line through all that. */
#ifndef FLUSH_H
#define FLUSH_H

#include "core.h"

/* By the loop itself. Calls the doors' send() and close(). */
void flush_loop(struct core_loop *loop, int64_t now);

/* The session's peer, which had taken less than everything, can take more. By the session's loop,
 * without the lock. */
void flush_ready(struct session *session);

/* Closes sessions that have had too much unread for too long, alone or with others of their address
 * (waiting.h). Call it about once a second. By the loop itself, without the lock. */
void flush_check_slow(struct core_loop *loop, int64_t now);

#endif
