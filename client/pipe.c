#include "pipe.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>

#include "memory.h"
#include "network.h"
#include "protocol.h"
#include "report.h"
#include "screen.h"

#define READ_BYTES 16384
#define UNSENT_BYTES 65536

struct pipe {
	struct event_base *base;
	struct network *network;
	struct screen screen;
	struct event *input;
	bool input_ended;
	bool quits;	  /* the last whole line asked the server to end the connection */
	char start[8];	  /* of the line being read: enough to tell that */
	size_t line_size; /* its bytes so far */
	int status;
};

static void fail(struct pipe *pipe)
{
	pipe->status = 1;
	event_base_loopbreak(pipe->base);
}

static void watch_byte(struct pipe *pipe, char byte)
{
	size_t room = sizeof pipe->start;
	if (byte == '\n') {
		size_t size = pipe->line_size < room ? pipe->line_size : room;
		pipe->quits = protocol_quits(pipe->start, size);
		pipe->line_size = 0;
		return;
	}
	pipe->quits = false;
	if (pipe->line_size < room)
		pipe->start[pipe->line_size] = byte;
	pipe->line_size++;
}

static void send_bytes(struct pipe *pipe, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		watch_byte(pipe, bytes[i]);
	network_send(pipe->network, bytes, length);
	if (network_unsent(pipe->network) > UNSENT_BYTES)
		event_del(pipe->input);
}

static void end_input(struct pipe *pipe)
{
	if (pipe->line_size)
		send_bytes(pipe, "\n", 1);
	pipe->input_ended = true;
	event_del(pipe->input);
	network_finish(pipe->network);
}

static void input_failed(struct pipe *pipe, int error)
{
	if (error == EINTR || error == EAGAIN)
		return;
	complain("cannot read standard input: %s", strerror(error));
	pipe->status = 1;
	end_input(pipe);
}

static void input_cb(evutil_socket_t fd, short what, void *data)
{
	struct pipe *pipe = data;
	char bytes[READ_BYTES];
	ssize_t length = read(fd, bytes, sizeof bytes);
	(void)what;
	if (length > 0)
		send_bytes(pipe, bytes, (size_t)length);
	else if (length == 0)
		end_input(pipe);
	else
		input_failed(pipe, errno);
}

static void on_line(void *data, const char *bytes, size_t length)
{
	struct pipe *pipe = data;
	screen_line(&pipe->screen, bytes, length);
}

static void on_batch(void *data)
{
	struct pipe *pipe = data;
	if (screen_flush(&pipe->screen))
		return;
	complain("cannot write to standard output: %s", strerror(errno));
	fail(pipe);
}

static void on_drained(void *data)
{
	struct pipe *pipe = data;
	if (!pipe->input_ended)
		event_add(pipe->input, NULL);
}

/* After "/quit" the server ends the connection by itself, and that was the wish. */
static void on_ended(void *data, int error)
{
	struct pipe *pipe = data;
	bool sent = (pipe->input_ended || pipe->quits) && network_unsent(pipe->network) == 0;
	if (error)
		complain("the connection was lost: %s", strerror(error));
	else if (!sent)
		complain("the server closed the connection before everything was sent");
	if (error || !sent)
		pipe->status = 1;
	event_base_loopbreak(pipe->base);
}

static const struct network_user network_user = {on_line, on_batch, on_drained, on_ended};

int pipe_run(struct event_base *base, int fd)
{
	struct pipe pipe = {.base = base};
	screen_init(&pipe.screen, stdout, false);
	pipe.network = network_new(base, fd, &network_user, &pipe);
	pipe.input = event_new(base, STDIN_FILENO, EV_READ | EV_PERSIST, input_cb, &pipe);
	if (!pipe.input || event_add(pipe.input, NULL) < 0)
		fatal("cannot wait for standard input");
	event_base_dispatch(base);
	event_free(pipe.input);
	network_free(pipe.network);
	screen_finish(&pipe.screen);
	return pipe.status;
}
