/* The lines that the server prints for the person who started it. */
#ifndef BANNER_H
#define BANNER_H

#include "server.h"

/* Logs where the history and the certificate are, and each address that is listened on. */
void banner_log(struct server *server);

/* Prints how a friend joins. Standard output and the log often share a terminal, so the log comes
 * first. */
void banner_print(struct server *server);

#endif
