#include <stdlib.h>

#include "bench_clock.h"
#include "scenario.h"

enum {
	JOIN_CLIENTS,
	JOIN_CPU = JOIN_SECONDS + 1,
	JOIN_EACH,
	JOIN_P50 = JOIN_RATIO + 1,
	JOIN_MAX,
	JOIN_MEMORY
};

const struct column join_columns[] = {
	[JOIN_CLIENTS] = {COLUMN_MEDIAN, "clients", 8, 0, 0},
	[JOIN_SECONDS] = {COLUMN_MEDIAN, "seconds", 8, 3, 0},
	[JOIN_CPU] = {COLUMN_MEDIAN, "CPU seconds", 11, 3, 0},
	[JOIN_EACH] = {COLUMN_MEDIAN, "us a meeting", 12, 3, 0}, /* CPU; who has heard of whom */
	[JOIN_RATIO] = {COLUMN_RATIO, "CPU ratio", 16, 2, JOIN_CPU},
	[JOIN_P50] = {COLUMN_MEDIAN, "366 p50 ms", 10, 0, 0},
	[JOIN_MAX] = {COLUMN_MAX, "max ms", 8, 0, 0},
	[JOIN_MEMORY] = {COLUMN_MEDIAN, "Rss MB after", 12, 1, 0},
	{0},
};

void join_slice(struct run *run, double *values)
{
	enum { OPENING = 128, SETTLE_MS = 5000 };
	struct plan plan = {.port = run->server.port,
		.protocol = run->protocol,
		.tls = run->tls,
		.gather = true,
		.clients = clients_possible(run->scale->clients),
		.opening = OPENING};
	struct result *result = calloc(1, sizeof *result);

	if (!result)
		exit(1);
	struct crowd *crowd = crowd_new(&plan);
	run->good = crowd_wait_served(crowd, plan.clients) && run->good;
	server_settle(&run->server, SETTLE_MS);
	uint64_t cpu = server_cpu(&run->server), start = now_ns();
	run->good = run->good && crowd_join(crowd);
	double seconds = (double)(now_ns() - start) / 1e9;
	double used = (double)(server_cpu(&run->server) - cpu) / 1e9;
	double met = (double)crowd_counts(crowd).met;
	values[JOIN_MEMORY] = server_memory(&run->server).resident / 1048576;
	run_finish_crowd(run, crowd, result);
	server_settle(&run->server, SETTLE_MS); /* names are free again */

	values[JOIN_CLIENTS] = plan.clients;
	values[JOIN_SECONDS] = seconds;
	values[JOIN_CPU] = used;
	values[JOIN_EACH] = met > 0 ? used * 1e6 / met : 0;
	values[JOIN_P50] = histogram_at(&result->entries, 0.5) / 1e6;
	values[JOIN_MAX] = (double)result->entries.max / 1e6;
	free(result);
}
