#include "conn.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "clock.h"
#include "conn_parts.h"
#include "conn_state.h"
#include "conn_tls.h"
#include "counter.h"
#include "memory.h"

/* While input is drained: the bytes that one conn reads in its turn, and the time after which the
 * loop goes on to its flush and to signals. */
#define PIECE_BYTES 16384
#define DRAIN_MS 10

/* When to look for the silence of a peer again that has sent a part of a record. */
#define RECORD_MS 10

_Static_assert(sizeof(struct conn) <= 72, "each idle client takes one");

static struct event **timer_of(struct conn *conn)
{
	return conn->tls ? conn_tls_timer(conn) : &conn->timer;
}

/* Cancels conn_await_input(). Frees the timer, since thousands of conns may have had one and most
 * of them live long without. */
static void stop_waiting(struct conn *conn)
{
	if (conn->timer_for != CONN_TIMER_SILENCE)
		return;
	conn->timer_for = CONN_TIMER_NONE;
	event_free(*timer_of(conn));
	*timer_of(conn) = NULL;
}

/* One conn more of its kind, or one less. */
static void count(const struct conn *conn, int by)
{
	durations_count(
		&conn->loop->figures.conns[conn->ops->kind][conn->tls], (uint64_t)(int64_t)by);
}

void conn_remove(struct conn *conn)
{
	count(conn, -1);
	atomic_fetch_sub(&conn->loop->load, 1);
	conn->loop->moves++;
	struct conn_list *conns = &conn->loop->conns;
	struct conn_list *pending = &conn->loop->pending;
	struct conn *last = conns->items[--conns->count];
	conns->items[conn->index] = last;
	last->index = conn->index;
	for (unsigned i = 0; conn->listed && i < pending->count; i++)
		if (pending->items[i] == conn)
			pending->items[i--] = pending->items[--pending->count];
}

struct evbuffer *conn_input(const struct conn *conn)
{
	return conn->tls ? conn_tls_input(conn) : bufferevent_get_input(conn->bev);
}

void conn_set_ops(struct conn *conn, const struct conn_ops *ops)
{
	stop_waiting(conn);
	count(conn, -1);
	conn->ops = ops;
	count(conn, 1);
}

static void conn_free(struct conn *conn)
{
	conn->loop->ops->freed(conn);
	conn_remove(conn);
	if (conn->busy)
		counter_add(COUNTER_UNDRAINED, 1);
	if (*timer_of(conn))
		event_free(*timer_of(conn));
	if (conn->tls)
		conn_tls_drop(conn);
	bufferevent_free(conn->bev);
	free(conn);
}

/* In FLUSHING and SHUT: shuts down the sending side once all is sent, and frees the conn once the
 * peer has closed, too, or the conn is broken. True if the conn is freed. */
static bool finish(struct conn *conn)
{
	if (!conn->broken && !conn->busy && conn->state == CONN_FLUSHING && conn->tls)
		conn_tls_end(conn);
	if (!conn->broken && !conn->busy && conn->state == CONN_FLUSHING) {
		conn_set_state(conn, CONN_SHUT);
		shutdown(conn->fd, SHUT_WR);
	}
	if (!conn->broken && !(conn->state == CONN_SHUT && conn->at_end))
		return false;
	conn_free(conn);
	return true;
}

static void add(struct conn_list *list, struct conn *conn)
{
	if (list->count == list->size) {
		list->size += list->size / 2 + 16;
		list->items = memory_grow(list->items, list->size * sizeof *list->items);
	}
	list->items[list->count++] = conn;
}

void conn_close(struct conn *conn, enum conn_why why)
{
	if (conn_is_closing(conn))
		return;
	conn_set_state(conn, CONN_CLOSING);
	conn->why = (unsigned char)why;
	add(&conn->loop->closing, conn);
	loop_iterate_soon(conn->loop);
}

void conn_make_pending(struct conn *conn)
{
	if (conn->state == CONN_PENDING)
		return;
	loop_iterate_soon(conn->loop);
	if (conn->state >= CONN_READING_DONE)
		return;
	bufferevent_disable(conn->bev, EV_READ);
	if (conn->timer_for == CONN_TIMER_DELAY) {
		conn->timer_for = CONN_TIMER_NONE;
		event_del(*timer_of(conn));
	}
	conn_set_state(conn, CONN_PENDING);
	conn->listed = true;
	add(&conn->loop->pending, conn);
}

/* Whether the socket has bytes, an end or an error that a late loop has not read yet. ops->data
 * will be called for them. */
static bool has_sent(const struct conn *conn)
{
	char byte;
	return recv(conn->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) >= 0 ||
	       (errno != EAGAIN && errno != EWOULDBLOCK);
}

static void end_silence(struct conn *conn)
{
	stop_waiting(conn);
	if (conn_is_reading(conn) && !has_sent(conn))
		conn->ops->silent(conn);
	else if (conn_is_reading(conn) && conn->tls)
		conn_await_input(conn, RECORD_MS);
	loop_did_read(conn->loop); /* may free the conn */
}

static void end_timer(struct conn *conn)
{
	switch ((enum conn_timer)conn->timer_for) {
	case CONN_TIMER_NONE:
		break;
	case CONN_TIMER_SILENCE:
		end_silence(conn);
		break;
	case CONN_TIMER_DELAY:
		conn_make_pending(conn);
		break;
	case CONN_TIMER_DEADLINE:
		conn->overdue = true;
		conn_close(conn, CONN_SLOW);
		break;
	case CONN_TIMER_DRAIN:
		conn_free(conn);
		break;
	}
}

static void timer_cb(evutil_socket_t fd, short events, void *data)
{
	struct conn *conn = data;
	loop_begin(conn->loop);
	end_timer(conn);
}

static void set_timer(struct conn *conn, enum conn_timer purpose, int64_t milliseconds)
{
	struct timeval after = {milliseconds / 1000, (milliseconds % 1000) * 1000};
	struct event **timer = timer_of(conn);
	if (!*timer)
		*timer = evtimer_new(conn->loop->base, timer_cb, conn);
	if (!*timer || evtimer_add(*timer, &after) != 0)
		fatal("out of memory");
	conn->timer_for = (unsigned char)purpose;
}

static void close_now(struct conn *conn)
{
	conn->ops->closed(conn, (enum conn_why)conn->why);
	conn_set_state(conn, CONN_FLUSHING);
	if (conn->overdue) {
		conn_free(conn);
		return;
	}
	if (finish(conn))
		return;
	set_timer(conn, CONN_TIMER_DRAIN, atomic_load(&conn->loop->drain_ms));
	struct evbuffer *input = conn_input(conn);
	evbuffer_drain(input, evbuffer_get_length(input));
	if (!conn->at_end)
		bufferevent_enable(conn->bev, EV_READ);
}

/* Closes the conn before the iteration's end if conn_close() was called for it just now. libevent
 * has allocated 4 KiB for each read that found the end, and thousands of peers may leave in one
 * iteration. */
static void close_early(struct conn *conn)
{
	struct conn_list *closing = &conn->loop->closing;
	if (closing->count == 0 || closing->items[closing->count - 1] != conn)
		return;
	closing->count--;
	close_now(conn);
}

static void data_cb(struct bufferevent *bev, void *data)
{
	struct conn *conn = data;
	struct evbuffer *input = bufferevent_get_input(bev);
	loop_begin(conn->loop);
	stop_waiting(conn);
	if (conn_is_closing(conn))
		evbuffer_drain(input, evbuffer_get_length(input));
	else if (conn_is_reading(conn))
		conn->ops->data(conn, input);
	loop_did_read(conn->loop); /* may free the conn */
}

static void drained_cb(struct bufferevent *bev, void *data)
{
	struct conn *conn = data;
	loop_begin(conn->loop);
	conn->busy = false;
	if (conn->state >= CONN_FLUSHING)
		finish(conn);
	else
		conn->ops->drained(conn);
}

/* The peer has shut down its sending side; with TLS, it has to say so before. */
static void set_end(struct conn *conn)
{
	conn->cut = conn->tls && !conn->at_end;
	conn->at_end = true;
}

static void event_cb(struct bufferevent *bev, short what, void *data)
{
	struct conn *conn = data;
	loop_begin(conn->loop);
	stop_waiting(conn);
	if (what & BEV_EVENT_ERROR)
		conn->broken = true;
	if (what & BEV_EVENT_READING)
		set_end(conn);
	if (conn->state >= CONN_FLUSHING) {
		finish(conn);
		return;
	}
	if (conn->at_end && conn_is_reading(conn))
		conn->ops->data(conn, conn_input(conn));
	else if (conn->broken && (conn->state == CONN_DELAYED || conn_is_paused(conn)))
		conn_make_pending(conn); /* what it waits for may never come */
	close_early(conn);
}

/* Not all that comes is input: a record may come in pieces, or be about the connection itself. */
static void take_encrypted(struct conn *conn)
{
	struct evbuffer *encrypted = bufferevent_get_input(conn->bev);
	if (conn_is_closing(conn)) {
		evbuffer_drain(encrypted, evbuffer_get_length(encrypted));
		return;
	}
	if (!conn_tls_read(conn))
		return;
	stop_waiting(conn);
	if (conn->at_end)
		bufferevent_disable(conn->bev, EV_READ);
	if (conn_is_reading(conn))
		conn->ops->data(conn, conn_tls_input(conn));
	conn_tls_settle(conn);
}

static void tls_data_cb(struct bufferevent *bev, void *data)
{
	struct conn *conn = data;
	struct loop *loop = conn->loop;
	loop_begin(loop);
	take_encrypted(conn);
	close_early(conn);
	loop_did_read(loop); /* may free the conn */
}

void conn_encrypt(struct conn *conn, struct conn_tls *tls, const struct conn_ops *ops)
{
	stop_waiting(conn);
	count(conn, -1);
	conn_tls_take(conn, tls);
	conn->ops = ops;
	count(conn, 1);
	bufferevent_setcb(conn->bev, tls_data_cb, drained_cb, event_cb, conn);
	ops->open(conn);
	take_encrypted(conn);
}

struct conn *conn_make(struct loop *loop, const struct arrival *arrival)
{
	struct conn *conn = memory_zero(sizeof *conn);
	loop->moves++;
	conn->loop = loop;
	conn->ops = arrival->ops;
	count(conn, 1);
	conn->fd = arrival->fd;
	conn->port = arrival->port;
	memcpy(conn->address, arrival->address, sizeof conn->address);
	conn->bev = bufferevent_socket_new(loop->base, arrival->fd, BEV_OPT_CLOSE_ON_FREE);
	if (!conn->bev)
		fatal("out of memory");
	bufferevent_setcb(conn->bev, data_cb, drained_cb, event_cb, conn);
	conn->index = loop->conns.count;
	add(&loop->conns, conn);
	return conn;
}

void conn_new(struct loop *loop, const struct arrival *arrival)
{
	struct conn *conn = conn_make(loop, arrival);
	conn->ops->open(conn);
	bufferevent_enable(conn->bev, EV_READ);
}

void conn_await_input(struct conn *conn, int64_t milliseconds)
{
	set_timer(conn, CONN_TIMER_SILENCE, milliseconds);
}

void conn_delay(struct conn *conn, int64_t milliseconds)
{
	if (conn->state == CONN_READING) {
		bufferevent_disable(conn->bev, EV_READ);
		conn_set_state(conn, CONN_DELAYED);
	}
	if (conn->state == CONN_DELAYED)
		set_timer(conn, CONN_TIMER_DELAY, milliseconds);
}

void conn_pause(struct conn *conn)
{
	if (conn->state != CONN_READING)
		return;
	bufferevent_disable(conn->bev, EV_READ);
	conn_set_state(conn, CONN_PAUSED);
}

void conn_resume(struct conn *conn)
{
	if (!conn_is_paused(conn))
		return;
	conn_set_state(conn, CONN_READING);
	if (!conn->at_end)
		bufferevent_enable(conn->bev, EV_READ);
}

void conn_stop_reading(struct conn *conn)
{
	if (conn->state >= CONN_READING_DONE)
		return; /* a closing conn reads, and drops the input, until the peer closes */
	stop_waiting(conn);
	bufferevent_disable(conn->bev, EV_READ);
	conn_set_state(conn, CONN_READING_DONE);
}

void conn_set_deadline(struct conn *conn, int64_t milliseconds)
{
	if (conn->state == CONN_DELAYED || conn_is_paused(conn))
		conn_stop_reading(conn);
	set_timer(conn, CONN_TIMER_DEADLINE, milliseconds);
}

void conn_drain_input(struct conn *conn)
{
	stop_waiting(conn);
	if (conn->state >= CONN_READING_DONE || conn->draining)
		return;
	conn->draining = true;
	conn->pieces_left = CONN_DRAIN_MAX / PIECE_BYTES;
	conn->loop->draining++;
	conn_make_pending(conn);
}

/* Reads from the socket until there is a piece, or nothing more. True if it has read any bytes. */
static bool read_socket(struct conn *conn)
{
	struct evbuffer *input = bufferevent_get_input(conn->bev);
	int got = 1;
	bool any = false;
	evbuffer_unfreeze(input, 0); /* the bufferevent does the same when it reads */
	while (got > 0 && evbuffer_get_length(input) < PIECE_BYTES) {
		got = evbuffer_read(input, conn->fd, PIECE_BYTES);
		any |= got > 0;
	}
	evbuffer_freeze(input, 0);
	if (conn->tls)
		conn_tls_read(conn);
	if (got == 0)
		set_end(conn);
	return any;
}

/* Reads up to one piece from the socket. True if it has read any bytes. */
static bool read_piece(struct conn *conn)
{
	if (conn->at_end || conn->pieces_left == 0 ||
		evbuffer_get_length(conn_input(conn)) >= PIECE_BYTES)
		return false;
	conn->pieces_left--;
	return read_socket(conn);
}

size_t conn_unread(struct conn *conn)
{
	int there = 0;
	if (conn->tls && !conn->at_end && !conn->broken)
		read_socket(conn); /* it may be no more than the announcement of the end */
	if (conn->broken || ioctl(conn->fd, FIONREAD, &there) != 0)
		there = 0;
	return evbuffer_get_length(conn_input(conn)) + (size_t)there;
}

static void run_pending(struct conn *conn)
{
	conn->listed = false;
	if (conn->state != CONN_PENDING)
		return;
	conn_set_state(conn, CONN_READING);
	bool more = conn->draining && read_piece(conn);
	conn->ops->data(conn, conn_input(conn));
	if (!conn_is_reading(conn))
		return;
	if (more)
		conn_make_pending(conn);
	else if (conn->draining)
		conn_stop_reading(conn);
	else if (!conn->at_end)
		bufferevent_enable(conn->bev, EV_READ);
}

void conn_run_pending(struct loop *loop)
{
	struct conn_list *pending = &loop->pending;
	unsigned count = pending->count; /* conns that ask again are added behind these */
	int64_t until = loop->draining > 0 ? clock_monotonic_ms() + DRAIN_MS : INT64_MAX;
	for (unsigned i = 0; i < count; i++) {
		run_pending(pending->items[i]);
		if (until < INT64_MAX && clock_monotonic_ms() > until)
			count = i + 1;
	}
	if (pending->count == 0)
		return; /* `items` may be NULL */
	pending->count -= count;
	memmove(pending->items, pending->items + count, pending->count * sizeof *pending->items);
}

void conn_end_iteration(struct loop *loop)
{
	while (loop->closing.count > 0)
		close_now(loop->closing.items[--loop->closing.count]);
	if (loop->pending.count > 0)
		loop_iterate_later(loop);
}

void conn_abort(struct conn *conn)
{
	if (!conn_is_closing(conn))
		conn_set_state(conn, CONN_CLOSING);
	if (conn->state == CONN_CLOSING)
		conn->ops->closed(conn, CONN_DONE);
	conn_free(conn);
}
