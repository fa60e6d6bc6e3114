/* The terminal's own line editing. The terminal keeps the half-typed line, which nobody can read:
 * when something is printed, it stays in its row if there is no prompt or the cursor cannot be
 * moved; otherwise it is erased from view, and Ctrl-R shows it again. */
#include "editor.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <event2/event.h>
#include <sodium.h>

#include "keys.h"
#include "memory.h"
#include "screen.h"
#include "style.h"

#define LINE_BYTES 4096 /* the most that a terminal hands over at once */

static struct {
	bool running;
	bool paused;
	bool shown; /* the prompt is the last thing on the screen */
	char *prompt;
	const struct editor_user *user;
	void *data;
	struct event *input;
	char interrupt;	   /* the key's byte; 0 for none */
	bool asking;	   /* for a secret */
	bool has_settings; /* the terminal's, from before the start */
	struct termios settings;
} editor;

static void put(const char *text)
{
	fputs(text, stdout);
	fflush(stdout);
}

static bool has_prompt(void)
{
	return editor.prompt && *editor.prompt;
}

static void set_prompt(const char *prompt)
{
	memory_replace(&editor.prompt, prompt);
}

static void set_status(const char *status)
{
}

static void hide(void)
{
	if (editor.running && editor.shown)
		put(style_is_dumb() ? "\n" : "\r\033[K");
	editor.shown = false;
}

/* Several lines entered at once are all on the screen already: a prompt after the first would stand
 * before the next answer. */
static bool has_line(void)
{
	struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
	return poll(&input, 1, 0) > 0;
}

static void show(void)
{
	if (!editor.running || editor.paused || editor.shown || !has_prompt() || has_line())
		return;
	put(editor.prompt);
	editor.shown = true;
}

static void set_terminal(int when);

static void tell_secret(char *line)
{
	editor.asking = false;
	editor.shown = false;
	put("\n"); /* the key was not shown either */
	set_terminal(TCSANOW);
	if (line)
		line[strcspn(line, "\r\n")] = '\0';
	editor.user->secret(editor.data, line);
	show();
}

static void take(const char *line)
{
	enum keep keep;
	char *text = keys_line(line);
	editor.shown = false;
	if (*text)
		editor.user->line(editor.data, text, &keep);
	free(text);
	show();
}

static void take_end(void)
{
	event_del(editor.input);
	editor.user->end(editor.data);
}

/* The terminal has shown "^C" behind the line. */
static void drop(size_t length)
{
	if (length == 0) {
		take_end();
		return;
	}
	put("\n");
	editor.shown = false;
	show();
}

static void take_input(char *line, size_t length)
{
	bool interrupted = editor.interrupt && line[length - 1] == editor.interrupt;
	if (!editor.running)
		return;
	if (editor.asking)
		tell_secret(interrupted ? NULL : line);
	else if (interrupted)
		drop(length - 1);
	else
		take(line);
}

static void input_cb(evutil_socket_t fd, short what, void *data)
{
	char line[LINE_BYTES + 1];
	ssize_t length = read(fd, line, LINE_BYTES);
	if (length > 0) {
		line[length] = '\0';
		editor.user->key(editor.data);
		take_input(line, (size_t)length);
		sodium_memzero(line, sizeof line);
	} else if (length == 0 && editor.asking) {
		tell_secret(NULL);
	} else if (length == 0 || (errno != EINTR && errno != EAGAIN)) {
		take_end();
	}
}

/* Makes the interrupt key end a line, as its last byte. As a signal it might arrive after what was
 * typed behind it, and nothing would tell whether there was a half-typed line. */
static void set_terminal(int when)
{
	struct termios kept = editor.settings;
	if (!editor.has_settings)
		return;
	editor.interrupt = (char)kept.c_cc[VINTR];
	kept.c_cc[VEOL] = kept.c_cc[VINTR];
	kept.c_cc[VINTR] = _POSIX_VDISABLE;
	if (editor.asking)
		kept.c_lflag &= ~(tcflag_t)ECHO;
	tcsetattr(STDIN_FILENO, when, &kept);
	screen_guard(&editor.settings, "");
}

static void take_terminal(void)
{
	editor.has_settings = tcgetattr(STDIN_FILENO, &editor.settings) == 0;
	set_terminal(TCSANOW);
}

static void give_terminal(void)
{
	screen_guard(NULL, NULL);
	if (editor.has_settings)
		tcsetattr(STDIN_FILENO, TCSANOW, &editor.settings);
}

/* What was typed of another line is dropped: it would begin the secret. */
static void ask(const char *prompt)
{
	if (!editor.running)
		return;
	editor.asking = true;
	set_prompt(prompt);
	hide();
	set_terminal(TCSAFLUSH);
	show();
}

static int start(
	struct event_base *base, const char *history, const struct editor_user *user, void *data)
{
	/* the terminal keeps none */
	editor.user = user;
	editor.data = data;
	editor.input = event_new(base, STDIN_FILENO, EV_READ | EV_PERSIST, input_cb, NULL);
	event_add(editor.input, NULL);
	editor.running = true;
	editor.paused = false;
	take_terminal();
	show();
	return 0;
}

static void resize(void)
{
}

static void pause_editor(void)
{
	if (!editor.running)
		return;
	hide();
	editor.paused = true;
	give_terminal();
}

static void resume(void)
{
	if (!editor.running)
		return;
	hide();
	if (editor.paused)
		take_terminal();
	else
		set_terminal(TCSANOW); /* others may have changed it */
	editor.paused = false;
	show();
}

static void stop(void)
{
	if (!editor.running)
		return;
	event_free(editor.input);
	editor.running = false;
	if (!editor.paused)
		give_terminal();
	if (editor.shown)
		put("\n");
	editor.shown = false;
}

const struct editor editor_plain = {
	.name = "the terminal's own",
	.shows_entered = true,
	.start = start,
	.ask = ask,
	.set_prompt = set_prompt,
	.set_status = set_status,
	.hide = hide,
	.show = show,
	.resize = resize,
	.pause = pause_editor,
	.resume = resume,
	.stop = stop,
};
