/* The upgrade in place, on the side of the new process: it was started by the one that runs
 * (upgrade.h), takes over its sockets and what it knows, and serves once that one has let go.
 *
 * Until upgrade_take_go() returns, nothing is changed that the old process would miss: no byte of a
 * connection is read or sent, and no file is written. So whatever fails, this process ends without
 * cleaning up, and the old one goes on. */
#ifndef UPGRADE_TAKE_H
#define UPGRADE_TAKE_H

#include <stdbool.h>

struct config;
struct server;
struct upgrade_take;

/* Asks the old process for its sockets (inherited.h). NULL where there is none, and this is a start
 * like any other. Ends the process where it cannot go on. Before the first thread. */
struct upgrade_take *upgrade_take_begin(void);

/* The descriptor that locks the history's folder; -1 for none. */
int upgrade_take_lock(const struct upgrade_take *take);

/* Has the old process stop, and takes over what it knows. Ends the process where that fails. */
void upgrade_take_state(
	struct upgrade_take *take, struct server *server, const struct config *config);

/* Waits until the old process has let go; frees `take`. */
void upgrade_take_go(struct upgrade_take *take, struct server *server);

/* Tells the old process why this one cannot serve, and ends. */
_Noreturn void upgrade_take_fail(struct upgrade_take *take, const char *sentence);

#endif
