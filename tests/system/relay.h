/* A child between the test and a client's socket, which turns what the test writes and reads into
 * what goes over the wire. */
#ifndef RELAY_H
#define RELAY_H

#include "harness.h"

/* True in the child: `client->fd` is the socket, and `*test` the end at which the test writes and
 * reads. It ends with _exit(), and with its parent. False in the parent, whose client has the other
 * end from then on. */
bool relay_fork(struct client *client, int *test);

#endif
