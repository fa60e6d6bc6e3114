/* What the doors keep for each loop: the core's view of it, and a scratch buffer.
 * It is the loop's `data`, and its own. */
#ifndef DOOR_LOOP_H
#define DOOR_LOOP_H

#include "core.h"
#include "loop.h"

struct door_loop {
	struct core_loop *core;
	struct buffer text;
};

/* Milliseconds of a clock that never goes back. Any thread. */
int64_t door_now(void);

#endif
