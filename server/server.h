/* The server: loops, core, doors and listeners wired together, from start to end. */
#ifndef SERVER_H
#define SERVER_H

#include <stdatomic.h>

#include "admission.h"
#include "config.h"
#include "conn.h"
#include "detect.h"
#include "door_loop.h"
#include "listener.h"
#include "password.h"

struct server;

/* A loop, with what the server knows of it. */
struct worker {
	struct server *server;
	struct loop loop;
	struct door_loop doors;
	bool draining;		/* reads what its conns have sent */
	bool drained;		/* has read what its conns had sent */
	unsigned moves_trimmed; /* loop.moves when memory was last given back */
	unsigned moves_before;	/* and a second ago */
	struct event *deadline;
};

struct server {
	struct core core;
	struct worker *workers;
	unsigned worker_count;
	struct listener_list listeners;
	struct admission admission;
	struct password password;
	atomic_long ping_seconds; /* of silence, until an IRC client is asked; 0: never */
	struct detect detect;
	atomic_bool stopping;
	atomic_bool at_once; /* without waiting for anything to be sent */
	atomic_uint drained; /* workers that are */
	unsigned exhausted;  /* since the log last said so; the first loop's */
	long most_clients;   /* that there are descriptors for */
	int argc;	     /* to load the configuration anew */
	char *const *argv;
};

/* Binds, and makes the loops; nothing is accepted yet. `motd` is NULL or safe text. False with a
 * sentence where it cannot. */
bool server_init(struct server *server, const struct config *config, const char *motd,
	char error[OPTION_ERROR_SIZE]);

/* Runs until a signal ends it. The calling thread is the first loop's. False where the other
 * threads could not be started, some of which may run: then there is nothing to do but exit. */
bool server_run(struct server *server);

void server_finish(struct server *server);

/* Takes on what can change while running. */
void server_apply(struct server *server, const struct config *config, const char *motd);

#endif
