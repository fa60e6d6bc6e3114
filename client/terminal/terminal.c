#include "terminal.h"

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <event2/buffer.h>
#include <event2/event.h>

#include "buffer.h"
#include "clock.h"
#include "command.h"
#include "complete.h"
#include "connection.h"
#include "editor.h"
#include "memory.h"
#include "report.h"
#include "screen.h"
#include "session.h"
#include "settings.h"
#include "show.h"
#include "status.h"
#include "undelivered.h"
#include "view.h"

#define SIGNALS 6
#define COLUMNS_USUAL 80
#define RUN_TICKS 5

/* Once for the lines under way, then for the server's answer to QUIT. */
static const struct timeval leave_limit = {.tv_usec = 450000};

/* While a window is resized with the mouse, the terminal wraps its text anew many times. A redraw
 * is right only for the size that it was made for, so it waits until the size stays. */
static const struct timeval resize_delay = {.tv_usec = 50000};

struct terminal {
	struct event_base *base;
	const struct editor *editor;
	struct session *session;
	struct chat *chat; /* the session's */
	struct view *view;
	struct style style;
	struct evbuffer *printed; /* lines that wait for the next refresh() */
	struct event *signals[SIGNALS];
	struct event *leave_end;
	struct event *resize_end;
	struct link link;
	char *why;	 /* the link's */
	char *prompt;	 /* as shown */
	char *leave_why; /* NULL for none */
	bool was_ready;
	unsigned run_ticks; /* since a run of joins and leaves waits */
	bool distrusted;    /* the server, at the last try, and the user knows */
	bool let_in;	    /* the server has just let us in, for the first time */
	size_t resent;	    /* kept lines that are under way again */
	bool late;	    /* lines are unconfirmed for too long */
	bool leaving;
	bool quit; /* said to the server */
	int exit_status;
};

static void update_columns(struct terminal *terminal)
{
	struct winsize size;
	bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col;
	terminal->style.columns = known ? size.ws_col : COLUMNS_USUAL;
}

/* Shows what has changed: printed lines, prompt, status. An editor that cannot erase its prompt
 * shows a new prompt only together with lines. */
static void refresh(struct terminal *terminal)
{
	const struct editor *editor = terminal->editor;
	struct buffer status = {0};
	char prompt[STATUS_PROMPT_SIZE];
	status_prompt(prompt, terminal->view, &terminal->link, terminal->style.columns);
	status_make(&status, terminal->chat, terminal->view, &terminal->link, clock_utc_ms());
	bool same = terminal->prompt && strcmp(prompt, terminal->prompt) == 0;
	bool redraws =
		evbuffer_get_length(terminal->printed) > 0 || (!same && !editor->shows_entered);
	memory_replace(&terminal->prompt, prompt);
	if (redraws)
		editor->hide();
	editor->set_prompt(prompt);
	editor->set_status(buffer_text(&status));
	buffer_finish(&status);
	screen_write(STDOUT_FILENO, terminal->printed); /* if the terminal is gone, SIGHUP tells */
	if (redraws)
		editor->show();
	update_columns(terminal);
}

static void stop(struct terminal *terminal)
{
	terminal->editor->stop();
	view_finish(terminal->view);
	screen_write(STDOUT_FILENO, terminal->printed);
	event_base_loopbreak(terminal->base);
}

static void say_quit(struct terminal *terminal)
{
	if (terminal->quit)
		return;
	terminal->quit = true;
	session_leave(terminal->session, terminal->leave_why);
	event_add(terminal->leave_end, &leave_limit);
}

/* Waits for entered lines to be confirmed; a second call does not wait. */
static void leave(void *data, const char *why)
{
	struct terminal *terminal = data;
	if (terminal->leaving) {
		stop(terminal);
		return;
	}
	terminal->leaving = true;
	memory_replace(&terminal->leave_why, why);
	terminal->editor->stop();
	event_add(terminal->leave_end, &leave_limit);
	if (!chat_unconfirmed(terminal->chat))
		say_quit(terminal);
}

static void on_answer(void *data, enum chat_kind kind, const char *text)
{
	struct terminal *terminal = data;
	show_message(terminal->printed, &terminal->style, kind, clock_utc_ms(), text);
}

__attribute__((format(printf, 2, 3))) static void tell(
	struct terminal *terminal, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	char *text = memory_vformat(format, arguments);
	va_end(arguments);
	on_answer(terminal, CHAT_INFO, text);
	free(text);
}

static void on_kept(void *data, const char *text)
{
	const struct terminal *terminal = data;
	tell(data, "%s: %s",
		terminal->was_ready ? "kept until the connection is back"
				    : "said when the server lets you in",
		text);
}

static void on_reconnect(void *data)
{
	struct terminal *terminal = data;
	connection_now(session_connection(terminal->session));
}

/* Whether the line is on the screen already as it was typed. Kept lines were typed too long ago. */
static bool is_shown(struct terminal *terminal, const struct chat_event *event)
{
	const char *front = view_front(terminal->view);
	if (!terminal->editor->shows_entered || !event->own || !event->ticket || event->past)
		return false;
	if (terminal->resent) {
		terminal->resent--;
		return false;
	}
	return event->kind == CHAT_SAID && front && event->room &&
	       chat_same(terminal->chat, front, event->room);
}

static void on_event(void *data, const struct chat_event *event)
{
	struct terminal *terminal = data;
	char kept[STATUS_LINE_SIZE];
	if (terminal->leaving && event->kind == CHAT_UNSURE)
		return; /* told at the end */
	if (!is_shown(terminal, event))
		view_event(terminal->view, event, clock_utc_ms());
	if (event->kind != CHAT_READY)
		return;
	terminal->let_in = !terminal->was_ready;
	terminal->was_ready = true;
	status_kept(kept, terminal->chat);
	if (terminal->editor->shows_entered && *kept)
		on_answer(terminal, CHAT_INFO, kept);
}

static void on_batch(void *data)
{
	struct terminal *terminal = data;
	if (terminal->let_in)
		chat_resend(terminal->chat);
	terminal->let_in = false;
	refresh(terminal);
	if (terminal->leaving && !chat_unconfirmed(terminal->chat))
		say_quit(terminal);
}

static void on_up(void *data, const char *peer, const char *failures)
{
	struct terminal *terminal = data;
	terminal->link.up = true;
	terminal->link.open = !connection_is_private(session_connection(terminal->session));
	if (!terminal->was_ready)
		tell(terminal, "connected to %s%s%s%s%s", peer, *failures ? " (" : "", failures,
			*failures ? ")" : "", terminal->link.open ? ", not encrypted" : "");
	refresh(terminal);
}

static void tell_rows(struct terminal *terminal, const char *text)
{
	for (size_t length; *text; text += length + (text[length] == '\n')) {
		length = strcspn(text, "\n");
		tell(terminal, "%.*s", (int)length, text);
	}
}

static void on_told(void *data, const char *text)
{
	tell_rows(data, text);
	refresh(data);
}

static void on_down(void *data, const char *why, unsigned again_ms)
{
	struct terminal *terminal = data;
	const struct connection *connection = session_connection(terminal->session);
	bool was_up = terminal->link.up;
	terminal->link.up = false;
	if (terminal->leaving) {
		stop(terminal);
		return;
	}
	if (!terminal->was_ready) {
		stop(terminal);
		report_rows(why);
		terminal->exit_status =
			connection_is_distrusted(connection) ? SESSION_DISTRUSTED : 1;
		return;
	}
	memory_replace(&terminal->why, why);
	terminal->link.why = terminal->why;
	terminal->link.again_at = clock_utc_ms() + again_ms;
	if (was_up)
		tell(terminal, "%s; you will be back in your rooms when it works again", why);
	else if (connection_is_distrusted(connection) && !terminal->distrusted)
		tell_rows(terminal, why);
	terminal->distrusted = connection_is_distrusted(connection);
	refresh(terminal);
}

/* Without status rows, an unconfirmed line is told once. */
static void tell_late(struct terminal *terminal)
{
	char text[STATUS_LINE_SIZE];
	status_unconfirmed(text, terminal->chat, clock_utc_ms());
	if (*text && !terminal->late && terminal->editor->shows_entered)
		on_answer(terminal, CHAT_INFO, text);
	terminal->late = *text;
}

/* Without status rows, a run of joins and leaves is printed after some time. */
static void tell_run(struct terminal *terminal)
{
	char text[VIEW_STATUS_SIZE];
	view_status(terminal->view, text);
	terminal->run_ticks = *text ? terminal->run_ticks + 1 : 0;
	if (terminal->editor->shows_entered && terminal->run_ticks > RUN_TICKS)
		view_finish(terminal->view);
}

static void on_tick(void *data)
{
	tell_late(data);
	tell_run(data);
	refresh(data);
}

static const struct session_user session_user = {
	on_event, on_batch, on_up, on_told, on_down, on_tick};

static void on_line(void *data, const char *text, enum keep *keep)
{
	struct terminal *terminal = data;
	const struct command_world world = {
		.chat = terminal->chat,
		.view = terminal->view,
		.now = clock_utc_ms(),
		.answer = on_answer,
		.kept = on_kept,
		.leave = leave,
		.reconnect = on_reconnect,
		.data = terminal,
	};
	size_t kept = chat_kept(terminal->chat), unconfirmed = chat_unconfirmed(terminal->chat);
	*keep = command_run(&world, text);
	if (chat_unconfirmed(terminal->chat) > unconfirmed && chat_kept(terminal->chat) < kept)
		terminal->resent = chat_unconfirmed(terminal->chat);
	refresh(terminal);
}

static void on_end(void *data)
{
	leave(data, NULL);
}

static void on_key(void *data)
{
	struct terminal *terminal = data;
	view_touch(terminal->view, clock_utc_ms());
}

static void on_choose(void *data, unsigned number)
{
	struct terminal *terminal = data;
	const struct place *place = view_place(terminal->view, number ? number - 1 : 9);
	if (!place)
		return;
	view_bring(terminal->view, place->name, clock_utc_ms());
	refresh(terminal);
}

static void on_more(void *data)
{
	enum keep keep;
	on_line(data, "/history", &keep);
}

static size_t on_complete(
	void *data, const char *text, size_t at, size_t *start, char ***candidates)
{
	struct terminal *terminal = data;
	return complete(terminal->chat, view_target(terminal->view), command_name, text, at, start,
		candidates);
}

static const struct editor_user editor_user = {
	on_line, on_end, on_key, on_choose, on_more, on_complete};

static void leave_end_cb(evutil_socket_t fd, short what, void *data)
{
	struct terminal *terminal = data;
	if (terminal->quit)
		stop(terminal);
	else
		say_quit(terminal);
}

static void resize_end_cb(evutil_socket_t fd, short what, void *data)
{
	struct terminal *terminal = data;
	terminal->editor->resize();
	refresh(terminal); /* the prompt depends on the width */
}

/* Whether the terminal belongs to other processes, such as a shell that continued us in the
 * background. */
static bool in_background(void)
{
	pid_t front = tcgetpgrp(STDIN_FILENO);
	return front > 0 && front != getpgrp();
}

/* In the background, the editor would take the terminal with the settings that it has for others,
 * who may have switched its echo off. So this stops like any background process that reads, until
 * the next SIGCONT. */
static void resume(struct terminal *terminal)
{
	if (in_background()) {
		raise(SIGTTIN);
		return;
	}
	terminal->editor->resume();
	connection_wake(session_connection(terminal->session));
}

static const int signals[SIGNALS] = {SIGINT, SIGTERM, SIGHUP, SIGWINCH, SIGTSTP, SIGCONT};

static void signal_cb(evutil_socket_t number, short what, void *data)
{
	struct terminal *terminal = data;
	switch (number) {
	case SIGWINCH:
		update_columns(terminal);
		event_add(terminal->resize_end, &resize_delay);
		break;
	case SIGTSTP:
		terminal->editor->pause();
		raise(SIGSTOP);
		break;
	case SIGCONT:
		resume(terminal);
		break;
	default:
		leave(terminal, NULL);
	}
}

static void catch_signals(struct terminal *terminal)
{
	terminal->leave_end = evtimer_new(terminal->base, leave_end_cb, terminal);
	terminal->resize_end = evtimer_new(terminal->base, resize_end_cb, terminal);
	for (size_t i = 0; i < SIGNALS; i++) {
		terminal->signals[i] =
			evsignal_new(terminal->base, signals[i], signal_cb, terminal);
		event_add(terminal->signals[i], NULL);
	}
}

static void finish(struct terminal *terminal)
{
	for (size_t i = 0; i < SIGNALS; i++)
		event_free(terminal->signals[i]);
	event_free(terminal->leave_end);
	event_free(terminal->resize_end);
	view_free(terminal->view);
	session_free(terminal->session);
	evbuffer_free(terminal->printed);
	free(terminal->why);
	free(terminal->prompt);
	free(terminal->leave_why);
}

static void start_screen(struct terminal *terminal, const struct settings *settings)
{
	bool drawn = editor_readline && !settings->plain && !style_is_dumb();
	terminal->style = settings_style(settings);
	terminal->printed = evbuffer_new();
	update_columns(terminal);
	terminal->editor = drawn ? editor_readline : &editor_plain;
}

static void start_session(struct terminal *terminal, const struct settings *settings)
{
	const struct view_settings view = {
		.bell = settings->bell,
		.wait = settings->elsewhere == ELSEWHERE_COUNT,
	};
	terminal->session =
		session_new(terminal->base, settings, SESSION_PERSON, &session_user, terminal);
	terminal->chat = session_chat(terminal->session);
	terminal->view = view_new(terminal->chat, &view, &terminal->style, terminal->printed);
	view_touch(terminal->view, clock_utc_ms());
	view_await(terminal->view, settings->rooms.values[0]);
}

static void start_editor(struct terminal *terminal)
{
	char *history = settings_state("history");
	int error = terminal->editor->start(terminal->base, history, &editor_user, terminal);
	if (error)
		tell(terminal, "what you type will not be found here the next time: %s",
			strerror(error));
	free(history);
	refresh(terminal);
}

int terminal_run(struct event_base *base, const struct settings *settings)
{
	struct terminal terminal = {.base = base};
	if (in_background())
		raise(SIGTTIN);
	start_screen(&terminal, settings);
	start_session(&terminal, settings);
	catch_signals(&terminal);
	start_editor(&terminal);
	event_base_dispatch(base);
	terminal.leaving = true;
	chat_lost(terminal.chat, clock_utc_ms()); /* nothing more will be confirmed */
	if (undelivered_report(terminal.chat) > 0)
		terminal.exit_status = 1;
	finish(&terminal);
	return terminal.exit_status;
}
