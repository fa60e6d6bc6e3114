#include "stream.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>

#include "framing.h"
#include "memory.h"
#include "tls.h"

#define ANSWERS_MAX 131072 /* bytes; a handshake has some thousand */

struct stream {
	struct bufferevent *bev;
	struct tls *tls;       /* NULL: plain text */
	struct evbuffer *text; /* with TLS: what it has brought */
	const struct stream_user *user;
	void *data;
	size_t answers; /* bytes of TLS's own that the server has not read */
	int error;	/* of writing; reading goes on to its end */
	bool dropping;	/* the rest of a line that was cut */
	bool finishing; /* stream_finish() was called */
	bool ended;	/* told */
};

/* Passes on the lines that are there; `last`: no more bytes will come. */
static void pass_lines(struct stream *stream, bool last)
{
	struct evbuffer *input = stream->tls ? stream->text : bufferevent_get_input(stream->bev);
	for (;;) {
		size_t length = evbuffer_get_length(input);
		const char *bytes = (const char *)evbuffer_pullup(input, -1);
		struct frame frame;
		enum framing_result result = framing_next(
			&stream->dropping, bytes, length, last, STREAM_LINE_BYTES, &frame);
		if (result == FRAMING_MORE)
			break;
		if (result == FRAMING_LINE)
			stream->user->line(stream->data, bytes, frame.length);
		else if (result == FRAMING_TOO_LONG)
			stream->user->line(stream->data, bytes, STREAM_LINE_BYTES);
		evbuffer_drain(input, frame.used);
	}
	stream->user->batch(stream->data);
}

static void end(struct stream *stream, const char *why)
{
	if (stream->ended)
		return;
	stream->ended = true;
	bufferevent_disable(stream->bev, EV_READ);
	pass_lines(stream, !why || !stream->tls);
	stream->user->ended(stream->data, stream->error ? strerror(stream->error) : why);
}

/* The alert that tells the server why goes out before the socket is closed, if it can at once. */
static void end_failed(struct stream *stream)
{
	struct evbuffer *last = evbuffer_new();
	tls_take_output(stream->tls, last);
	evbuffer_write(last, bufferevent_getfd(stream->bev));
	evbuffer_free(last);
	end(stream, tls_failure(stream->tls));
}

static void send_output(struct stream *stream)
{
	tls_take_output(stream->tls, bufferevent_get_output(stream->bev));
}

static void receive_tls(struct stream *stream)
{
	bool was_open = tls_is_open(stream->tls);
	size_t unsent = stream_unsent(stream);
	tls_receive(stream->tls, bufferevent_get_input(stream->bev), stream->text);
	if (tls_failure(stream->tls)) {
		end_failed(stream);
		return;
	}
	send_output(stream);
	stream->answers += stream_unsent(stream) - unsent;
	if (stream->answers > ANSWERS_MAX) {
		end(stream, "the server does not read");
		return;
	}
	if (!was_open && tls_is_open(stream->tls))
		stream->user->ready(stream->data);
	if (tls_is_ended(stream->tls))
		end(stream, NULL);
	else if (tls_is_open(stream->tls))
		pass_lines(stream, false);
}

static void read_cb(struct bufferevent *bev, void *data)
{
	struct stream *stream = data;
	if (stream->tls)
		receive_tls(stream);
	else
		pass_lines(stream, false);
}

/* Everything has been sent. */
static void write_cb(struct bufferevent *bev, void *data)
{
	struct stream *stream = data;
	stream->answers = 0;
	if (stream->finishing && stream_unsent(stream) == 0)
		shutdown(bufferevent_getfd(bev), SHUT_WR);
}

static void event_cb(struct bufferevent *bev, short what, void *data)
{
	struct stream *stream = data;
	int error = what & BEV_EVENT_ERROR ? EVUTIL_SOCKET_ERROR() : 0;
	if (what & BEV_EVENT_WRITING)
		stream->error = error;
	else if (error)
		end(stream, strerror(error));
	else
		end(stream, stream->tls ? "it was cut off" : NULL);
}

/* A peer that vanished is noticed within two minutes instead of the system's two hours, and within
 * half a minute while it owes an acknowledgement (TCP_USER_TIMEOUT, RFC 5482) instead of a quarter
 * of an hour. Options that the system does not have are ignored. */
static void set_options(int fd)
{
	static const struct {
		int level, name, value;
	} options[] = {
		{IPPROTO_TCP, TCP_NODELAY, 1},
		{SOL_SOCKET, SO_KEEPALIVE, 1},
		{IPPROTO_TCP, TCP_KEEPIDLE, 60},
		{IPPROTO_TCP, TCP_KEEPINTVL, 15},
		{IPPROTO_TCP, TCP_KEEPCNT, 4},
		{IPPROTO_TCP, TCP_USER_TIMEOUT, 30000},
	};
	for (size_t i = 0; i < sizeof options / sizeof *options; i++)
		setsockopt(fd, options[i].level, options[i].name, &options[i].value, sizeof(int));
}

struct stream *stream_new(struct event_base *base, int fd, struct tls *tls,
	const struct stream_user *user, void *data)
{
	struct stream *stream = memory_zero(sizeof *stream);
	stream->user = user;
	stream->data = data;
	stream->tls = tls;
	stream->text = tls ? evbuffer_new() : NULL;
	set_options(fd);
	stream->bev = bufferevent_socket_new(base, fd, BEV_OPT_CLOSE_ON_FREE);
	if (tls)
		send_output(stream);
	bufferevent_setcb(stream->bev, read_cb, write_cb, event_cb, stream);
	bufferevent_enable(stream->bev, EV_READ | EV_WRITE);
	return stream;
}

void stream_set_user(struct stream *stream, const struct stream_user *user, void *data)
{
	stream->user = user;
	stream->data = data;
}

void stream_free(struct stream *stream)
{
	if (!stream)
		return;
	bufferevent_free(stream->bev);
	if (stream->text)
		evbuffer_free(stream->text);
	tls_free(stream->tls);
	free(stream);
}

void stream_send(struct stream *stream, const char *bytes, size_t length)
{
	if (stream->finishing || stream->error)
		return;
	if (!stream->tls) {
		bufferevent_write(stream->bev, bytes, length);
		return;
	}
	tls_send(stream->tls, bytes, length);
	send_output(stream);
}

const struct tls *stream_tls(const struct stream *stream)
{
	return stream->tls;
}

size_t stream_unsent(const struct stream *stream)
{
	return evbuffer_get_length(bufferevent_get_output(stream->bev));
}

void stream_finish(struct stream *stream)
{
	if (stream->finishing)
		return;
	stream->finishing = true;
	if (stream->tls) {
		tls_finish(stream->tls);
		send_output(stream);
	}
	write_cb(stream->bev, stream);
}
