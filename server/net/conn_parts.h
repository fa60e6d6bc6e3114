/* What conn.c lends to conn_handover.c. */
#ifndef CONN_PARTS_H
#define CONN_PARTS_H

#include "conn.h"

/* A conn that is READING and reads nothing yet; ops->open is not called. */
struct conn *conn_make(struct loop *loop, const struct arrival *arrival);

/* Takes it out of all that its loop counts and lists, but for the list of those in CLOSING. */
void conn_remove(struct conn *conn);

#endif
