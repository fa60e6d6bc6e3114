/* A fence: the moment at which all that has been posted before is the kernel's, for everyone who
 * keeps up, whatever loop they are of. From then on not even the end of this process undoes it.
 *
 * A session that asks for one waits (OUTCOME_LATER) until every loop has flushed what there was
 * when it asked. The numbers of fences only grow: a loop notes the last one when it begins to
 * flush, and has reached it when it has sent. All under the lock, but where something else is said.
 */
#ifndef FENCE_H
#define FENCE_H

#include <stdbool.h>

struct core_loop;
struct session;

/* False where the session has to wait: its door's resume() says when to ask again. */
bool fence_passed(struct session *session);

/* The session waits no more. */
void fence_forget(struct session *session);

/* For flush_loop(): the loop is about to send what it takes now; sessions of it that have waited
 * long enough go on. */
void fence_note(struct core_loop *loop);

/* The loop has sent what there was at fence_note(). */
void fence_reach(struct core_loop *loop);

#endif
