#include "histogram.h"

enum { STEPS = 32, STEP_BITS = 5 };

static unsigned bucket_of(uint64_t ns)
{
	if (ns < STEPS)
		return (unsigned)ns;
	unsigned shift = 63 - (unsigned)__builtin_clzll(ns) - STEP_BITS;
	return (shift + 1) * STEPS + (unsigned)(ns >> shift) % STEPS;
}

static double middle_of(unsigned bucket)
{
	if (bucket < STEPS)
		return bucket;
	unsigned shift = bucket / STEPS - 1;
	return ((double)(STEPS + bucket % STEPS) + 0.5) * (double)(UINT64_C(1) << shift);
}

void histogram_add(struct histogram *histogram, uint64_t ns)
{
	histogram->counts[bucket_of(ns)]++;
	histogram->total++;
	if (ns > histogram->max)
		histogram->max = ns;
}

void histogram_merge(struct histogram *into, const struct histogram *from)
{
	for (unsigned i = 0; i < HISTOGRAM_BUCKETS; i++)
		into->counts[i] += from->counts[i];
	into->total += from->total;
	if (from->max > into->max)
		into->max = from->max;
}

double histogram_at(const struct histogram *histogram, double share)
{
	double wanted = share * (double)histogram->total;
	uint64_t passed = 0;

	for (unsigned i = 0; i < HISTOGRAM_BUCKETS; i++) {
		passed += histogram->counts[i];
		if (histogram->counts[i] && (double)passed >= wanted)
			return middle_of(i);
	}
	return 0;
}
