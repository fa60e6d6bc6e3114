/* The server: wires loops, core, doors and listeners together, from start to end. */
#ifndef SERVER_H
#define SERVER_H

#include <stdatomic.h>

#include "admission.h"
#include "announcer.h"
#include "archive.h"
#include "certificate.h"
#include "config.h"
#include "config_files.h"
#include "conn.h"
#include "detect.h"
#include "door_loop.h"
#include "listener.h"
#include "password.h"
#include "upgrade.h"
#include "web_settings.h"

struct server;

/* A loop with its part of the doors and of the shutdown. Touched by the loop's thread alone. */
struct worker {
	struct server *server;
	struct loop loop;
	struct door_loop doors;
	bool draining;		/* shutdown: reads what its conns have sent */
	bool drained;		/* shutdown: has read it */
	unsigned moves_trimmed; /* loop.moves when memory was last given back */
	unsigned moves_before;	/* loop.moves a second ago */
	struct event *late;	/* when the history may be late */
	bool late_awaited;	/* it is added */
	struct event *deadline; /* of the shutdown's step */
};

struct server {
	struct core core;
	struct worker *workers;
	unsigned worker_count;
	struct listener_list listeners;
	struct listener_list metrics; /* see metrics.h */
	unsigned metrics_conns;	      /* open; first loop */
	struct announcer *announcer;  /* see dnssd.h; NULL while nothing is to be announced */
	struct admission admission;
	struct password password;
	struct archive archive;
	struct certificate certificate;
	atomic_long ping_seconds; /* of silence, until an IRC client is asked; 0: never */
	struct detect detect;
	struct web_settings web;
	atomic_bool stopping;
	atomic_bool at_once;	/* stop without waiting for anything to be sent */
	atomic_uint drained;	/* workers that are drained */
	size_t recent_most;	/* bytes of recent lines since they were trimmed; first loop */
	unsigned exhausted;	/* how often descriptors ran out since last logged; first loop */
	long max_clients;	/* that there are descriptors for */
	struct event *watchdog; /* see watchdog.h; first loop */
	struct upgrade upgrade;
	struct config *config; /* in force; the caller's */
	struct reload *reload; /* that goes on; NULL for none */
	int argc;	       /* for the configuration to be loaded anew */
	char *const *argv;
};

struct upgrade_take;

/* Opens the listeners and makes the loops; nothing is accepted yet. Takes the access rules out of
 * `files`. False with a sentence where that fails. With `take` (NULL for none), all that another
 * process knows is taken over. */
bool server_init(struct server *server, struct config *config, struct config_files *files,
	struct upgrade_take *take, char error[OPTION_ERROR_SIZE]);

/* Runs until a signal ends it; the calling thread runs the first loop. False where a thread could
 * not be started. Others may run by then, so that the caller can only exit. */
bool server_run(struct server *server);

void server_finish(struct server *server);

/* Applies the settings that can change while the server runs; likewise. By the first loop. */
void server_apply(struct server *server, const struct config *config, struct config_files *files);

#endif
