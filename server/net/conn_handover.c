#include "conn_handover.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conn_parts.h"
#include "memory.h"

/* Bits of what is packed. */
enum { READING = 1, DROPPING = 2, MID_LINE = 4, AT_END = 8, BROKEN = 16, BITS = 31 };

PACK_SIZE(struct conn, 72);

bool conn_can_move(const struct conn *conn)
{
	return !conn->tls && conn->state < CONN_READING_DONE &&
	       conn->timer_for != CONN_TIMER_DEADLINE;
}

/* Also of a buffer that only libevent may take from. */
static void pack_buffer(struct evbuffer *buffer, struct pack *out)
{
	struct evbuffer_iovec *pieces = NULL;
	size_t length = evbuffer_get_length(buffer);
	int count = evbuffer_peek(buffer, -1, NULL, NULL, 0);
	pack_u32(out, (uint32_t)length);
	if (count > 0)
		pieces = memory_get((size_t)count * sizeof *pieces);
	count = evbuffer_peek(buffer, -1, NULL, pieces, count);
	for (int i = 0; i < count; i++)
		pack_raw(out, pieces[i].iov_base, pieces[i].iov_len);
	free(pieces);
}

/* Milliseconds for which it still waits for input, -1 where it does not: by the clock of its loop,
 * which a step of the computer's clock does not move. */
static int64_t silence_left(const struct conn *conn)
{
	struct timeval end, now, left;
	if (conn->timer_for != CONN_TIMER_SILENCE || !event_pending(conn->timer, EV_TIMEOUT, &end))
		return -1;
	event_base_gettimeofday_cached(conn->loop->base, &now);
	if (!evutil_timercmp(&end, &now, >))
		return 0;
	evutil_timersub(&end, &now, &left);
	return left.tv_sec * INT64_C(1000) + left.tv_usec / 1000;
}

static unsigned bits_of(const struct conn *conn)
{
	return (conn_is_reading(conn) ? READING : 0) | (conn->dropping ? DROPPING : 0) |
	       (conn->mid_line ? MID_LINE : 0) | (conn->at_end ? AT_END : 0) |
	       (conn->broken ? BROKEN : 0);
}

void conn_pack(const struct conn *conn, struct pack *out)
{
	pack_raw(out, conn->address, sizeof conn->address);
	pack_u16(out, conn->port);
	pack_u8(out, (uint8_t)bits_of(conn));
	pack_i64(out, silence_left(conn));
	pack_buffer(bufferevent_get_input(conn->bev), out);
	pack_buffer(bufferevent_get_output(conn->bev), out);
}

bool conn_unpack(struct unpack *in, struct conn_moved *moved)
{
	*moved = (struct conn_moved){0};
	unpack_into(in, moved->address, sizeof moved->address);
	moved->port = unpack_u16(in);
	unsigned bits = unpack_u8(in);
	if (bits > BITS)
		unpack_fail(in);
	moved->reading = bits & READING;
	moved->dropping = bits & DROPPING;
	moved->mid_line = bits & MID_LINE;
	moved->at_end = bits & AT_END;
	moved->broken = bits & BROKEN;
	moved->silence_ms = unpack_time(in);
	moved->input = unpack_bytes(in, &moved->input_length);
	moved->output = unpack_bytes(in, &moved->output_length);
	return !in->failed;
}

/* libevent allocates a piece of a kilobyte for no byte, too. */
static void add(struct evbuffer *buffer, const char *bytes, size_t length)
{
	if (length > 0 && evbuffer_add(buffer, bytes, length) != 0)
		fatal("out of memory");
}

static void fill(struct conn *conn, const struct conn_moved *moved)
{
	struct evbuffer *input = bufferevent_get_input(conn->bev);
	evbuffer_unfreeze(input, 0); /* the bufferevent does the same when it reads */
	add(input, moved->input, moved->input_length);
	add(bufferevent_get_output(conn->bev), moved->output, moved->output_length);
	evbuffer_freeze(input, 0);
	conn->busy = moved->output_length > 0;
}

struct conn *conn_restore(struct loop *loop, int fd, const struct conn_moved *moved,
	const struct conn_ops *ops, void *user)
{
	struct arrival arrival = {.fd = fd, .ops = ops, .port = moved->port};
	memcpy(arrival.address, moved->address, sizeof arrival.address);
	struct conn *conn = conn_make(loop, &arrival);
	atomic_fetch_add(&loop->load, 1);
	conn->user = user;
	conn->dropping = moved->dropping;
	conn->mid_line = moved->mid_line;
	conn->at_end = moved->at_end;
	conn->broken = moved->broken;
	fill(conn, moved);
	if (!moved->reading || conn->at_end || conn->broken)
		conn_make_pending(conn);
	else
		bufferevent_enable(conn->bev, EV_READ);
	if (conn_is_reading(conn) && moved->silence_ms >= 0)
		conn_await_input(conn, moved->silence_ms);
	return conn;
}

void conn_let_go(struct conn *conn)
{
	conn_remove(conn);
	if (conn->timer)
		event_free(conn->timer);
	conn->timer = NULL;
	conn->timer_for = CONN_TIMER_NONE;
	conn->state = CONN_SHUT; /* nobody closes it, or has it read */
	conn->broken = true;
	conn->busy = false;
	bufferevent_free(conn->bev); /* closes it */
	conn->bev = NULL;
	conn->fd = -1;
}
