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

#endif
