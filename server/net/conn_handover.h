/* A conn in another process: how it is handed on when the server is upgraded.
 *
 * The old process packs it while its loops stand still (loop_park()) and sends the socket beside
 * the bytes; the new one makes a conn of both before its loops run. The input that has been read
 * and not been drained goes with it, and the output that the socket has not taken. What the conn
 * waited for is not handed on, but that it did: one that was delayed or paused is PENDING, so that
 * its ops->data decides anew. Packing changes nothing, so that the old process may go on.
 *
 * What the bytes are about is the owner's: conn->ops and conn->user. */
#ifndef CONN_HANDOVER_H
#define CONN_HANDOVER_H

#include "conn.h"
#include "pack.h"

/* Whether the conn can go on elsewhere: it does not close, and is not inside TLS, whose keys stay
 * where they are. */
bool conn_can_move(const struct conn *conn);

/* Of a conn that can move. */
void conn_pack(const struct conn *conn, struct pack *out);

/* What conn_unpack() reads; the bytes stay in what was read. */
struct conn_moved {
	unsigned char address[16];
	unsigned short port;
	bool reading, dropping, mid_line, at_end, broken;
	int64_t silence_ms; /* that it is still waited for input; -1: it is not */
	const char *input, *output;
	size_t input_length, output_length;
};

/* False, and in->failed, where the bytes are none of conn_pack()'s. */
bool conn_unpack(struct unpack *in, struct conn_moved *moved);

/* Makes the conn, with these ops, which are not called before the loop runs, and this user. `fd` is
 * its socket, which it owns from now on. */
struct conn *conn_restore(struct loop *loop, int fd, const struct conn_moved *moved,
	const struct conn_ops *ops, void *user);

/* Another process has the conn: its loop's next turn closes the descriptor, while the
 * connection lives on there. The conn takes and drops everything that it is sent, and is in no list
 * of its loop any more; it stays in memory until the program ends, since others may still point to
 * it. */
void conn_let_go(struct conn *conn);

#endif
