/* A fence: a point in the order of events. It is passed once every loop has given all that was
 * posted before it to the kernel, for every session that keeps up. After that, even if this process
 * is killed, the clients get those bytes.
 *
 * A session that asks for a fence waits (OUTCOME_LATER) until each loop has flushed what had been
 * posted when it asked. Fences are numbered: a loop notes the last number when it begins to flush,
 * and has reached it after it has sent. Under the core lock. */
#ifndef FENCE_H
#define FENCE_H

#include <stdbool.h>

struct core_loop;
struct session;

/* Asks for a fence, or whether the one that the session has asked for is reached. False where it
 * has to wait: the door's resume() is called when it is to ask again. */
bool fence_passed(struct session *session);

/* The session does not wait any more. */
void fence_forget(struct session *session);

/* For flush_loop(): the loop is about to send what there is. Its sessions whose fence has been
 * reached by now go on. */
void fence_note(struct core_loop *loop);

/* For flush_loop(): the loop has sent what there was at fence_note(). */
void fence_reach(struct core_loop *loop);

#endif
