/* Sockets that whoever starts the server hands over, as systemd does for a unit of type .socket
 * (sd_listen_fds(3)): from descriptor 3 on, as many as $LISTEN_FDS says, for the process whose
 * number is in $LISTEN_PID. $LISTEN_FDNAMES has a name for each, with ':' between them. A name that
 * begins with "door=", "tls" or "plain" has the words of --bind (config_bind.h); others mean
 * nothing. */
#ifndef GIVEN_H
#define GIVEN_H

#include <stdbool.h>

#include "config.h"
#include "listener.h"
#include "option_report.h"

/* How many there are. Before the first thread, for the environment. */
unsigned given_count(void);

/* Warns where --port names another one than theirs: then it is not listened on. Before
 * given_take(). */
void given_warn(const struct config *config, struct option_report *report);

/* Adds them to the list, with their doors as tags, and clears the environment, so that nobody takes
 * them again. False with a sentence where one is no listening stream socket, or its words are
 * wrong; `tls`: whether that word can be served. */
bool given_take(struct listener_list *list, bool tls, char error[OPTION_ERROR_SIZE]);

#endif
