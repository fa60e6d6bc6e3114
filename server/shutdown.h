/* The end of a server, in three steps of each loop: what its conns have sent is read to the end;
 * when all loops have, everyone is told goodbye; when all has been sent, or after the time that
 * is given to that, the loop stops. */
#ifndef SHUTDOWN_H
#define SHUTDOWN_H

#include "server.h"

/* By the first loop: stops listening and starts the steps. A second time: ends at once. */
void shutdown_start(struct server *server);

/* At the end of a turn of a worker's loop while the server stops. */
void shutdown_turn(struct worker *worker);

/* When no loop runs any more: frees what the worker has left. */
void shutdown_finish(struct worker *worker);

#endif
