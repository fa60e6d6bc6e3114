/* The server under test: a child process, started on a free port for one run, and what it costs.
 *
 * Its output goes to a file in memory: nobody has to drain it, and when something goes wrong its
 * end is shown. The server dies with us, however we die. */
#ifndef SERVER_H
#define SERVER_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "temporary.h"

struct server {
	const char *name;
	pid_t pid;
	int port;
	int output;
	bool foreign; /* of another make: how it ends after TERM is up to it */
	char program[PATH_MAX];
	char state[TEMPORARY_PATH_SIZE]; /* the folder of its history; "" for none */
};

struct memory { /* bytes */
	double resident;
	double proportional; /* Pss: shared pages divided among those who share them */
	double private;
};

/* Runs the program (a NULL-ended argv), pinned to the first processors, and waits until it says
 * "event=listening address=...:PORT". On false, what it said has been shown. The caller may set
 * `state` and `foreign` before; everything else is set here. */
bool server_start(struct server *server, const char *name, char *const *argv, unsigned threads);

/* Asks it to end (TERM) and waits; false where it did not end by itself, or ended with another
 * status than 0 although it is not foreign. */
bool server_stop(struct server *server);

/* CPU time used so far, ns: of all, and of the threads of the history. */
uint64_t server_cpu(const struct server *server);
uint64_t server_store_cpu(const struct server *server);

/* How many lines that people said its history has on disk. */
uint64_t server_lines(const struct server *server);

struct memory server_memory(const struct server *server);

/* Waits until the server has nothing more to do, at most that long. */
void server_settle(const struct server *server, int limit_ms);

/* Likewise, but only until its history has stored and indexed what was said. */
void server_rest(const struct server *server);

#endif
