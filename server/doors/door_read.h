/* How doors read: the input is cut into lines, and all lines of one wake-up are handled under one
 * hold of the core lock. A session that is too fast is read later, and one that has sent much comes
 * behind the others; neither loses anything, since a line that may not be read yet stays in the
 * input. */
#ifndef DOOR_READ_H
#define DOOR_READ_H

#include "conn.h"
#include "door_loop.h"

struct door_reader {
	/* Whose speed counts, and who ends with the conn; NULL before there is a session. */
	struct session *(*session)(const struct conn *conn);

	/* A line, without its ending. False where it has to wait; it is given again after the
	 * door's resume(). */
	bool (*line)(struct conn *conn, const char *bytes, size_t length);

	/* A line that is longer than the limit, once. */
	void (*too_long)(struct conn *conn);

	/* Before the lines are cut: may change the input, and returns how much of it may be read
	 * now. May delay the conn. NULL: all. */
	size_t (*prepare)(struct conn *conn, struct evbuffer *input);

	size_t most; /* bytes of a line; 0: limits.max_line */
};

/* For conn_ops.data. `reader` lives as long as the conn. */
void door_read(struct conn *conn, struct evbuffer *input, const struct door_reader *reader);

/* Whether the session has not yet been sent all that it asked for. A line then waits: the door's
 * `line` returns false, and door_read() and door_drained() see to it that it is given again. */
bool door_answering(const struct conn *conn, const struct session *session);

/* For conn_ops.drained. `session` may be NULL. */
void door_drained(struct conn *conn, struct session *session);

#endif
