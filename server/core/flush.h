/* The end of a turn: each loop sends its own sessions what has been posted since the last. */
#ifndef FLUSH_H
#define FLUSH_H

#include "core.h"

/* Takes the lock for as long as it takes to see how far each feed has come, then sends without
 * it. Calls the doors' send() and close(). By the loop itself. */
void flush_loop(struct core_loop *loop, int64_t now);

/* The session's peer, which had not taken all, can take more. By the session's loop, without the
 * lock. */
void flush_ready(struct session *session);

/* Looks for sessions that have been slow for too long, alone or with others of their address; to be
 * called about once a second. */
void flush_check_slow(struct core_loop *loop, int64_t now);

#endif
