/* What the log and standard output call a listener. */
#ifndef LISTEN_LOG_H
#define LISTEN_LOG_H

#include "listener.h"

#define LISTEN_TEXT_SIZE (sizeof "unix:" + SOCKET_FILE_SIZE)

/* "127.0.0.1:5555", "[::1]:5555", "unix:/run/chatd.sock". */
const char *listen_text(char out[LISTEN_TEXT_SIZE], const struct listener *listener);

/* A row of the log: that it is listened on; and that it is not any more. `door` is NULL where each
 * has its own. */
void listen_log_one(const struct listener *listener, const char *door);
void listen_log_end(const struct listener *listener);

/* All of them. */
void listen_log(const struct listener_list *list, const char *door);

#endif
