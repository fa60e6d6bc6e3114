/* How long a connection waits for what. All functions are pure. */
#ifndef TIMING_H
#define TIMING_H

#include <stdbool.h>
#include <stdint.h>

struct timing {
	unsigned quiet_ms;  /* nothing has come for so long: the server is asked */
	unsigned answer_ms; /* and has so long to answer */
	unsigned pause_ms;  /* the first pause between tries, before chance takes its part */
	unsigned most_ms;   /* the longest; at least as long as the first */
	unsigned steady_ms; /* after a connection that lasted so long the pauses begin anew */
};

/* 30 s, 15 s, 1 s, 60 s and 60 s. Anything else is for tests. */
extern const struct timing timing_usual;

/* The pause after the `tries`th try in a row (from 0) without a steady connection: twice as long
 * each time, and of that between half and all, as `chance`, which is evenly spread, decides. It is
 * never 0. */
unsigned timing_pause(const struct timing *timing, unsigned tries, uint32_t chance);

/* Whether the machine has slept since the last call: a clock that goes on in a sleep has got ahead
 * of one that does not, by 2 s or more. `ahead_ms` is by how much it was ahead before, and is
 * brought up to date. */
bool timing_slept(int64_t *ahead_ms, int64_t going_ms, int64_t resting_ms);

#endif
