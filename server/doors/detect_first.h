/* Conns of listeners that have one door, and what detect.c shares with them. */
#ifndef DETECT_FIRST_H
#define DETECT_FIRST_H

#include "conn.h"
#include "first_bytes.h"

/* With which a conn of such a listener begins. */
extern const struct conn_ops detect_irc_ops, detect_line_ops, detect_web_ops;

/* And goes on where it is asked who it is. */
extern const struct conn_ops detect_first_asked_ops;

/* What speaks, told by `examine`, one of the two functions of first_bytes.h. */
enum first_bytes detect_look(const struct conn *conn, struct evbuffer *input,
	enum first_bytes (*examine)(const char *bytes, size_t length, bool last));

/* Opens a door for a conn that is detected still; ops that follow are set by detect_pass_on(). */
void detect_open_door(struct conn *conn, const struct conn_ops *ops);

/* Looks at a conn as one that has just come to a listener with one door. */
void detect_open_first(struct conn *conn, const struct conn_ops *ops);

/* Ends protocol detection for this conn. */
void detect_pass_on(struct conn *conn, const struct conn_ops *door, struct evbuffer *input);

/* The peer is asked who it is (line_gate.h), and its first bytes are looked at as `ops` do it;
 * detect_asked_data() takes it for a person. */
void detect_ask(struct conn *conn, const struct conn_ops *ops);
void detect_asked_data(struct conn *conn, struct evbuffer *input);

/* Whether browsers are served. */
bool detect_serves_web(const struct conn *conn);

#endif
