/* Which processors the server gets and which the load: never the same ones, where there are
 * enough, so that neither disturbs the other and a run can be compared with the next.
 *
 * The last two (one, of two) belong to the load, the first to the server. With a single
 * processor nothing is pinned. */
#ifndef CPUS_H
#define CPUS_H

#include <stdbool.h>

void cpus_init(void);
unsigned cpus_count(void);

/* How many threads the load should have, and how many a server may have to itself. */
unsigned cpus_load_threads(void);
unsigned cpus_for_server(void);

/* True when a load thread that never sleeps takes a processor from nobody. */
bool cpus_may_spin(void);

/* Pins the calling thread; a server passes its number of threads, a load thread its index. */
void cpus_pin_server(unsigned threads);
void cpus_pin_load(unsigned index);

/* What the machine did besides: processors that programs other than ours kept busy (0.5: half of
 * one) since the given moment. Figures taken while that is far from 0 are doubtful. */
struct cpus_moment {
	double busy, ours, time; /* seconds */
};

struct cpus_moment cpus_now(void);
double cpus_others(const struct cpus_moment *since);

#endif
