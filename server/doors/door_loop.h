/* What the doors keep for each loop: the core's view of it, the doorman, who is the same for all,
 * and a scratch buffer. It is the loop's `data`, and its own. */
#ifndef DOOR_LOOP_H
#define DOOR_LOOP_H

#include <stdbool.h>

#include "core.h"
#include "loop.h"

struct doorman;

struct door_loop {
	struct core_loop *core;
	struct doorman *doorman;
	struct buffer text;
	bool leaving; /* all conns have been told goodbye: who comes now is told at once */
};

/* Milliseconds of a clock that never goes back. Any thread. */
int64_t door_now(void);

#endif
