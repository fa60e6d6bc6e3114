/* Clients that use the real nc. */
#ifndef NC_H
#define NC_H

#include "harness.h"

/* An nc process. */
struct nc {
	pid_t pid;
	int in;
	struct client screen; /* its standard output as lines; only for reading */
};

/* `option` is one of nc's, such as "-N". */
void nc_start(struct nc *nc, const struct server *server, const char *option);
void nc_type(const struct nc *nc, const char *text);
/* Its output has ended, and it exits with status 0. */
void nc_end(struct nc *nc);

#define NETCATS 4

/* Makes the command `nc` this netcat (OpenBSD's, the traditional one, ncat, BusyBox's) for this
 * process and its children. Returns its name; if it is not installed, prints note() and returns
 * NULL. */
const char *nc_choose(int which);

#endif
