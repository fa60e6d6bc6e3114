/* What a person with nc is asked before anything else, where the server has a password or is for
 * people with an account: nothing of the chat is shown before.
 *
 * The answer is the server's password, or "/login NAME PASSWORD" for an account, which needs no
 * password of the server. What is typed is neither shown nor kept, and is wiped. Whoever is wrong
 * too often, or says nothing for a while, is closed. Then the usual greeting follows.
 *
 * A conn's `user` is the gate's own until line_gate_ops has let it in. All functions run on the
 * conn's loop. */
#ifndef LINE_GATE_H
#define LINE_GATE_H

#include "conn.h"
#include "pack.h"

/* Whether the peer is to be asked. */
bool line_gate_asks(struct conn *conn);

/* Asks. The conn's ops must then be line_gate_ops, or have their members but for `data`. */
void line_gate_open(struct conn *conn);

extern const struct conn_ops line_gate_ops;

void line_gate_silent(struct conn *conn);
void line_gate_drained(struct conn *conn);
void line_gate_farewell(struct conn *conn);
void line_gate_closed(struct conn *conn, enum conn_why why);

/* Waits on for the rest of an answer. */
void line_gate_wait(struct conn *conn);

/* For an upgrade: what is known of such a conn, and conn->user made of that, NULL where the bytes
 * are wrong; once the conn is there, line_gate_restored(). A password that is being checked is
 * looked at again. */
void line_gate_pack(const struct conn *conn, struct pack *out);
void *line_gate_unpack(struct unpack *in);
void line_gate_restored(struct conn *conn);

/* Another door takes over the conn, which is not asked any more. */
void line_gate_release(struct conn *conn);

#endif
