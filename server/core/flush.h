/* Flushing: at the end of each iteration a loop sends its sessions what has been posted since the
 * previous one. It takes the lock just long enough to note where each feed ends, then sends without
 * it. A session that keeps up costs one send(), straight from the blocks of the feed; a session
 * with a send queue is sent the pieces of that queue (send_queue.h). If a peer takes less than
 * everything, its session gets a send queue. post.h follows one line through all of this. */
#ifndef FLUSH_H
#define FLUSH_H

#include "core.h"

/* By the loop itself. Calls the doors' send() and close(). */
void flush_loop(struct core_loop *loop, int64_t now);

/* Goes on sending to a session whose peer had taken less than everything and can take more now. By
 * the session's loop, without the lock. */
void flush_ready(struct session *session);

/* Skips lines for sessions that have had too much unread for too long (skip.h), alone or with
 * others of their address (waiting.h), and closes those where that does not help. Call it about
 * once a second. By the loop itself, without the lock. */
void flush_check_slow(struct core_loop *loop, int64_t now);

#endif
