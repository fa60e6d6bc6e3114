#include "handshake.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <utlist.h>

#include "clock.h"
#include "conn_tls.h"
#include "counter.h"
#include "log_storm.h"
#include "memory.h"
#include "table.h"

#define TURN_US 2000   /* of an iteration */
#define FAILED_LINES 1 /* of the log, at once, of one address */

/* Heads of a record, and of a message in it (RFC 8446, 5.1 and 4). */
#define RECORD_HEAD 5
#define MESSAGE_HEAD 4
#define RECORD_MAX 16384
#define CLIENT_HELLO 1
#define HELLO_MAX 16384 /* bytes; most have some hundreds, and 2,000 with ML-KEM */

struct handshake {
	struct handshake *prev, *next; /* in loop->handshakes, while `waits` */
	struct conn *conn;
	struct tls_context *context; /* NULL: there is no TLS any more */
	struct conn_tls *tls;	     /* NULL before the first record is there */
	const struct conn_ops *ops;  /* once it is done */
	int64_t since;		     /* when the peer's turn began */
	int64_t left_ms;	     /* that the peer has */
	bool waits;
};

static void wait_for_turn(struct handshake *handshake)
{
	struct loop *loop = handshake->conn->loop;
	handshake->waits = true;
	if (handshake->tls && conn_tls_has_answered(handshake->tls))
		DL_PREPEND(loop->handshakes, handshake);
	else
		DL_APPEND(loop->handshakes, handshake);
	conn_pause(handshake->conn);
	loop_iterate_later(loop);
}

static void log_failure(const struct conn *conn, const struct conn_tls_failure *failure)
{
	char peer[ADDRESS_TEXT_SIZE];
	conn_address(conn, peer);
	if (failure->detail)
		log_event(LOG_INFO, "tls_failed", LOG_ADDRESS("peer", peer),
			LOG_TEXT("why", failure->why), LOG_TEXT("detail", failure->detail));
	else
		log_event(LOG_INFO, "tls_failed", LOG_ADDRESS("peer", peer),
			LOG_TEXT("why", failure->why));
}

static void fail_for(struct handshake *handshake, const struct conn_tls_failure *failure)
{
	struct conn *conn = handshake->conn;
	uint32_t from = table_hash(conn->address, sizeof conn->address);
	counter_add(COUNTER_TLS_FAILED, 1);
	if (log_storm_allows(LOG_INFO, "tls_failed", from, FAILED_LINES))
		log_failure(conn, failure);
	conn_close(conn, CONN_BROKEN);
}

static void fail(struct handshake *handshake, const char *why)
{
	fail_for(handshake, &(struct conn_tls_failure){.why = why});
}

static void handshake_data(struct conn *conn, struct evbuffer *input)
{
	struct handshake *handshake = conn->user;
	if (conn->at_end)
		fail(handshake, "the peer has left");
	else if (conn->broken)
		fail(handshake, "the connection broke");
	else if (!conn->draining) {
		handshake->left_ms -= clock_monotonic_ms() - handshake->since;
		wait_for_turn(handshake);
	}
}

static void handshake_silent(struct conn *conn)
{
	fail(conn->user, "it was not finished in time");
}

static void handshake_farewell(struct conn *conn)
{
	conn_close(conn, CONN_DONE);
}

static void handshake_drained(struct conn *conn)
{
}

static void handshake_free(struct handshake *handshake)
{
	struct loop *loop = handshake->conn->loop;
	loop->handshaking--;
	if (handshake->waits)
		DL_DELETE(loop->handshakes, handshake);
	free(handshake);
}

static void handshake_closed(struct conn *conn, enum conn_why why)
{
	struct handshake *handshake = conn->user;
	conn_tls_free(handshake->tls);
	handshake_free(handshake);
	conn->user = NULL;
}

static const struct conn_ops handshake_ops = {.data = handshake_data,
	.drained = handshake_drained,
	.silent = handshake_silent,
	.farewell = handshake_farewell,
	.closed = handshake_closed};

void handshake_start(struct conn *conn, struct tls_context *context, const struct conn_ops *ops)
{
	struct handshake *handshake = memory_zero(sizeof *handshake);
	*handshake = (struct handshake){
		.conn = conn, .context = context, .ops = ops, .left_ms = HANDSHAKE_MS};
	conn->user = handshake;
	conn_set_ops(conn, &handshake_ops);
	conn->loop->handshaking++;
	wait_for_turn(handshake);
}

const struct conn_ops *handshake_unanswered(const struct conn *conn)
{
	const struct handshake *handshake = conn->ops == &handshake_ops ? conn->user : NULL;
	return handshake && !handshake->tls ? handshake->ops : NULL;
}

static void await_peer(struct handshake *handshake)
{
	struct conn *conn = handshake->conn;
	int64_t others = conn->loop->handshaking - 1;
	int64_t left = handshake->left_ms + HANDSHAKE_EACH_MS * others;
	if (left > HANDSHAKE_MOST_MS)
		left = HANDSHAKE_MOST_MS;
	handshake->since = clock_monotonic_ms();
	conn_await_input(conn, left > 0 ? left : 1);
}

static void finish(struct handshake *handshake)
{
	struct conn *conn = handshake->conn;
	struct conn_tls *tls = handshake->tls;
	const struct conn_ops *ops = handshake->ops;
	counter_add(COUNTER_TLS, 1);
	handshake_free(handshake);
	conn->user = NULL;
	conn_encrypt(conn, tls, ops);
}

enum hello { HELLO_MORE, HELLO_WHOLE, HELLO_WRONG };

/* Looks at the first record before OpenSSL does, which takes 40 kB for half a record, and as many
 * as a hello says that it will have, up to 128 kB. */
static enum hello look(struct evbuffer *input)
{
	unsigned char head[RECORD_HEAD + MESSAGE_HEAD];
	size_t record, message, size = (size_t)evbuffer_copyout(input, head, sizeof head);
	if (size < sizeof head)
		return HELLO_MORE;
	record = (size_t)head[3] << 8 | head[4];
	message = (size_t)head[6] << 16 | (size_t)head[7] << 8 | head[8];
	if (record < MESSAGE_HEAD || (head[5] == CLIENT_HELLO && message > HELLO_MAX))
		return HELLO_WRONG;
	bool whole = evbuffer_get_length(input) >= RECORD_HEAD + record;
	return whole || record > RECORD_MAX ? HELLO_WHOLE : HELLO_MORE;
}

/* False where it has to wait for more, or has failed. */
static bool begin(struct handshake *handshake)
{
	struct conn *conn = handshake->conn;
	enum hello hello = look(conn_input(conn));
	if (hello == HELLO_WHOLE && handshake->context)
		handshake->tls = conn_tls_new(conn, handshake->context);
	if (hello == HELLO_MORE)
		await_peer(handshake);
	else if (hello == HELLO_WRONG)
		fail(handshake, "the peer's hello is too long, or in pieces that are too short");
	else if (!handshake->tls)
		fail(handshake, "there is no certificate");
	return handshake->tls != NULL;
}

static void step(struct handshake *handshake)
{
	struct conn *conn = handshake->conn;
	struct conn_tls_failure failure;
	handshake->waits = false;
	if (!conn_is_paused(conn))
		return; /* it closes, or the server stops */
	conn_resume(conn);
	if (!handshake->tls && !begin(handshake))
		return;
	switch (conn_tls_shake(handshake->tls, &failure)) {
	case CONN_TLS_MORE:
		await_peer(handshake);
		break;
	case CONN_TLS_DONE:
		finish(handshake);
		break;
	case CONN_TLS_FAILED:
		fail_for(handshake, &failure);
		break;
	}
}

void handshake_run(struct loop *loop)
{
	int64_t until = clock_us(CLOCK_MONOTONIC) + TURN_US;
	struct handshake *first;
	while ((first = loop->handshakes) && clock_us(CLOCK_MONOTONIC) < until) {
		DL_DELETE(loop->handshakes, first);
		step(first);
	}
	if (loop->handshakes)
		loop_iterate_later(loop);
}
