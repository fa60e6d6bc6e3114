/* The lines that the server prints for the person who started it. */
#ifndef BANNER_H
#define BANNER_H

#include "server.h"

/* Logs each address that is listened on, and prints how a friend joins. */
void banner_print(struct server *server);

#endif
