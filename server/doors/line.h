/* The line door, for people with nc (docs/protocol.md).
 *
 * It turns the bytes of conns into commands, and events into bytes. A conn's `user` is its session.
 * All functions run on the conn's loop, whose `data` is a struct door_loop. */
#ifndef LINE_H
#define LINE_H

#include "conn.h"
#include "door.h"
#include "door_loop.h"

struct account;

extern const struct door line_door;

extern const struct conn_ops line_conn_ops;

/* Members of line_conn_ops that protocol detection uses for its own struct conn_ops. */
void line_drained(struct conn *conn);
void line_farewell(struct conn *conn);
void line_closed(struct conn *conn, enum conn_why why);

/* Opens the session of a peer that was asked who it is (line_gate.h); `account` is NULL for none.
 * Under the core lock. What the door does with a line, and with one that is too long. */
void line_open_in(struct conn *conn, struct account *account, uint32_t token);
bool line_take(struct conn *conn, const char *bytes, size_t length);
void line_too_long(struct conn *conn);

/* Opens a session that is unannounced (announce.h) until line_announce(): the client may turn out
 * to speak IRC, or to say one line and leave. */
void line_open_unannounced(struct conn *conn);

/* Announces the session, if it is unannounced. */
void line_announce(struct conn *conn);

/* The client has sent all that it will send: its session ends unannounced, or is announced later if
 * that takes long. */
void line_announce_later(struct conn *conn);

/* Whether the last complete line of these bytes is /quit or an alias of it. */
bool line_quits(const char *bytes, size_t length);

/* Milliseconds, at least 1, for which the session may stay unannounced, `most` after it opened; 0
 * if it is announced or closed, or the server stops. */
int64_t line_unannounced_left(struct conn *conn, int64_t most);

/* Drops the session of a conn that another door takes over. False if the session is closed. */
bool line_release(struct conn *conn);

#endif
