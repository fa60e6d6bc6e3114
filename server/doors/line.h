/* The line door: people with nc (docs/protocol.md).
 *
 * Takes bytes from conns to commands, and events to bytes. Its functions run on the conn's loop,
 * whose `data` is a struct door_loop; a conn's `user` is its session. */
#ifndef LINE_H
#define LINE_H

#include "conn.h"
#include "door.h"
#include "door_loop.h"

extern const struct door line_door;

/* Without `freed`, which is the owner's to fill in. */
extern const struct conn_ops line_conn_ops;

/* Says goodbye and ends the session; the conn ends when all is sent. */
void line_farewell(struct conn *conn);

/* Why somebody is not let in; a line for people, ended by a newline. */
const char *line_server_full(void);
const char *line_address_full(void);

#endif
