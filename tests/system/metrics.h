/* A server with --metrics on a free port, and what it answers there. */
#ifndef METRICS_H
#define METRICS_H

#include "harness.h"

extern struct server metrics_server;
extern struct server metrics_port; /* for client_connect(): the same, with the other port */
extern struct text metrics_got;	   /* the last answer, with its head */

/* Starts it with these arguments (or NULL) as well. */
void metrics_start(const char *const *arguments);

/* Sends the bytes, reads to the end of the connection, and returns the answer; the same for a path,
 * as a browser asks for it. */
const char *metrics_ask(const char *request);
const char *metrics_get(const char *path);

/* Of the last answer: what is behind its head; a part that it has; how it begins. */
const char *metrics_body(void);
void metrics_has(const char *part);
void metrics_begins(const char *status);

/* The value of a figure, a name with its labels, in the last answer; after a new one; asks until it
 * is in these bounds. */
double metrics_value(const char *name);
double metrics_figure(const char *name);
void metrics_await(const char *name, double least, double most);

#endif
