#include "cpus.h"

#include <sched.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#include "bench_clock.h"

enum { CPUS_MAX = CPU_SETSIZE };

static unsigned cpus[CPUS_MAX];
static unsigned count;

void cpus_init(void)
{
	cpu_set_t set;

	if (sched_getaffinity(0, sizeof set, &set) != 0)
		return;
	for (unsigned i = 0; i < CPUS_MAX; i++) {
		if (CPU_ISSET(i, &set))
			cpus[count++] = i;
	}
}

unsigned cpus_count(void)
{
	return count;
}

unsigned cpus_load_threads(void)
{
	return count >= 3 ? 2 : 1;
}

unsigned cpus_for_server(void)
{
	return count >= 2 ? count - cpus_load_threads() : 1;
}

bool cpus_may_spin(void)
{
	return count >= 4;
}

void cpus_pin_server(unsigned threads)
{
	cpu_set_t set;

	if (count < 2)
		return;
	CPU_ZERO(&set);
	for (unsigned i = 0; i < threads && i < cpus_for_server(); i++)
		CPU_SET(cpus[i], &set);
	sched_setaffinity(0, sizeof set, &set);
}

void cpus_pin_load(unsigned index)
{
	cpu_set_t set;

	if (count < 2)
		return;
	CPU_ZERO(&set);
	CPU_SET(cpus[count - 1 - index % cpus_load_threads()], &set);
	sched_setaffinity(0, sizeof set, &set);
}

static double busy_seconds(void)
{
	double user = 0, nice = 0, system = 0, irq = 0, soft = 0, steal = 0;
	FILE *file = fopen("/proc/stat", "re");

	if (!file)
		return 0;
	if (fscanf(file, "cpu %lf %lf %lf %*f %*f %lf %lf %lf", &user, &nice, &system, &irq, &soft,
		    &steal) != 6)
		user = 0;
	fclose(file);
	return (user + nice + system + irq + soft + steal) / (double)sysconf(_SC_CLK_TCK);
}

static double used_by(int who)
{
	struct rusage usage;

	if (getrusage(who, &usage) != 0)
		return 0;
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
	       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

struct cpus_moment cpus_now(void)
{
	return (struct cpus_moment){
		.busy = busy_seconds(),
		.ours = used_by(RUSAGE_SELF) + used_by(RUSAGE_CHILDREN), /* those that ended */
		.time = (double)now_ns() / 1e9,
	};
}

double cpus_others(const struct cpus_moment *since)
{
	struct cpus_moment now = cpus_now();
	double others = now.busy - since->busy - (now.ours - since->ours);

	return others > 0 ? others / (now.time - since->time) : 0;
}
