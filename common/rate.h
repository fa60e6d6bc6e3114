/* Limits the rate of something, such as the lines of a session: the generic cell rate algorithm
 * (ITU-T I.371), a token bucket in one number. Pure; time is an argument. */
#ifndef RATE_H
#define RATE_H

#include <stdbool.h>
#include <stdint.h>

struct rate {
	int64_t full_at; /* microseconds: when the bucket will be full again */
};

/* Milliseconds until one more is allowed; 0: now. `per_second` 0 means no limit. */
int64_t rate_wait(const struct rate *rate, int64_t now_ms, long per_second, long burst);

/* Takes `count` out of the bucket, also where that many are not allowed yet. */
void rate_spend(struct rate *rate, int64_t now_ms, long per_second, long count);

/* Whether the bucket is full. */
bool rate_is_full(const struct rate *rate, int64_t now_ms);

#endif
