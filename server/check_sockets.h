/* The part of --check that asks whether each address can be listened on. */
#ifndef CHECK_SOCKETS_H
#define CHECK_SOCKETS_H

#include <sys/types.h>

#include "config.h"

/* A server that already runs with these settings. */
struct check_server {
	pid_t process; /* of the server with this state folder; 0 where none is known */
	bool listens;  /* it may listen on one of the addresses */
	int argc;      /* of this program: who was started with the same is this server too */
	char *const *argv;
};

/* Adds to the report. An address that `server` listens on is not in use by another one. Sets
 * server->process where it was found by its arguments, and server->listens. */
void check_sockets(
	const struct config *config, struct check_server *server, struct option_report *report);

#endif
