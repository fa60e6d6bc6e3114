/* Listening sockets that an upgraded server has from the process before it (upgrade.h), until
 * listener_open() and its sisters ask for the same again. By one thread, before the first loop
 * runs; but inherited_pack(), which is the old process's. */
#ifndef INHERITED_H
#define INHERITED_H

#include <stdbool.h>

#include "pack.h"
#include "socket_file.h"

struct inherited {
	char *asked; /* see listener.asked; NULL: it was given */
	int fd;
	int tag, tls; /* of a given one */
	struct socket_file file;
};

void inherited_pack(const struct inherited *inherited, struct pack *out);

/* Keeps what was packed, with its descriptor. False, and the descriptor is left alone, where the
 * bytes are none such. */
bool inherited_add(int fd, struct unpack *in);

/* Takes one that was asked for in the same words; NULL: one that was given. Free `out->asked`.
 * False where there is none. */
bool inherited_take(struct inherited *out, const char *asked);

/* Those that were given. */
unsigned inherited_given(void);

/* Closes what nobody has asked for, and removes its file. */
void inherited_close(void);

#endif
