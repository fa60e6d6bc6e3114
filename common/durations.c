#include "durations.h"

#define US 1000
#define MS INT64_C(1000000)
#define S INT64_C(1000000000)

const int64_t durations_bounds[DURATIONS_BOUNDS] = {10 * US, 25 * US, 50 * US, 100 * US, 250 * US,
	500 * US, MS, 2500 * US, 5 * MS, 10 * MS, 25 * MS, 50 * MS, 100 * MS, 250 * MS, 500 * MS, S,
	2500 * MS, 5 * S, 10 * S};

void durations_add(struct durations *durations, int64_t ns)
{
	unsigned bucket = 0;
	while (bucket < DURATIONS_BOUNDS && ns > durations_bounds[bucket])
		bucket++;
	durations_count(&durations->counts[bucket], 1);
	durations_count(&durations->sum, ns > 0 ? (uint64_t)ns : 0);
}

void durations_read(const struct durations *durations, struct durations_read *to)
{
	for (unsigned i = 0; i <= DURATIONS_BOUNDS; i++)
		to->counts[i] += atomic_load_explicit(&durations->counts[i], memory_order_relaxed);
	to->sum += atomic_load_explicit(&durations->sum, memory_order_relaxed);
}

uint64_t durations_total(const struct durations_read *durations)
{
	uint64_t total = 0;
	for (unsigned i = 0; i <= DURATIONS_BOUNDS; i++)
		total += durations->counts[i];
	return total;
}

int64_t durations_at(const struct durations_read *durations, double share)
{
	uint64_t total = durations_total(durations), below = 0;
	for (unsigned i = 0; total > 0 && i < DURATIONS_BOUNDS; i++) {
		below += durations->counts[i];
		if ((double)below >= share * (double)total)
			return durations_bounds[i];
	}
	return total > 0 ? INT64_MAX : 0;
}
