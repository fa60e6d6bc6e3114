/* Time: read in nanoseconds, waited for in microseconds. */
#ifndef BENCH_CLOCK_H
#define BENCH_CLOCK_H

#include <poll.h>
#include <stdint.h>
#include <time.h>

/* CLOCK_MONOTONIC, ns. */
static inline uint64_t now_ns(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static inline void wait_us(unsigned us)
{
	struct timespec length = {us / 1000000, (long)(us % 1000000) * 1000};
	ppoll(NULL, 0, &length, NULL);
}

#endif
