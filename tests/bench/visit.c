#include <stdlib.h>

#include "bench_clock.h"
#include "scenario.h"

enum {
	IDLE_CLIENTS,
	IDLE_EMPTY,
	IDLE_FULL,
	IDLE_LEFT,
	IDLE_PROPORTIONAL = IDLE_BYTES + 1,
	IDLE_PRIVATE
};

const struct column idle_columns[] = {
	[IDLE_CLIENTS] = {COLUMN_MEDIAN, "clients", 8, 0, 0},
	[IDLE_EMPTY] = {COLUMN_MEDIAN, "Rss kB empty", 12, 0, 0},
	[IDLE_FULL] = {COLUMN_MEDIAN, "full", 8, 0, 0},
	[IDLE_LEFT] = {COLUMN_MEDIAN, "all left", 8, 0, 0},
	[IDLE_BYTES] = {COLUMN_MEDIAN, "Rss B/client", 12, 0, 0},
	[IDLE_PROPORTIONAL] = {COLUMN_MEDIAN, "Pss B/client", 12, 0, 0},
	[IDLE_PRIVATE] = {COLUMN_MEDIAN, "private B/client", 16, 0, 0},
	{0},
};

enum {
	CONNECT_SERVED,
	CONNECT_SECONDS,
	CONNECT_RATE,
	CONNECT_CPU,
	CONNECT_P50 = CONNECT_RATIO + 1,
	CONNECT_P99,
	CONNECT_MAX
};

const struct column connect_columns[] = {
	[CONNECT_SERVED] = {COLUMN_SUM, "served", 8, 0, 0},
	[CONNECT_SECONDS] = {COLUMN_MEDIAN, "seconds", 8, 2, 0},
	[CONNECT_RATE] = {COLUMN_MEDIAN, "per second", 10, 0, 0},
	[CONNECT_CPU] = {COLUMN_MEDIAN, "CPU us each", 11, 1, 0},
	[CONNECT_RATIO] = {COLUMN_RATIO, "CPU ratio", 16, 2, CONNECT_CPU},
	[CONNECT_P50] = {COLUMN_MEDIAN, "p50 us", 8, 0, 0},
	[CONNECT_P99] = {COLUMN_MEDIAN, "p99 us", 8, 0, 0},
	[CONNECT_MAX] = {COLUMN_MAX, "max us", 8, 0, 0},
	{0},
};

static double per(double value, double number)
{
	return number > 0 ? value / number : 0;
}

void idle_slice(struct run *run, double *values)
{
	enum { OPENING = 256, SETTLE_MS = 5000 };
	struct plan plan = {.port = run->server.port,
		.tls = run->tls,
		.protocol = run->protocol,
		.rooms = run->scale->rooms,
		.clients = clients_possible(run->scale->clients),
		.opening = OPENING};

	server_settle(&run->server, SETTLE_MS);
	struct memory empty = server_memory(&run->server);
	struct crowd *crowd = crowd_new(&plan);
	run->good = crowd_wait_served(crowd, plan.clients) && run->good;
	server_settle(&run->server, SETTLE_MS);
	struct memory full = server_memory(&run->server);
	double clients = (double)crowd_counts(crowd).served;
	run_finish_crowd(run, crowd, &run->result);
	server_settle(&run->server, SETTLE_MS);
	struct memory left = server_memory(&run->server);

	values[IDLE_CLIENTS] = clients;
	values[IDLE_EMPTY] = empty.resident / 1024;
	values[IDLE_FULL] = full.resident / 1024;
	values[IDLE_LEFT] = left.resident / 1024;
	values[IDLE_BYTES] = per(full.resident - empty.resident, clients);
	values[IDLE_PROPORTIONAL] = per(full.proportional - empty.proportional, clients);
	values[IDLE_PRIVATE] = per(full.private - empty.private, clients);
}

void connect_slice(struct run *run, double *values)
{
	enum { SETTLE_MS = 1000 };
	struct plan plan = {.port = run->server.port,
		.tls = run->tls,
		.clients = clients_possible(run->scale->clients),
		.connects = run->scale->connects};
	struct result *result = calloc(1, sizeof *result);
	uint64_t cpu = server_cpu(&run->server), start = now_ns();

	if (!result)
		exit(1);
	struct crowd *crowd = crowd_new(&plan);
	run->good =
		crowd_wait_served(crowd, plan.connects ? plan.connects : plan.clients) && run->good;
	double seconds = (double)(now_ns() - start) / 1e9;
	double served = (double)crowd_counts(crowd).served;
	server_settle(&run->server, SETTLE_MS); /* leaving costs, too */
	double used = (double)(server_cpu(&run->server) - cpu) / 1e3;
	run_finish_crowd(run, crowd, result);
	server_settle(&run->server, SETTLE_MS); /* names are free again */

	values[CONNECT_SERVED] = served;
	values[CONNECT_SECONDS] = seconds;
	values[CONNECT_RATE] = per(served, seconds);
	values[CONNECT_CPU] = per(used, served);
	values[CONNECT_P50] = histogram_at(&result->joins, 0.5) / 1e3;
	values[CONNECT_P99] = histogram_at(&result->joins, 0.99) / 1e3;
	values[CONNECT_MAX] = (double)result->joins.max / 1e3;
	free(result);
}
