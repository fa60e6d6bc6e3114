#include "network.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/socket.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>

#include "memory.h"

struct network {
	struct bufferevent *stream;
	const struct network_user *user;
	void *data;
	int error;	/* of writing; reading goes on until it ends too */
	bool skipping;	/* until the end of a line that was cut */
	bool finishing; /* network_finish() was called */
};

static void deliver(struct network *network, const char *bytes, size_t length)
{
	if (length && bytes[length - 1] == '\r')
		length--;
	if (length > NETWORK_LINE_BYTES)
		length = NETWORK_LINE_BYTES;
	network->user->line(network->data, bytes, length);
}

/* The start of a line that has no end yet: its rest is not kept. */
static void take_rest(struct network *network, struct evbuffer *input)
{
	size_t length = evbuffer_get_length(input);
	if (length && !network->skipping)
		deliver(network, (const char *)evbuffer_pullup(input, -1), length);
	network->skipping = true;
	evbuffer_drain(input, length);
}

static void take_lines(struct network *network)
{
	struct evbuffer *input = bufferevent_get_input(network->stream);
	char *line;
	size_t length;
	while ((line = evbuffer_readln(input, &length, EVBUFFER_EOL_LF))) {
		if (!network->skipping)
			deliver(network, line, length);
		network->skipping = false;
		free(line);
	}
	if (network->skipping || evbuffer_get_length(input) > NETWORK_LINE_BYTES)
		take_rest(network, input);
}

static void finish_if_sent(struct network *network)
{
	if (network->finishing && network_unsent(network) == 0)
		shutdown(bufferevent_getfd(network->stream), SHUT_WR);
}

static void end(struct network *network, int error)
{
	take_lines(network);
	take_rest(network, bufferevent_get_input(network->stream));
	network->user->batch(network->data);
	network->user->ended(network->data, network->error ? network->error : error);
}

static void read_cb(struct bufferevent *stream, void *data)
{
	struct network *network = data;
	(void)stream;
	take_lines(network);
	network->user->batch(network->data);
}

static void write_cb(struct bufferevent *stream, void *data)
{
	(void)stream;
	finish_if_sent(data);
}

static void event_cb(struct bufferevent *stream, short what, void *data)
{
	struct network *network = data;
	int error = what & BEV_EVENT_ERROR ? EVUTIL_SOCKET_ERROR() : 0;
	(void)stream;
	if (what & BEV_EVENT_WRITING)
		network->error = error;
	else
		end(network, error);
}

/* A server that is gone without a word is noticed in two minutes, not in the system's two hours,
 * and in half a minute where it owes an acknowledgement, not in the system's quarter of an hour
 * (TCP_USER_TIMEOUT, RFC 5482). An option that the system does not have is done without. */
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

struct network *network_new(
	struct event_base *base, int fd, const struct network_user *user, void *data)
{
	struct network *network = memory_zero(sizeof *network);
	network->user = user;
	network->data = data;
	set_options(fd);
	network->stream = bufferevent_socket_new(base, fd, BEV_OPT_CLOSE_ON_FREE);
	if (!network->stream)
		fatal("out of memory");
	bufferevent_setcb(network->stream, read_cb, write_cb, event_cb, network);
	bufferevent_enable(network->stream, EV_READ | EV_WRITE);
	return network;
}

void network_free(struct network *network)
{
	if (!network)
		return;
	bufferevent_free(network->stream);
	free(network);
}

void network_send(struct network *network, const char *bytes, size_t length)
{
	if (!network->finishing && !network->error)
		bufferevent_write(network->stream, bytes, length);
}

size_t network_unsent(const struct network *network)
{
	return evbuffer_get_length(bufferevent_get_output(network->stream));
}

void network_finish(struct network *network)
{
	if (network->finishing)
		return;
	network->finishing = true;
	finish_if_sent(network);
}
