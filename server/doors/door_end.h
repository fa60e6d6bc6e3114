/* How a session ends with its conn, and a conn with its session; the same in all doors. */
#ifndef DOOR_END_H
#define DOOR_END_H

#include "conn.h"
#include "door_loop.h"

/* For struct door: the core asks that the conn be closed. */
void door_close(struct conn *conn, enum door_close why);

/* For conn_ops.closed: the conn closes; closes and frees its session. */
void door_end_session(struct conn *conn, struct session *session, enum conn_why why);

/* Logs the end of a conn. `name` is NULL where it had no session. */
void door_log_end(const struct conn *conn, const char *door, const char *name, enum conn_why why);

/* For conn_ops.farewell: tells the session how much of its input was not read, and goodbye.
 * `returns`: where the server was upgraded, the client says again by itself what was not read. */
void door_farewell(struct conn *conn, struct session *session, bool returns);

#endif
