#include "terminal.h"

#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/buffer.h>
#include <event2/event.h>

#include "clock.h"
#include "command.h"
#include "complete.h"
#include "connection.h"
#include "editor.h"
#include "memory.h"
#include "report.h"
#include "screen.h"
#include "settings.h"
#include "terminal_state.h"
#include "undelivered.h"
#include "view.h"

/* For the lines under way. */
static const struct timeval leave_limit = {.tv_usec = 450000};

/* While a window is resized with the mouse, the terminal wraps its text anew many times. A redraw
 * is right only for the size that it was made for, so it waits until the size stays. */
static const struct timeval resize_delay = {.tv_usec = 50000};

/* Waits for entered lines to be confirmed; a second call does not wait. */
static void leave(void *data, const char *why)
{
	struct terminal *terminal = data;
	if (terminal->leaving) {
		terminal_stop(terminal);
		return;
	}
	terminal->leaving = true;
	memory_replace(&terminal->leave_why, why);
	terminal->editor->stop();
	event_add(terminal->leave_end, &leave_limit);
	if (!chat_unconfirmed(terminal->chat))
		terminal_say_quit(terminal);
}

static void on_kept(void *data, const char *text)
{
	const struct terminal *terminal = data;
	terminal_tell(data, "%s: %s",
		terminal->was_ready ? "kept until the connection is back"
				    : "said when the server lets you in",
		text);
}

static void on_reconnect(void *data)
{
	struct terminal *terminal = data;
	connection_now(session_connection(terminal->session));
}

static void on_command_ask(void *data, const char *prompt, const char *command, bool twice)
{
	struct terminal *terminal = data;
	question_ask(&terminal->question, terminal->editor, prompt, command, twice);
}

static void on_line(void *data, const char *text, enum keep *keep)
{
	struct terminal *terminal = data;
	const struct command_world world = {
		.chat = terminal->chat,
		.view = terminal->view,
		.now = clock_utc_ms(),
		.answer = terminal_answer,
		.kept = on_kept,
		.ask = on_command_ask,
		.leave = leave,
		.reconnect = on_reconnect,
		.data = terminal,
	};
	size_t kept = chat_kept(terminal->chat), unconfirmed = chat_unconfirmed(terminal->chat);
	*keep = command_run(&world, text);
	if (chat_unconfirmed(terminal->chat) > unconfirmed && chat_kept(terminal->chat) < kept)
		terminal->resent = chat_unconfirmed(terminal->chat);
	terminal_refresh(terminal);
}

/* `password` is NULL where the user gives none. */
static void take_password(struct terminal *terminal, const char *password)
{
	int status = terminal->rests;
	terminal->rests = 0;
	if (!terminal->asks_for_server)
		chat_password(terminal->chat, password);
	else if (password)
		session_set_server_password(terminal->session, password);
	if (status && password) {
		terminal->link.why = NULL; /* "connecting" */
		connection_now(session_connection(terminal->session));
	} else if (status && !terminal->was_ready) {
		terminal_stop(terminal);
		report("%s", terminal->why);
		terminal->exit_status = status;
	}
}

static void on_secret(void *data, const char *text)
{
	struct terminal *terminal = data;
	enum keep keep;
	char *line;
	bool command = terminal->question.command;
	enum question_end end = question_take(&terminal->question, terminal->editor, text, &line);
	if (end == QUESTION_AGAIN)
		return;
	if (!command)
		take_password(terminal, end == QUESTION_ANSWERED ? text : NULL);
	else if (end == QUESTION_ANSWERED)
		on_line(terminal, line, &keep);
	else
		terminal_answer(terminal, CHAT_REFUSED,
			end == QUESTION_REFUSED ? "no password was given, so nothing was done"
						: "the two are not the same, so nothing was done");
	question_wipe(line);
	terminal_refresh(terminal);
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
	terminal_refresh(terminal);
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
	on_line, on_secret, on_end, on_key, on_choose, on_more, on_complete};

static void leave_end_cb(evutil_socket_t fd, short what, void *data)
{
	struct terminal *terminal = data;
	if (terminal->quit)
		terminal_stop(terminal);
	else
		terminal_say_quit(terminal);
}

static void resize_end_cb(evutil_socket_t fd, short what, void *data)
{
	struct terminal *terminal = data;
	terminal->editor->resize();
	terminal_refresh(terminal); /* the prompt depends on the width */
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
		terminal_update_columns(terminal);
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

/* libevent has reads go on after a signal. One that the system has stopped, since we are in the
 * background and something was typed for the shell, would then wait for the next key. */
static void let_end_reads(int number)
{
	struct sigaction action;
	sigaction(number, NULL, &action);
	action.sa_flags &= ~SA_RESTART;
	sigaction(number, &action, NULL);
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
	let_end_reads(SIGCONT);
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
	question_forget(&terminal->question);
}

static void start_screen(struct terminal *terminal, const struct settings *settings)
{
	bool drawn = editor_readline && !settings->plain && !style_is_dumb();
	terminal->style = settings_style(settings);
	terminal->printed = evbuffer_new();
	terminal_update_columns(terminal);
	terminal->editor = drawn ? editor_readline : &editor_plain;
}

static void start_session(struct terminal *terminal, const struct settings *settings,
	const struct passwords *passwords)
{
	const struct view_settings view = {
		.bell = settings->bell,
		.wait = settings->elsewhere == ELSEWHERE_COUNT,
	};
	terminal->session = session_new(terminal->base, settings, passwords, SESSION_PERSON,
		&terminal_session_user, terminal);
	terminal->chat = session_chat(terminal->session);
	terminal->account = settings->login;
	terminal->view = view_new(terminal->chat, &view, &terminal->style, terminal->printed);
	view_touch(terminal->view, clock_utc_ms());
	view_await(terminal->view, settings->rooms.values[0]);
}

static void start_editor(struct terminal *terminal)
{
	char *history = settings_state("history");
	int error = terminal->editor->start(terminal->base, history, &editor_user, terminal);
	if (error)
		terminal_tell(terminal, "what you type will not be found here the next time: %s",
			strerror(error));
	free(history);
	terminal_refresh(terminal);
}

int terminal_run(
	struct event_base *base, const struct settings *settings, const struct passwords *passwords)
{
	struct terminal terminal = {.base = base};
	if (in_background())
		raise(SIGTTIN);
	start_screen(&terminal, settings);
	start_session(&terminal, settings, passwords);
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
