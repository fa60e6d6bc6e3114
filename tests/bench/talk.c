#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "bench_clock.h"
#include "scenario.h"

enum {
	TALK_DELIVERED,
	TALK_RATE,
	TALK_COALESCED,
	TALK_CPU,
	TALK_STORE = TALK_RATIO + 1,
	TALK_P50,
	TALK_MAX = TALK_P99 + 1,
	TALK_HALF,
	TALK_END
};

/* clang-format off */
#define COLUMNS(ratio, of)                                                                         \
	[TALK_DELIVERED] = {COLUMN_SUM, "deliveries", 10, 0, 0},                                   \
	[TALK_RATE] = {COLUMN_MEDIAN, "per second", 10, 0, 0},                                     \
	[TALK_COALESCED] = {COLUMN_MEDIAN, "per read", 8, 2, 0},                                   \
	[TALK_CPU] = {COLUMN_MEDIAN, "CPU us each", 11, 3, 0},                                     \
	[TALK_RATIO] = {COLUMN_RATIO, ratio, 16, 2, of},                                           \
	[TALK_STORE] = {COLUMN_MEDIAN, "store us a line", 15, 2, 0},                                \
	[TALK_P50] = {COLUMN_MEDIAN, "p50 us", 8, 0, 0},                                           \
	[TALK_P99] = {COLUMN_MEDIAN, "p99 us", 8, 0, 0},                                           \
	[TALK_MAX] = {COLUMN_MAX, "max us", 8, 0, 0}
/* clang-format on */

const struct column talk_columns[] = {COLUMNS("CPU ratio", TALK_CPU), {0}};
const struct column talk_threads_columns[] = {COLUMNS("speed ratio", TALK_RATE), {0}};
const struct column rate_columns[] = {
	COLUMNS("CPU ratio", TALK_CPU),
	[TALK_HALF] = {COLUMN_MEDIAN, "Rss MB half", 11, 1, 0},
	[TALK_END] = {COLUMN_MEDIAN, "at end", 8, 1, 0},
	{0},
};

void talk_begin(struct run *run)
{
	enum { OPENING = 128, SETTLE_MS = 2000 };
	const struct scale *scale = run->scale;
	struct plan plan = {
		.port = run->server.port,
		.protocol = run->protocol,
		.tls = run->tls,
		.clients = clients_possible(scale->clients),
		.speakers = scale->speakers,
		.pace = run->pace,
		.window = scale->window,
		.rate = scale->rate,
		.opening = OPENING,
	};

	run->crowd = crowd_new(&plan);
	run->good = crowd_wait_served(run->crowd, plan.clients);
	server_settle(&run->server, SETTLE_MS);
}

static double per(double value, double number)
{
	return number > 0 ? value / number : 0;
}

/* On a machine that is overloaded the first line may take longer than the whole slice. */
static void let_talk(struct run *run, uint64_t sent_before, double *values)
{
	enum { STEP_US = 10000, STEPS = 1000 };

	wait_us(run->scale->run_ms * 500);
	if (run->scale->rate > 0)
		values[TALK_HALF] = server_memory(&run->server).resident / 1048576;
	wait_us(run->scale->run_ms * 500);
	if (run->scale->rate > 0)
		values[TALK_END] = server_memory(&run->server).resident / 1048576;
	for (int i = 0; i < STEPS && crowd_counts(run->crowd).sent == sent_before; i++)
		wait_us(STEP_US);
}

/* From silence to silence: everything counted was both sent and delivered in between. */
void talk_slice(struct run *run, double *values)
{
	struct counts before = crowd_counts(run->crowd);
	uint64_t cpu = server_cpu(&run->server), store = server_store_cpu(&run->server);
	uint64_t start = now_ns();

	crowd_talk(run->crowd, run->scale->lines);
	if (run->scale->lines == 0)
		let_talk(run, before.sent, values);
	run->good = crowd_drain(run->crowd) && run->good;

	double ns = (double)(now_ns() - start);
	server_rest(&run->server);
	double stored = (double)(server_store_cpu(&run->server) - store);
	double used = (double)(server_cpu(&run->server) - cpu) - stored;
	struct counts after = crowd_counts(run->crowd);
	double delivered = (double)(after.delivered - before.delivered);
	double sent = (double)(after.sent - before.sent);
	if (delivered == 0) { /* a table full of zeros must not pass for a result */
		fprintf(stderr, "%s: nobody said anything\n", run->server.name);
		run->good = false;
	}
	values[TALK_DELIVERED] = delivered;
	values[TALK_RATE] = per(delivered * 1e9, ns);
	values[TALK_COALESCED] = per(delivered, (double)(after.reads - before.reads));
	values[TALK_CPU] = per(used / 1e3, delivered);
	values[TALK_STORE] = *run->server.state ? per(stored / 1e3, sent) : NAN;
}

/* What was said is in the file; of a relaxed history soon. */
static void check_stored(struct run *run)
{
	enum { TRIES = 50, STEP_US = 100000 };
	uint64_t said = crowd_counts(run->crowd).sent, stored = said;

	if (*run->server.state)
		stored = server_lines(&run->server);
	for (int i = 0; i < TRIES && stored < said; i++) {
		wait_us(STEP_US);
		stored = server_lines(&run->server);
	}
	if (stored == said)
		return;
	fprintf(stderr, "%s: %" PRIu64 " lines stored of %" PRIu64 " said\n", run->server.name,
		stored, said);
	run->good = false;
}

void talk_end(struct run *run, double *values)
{
	const struct histogram *latency = &run->result.latency;

	server_settle(&run->server, 200); /* time for a line too many to show itself */
	check_stored(run);
	run_finish_crowd(run, run->crowd, &run->result);
	run->crowd = NULL;
	values[TALK_P50] = histogram_at(latency, 0.5) / 1e3;
	values[TALK_P99] = histogram_at(latency, 0.99) / 1e3;
	values[TALK_MAX] = (double)latency->max / 1e3;
}
