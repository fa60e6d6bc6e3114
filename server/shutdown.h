/* The end of a server, in three steps of each loop: what its conns have sent is read, a piece of
 * each in every turn; when all loops have, or after the time that is given to that, everyone is
 * told goodbye; when all has been sent, or after the same time again, the loop stops.
 *
 * What is read has bounds, because nobody must be able to put the end off: CONN_DRAIN_MAX of each
 * conn, SPEED_LAST_LINES of each session (a long answer costs several) and ten times that of each
 * address, and the time. Whoever is over one is told how much of it was not read. Between two turns
 * what came of it is sent, and a second signal is heard. */
#ifndef SHUTDOWN_H
#define SHUTDOWN_H

#include "server.h"

/* By the first loop: stops listening and starts the steps. A second time: ends at once. */
void shutdown_start(struct server *server);

/* At the end of an iteration of a worker's loop while the server stops. */
void shutdown_step(struct worker *worker);

/* When no loop runs any more: ends the conns that are left. They may still wake other loops, so
 * this comes for all workers before the first one is freed. */
void shutdown_close(struct worker *worker);

/* Frees what the worker has left. */
void shutdown_finish(struct worker *worker);

#endif
