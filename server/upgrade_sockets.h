/* The listeners and the lock of the history's folder, as the old process of an upgrade hands them
 * over. The loops run meanwhile, and the first one may close them to stop: so it notes them for the
 * upgrade's thread. */
#ifndef UPGRADE_SOCKETS_H
#define UPGRADE_SOCKETS_H

#include "upgrade_message.h"

struct server;

struct upgrade_socket {
	enum upgrade_type type;
	int fd; /* the server's, which may have closed it */
	struct buffer body;
};

struct upgrade_sockets {
	struct upgrade_socket *items;
	size_t count;
};

/* By the first loop. */
void upgrade_sockets_note(struct upgrade_sockets *sockets, const struct server *server);

/* By the upgrade's thread; likewise until when and the result as for upgrade_send(). */
enum upgrade_result upgrade_sockets_send(
	const struct upgrade_sockets *sockets, int fd, int64_t until_ms);

void upgrade_sockets_finish(struct upgrade_sockets *sockets);

#endif
