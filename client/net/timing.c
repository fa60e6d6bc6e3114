#include "timing.h"

#define JUMP_MS 2000

const struct timing timing_usual = {
	.quiet_ms = 30000,
	.answer_ms = 15000,
	.pause_ms = 1000,
	.most_ms = 60000,
	.steady_ms = 60000,
};

unsigned timing_pause(const struct timing *timing, unsigned tries, uint32_t chance)
{
	unsigned whole = timing->pause_ms;
	while (tries-- > 0 && whole < timing->most_ms)
		whole = whole > timing->most_ms / 2 ? timing->most_ms : 2 * whole;
	unsigned half = (whole + 1) / 2;
	return half + (unsigned)(((uint64_t)(whole - half) + 1) * chance >> 32);
}

bool timing_slept(int64_t *ahead_ms, int64_t going_ms, int64_t resting_ms)
{
	int64_t before = *ahead_ms;
	*ahead_ms = going_ms - resting_ms;
	return *ahead_ms - before >= JUMP_MS;
}
