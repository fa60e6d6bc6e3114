#include "scenario.h"

#include <stddef.h>
#include <sys/resource.h>

unsigned clients_possible(unsigned wanted)
{
	enum { RESERVE = 128 };
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return wanted;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	rlim_t possible = limit.rlim_max > 2 * RESERVE ? limit.rlim_max - RESERVE : RESERVE;
	return possible < wanted ? (unsigned)possible : wanted;
}

void run_finish_crowd(struct run *run, struct crowd *crowd, struct result *result)
{
	crowd_free(crowd, result);
	result_complain(result, run->server.name);
	run->errors += result_errors(result);
	if (result_errors(result) > 0)
		run->good = false;
}

/* Slices are short: the machine is another one a second later, but hardly 60 ms later. */
#define TALK_FULL .rounds = 5, .slices = 41, .warm_up = 1, .run_ms = 60
#define TALK_QUICK .rounds = 1, .slices = 6, .warm_up = 1, .run_ms = 60
#define RATE_FULL .rounds = 3, .slices = 11, .warm_up = 1, .run_ms = 1000
#define RATE_QUICK .rounds = 1, .slices = 2, .warm_up = 1, .run_ms = 100
#define TALK_OPS .begin = talk_begin, .slice = talk_slice, .end = talk_end

const struct scenario scenarios[] = {
	{
		.name = "one-to-1000",
		.about = "one speaks; the next line when all have the last",
		.pace = PACE_ALL,
		.columns = talk_columns,
		.headline = TALK_RATIO,
		TALK_OPS,
		.full = {TALK_FULL, .clients = 1001, .speakers = 1, .window = 1},
		.quick = {TALK_QUICK, .clients = 201, .speakers = 1, .window = 1},
	},
	{
		.name = "200-talk",
		.about = "all speak; the next line when those of all others are heard",
		.pace = PACE_OWN,
		.columns = talk_columns,
		.headline = TALK_RATIO,
		TALK_OPS,
		.full = {TALK_FULL, .clients = 200, .speakers = 200, .window = 1},
		.quick = {TALK_QUICK, .clients = 60, .speakers = 60, .window = 1},
	},
	{
		.name = "10-flat-out-to-100",
		.about = "ten speak as fast as the sockets take",
		.pace = PACE_NONE,
		.deep_queues = true,
		.columns = talk_columns,
		.headline = TALK_RATIO,
		TALK_OPS,
		.full = {TALK_FULL, .clients = 110, .speakers = 10, .lines = 3000},
		.quick = {TALK_QUICK, .clients = 110, .speakers = 10, .lines = 500},
	},
	{
		.name = "rate-100",
		.about = "how long lines take, of 100 a second",
		.pace = PACE_RATE,
		.columns = rate_columns,
		.headline = TALK_P99,
		TALK_OPS,
		.full = {RATE_FULL, .clients = 20, .speakers = 10, .rate = 100},
		.quick = {RATE_QUICK, .clients = 20, .speakers = 10, .rate = 100},
	},
	{
		.name = "rate-1000",
		.about = "how long lines take, of 1,000 a second",
		.pace = PACE_RATE,
		.columns = rate_columns,
		.headline = TALK_P99,
		TALK_OPS,
		.full = {RATE_FULL, .clients = 20, .speakers = 10, .rate = 1000},
		.quick = {RATE_QUICK, .clients = 20, .speakers = 10, .rate = 1000},
	},
	{
		.name = "rate-50000",
		.about = "a minute of 50,000 lines a second: nothing is to pile up",
		.pace = PACE_RATE,
		.columns = rate_columns,
		.headline = TALK_P99,
		TALK_OPS,
		.full = {.rounds = 1,
			.slices = 1,
			.run_ms = 60000,
			.clients = 20,
			.speakers = 10,
			.rate = 50000},
		.quick = {.rounds = 1,
			.slices = 1,
			.run_ms = 200,
			.clients = 20,
			.speakers = 10,
			.rate = 50000},
	},
	{
		.name = "idle-10000",
		.about = "memory of clients that have a name and say nothing",
		.columns = idle_columns,
		.headline = IDLE_BYTES,
		.slice = idle_slice,
		.full = {.rounds = 3, .slices = 1, .clients = 10000},
		.quick = {.rounds = 1, .slices = 1, .clients = 1000},
	},
	{
		.name = "connects",
		.about = "64 at a time connect, get a name, leave, and come back",
		.columns = connect_columns,
		.headline = CONNECT_RATIO,
		.slice = connect_slice,
		.full = {.rounds = 3, .slices = 11, .warm_up = 1, .clients = 64, .connects = 1000},
		.quick = {.rounds = 1, .slices = 2, .warm_up = 1, .clients = 64, .connects = 500},
	},
	{
		.name = "burst",
		.about = "all connect at once, get a name and stay",
		.columns = connect_columns,
		.headline = CONNECT_RATIO,
		.slice = connect_slice,
		.full = {.rounds = 5, .slices = 1, .clients = 10000},
		.quick = {.rounds = 1, .slices = 1, .clients = 1000},
	},
	{
		.name = "two-threads",
		.about = "one speaks to 1,000; the next line when half have the last",
		.subjects = SUBJECTS_TWO_THREADS,
		.pace = PACE_HALF,
		.columns = talk_threads_columns,
		.headline = TALK_RATIO,
		TALK_OPS,
		.full = {TALK_FULL, .clients = 1001, .speakers = 1, .window = 4},
		.quick = {TALK_QUICK, .clients = 201, .speakers = 1, .window = 4},
	},
	{
		.name = "irc-talk",
		.about = "200-talk, but they speak IRC (to bare: lines of the same text)",
		.subjects = SUBJECTS_BARE_BOTH,
		.protocol = PROTOCOL_IRC,
		.pace = PACE_OWN,
		.columns = talk_columns,
		.headline = TALK_RATIO,
		TALK_OPS,
		.full = {TALK_FULL, .clients = 200, .speakers = 200, .window = 1},
		.quick = {TALK_QUICK, .clients = 60, .speakers = 60, .window = 1},
	},
	{
		.name = "irc-one",
		.about = "one-to-1000, but they speak IRC (to bare: lines of the same text)",
		.subjects = SUBJECTS_BARE_BOTH,
		.protocol = PROTOCOL_IRC,
		.pace = PACE_ALL,
		.columns = talk_columns,
		.headline = TALK_RATIO,
		TALK_OPS,
		.full = {TALK_FULL, .clients = 1001, .speakers = 1, .window = 1},
		.quick = {TALK_QUICK, .clients = 201, .speakers = 1, .window = 1},
	},
	{
		.name = "irc-idle",
		.about = "memory of IRC clients in rooms of 100 who say nothing",
		.protocol = PROTOCOL_IRC,
		.columns = idle_columns,
		.headline = IDLE_BYTES,
		.slice = idle_slice,
		.full = {.rounds = 3, .slices = 1, .clients = 10000, .rooms = 100},
		.quick = {.rounds = 1, .slices = 1, .clients = 1000, .rooms = 10},
	},
	{
		.name = "irc-join",
		.about = "IRC clients join one room at once, until each has seen all others",
		.subjects = SUBJECTS_BARE_IRC,
		.protocol = PROTOCOL_IRC,
		.columns = join_columns,
		.headline = JOIN_SECONDS,
		.slice = join_slice,
		.full = {.rounds = 5, .slices = 1, .clients = 2000},
		.quick = {.rounds = 1, .slices = 1, .clients = 200},
	},
	{
		.name = "mixed-talk",
		.about = "200-talk, but half of them speak IRC (to bare: nobody)",
		.protocol = PROTOCOL_MIXED,
		.pace = PACE_OWN,
		.columns = talk_columns,
		.headline = TALK_RATIO,
		TALK_OPS,
		.full = {TALK_FULL, .clients = 200, .speakers = 200, .window = 1},
		.quick = {TALK_QUICK, .clients = 60, .speakers = 60, .window = 1},
	},
	{
		.name = "web-talk",
		.about = "200-talk, IRC clients and IRC over WebSocket",
		.subjects = SUBJECTS_DOORS,
		.protocol = PROTOCOL_WEBSOCKET,
		.pace = PACE_OWN,
		.columns = talk_columns,
		.headline = TALK_RATIO,
		TALK_OPS,
		.full = {TALK_FULL, .clients = 200, .speakers = 200, .window = 1},
		.quick = {TALK_QUICK, .clients = 60, .speakers = 60, .window = 1},
	},
	{
		.name = "web-one",
		.about = "one-to-1000, IRC clients and IRC over WebSocket",
		.subjects = SUBJECTS_DOORS,
		.protocol = PROTOCOL_WEBSOCKET,
		.pace = PACE_ALL,
		.columns = talk_columns,
		.headline = TALK_RATIO,
		TALK_OPS,
		.full = {TALK_FULL, .clients = 1001, .speakers = 1, .window = 1},
		.quick = {TALK_QUICK, .clients = 201, .speakers = 1, .window = 1},
	},
	{
		.name = "web-idle",
		.about = "irc-idle, IRC clients and IRC over WebSocket",
		.subjects = SUBJECTS_DOORS,
		.protocol = PROTOCOL_WEBSOCKET,
		.columns = idle_columns,
		.headline = IDLE_BYTES,
		.slice = idle_slice,
		.full = {.rounds = 3, .slices = 1, .clients = 10000, .rooms = 100},
		.quick = {.rounds = 1, .slices = 1, .clients = 1000, .rooms = 10},
	},
	{0},
};
