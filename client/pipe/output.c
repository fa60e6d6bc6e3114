#include "output.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <event2/buffer.h>
#include <event2/event.h>

#include "memory.h"

struct output {
	int fd, wake;
	struct evbuffer *bytes;
	struct event *end; /* NULL unless it is a pipe */
	void (*gone)(void *data);
	void *data;
};

static void end_cb(evutil_socket_t fd, short what, void *data)
{
	struct output *output = data;
	struct pollfd end = {.fd = fd};
	if (poll(&end, 1, 0) > 0)
		output->gone(output->data);
}

/* The writing end of a pipe becomes readable only when the reader is gone. */
static void watch_end(struct output *output, struct event_base *base)
{
	struct stat status;
	if (fstat(output->fd, &status) != 0 || !S_ISFIFO(status.st_mode))
		return;
	output->end = event_new(base, output->fd, EV_READ, end_cb, output);
	event_add(output->end, NULL);
}

struct output *output_new(
	struct event_base *base, int fd, int wake, void (*gone)(void *data), void *data)
{
	struct output *output = memory_zero(sizeof *output);
	output->fd = fd;
	output->wake = wake;
	output->gone = gone;
	output->data = data;
	output->bytes = evbuffer_new();
	watch_end(output, base);
	return output;
}

void output_free(struct output *output)
{
	if (!output)
		return;
	if (output->end)
		event_free(output->end);
	evbuffer_free(output->bytes);
	free(output);
}

struct evbuffer *output_buffer(struct output *output)
{
	return output->bytes;
}

/* Whether the output can take PIPE_BUF bytes at once, or has ended. */
static bool is_ready(const struct output *output, bool wait)
{
	struct pollfd ready[] = {
		{.fd = output->fd, .events = POLLOUT}, {.fd = output->wake, .events = POLLIN}};
	while (poll(ready, 2, wait ? -1 : 0) < 0)
		;
	return ready[0].revents && !(wait && ready[1].revents);
}

bool output_flush(struct output *output, bool wait)
{
	size_t left;
	while ((left = evbuffer_get_length(output->bytes)) > 0 && is_ready(output, wait)) {
		size_t size = left < PIPE_BUF ? left : PIPE_BUF;
		ssize_t written =
			write(output->fd, evbuffer_pullup(output->bytes, (ev_ssize_t)size), size);
		if (written > 0) {
			evbuffer_drain(output->bytes, (size_t)written);
		} else if (errno != EINTR && errno != EAGAIN) {
			int error = errno;
			evbuffer_drain(output->bytes, left);
			errno = error;
			return false;
		}
	}
	return true;
}
