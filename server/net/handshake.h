/* Handshakes: how a conn begins to speak TLS.
 *
 * To answer a client's hello takes as long as hundreds of lines of chat. So the answers wait in a
 * list of the loop, and each iteration makes as many as fit into 2 milliseconds: a storm of callers
 * does not hold up those who chat. Who has been answered already goes first, then those who came
 * first. A peer that does not finish in HANDSHAKE_MS, the time that it waits for the server not
 * counted, is closed. It has HANDSHAKE_EACH_MS more for each handshake that is under way, since
 * many clients that come at once may be on one machine, which can take longer than the server; but
 * not more than HANDSHAKE_MOST_MS.
 *
 * All calls are for the conn's loop. */
#ifndef HANDSHAKE_H
#define HANDSHAKE_H

#include "conn.h"
#include "tls_context.h"

#define HANDSHAKE_MS 10000
#define HANDSHAKE_EACH_MS 5
#define HANDSHAKE_MOST_MS 60000

/* Starts a handshake with a conn that is READING, as the server, with the input that is there and
 * all that comes. Once it is done, the conn gets these ops; ops->open sees it as one that has just
 * come. Until then conn->user belongs to the handshake. Without a context it fails. */
void handshake_start(struct conn *conn, struct tls_context *context, const struct conn_ops *ops);

/* The ops that a conn will have whose handshake has not begun to be answered: all that the peer has
 * sent is still its input. NULL for any other conn. */
const struct conn_ops *handshake_unanswered(const struct conn *conn);

/* For loop_ops.pending: goes on with the handshakes of the loop. */
void handshake_run(struct loop *loop);

#endif
