/* The servers that take part in a scenario, and how each of them is started. */
#ifndef SUBJECT_H
#define SUBJECT_H

#include "scenario.h"

enum { SUBJECTS_MAX = ROWS_MAX, THREADS_MAX = SUBJECTS_MAX - 3, SUBJECT_NAME_SIZE = 24 };

struct programs { /* paths; NULL: there is none */
	const char *bare;
	const char *chatd;
	const char *ircd;
	unsigned threads[THREADS_MAX]; /* chatd takes part once with each */
	unsigned thread_counts;
};

enum program { PROGRAM_BARE, PROGRAM_CHATD, PROGRAM_IRCD };

struct subject {
	enum program program;
	char name[SUBJECT_NAME_SIZE];
	unsigned threads;
	enum protocol protocol; /* of its clients */
};

/* Who takes part: how many of SUBJECTS_MAX. 0 when the scenario makes no sense here, and why. */
unsigned subjects_of(struct subject *subjects, const struct programs *programs,
	const struct scenario *scenario, const char **why);

/* As server_start(). */
bool subject_start(struct server *server, const struct programs *programs,
	const struct subject *subject, const struct scenario *scenario);

#endif
