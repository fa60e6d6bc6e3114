/* The listener of --metrics: figures over HTTP, for programs that watch the server and for people
 * who look (docs/operations.md).
 *
 *   /metrics  Prometheus' text format, figures_text.h
 *   /healthz  200 "ok", or 503 and why, health.h
 *   /stats    a page that draws them
 *
 * All of it runs on the first loop, and its conns count for no limit but one of their own, so that
 * a server that is full can still be asked. */
#ifndef METRICS_H
#define METRICS_H

#include "server.h"

#define METRICS_CONNS_MAX 64

/* Opens the listener, if one was asked for. False with a sentence. */
bool metrics_open(
	struct server *server, const struct config *config, char error[OPTION_ERROR_SIZE]);

/* Starts to accept, where it has not started. */
void metrics_start(struct server *server);

/* A conn of kind DOOR_KIND_METRICS is freed. */
void metrics_freed(struct server *server);

/* Stops listening. May be called again. */
void metrics_close(struct server *server);

#endif
