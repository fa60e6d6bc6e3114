/* The states of a conn, for conn.c alone. */
#ifndef CONN_STATE_H
#define CONN_STATE_H

#include "conn.h"

/* Stops the program where that state cannot follow. */
void conn_set_state(struct conn *conn, enum conn_state state);

#endif
