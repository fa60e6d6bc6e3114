/* People with the real nc. */
#ifndef NC_H
#define NC_H

#include "harness.h"

/* nc as a person has it: its standard input and output. */
struct nc {
	pid_t pid;
	int in;
	struct client screen; /* what nc prints, read and checked as lines; not to be written to */
};

/* `option` is one of nc's, such as "-N". */
void nc_start(struct nc *nc, const struct server *server, const char *option);
void nc_type(const struct nc *nc, const char *text);
/* nc has printed all and left by itself. */
void nc_end(struct nc *nc);

#define NETCATS 4

/* Makes `nc` this one of the netcats, for this process and what it starts: OpenBSD's, the
 * traditional one, ncat, BusyBox's. Returns its name; NULL, and a comment in the test's output,
 * where this machine is without it. */
const char *nc_choose(int which);

#endif
