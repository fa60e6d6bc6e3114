/* Where the server listens, and whom it lets in.
 *
 * All listeners belong to the first loop. It accepts, asks admission.h, and gives the socket to the
 * loop with the fewest conns; a caller who is not let in is told why in the language of the
 * listener's door. */
#ifndef LISTEN_H
#define LISTEN_H

#include "server.h"

/* Opens a listener for each --bind and for each socket that was given (given.h), or one for all
 * addresses where there is neither; nothing is accepted yet. False with a sentence where one cannot
 * be opened. */
bool listen_open(struct server *server, const struct config *config, char error[OPTION_ERROR_SIZE]);

/* Starts to accept, where it has not started. */
void listen_start(struct server *server);

/* For local_users_init(); `data` is the server. By any thread. */
void listen_arrived(void *data, struct arrival *arrival);

/* Logs how often the descriptors ran out since the last call. By the first loop. */
void listen_log_exhausted(struct server *server);

/* Stops listening, for good. May be called again. */
void listen_close(struct server *server);

#endif
