/* The shutdown, in three steps of each loop. First it drains the input of its conns, a piece of
 * each in every iteration. When all loops have done so, or when the time for it is over, it tells
 * everyone goodbye. When all has been sent, or after the same time again, it stops.
 *
 * Draining has bounds, so that no client can delay the end: CONN_DRAIN_MAX bytes of each conn,
 * SPEED_LAST_LINES of each session (a long answer costs several) and ten times that of each
 * address, and the time. A client that exceeds one is told how much of its input was not read.
 * Between two iterations answers are sent, and a second signal is heard. */
#ifndef SHUTDOWN_H
#define SHUTDOWN_H

#include "server.h"

/* Stops listening and starts the steps; the second call ends the loops at once. By the first loop.
 */
void shutdown_start(struct server *server);

/* The same without the first step: what its conns have sent is not read any more. While all loops
 * stand still. */
void shutdown_leave(struct server *server);

/* At the end of an iteration of a worker's loop while the server stops. */
void shutdown_step(struct worker *worker);

/* When no loop runs any more: aborts the conns that are left. That may wake other loops, so it must
 * be done for all workers before the first one is freed. */
void shutdown_close(struct worker *worker);

/* Frees the worker's loop and buffers. */
void shutdown_finish(struct worker *worker);

#endif
