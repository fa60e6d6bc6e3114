/* The scenarios: what is done to a server, how often, and which figures come of it.
 *
 * The driver (bench.c) starts all servers of a round side by side and lets each have a short
 * slice of work in turn: the others sleep meanwhile, so they do not disturb, and whatever else
 * the machine does hits all of them alike. Each slice gives one value per column; what is only
 * known at the end of a round goes into the last of them. */
#ifndef SCENARIO_H
#define SCENARIO_H

#include <stdbool.h>

#include "crowd.h"
#include "report.h"
#include "server.h"

/* Who takes part, and who comes first: the others are compared with that one. To those who speak
 * IRC comes any IRC server that was given. */
enum subjects {
	SUBJECTS_ALL,	      /* bare, then chatd with each wanted number of threads */
	SUBJECTS_TWO_THREADS, /* chatd with one thread, then with two */
	SUBJECTS_BARE_BOTH,   /* bare, bare that speaks IRC, then chatd */
	SUBJECTS_BARE_IRC,    /* bare that speaks IRC, then chatd */
	SUBJECTS_DOORS	      /* chatd with IRC clients, then with theirs */
};

struct scale {
	unsigned rounds; /* each with servers started anew */
	unsigned slices;
	unsigned warm_up; /* so many of them are not counted */
	unsigned clients;
	unsigned rooms; /* of those who speak IRC; 0 is one */
	unsigned speakers;
	unsigned window;
	unsigned rate;	 /* lines a second */
	unsigned lines;	 /* of each speaker in a slice; 0: run_ms long */
	unsigned run_ms; /* of a slice */
	unsigned connects;
};

/* One server in one round. */
struct run {
	const struct scale *scale;
	enum pace pace;
	enum protocol protocol; /* of this server's clients */
	bool tls;		/* likewise */
	struct server server;
	struct crowd *crowd; /* when it stays from slice to slice */
	struct result result;
	uint64_t errors;
	bool good; /* no line, client or server was missing or wrong so far */
};

struct scenario {
	const char *name;
	const char *about;
	enum subjects subjects;
	enum protocol protocol; /* of the clients, but for those of bare */
	enum pace pace;
	bool deep_queues; /* chatd is not to cut anyone for being slow */
	const struct column *columns;
	int headline; /* the column that goes into the summary */
	void (*begin)(struct run *run);
	void (*slice)(struct run *run, double *values);
	void (*end)(struct run *run, double *values);
	struct scale full, quick;
};

/* Ended by an entry without a name. */
extern const struct scenario scenarios[];

/* talk.c: lines through a room. */
enum { TALK_RATIO = 4, TALK_P99 = 7 };
extern const struct column talk_columns[], talk_threads_columns[], rate_columns[];
void talk_begin(struct run *run);
void talk_slice(struct run *run, double *values);
void talk_end(struct run *run, double *values);

/* visit.c: clients that come, stay and go, and say nothing. */
enum { IDLE_BYTES = 4, CONNECT_RATIO = 4 };
extern const struct column idle_columns[], connect_columns[];
void idle_slice(struct run *run, double *values);
void connect_slice(struct run *run, double *values);

/* join.c: registered IRC clients that all join one room at once. */
enum { JOIN_SECONDS = 1, JOIN_RATIO = 4 };
extern const struct column join_columns[];
void join_slice(struct run *run, double *values);

/* The number of clients that this process has descriptors for, at most `wanted`. */
unsigned clients_possible(unsigned wanted);

/* Ends the crowd, complains, and adds its errors to the run's. */
void run_finish_crowd(struct run *run, struct crowd *crowd, struct result *result);

#endif
