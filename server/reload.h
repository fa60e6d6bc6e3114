/* SIGHUP: reads the configuration and its files again and applies what can change while the server
 * runs. If anything is wrong, all stays as it is. */
#ifndef RELOAD_H
#define RELOAD_H

#include "server.h"

/* By the first loop. */
void reload_start(struct server *server);

#endif
