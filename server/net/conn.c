#include "conn.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "counter.h"
#include "memory.h"

/* What is copied of a refused send: enough to have the socket watched, and no more than one of
 * libevent's smaller chunks. The rest stays where it is, shared with everybody else. */
#define REST_BYTES 2048

/* While the program ends: what is read of one conn before the others come, and for how long all of
 * them are read before what comes of it is sent, and before a signal is heard. */
#define PIECE_BYTES 16384
#define HURRY_MS 10

/* What a wait took is given back at once: thousands may wait, and most of them stay for long. */
static void stop_waiting(struct conn *conn)
{
	if (!conn->waiting)
		return;
	conn->waiting = false;
	event_free(conn->timer);
	conn->timer = NULL;
}

static void data_cb(struct bufferevent *bev, void *data)
{
	struct conn *conn = data;
	struct evbuffer *input = bufferevent_get_input(bev);
	stop_waiting(conn);
	if (conn->finishing)
		evbuffer_drain(input, evbuffer_get_length(input));
	else if (!conn->in_again && !conn->paused && !conn->deaf)
		conn->ops->data(conn, input);
	loop_did_read(conn->loop); /* may free the conn */
}

/* Once all has been said: tells the peer, and waits for it to close too. True if it is freed. */
static bool finish(struct conn *conn)
{
	if (!conn->broken && !conn->busy && !conn->shut) {
		conn->shut = true;
		shutdown(conn->fd, SHUT_WR);
	}
	if (!conn->broken && !(conn->shut && conn->at_end))
		return false;
	conn_free(conn);
	return true;
}

static void drained_cb(struct bufferevent *bev, void *data)
{
	struct conn *conn = data;
	(void)bev;
	conn->busy = false;
	if (conn->finishing)
		finish(conn);
	else
		conn->ops->drained(conn);
}

static void work_ending(struct conn *conn);

/* Ends it now if that is what has just been asked for: libevent has allocated 4 KiB for bytes that
 * did not come, and thousands may leave in one turn. */
static void end_now(struct conn *conn)
{
	struct conn_list *ending = &conn->loop->ending;
	if (ending->count == 0 || ending->items[ending->count - 1] != conn)
		return;
	ending->count--;
	work_ending(conn);
}

static void event_cb(struct bufferevent *bev, short what, void *data)
{
	struct conn *conn = data;
	stop_waiting(conn);
	if (what & BEV_EVENT_ERROR)
		conn->broken = true;
	if (what & BEV_EVENT_READING)
		conn->at_end = true;
	if (conn->finishing) {
		finish(conn);
	} else if (conn->at_end && !conn->in_again && !conn->paused && !conn->deaf) {
		conn->ops->data(conn, bufferevent_get_input(bev));
		end_now(conn);
	} else if (conn->broken && conn->paused) {
		conn_make_pending(conn); /* what it waits for may not come any more */
	}
}

static void add(struct conn_list *list, struct conn *conn)
{
	if (list->count == list->size) {
		list->size += list->size / 2 + 16;
		list->items = memory_grow(list->items, list->size * sizeof *list->items);
	}
	list->items[list->count++] = conn;
}

static void end_hurry(struct conn *conn)
{
	if (!conn->hurried)
		return;
	conn->hurried = false;
	conn->loop->hurrying--;
	loop_iterate_soon(conn->loop); /* the last one may be what the end waits for */
}

static void remove_from_loop(struct conn *conn)
{
	end_hurry(conn);
	struct conn_list *conns = &conn->loop->conns;
	struct conn_list *again = &conn->loop->again;
	struct conn *last = conns->items[--conns->count];
	conns->items[conn->index] = last;
	last->index = conn->index;
	for (unsigned i = 0; conn->in_again && i < again->count; i++)
		if (again->items[i] == conn)
			again->items[i--] = again->items[--again->count];
}

void conn_new(struct loop *loop, const struct arrival *arrival)
{
	struct conn *conn = memory_zero(sizeof *conn);
	loop->moves++;
	conn->loop = loop;
	conn->ops = arrival->ops;
	conn->fd = arrival->fd;
	conn->port = arrival->port;
	memcpy(conn->address, arrival->address, sizeof conn->address);
	conn->bev = bufferevent_socket_new(loop->base, arrival->fd, BEV_OPT_CLOSE_ON_FREE);
	if (!conn->bev)
		fatal("out of memory");
	bufferevent_setcb(conn->bev, data_cb, drained_cb, event_cb, conn);
	conn->index = loop->conns.count;
	add(&loop->conns, conn);
	conn->ops->open(conn);
	bufferevent_enable(conn->bev, EV_READ);
}

void conn_free(struct conn *conn)
{
	if (conn->ops->freed)
		conn->ops->freed(conn);
	remove_from_loop(conn);
	atomic_fetch_sub(&conn->loop->load, 1);
	conn->loop->moves++;
	if (conn->busy)
		counter_add(COUNTER_UNDRAINED, 1);
	if (conn->timer)
		event_free(conn->timer);
	bufferevent_free(conn->bev);
	free(conn);
}

/* Queues up to REST_BYTES of the run behind its first `sent` bytes. Returns how many. */
static uint64_t queue_rest(
	struct conn *conn, const struct iovec *run, unsigned count, uint64_t sent)
{
	struct evbuffer *output = bufferevent_get_output(conn->bev);
	uint64_t queued = 0;
	char last = '\n';
	for (unsigned i = 0; i < count && queued < REST_BYTES; i++) {
		if (sent >= run[i].iov_len) {
			sent -= run[i].iov_len;
			continue;
		}
		size_t piece = run[i].iov_len - sent;
		if (piece > REST_BYTES - queued)
			piece = REST_BYTES - queued;
		const char *from = (const char *)run[i].iov_base + sent;
		if (evbuffer_add(output, from, piece) != 0)
			fatal("out of memory");
		last = from[piece - 1];
		queued += piece;
		sent = 0;
	}
	conn->busy = true;
	conn->mid_line = last != '\n';
	return queued;
}

static ssize_t write_run(int fd, const struct iovec *run, unsigned count)
{
	if (count == 1)
		return send(fd, run->iov_base, run->iov_len, MSG_NOSIGNAL | MSG_DONTWAIT);
	struct msghdr message = {.msg_iov = (struct iovec *)(uintptr_t)run, .msg_iovlen = count};
	return sendmsg(fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
}

uint64_t conn_send(struct conn *conn, const struct iovec *run, unsigned count, uint64_t total)
{
	if (conn->broken || conn->ending)
		return total;
	if (conn->busy)
		return 0;
	ssize_t sent = write_run(conn->fd, run, count);
	if (sent == (ssize_t)total) {
		conn->mid_line = false;
		return total;
	}
	if (sent < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) {
		conn->broken = true; /* reading finds the end, behind what was still sent to us */
		return total;
	}
	uint64_t taken = sent < 0 ? 0 : (uint64_t)sent;
	return taken + queue_rest(conn, run, count, taken);
}

void conn_last_words(struct conn *conn, const char *bytes, size_t length)
{
	struct evbuffer *output = bufferevent_get_output(conn->bev);
	if (conn->broken || length == 0)
		return;
	if ((conn->mid_line && evbuffer_add(output, "\n", 1) != 0) ||
		evbuffer_add(output, bytes, length) != 0)
		fatal("out of memory");
	conn->mid_line = false;
	conn->busy = true;
}

void conn_close(struct conn *conn, enum conn_why why)
{
	if (conn->ending)
		return;
	end_hurry(conn);
	conn->ending = true;
	conn->why = (unsigned char)why;
	add(&conn->loop->ending, conn);
	loop_iterate_soon(conn->loop);
}

void conn_make_pending(struct conn *conn)
{
	if (conn->in_again)
		return;
	bufferevent_disable(conn->bev, EV_READ);
	if (conn->paused && conn->timer)
		event_del(conn->timer); /* of the pause, else it would be taken for a deadline */
	conn->paused = false;
	conn->in_again = true;
	add(&conn->loop->again, conn);
	loop_iterate_soon(conn->loop);
}

/* Where the loop is late, what was sent in time may still be the kernel's to give: ops->data comes
 * for that. */
static bool has_sent(const struct conn *conn)
{
	char byte;
	return recv(conn->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) >= 0 ||
	       (errno != EAGAIN && errno != EWOULDBLOCK);
}

static void end_wait(struct conn *conn)
{
	stop_waiting(conn);
	if (!conn->ending && !has_sent(conn))
		conn->ops->silent(conn);
	loop_did_read(conn->loop); /* may free the conn */
}

static void timer_cb(evutil_socket_t fd, short events, void *data)
{
	struct conn *conn = data;
	(void)fd;
	(void)events;
	if (conn->finishing) {
		conn_free(conn);
	} else if (conn->paused) {
		conn->paused = false;
		conn_make_pending(conn);
	} else if (conn->waiting) {
		end_wait(conn);
	} else {
		conn->late = true;
		conn_close(conn, CONN_SLOW);
	}
}

static void set_timer(struct conn *conn, int64_t milliseconds)
{
	struct timeval after = {milliseconds / 1000, (milliseconds % 1000) * 1000};
	conn->waiting = false;
	if (!conn->timer)
		conn->timer = evtimer_new(conn->loop->base, timer_cb, conn);
	if (!conn->timer || evtimer_add(conn->timer, &after) != 0)
		fatal("out of memory");
}

void conn_await_input(struct conn *conn, int64_t milliseconds)
{
	set_timer(conn, milliseconds);
	conn->waiting = true;
}

void conn_delay(struct conn *conn, int64_t milliseconds)
{
	bufferevent_disable(conn->bev, EV_READ);
	conn->paused = true;
	set_timer(conn, milliseconds);
}

void conn_pause(struct conn *conn)
{
	bufferevent_disable(conn->bev, EV_READ);
	conn->paused = true;
}

bool conn_is_paused(const struct conn *conn)
{
	return conn->paused && !(conn->timer && evtimer_pending(conn->timer, NULL));
}

void conn_set_deadline(struct conn *conn, int64_t milliseconds)
{
	conn->paused = false;
	set_timer(conn, milliseconds);
}

void conn_drain_input(struct conn *conn)
{
	stop_waiting(conn);
	if (conn->ending || conn->deaf || conn->hurried)
		return;
	conn->hurried = true;
	conn->rest = CONN_DRAIN_MAX / PIECE_BYTES;
	conn->loop->hurrying++;
	conn_make_pending(conn);
}

void conn_stop_reading(struct conn *conn)
{
	if (conn->ending)
		return; /* it reads until the peer closes, and takes nothing of it */
	stop_waiting(conn);
	end_hurry(conn);
	conn->deaf = true;
	bufferevent_disable(conn->bev, EV_READ);
}

size_t conn_unread(const struct conn *conn)
{
	int there = 0;
	if (conn->broken || ioctl(conn->fd, FIONREAD, &there) != 0)
		there = 0;
	return evbuffer_get_length(bufferevent_get_input(conn->bev)) + (size_t)there;
}

/* True if there was something. */
static bool read_piece(struct conn *conn, struct evbuffer *input)
{
	int got = 1;
	bool any = false;
	if (conn->at_end || conn->rest == 0 || evbuffer_get_length(input) >= PIECE_BYTES)
		return false;
	conn->rest--;
	evbuffer_unfreeze(input, 0); /* as the bufferevent does it when it reads */
	while (got > 0 && evbuffer_get_length(input) < PIECE_BYTES) {
		got = evbuffer_read(input, conn->fd, PIECE_BYTES);
		any |= got > 0;
	}
	evbuffer_freeze(input, 0);
	conn->at_end |= got == 0;
	return any;
}

static void work_hurried(struct conn *conn)
{
	struct evbuffer *input = bufferevent_get_input(conn->bev);
	bool more = read_piece(conn, input);
	conn->ops->data(conn, input);
	if (conn->ending || conn->in_again || conn->paused || conn->deaf)
		return;
	if (more)
		conn_make_pending(conn);
	else
		conn_stop_reading(conn);
}

static struct sockaddr_in6 address_of(const struct conn *conn)
{
	struct sockaddr_in6 address = {.sin6_family = AF_INET6, .sin6_port = htons(conn->port)};
	memcpy(&address.sin6_addr, conn->address, sizeof conn->address);
	return address;
}

void conn_address(const struct conn *conn, char out[ADDRESS_TEXT_SIZE])
{
	struct sockaddr_in6 address = address_of(conn);
	socklen_t size = sizeof address;
	if (IN6_IS_ADDR_LINKLOCAL(&address.sin6_addr)) /* only the socket knows its interface */
		(void)getpeername(conn->fd, (struct sockaddr *)&address, &size);
	address_text(out, (const struct sockaddr *)&address);
}

void conn_host(const struct conn *conn, char out[ADDRESS_TEXT_SIZE])
{
	struct sockaddr_in6 address = address_of(conn);
	address_host(out, (const struct sockaddr *)&address);
}

static void work_again(struct conn *conn)
{
	conn->in_again = false;
	if (conn->finishing || conn->ending || conn->deaf)
		return;
	if (conn->hurried) {
		work_hurried(conn);
		return;
	}
	conn->ops->data(conn, bufferevent_get_input(conn->bev));
	if (!conn->in_again && !conn->paused && !conn->at_end && !conn->ending)
		bufferevent_enable(conn->bev, EV_READ);
}

void conn_work_again(struct loop *loop)
{
	struct conn_list *again = &loop->again;
	unsigned count = again->count; /* one that asks anew comes behind these */
	int64_t until = loop->hurrying > 0 ? loop_now() + HURRY_MS : INT64_MAX;
	for (unsigned i = 0; i < count; i++) {
		work_again(again->items[i]);
		if (until < INT64_MAX && loop_now() > until)
			count = i + 1;
	}
	if (again->count == 0)
		return; /* where there never was one there are no items either */
	again->count -= count;
	memmove(again->items, again->items + count, again->count * sizeof *again->items);
}

static void work_ending(struct conn *conn)
{
	conn->ops->ended(conn, (enum conn_why)conn->why);
	conn->finishing = true;
	conn->paused = false;
	if (conn->late) {
		conn_free(conn);
		return;
	}
	if (finish(conn))
		return;
	set_timer(conn, atomic_load(&conn->loop->drain_ms));
	struct evbuffer *input = bufferevent_get_input(conn->bev);
	evbuffer_drain(input, evbuffer_get_length(input));
	if (!conn->at_end)
		bufferevent_enable(conn->bev, EV_READ);
}

void conn_work_ending(struct loop *loop)
{
	while (loop->ending.count > 0)
		work_ending(loop->ending.items[--loop->ending.count]);
}
