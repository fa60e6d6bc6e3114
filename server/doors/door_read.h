/* How doors read: door_read() splits the input into lines and handles all lines of one wake-up
 * under one hold of the core lock. It delays a conn whose session is too fast, and lets the other
 * conns go first when one has sent much. A line that has to wait stays in the input, so nothing is
 * lost. */
#ifndef DOOR_READ_H
#define DOOR_READ_H

#include "conn.h"
#include "door_loop.h"
#include "framing.h"

struct door_reader {
	/* The conn's session, whose speed counts and which ends with the conn; NULL before there is
	 * one. */
	struct session *(*session)(const struct conn *conn);

	/* The next line of `bytes`, as framing_next() finds it. NULL: that function. */
	enum framing_result (*next)(
		struct conn *conn, char *bytes, size_t length, struct frame *frame);

	/* Handles a line, without its ending. False if the line has to wait: it is passed again
	 * after the door's resume(). */
	bool (*line)(struct conn *conn, const char *bytes, size_t length);

	/* Refuses a line longer than the limit. Called once for the line. */
	void (*too_long)(struct conn *conn);

	/* Called before the input is split: may change it and may delay the conn. Returns how many
	 * bytes may be read now. NULL: all. */
	size_t (*prepare)(struct conn *conn, struct evbuffer *input);

	size_t most; /* bytes of a line; 0: limits.max_line */
};

/* For conn_ops.data. `reader` lives as long as the conn. */
void door_read(struct conn *conn, struct evbuffer *input, const struct door_reader *reader);

/* Whether a long answer to the session is still to be sent. A line then has to wait: the door's
 * `line` returns false, and flush.c resumes the door when the answer is sent. */
bool door_answering(const struct conn *conn, const struct session *session);

/* For conn_ops.drained. `session` may be NULL. */
void door_drained(struct conn *conn, struct session *session);

#endif
