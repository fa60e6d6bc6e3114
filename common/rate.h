/* How fast something may come: lines of a session, say. The generic cell rate algorithm (ITU-T
 * I.371), a token bucket in one number. Pure; time is an argument. */
#ifndef RATE_H
#define RATE_H

#include <stdbool.h>
#include <stdint.h>

struct rate {
	int64_t full_at; /* microseconds: when all that was spent will have been regained */
};

/* Milliseconds until one more may come, 0 for now. `per_second` 0 lifts the limit. */
int64_t rate_wait(const struct rate *rate, int64_t now_ms, long per_second, long burst);

/* Spends `count`, whether or not they may come. */
void rate_spend(struct rate *rate, int64_t now_ms, long per_second, long count);

/* Whether nothing is left to be regained. */
bool rate_is_full(const struct rate *rate, int64_t now_ms);

#endif
