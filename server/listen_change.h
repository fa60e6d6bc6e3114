/* Listeners that come and go while the server runs, when --bind, --port or --metrics has changed.
 *
 * All new ones are open before anything changes. Where a new one has a port of one that goes
 * (127.0.0.1:5555 after *:5555), both have it for a moment, and nobody is refused meanwhile. Who
 * came in by a listener that goes stays. Sockets that the server was given stay as well. */
#ifndef LISTEN_CHANGE_H
#define LISTEN_CHANGE_H

#include "server.h"

/* A listener that is there. */
struct listen_had {
	char *asked; /* see struct listener; NULL for one that was given */
	int fd, port;
	bool unix_socket, wanted;
};

struct listen_change {
	bool metrics;			   /* the listeners are those of --metrics */
	const struct listen_change *other; /* of those that are not */
	struct listen_had *had;
	size_t had_count;
	struct listener_list opened;
};

/* Notes which there are. By the first loop, for both kinds. */
void listen_change_begin(struct listen_change *change, const struct server *server, bool metrics,
	const struct listen_change *other);

/* Opens those that the configuration has anew. `own_umask`: the thread has one for itself, which a
 * unix socket needs. False with mistakes, and then nothing is open. By a thread that may wait. */
bool listen_change_open(struct listen_change *change, const struct config *config, bool own_umask,
	struct option_report *report);

/* Starts the new ones, closes those that are not wanted, and lets the words of the configuration
 * (doors, TLS, modes) count. By the first loop. */
void listen_change_apply(
	struct listen_change *change, struct server *server, const struct config *config);

/* Also closes what was opened and not applied. */
void listen_change_finish(struct listen_change *change);

#endif
