/* The output of a conn: written straight to the socket while the bufferevent has nothing queued. */
#include "conn.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "memory.h"

/* Bytes copied to the bufferevent after a short write. It needs some to arm EV_WRITE; this many fit
 * into one of libevent's smaller chunks. The rest stays in the feed's block, which all readers
 * share. */
#define REST_BYTES 2048

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

/* The call of send(2) is made without glibc's wrapper. As soon as there is a second thread, the
 * wrapper makes each call a point at which the thread could be cancelled, and that takes half as
 * many instructions as all that chatd does itself for one delivery. No thread is ever cancelled. */
static ssize_t write_run(int fd, const struct iovec *run, unsigned count)
{
	if (count == 1)
		return syscall(SYS_sendto, fd, run->iov_base, run->iov_len,
			MSG_NOSIGNAL | MSG_DONTWAIT, NULL, 0);
	return write_pieces(fd, run, count);
}

uint64_t conn_send(struct conn *conn, const struct iovec *run, unsigned count, uint64_t total)
{
	if (conn->busy || conn->broken || conn_is_closing(conn))
		return conn->broken || conn_is_closing(conn) ? total : 0;
	ssize_t sent = write_run(conn->fd, run, count);
	if (sent == (ssize_t)total) {
		conn->mid_line = false;
		return total;
	}
	if (sent < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) {
		conn->broken = true; /* the conn reads what the peer still sent, then closes */
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
