/* SIGHUP: reads the configuration and its files again, opens what is to be listened on anew, and
 * applies what can change while the server runs. The log says what has changed and what needs a
 * restart. If anything is wrong, all stays as it is, and the log says each mistake.
 *
 * What may wait, for a disk or a name server, is done by a thread that ends with it. */
#ifndef RELOAD_H
#define RELOAD_H

#include "server.h"

/* While one goes on, another one follows it; while the server is upgraded, whoever goes on does it.
 * By the first loop. */
void reload_start(struct server *server);

/* Whether reload_end() is due; the loop is woken for it. By the first loop. */
bool reload_is_due(const struct server *server);
void reload_end(struct server *server);

/* Waits for the thread, and applies nothing. At the end of the server. */
void reload_stop(struct server *server);

#endif
