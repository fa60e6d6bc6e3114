/* The servers that take part in a scenario, and how each of them is started. */
#ifndef SUBJECT_H
#define SUBJECT_H

#include "scenario.h"

enum {
	SUBJECTS_MAX = ROWS_MAX,
	THREADS_MAX = SUBJECTS_MAX - 3,
	SUBJECT_NAME_SIZE = 24,
	MODES_MAX = 4
};

struct programs { /* paths; NULL: there is none */
	const char *bare;
	const char *chatd;
	const char *before; /* an earlier chatd, without history: takes the place of bare */
	const char *ircd;
	unsigned threads[THREADS_MAX]; /* chatd takes part once with each */
	unsigned thread_counts;
	const char *modes[MODES_MAX]; /* of --history; each takes part */
	unsigned mode_count;
	bool tls; /* all of them, and their clients */
};

enum program { PROGRAM_BARE, PROGRAM_CHATD, PROGRAM_BEFORE, PROGRAM_IRCD };

struct subject {
	enum program program;
	char name[SUBJECT_NAME_SIZE];
	unsigned threads;
	const char *mode;	/* of --history; NULL: off */
	enum protocol protocol; /* of its clients */
	const char *door;	/* which the name shows; NULL: that it is chatd */
};

/* Who takes part: how many of SUBJECTS_MAX. 0 when the scenario makes no sense here, and why. */
unsigned subjects_of(struct subject *subjects, const struct programs *programs,
	const struct scenario *scenario, const char **why);

/* As server_start(). */
bool subject_start(struct server *server, const struct programs *programs,
	const struct subject *subject, const struct scenario *scenario);

#endif
