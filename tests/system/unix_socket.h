/* Servers and clients on unix sockets. */
#ifndef UNIX_SOCKET_H
#define UNIX_SOCKET_H

#include <sys/types.h>

#include "harness.h"
#include "local_user.h"

#define UNIX_PATH_SIZE 108

/* The name that this process's user gets in the chat. */
const char *unix_own_name(void);

/* Starts a server with --bind unix:PATH and these arguments (or NULL); waits until it listens. */
void unix_server_start(struct server *server, const char *path, const char *const *arguments);

void unix_connect(struct client *client, const char *path);

/* The same, as soon as somebody listens there. */
void unix_connect_when_there(struct client *client, const char *path);

/* The same as another user of this machine, as which the server sees the client for good. Only for
 * root. */
void unix_connect_as(struct client *client, const char *path, uid_t uid);

#endif
