/* The output of a conn: written straight to the socket while the bufferevent has nothing queued. */
#include "conn.h"

#include <errno.h>

#include "conn_tls.h"
#include "memory.h"
#include "raw_send.h"

/* Bytes copied to the bufferevent after a short write. It needs some to arm EV_WRITE; this many fit
 * into one of libevent's smaller chunks. The rest stays in the feed's block, which all readers
 * share. */
#define REST_BYTES 2048

static void note_sent(const struct conn *conn, uint64_t bytes)
{
	durations_count(&conn->loop->figures.sent[conn->ops->kind], bytes);
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

/* Apart, so that conn_send() needs no stack protector for the message. */
__attribute__((noinline)) static ssize_t write_pieces(
	int fd, const struct iovec *run, unsigned count)
{
	struct msghdr message = {.msg_iov = (struct iovec *)(uintptr_t)run, .msg_iovlen = count};
	return sendmsg(fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static ssize_t write_run(int fd, const struct iovec *run, unsigned count)
{
	if (count == 1)
		return raw_send(fd, run->iov_base, run->iov_len);
	return write_pieces(fd, run, count);
}

/* For a conn that cannot be sent to now, or has TLS. */
__attribute__((noinline)) static uint64_t send_otherwise(
	struct conn *conn, const struct iovec *run, unsigned count, uint64_t total)
{
	if (conn->broken || conn_is_closing(conn))
		return total;
	uint64_t taken = conn->busy ? 0 : conn_tls_send(conn, run, count, total);
	note_sent(conn, taken);
	return taken;
}

uint64_t conn_send(struct conn *conn, const struct iovec *run, unsigned count, uint64_t total)
{
	if (conn->busy || conn->broken || conn->tls || conn_is_closing(conn))
		return send_otherwise(conn, run, count, total);
	ssize_t sent = write_run(conn->fd, run, count);
	if (sent == (ssize_t)total) {
		note_sent(conn, total);
		conn->mid_line = false;
		return total;
	}
	if (sent < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) {
		conn->broken = true; /* the conn reads what the peer still sent, then closes */
		if (conn_is_paused(conn))
			bufferevent_enable(conn->bev, EV_READ);
		return total;
	}
	uint64_t taken = sent < 0 ? 0 : (uint64_t)sent;
	taken += queue_rest(conn, run, count, taken);
	note_sent(conn, taken);
	return taken;
}

static void queue(struct conn *conn, const char *bytes, size_t length)
{
	if (evbuffer_add(bufferevent_get_output(conn->bev), bytes, length) != 0)
		fatal("out of memory");
	conn->busy = true;
}

void conn_write(struct conn *conn, const char *bytes, size_t length)
{
	void (*add)(struct conn *, const char *, size_t) = conn->tls ? conn_tls_add : queue;
	if (conn->broken || length == 0)
		return;
	add(conn, bytes, length);
	note_sent(conn, length);
	conn->mid_line = false;
}

void conn_write_constant(struct conn *conn, const unsigned char *bytes, size_t length)
{
	struct evbuffer *output = bufferevent_get_output(conn->bev);
	if (conn->tls || length == 0) {
		conn_write(conn, (const char *)bytes, length);
		return;
	}
	if (conn->broken)
		return;
	if (evbuffer_add_reference(output, bytes, length, NULL, NULL) != 0)
		fatal("out of memory");
	note_sent(conn, length);
	conn->busy = true;
	conn->mid_line = false;
}

void conn_last_words(struct conn *conn, const char *bytes, size_t length)
{
	if (conn->mid_line && length > 0)
		conn_write(conn, "\n", 1);
	conn_write(conn, bytes, length);
}
