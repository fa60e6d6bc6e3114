/* How doors read: what has come is cut into lines, and each is handled while the core's lock is
 * held once for all of them. A session that is too fast is read later, and one that has sent much
 * comes behind the others; nothing is lost by either. */
#ifndef DOOR_READ_H
#define DOOR_READ_H

#include "conn.h"
#include "door_loop.h"

struct door_reader {
	/* Whose speed counts, and who ends with the conn; NULL before there is one. */
	struct session *(*session)(const struct conn *conn);
	/* A line, without its ending. False where it has to wait, and to be read again once the
	 * door's resume() is called. */
	bool (*line)(struct conn *conn, const char *bytes, size_t length);
	void (*too_long)(struct conn *conn);
	/* Before the lines are looked at: changes what has come, and returns how much of it may be
	 * read by now. NULL: all. May pause the conn. */
	size_t (*prepare)(struct conn *conn, struct evbuffer *input);
	size_t most; /* bytes of a line; 0: limits.max_line */
};

/* For conn_ops.data. `reader` lives as long as the conn. */
void door_read(struct conn *conn, struct evbuffer *input, const struct door_reader *reader);

/* Whether the session is yet to be sent what it has asked for: a line waits for that (and the
 * door's `line` returns false). door_read() and door_drained() see to it that it is looked at
 * again. */
bool door_answering(const struct conn *conn, const struct session *session);

/* For conn_ops.drained. `session` may be NULL. */
void door_drained(struct conn *conn, struct session *session);

/* For a door's struct door and conn_ops: what ends a session with its conn, or the other way. */
void door_close(struct conn *conn, enum door_close why);
void door_end_session(struct conn *conn, struct session *session, enum conn_why why);
/* What the log says of an end; for one without a session too, and then `name` is NULL. */
void door_log_end(const struct conn *conn, const char *door, const char *name, enum conn_why why);
void door_farewell(struct conn *conn, struct session *session);

/* The core's lock, for what comes of a conn. Behind door_leave() the turn's end sends it. */
struct door_loop *door_enter(struct conn *conn);
void door_leave(struct conn *conn);

#endif
