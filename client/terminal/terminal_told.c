#include "terminal_state.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <event2/buffer.h>
#include <event2/event.h>

#include "buffer.h"
#include "clock.h"
#include "connection.h"
#include "editor.h"
#include "memory.h"
#include "report.h"
#include "screen.h"
#include "show.h"
#include "view.h"

#define COLUMNS_USUAL 80
#define RUN_TICKS 5

static const struct timeval quit_limit = {.tv_usec = 450000}; /* for the server's answer to QUIT */

void terminal_update_columns(struct terminal *terminal)
{
	struct winsize size;
	bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col;
	terminal->style.columns = known ? size.ws_col : COLUMNS_USUAL;
}

/* For a password that the connection needs. */
static bool is_asked(const struct terminal *terminal)
{
	return terminal->question.prompt && !terminal->question.command;
}

void terminal_refresh(struct terminal *terminal)
{
	const struct editor *editor = terminal->editor;
	struct buffer status = {0};
	char prompt[STATUS_PROMPT_SIZE];
	terminal->link.asks = is_asked(terminal);
	status_prompt(prompt, terminal->view, &terminal->link, terminal->style.columns);
	status_make(&status, terminal->chat, terminal->view, &terminal->link, clock_utc_ms());
	bool same = terminal->prompt && strcmp(prompt, terminal->prompt) == 0;
	bool redraws =
		evbuffer_get_length(terminal->printed) > 0 || (!same && !editor->shows_entered);
	memory_replace(&terminal->prompt, prompt);
	if (terminal->question.prompt)
		snprintf(prompt, sizeof prompt, "%s", terminal->question.prompt);
	if (redraws)
		editor->hide();
	editor->set_prompt(prompt);
	editor->set_status(buffer_text(&status));
	buffer_finish(&status);
	screen_write(STDOUT_FILENO, terminal->printed); /* if the terminal is gone, SIGHUP tells */
	if (redraws)
		editor->show();
	terminal_update_columns(terminal);
}

void terminal_stop(struct terminal *terminal)
{
	terminal->editor->stop();
	view_finish(terminal->view);
	screen_write(STDOUT_FILENO, terminal->printed);
	event_base_loopbreak(terminal->base);
}

void terminal_say_quit(struct terminal *terminal)
{
	if (terminal->quit)
		return;
	terminal->quit = true;
	session_leave(terminal->session, terminal->leave_why);
	event_add(terminal->leave_end, &quit_limit);
}

void terminal_answer(void *data, enum chat_kind kind, const char *text)
{
	struct terminal *terminal = data;
	show_message(terminal->printed, &terminal->style, kind, clock_utc_ms(), text);
}

void terminal_tell(struct terminal *terminal, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	char *text = memory_vformat(format, arguments);
	va_end(arguments);
	terminal_answer(terminal, CHAT_INFO, text);
	free(text);
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
		terminal_answer(terminal, CHAT_INFO, kept);
}

static void on_batch(void *data)
{
	struct terminal *terminal = data;
	if (terminal->let_in)
		chat_resend(terminal->chat);
	terminal->let_in = false;
	terminal_refresh(terminal);
	if (terminal->leaving && !chat_unconfirmed(terminal->chat))
		terminal_say_quit(terminal);
}

static void on_up(void *data, const char *peer, const char *failures)
{
	struct terminal *terminal = data;
	terminal->link.up = true;
	terminal->link.open = !connection_is_private(session_connection(terminal->session));
	if (!terminal->was_ready)
		terminal_tell(terminal, "connected to %s%s%s%s%s", peer, *failures ? " (" : "",
			failures, *failures ? ")" : "",
			terminal->link.open ? ", not encrypted" : "");
	terminal_refresh(terminal);
}

static void tell_rows(struct terminal *terminal, const char *text)
{
	for (size_t length; *text; text += length + (text[length] == '\n')) {
		length = strcspn(text, "\n");
		terminal_tell(terminal, "%.*s", (int)length, text);
	}
}

static void on_told(void *data, const char *text)
{
	tell_rows(data, text);
	terminal_refresh(data);
}

/* The password of the settings' account is wrong. */
static void on_ask(void *data, const char *why)
{
	struct terminal *terminal = data;
	char *prompt = memory_format("Password for %s: ", terminal->account);
	if (why)
		terminal_answer(terminal, CHAT_REFUSED, why);
	terminal->asks_for_server = false;
	question_ask(&terminal->question, terminal->editor, prompt, NULL, false);
	terminal_refresh(terminal);
	free(prompt);
}

/* The connection has ended, and the next try needs an answer. */
static void rest(struct terminal *terminal, const char *why, int status)
{
	memory_replace(&terminal->why, why);
	terminal->link.why = terminal->why;
	terminal->link.again_at = 0;
	terminal->rests = status;
	connection_rest(session_connection(terminal->session));
	terminal_answer(terminal, CHAT_REFUSED, why);
}

static void on_down(void *data, const char *why, unsigned again_ms)
{
	struct terminal *terminal = data;
	const struct connection *connection = session_connection(terminal->session);
	int refused = session_refused(terminal->session);
	bool was_up = terminal->link.up;
	terminal->link.up = false;
	if (terminal->leaving) {
		terminal_stop(terminal);
		return;
	}
	if (refused == SESSION_LOCKED_OUT && chat_is_private(terminal->chat)) {
		rest(terminal, why, refused);
		terminal->asks_for_server = true;
		question_ask(&terminal->question, terminal->editor,
			"Password of the server: ", NULL, false);
		terminal_refresh(terminal);
		return;
	}
	if (is_asked(terminal)) { /* the server does not wait as long as the user thinks */
		rest(terminal, why, SESSION_NOT_LOGGED_IN);
		terminal_refresh(terminal);
		return;
	}
	if (!terminal->was_ready) {
		terminal_stop(terminal);
		report_rows(why);
		terminal->exit_status = refused ? refused : 1;
		return;
	}
	memory_replace(&terminal->why, why);
	terminal->link.why = terminal->why;
	terminal->link.again_at = clock_utc_ms() + again_ms;
	if (was_up)
		terminal_tell(
			terminal, "%s; you will be back in your rooms when it works again", why);
	else if (connection_is_distrusted(connection) && !terminal->distrusted)
		tell_rows(terminal, why);
	terminal->distrusted = connection_is_distrusted(connection);
	terminal_refresh(terminal);
}

/* Without status rows, an unconfirmed line is told once. */
static void tell_late(struct terminal *terminal)
{
	char text[STATUS_LINE_SIZE];
	status_unconfirmed(text, terminal->chat, clock_utc_ms());
	if (*text && !terminal->late && terminal->editor->shows_entered)
		terminal_answer(terminal, CHAT_INFO, text);
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
	terminal_refresh(data);
}

const struct session_user terminal_session_user = {
	on_event, on_batch, on_up, on_told, on_ask, on_down, on_tick};
