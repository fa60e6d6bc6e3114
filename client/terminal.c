#include "terminal.h"

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <event2/event.h>

#include "editor.h"
#include "memory.h"
#include "network.h"
#include "protocol.h"
#include "report.h"
#include "screen.h"
#include "text.h"

#define SIGNALS 6

static const struct timeval leave_limit = {.tv_sec = 1};

/* While a window's edge is dragged, the terminal wraps its text anew many times; a redraw is only
 * right if it meets the size that it was made for, so it waits until the size rests. */
static const struct timeval resize_delay = {.tv_usec = 50000};

struct terminal {
	struct event_base *base;
	struct network *network;
	struct screen screen;
	struct event *signals[SIGNALS];
	struct event *leave_end;
	struct event *resize_end;
	bool leaving;
	int status;
};

static void stop(struct terminal *terminal)
{
	editor_stop();
	event_base_loopbreak(terminal->base);
}

/* A second wish to leave is not kept waiting. */
static void leave(struct terminal *terminal)
{
	if (terminal->leaving) {
		stop(terminal);
		return;
	}
	terminal->leaving = true;
	editor_stop();
	network_finish(terminal->network);
	event_add(terminal->leave_end, &leave_limit);
}

static void on_line(void *data, const char *bytes, size_t length)
{
	struct terminal *terminal = data;
	screen_line(&terminal->screen, bytes, length);
}

static void on_batch(void *data)
{
	struct terminal *terminal = data;
	if (screen_empty(&terminal->screen))
		return;
	editor_hide();
	screen_flush(&terminal->screen); /* a terminal that is gone tells by SIGHUP */
	editor_show();
}

static void on_drained(void *data)
{
	(void)data;
}

static void on_ended(void *data, int error)
{
	struct terminal *terminal = data;
	editor_stop();
	if (error)
		complain("the connection was lost: %s", strerror(error));
	else if (!terminal->leaving)
		complain("the server closed the connection");
	terminal->status = error || !terminal->leaving;
	stop(terminal);
}

static const struct network_user network_user = {on_line, on_batch, on_drained, on_ended};

static void say(struct terminal *terminal, const char *line, size_t length)
{
	if (text_blank(line, length))
		return;
	network_send(terminal->network, line, length);
	network_send(terminal->network, "\n", 1);
	if (protocol_quits(line, length))
		leave(terminal);
}

static void on_typed(void *data, const char *text)
{
	struct terminal *terminal = data;
	while (*text && !terminal->leaving) {
		size_t length = strcspn(text, "\n");
		say(terminal, text, length);
		text += length + (text[length] == '\n');
	}
}

static void on_typed_end(void *data)
{
	leave(data);
}

static const struct editor_user editor_user = {on_typed, on_typed_end};

static void leave_cb(evutil_socket_t signal, short what, void *data)
{
	(void)signal;
	(void)what;
	leave(data);
}

static void leave_end_cb(evutil_socket_t fd, short what, void *data)
{
	struct terminal *terminal = data;
	(void)fd;
	(void)what;
	if (network_unsent(terminal->network)) {
		complain("the server did not take everything in time");
		terminal->status = 1;
	}
	stop(terminal);
}

static void resize_cb(evutil_socket_t signal, short what, void *data)
{
	struct terminal *terminal = data;
	(void)signal;
	(void)what;
	event_add(terminal->resize_end, &resize_delay);
}

static void resize_end_cb(evutil_socket_t fd, short what, void *data)
{
	(void)fd;
	(void)what;
	(void)data;
	editor_resize();
}

static void pause_cb(evutil_socket_t signal, short what, void *data)
{
	(void)signal;
	(void)what;
	(void)data;
	editor_pause();
	raise(SIGSTOP);
}

static void resume_cb(evutil_socket_t signal, short what, void *data)
{
	(void)signal;
	(void)what;
	(void)data;
	editor_resume();
}

static const struct {
	int number;
	event_callback_fn call;
} signals[SIGNALS] = {
	{SIGINT, leave_cb},
	{SIGTERM, leave_cb},
	{SIGHUP, leave_cb},
	{SIGWINCH, resize_cb},
	{SIGTSTP, pause_cb},
	{SIGCONT, resume_cb},
};

static void catch_signals(struct terminal *terminal)
{
	terminal->leave_end = evtimer_new(terminal->base, leave_end_cb, terminal);
	terminal->resize_end = evtimer_new(terminal->base, resize_end_cb, terminal);
	if (!terminal->leave_end || !terminal->resize_end)
		fatal("out of memory");
	for (size_t i = 0; i < SIGNALS; i++) {
		struct event *event =
			evsignal_new(terminal->base, signals[i].number, signals[i].call, terminal);
		if (!event || event_add(event, NULL) < 0)
			fatal("cannot wait for signals");
		terminal->signals[i] = event;
	}
}

static void finish(struct terminal *terminal)
{
	for (size_t i = 0; i < SIGNALS; i++)
		event_free(terminal->signals[i]);
	event_free(terminal->leave_end);
	event_free(terminal->resize_end);
	network_free(terminal->network);
	screen_finish(&terminal->screen);
}

int terminal_run(struct event_base *base, int fd, const char *news)
{
	struct terminal terminal = {.base = base};
	screen_init(&terminal.screen, stdout, screen_wants_colour());
	screen_line(&terminal.screen, news, strlen(news));
	screen_flush(&terminal.screen);
	terminal.network = network_new(base, fd, &network_user, &terminal);
	catch_signals(&terminal);
	editor_start(base, &editor_user, &terminal);
	event_base_dispatch(base);
	finish(&terminal);
	return terminal.status;
}
