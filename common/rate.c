#include "rate.h"

#define SECOND_US 1000000
#define MILLISECOND_US 1000

int64_t rate_wait(const struct rate *rate, int64_t now_ms, long per_second, long burst)
{
	if (per_second == 0)
		return 0;
	int64_t allowed = (int64_t)(burst - 1) * SECOND_US / per_second;
	int64_t over = rate->full_at - now_ms * MILLISECOND_US - allowed;
	return over > 0 ? (over + MILLISECOND_US - 1) / MILLISECOND_US : 0;
}

void rate_spend(struct rate *rate, int64_t now_ms, long per_second, long count)
{
	if (per_second == 0)
		return;
	if (rate_is_full(rate, now_ms))
		rate->full_at = now_ms * MILLISECOND_US;
	rate->full_at += (int64_t)count * SECOND_US / per_second;
}

bool rate_is_full(const struct rate *rate, int64_t now_ms)
{
	return rate->full_at <= now_ms * MILLISECOND_US;
}
