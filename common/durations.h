/* Durations, counted in buckets: how many took how long, and what all took together.
 *
 * One thread at a time adds, and needs no atomic instruction for it; any thread may read meanwhile,
 * and then finds each number as it was at some moment. */
#ifndef DURATIONS_H
#define DURATIONS_H

#include <stdatomic.h>
#include <stdint.h>

#define DURATIONS_BOUNDS 19 /* from 10 us to 10 s */

/* The highest duration of each bucket but the last, which has no bound; in nanoseconds. */
extern const int64_t durations_bounds[DURATIONS_BOUNDS];

struct durations {
	_Atomic uint64_t counts[DURATIONS_BOUNDS + 1];
	_Atomic uint64_t sum; /* nanoseconds */
};

/* As they were read. */
struct durations_read {
	uint64_t counts[DURATIONS_BOUNDS + 1];
	uint64_t sum;
};

/* A counter that one thread at a time adds to and any thread reads. */
static inline void durations_count(_Atomic uint64_t *counter, uint64_t n)
{
	atomic_store_explicit(counter, atomic_load_explicit(counter, memory_order_relaxed) + n,
		memory_order_relaxed);
}

void durations_add(struct durations *durations, int64_t ns);

/* Adds them to what `to` has. */
void durations_read(const struct durations *durations, struct durations_read *to);

uint64_t durations_total(const struct durations_read *durations);

/* The bound, in nanoseconds, that this share (0 to 1) of them does not exceed: INT64_MAX where that
 * is in the bucket without a bound, 0 where there are none. */
int64_t durations_at(const struct durations_read *durations, double share);

#endif
