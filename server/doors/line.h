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

extern const struct conn_ops line_conn_ops;

/* Functions of these, for protocol detection, which replaces the others. */
void line_drained(struct conn *conn);
void line_farewell(struct conn *conn);
void line_closed(struct conn *conn, enum conn_why why);

/* Opens a session whose coming is not announced before line_announce(): it may turn out to be an
 * IRC client's, or to say one line and leave. */
void line_open_quietly(struct conn *conn);

/* Tells the others; once is enough. */
void line_announce(struct conn *conn);

/* All that comes of it is there: it goes without having been announced, or is announced by itself
 * if that takes long. */
void line_announce_late(struct conn *conn);

/* Whether the last whole line of these is the command that ends a session, under any of its names:
 * nothing behind it counts. */
bool line_quits(const char *bytes, size_t length);

/* For how many milliseconds more it may stay so, of `most` since it came, and at least 1; 0 where
 * it is announced, or closed, or the server ends. */
int64_t line_quiet(struct conn *conn, int64_t most);

/* Takes the session off a conn that goes on to another door. False where it has been closed. */
bool line_release(struct conn *conn);

#endif
