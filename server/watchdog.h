/* Tells the service manager that the server is alive, for as long as every loop comes round.
 *
 * The manager ends a service that has been silent for its watchdog's time, and starts it again. The
 * first loop sends, so one that is stuck sends nothing; and it sends only if the others have come
 * round, too. What waits for the disk is no reason: a restart makes no disk faster.
 *
 * A loop that is held for half of the watchdog's time ends nothing; one that is held for one and a
 * half of it, and a second, always does. */
#ifndef WATCHDOG_H
#define WATCHDOG_H

#include "server.h"

/* Before the loops run; nothing where the manager does not ask. */
void watchdog_start(struct server *server);

/* When the loops have ended. */
void watchdog_stop(struct server *server);

#endif
