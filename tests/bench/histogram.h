/* Counts of durations in buckets that are 1/32 of their value wide: a few kilobytes however long
 * the run, and percentiles within about 3 %. One thread writes a histogram; merge them later. */
#ifndef HISTOGRAM_H
#define HISTOGRAM_H

#include <stdint.h>

enum { HISTOGRAM_BUCKETS = 64 * 32 };

struct histogram {
	uint64_t counts[HISTOGRAM_BUCKETS];
	uint64_t total;
	uint64_t max;
};

void histogram_add(struct histogram *histogram, uint64_t ns);
void histogram_merge(struct histogram *into, const struct histogram *from);

/* The duration (ns) that the given share (0 to 1) of all does not exceed; 0 when empty. */
double histogram_at(const struct histogram *histogram, double share);

#endif
