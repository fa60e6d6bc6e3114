/* The terminal's own line editing. What is being typed is the terminal's and cannot be had: when
 * something is printed, it stays in its row where there is no prompt or the cursor cannot be moved,
 * and is otherwise erased from view; Ctrl-R shows it again. */
#include "editor.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>

#include "charset.h"
#include "entry.h"
#include "memory.h"
#include "style.h"

#define LINE_BYTES 4096 /* a terminal hands over no more at once */

static struct {
	bool running;
	bool paused;
	bool shown; /* the prompt is the last thing on the screen */
	char *prompt;
	const struct editor_user *user;
	void *data;
	struct event *input;
} editor;

static void put(const char *text)
{
	char *out = charset_out_text(text, strlen(text));
	fputs(out, stdout);
	fflush(stdout);
	free(out);
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
	(void)status;
}

static void hide(void)
{
	if (editor.running && editor.shown)
		put(style_is_dumb() ? "\n" : "\r\033[K");
	editor.shown = false;
}

/* Of several lines entered at once, those behind the first are on the screen already: a prompt
 * between them would stand before the next answer. */
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

static void take(const char *line)
{
	enum keep keep;
	char *text = entry_clean(line);
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

static void input_cb(evutil_socket_t fd, short what, void *data)
{
	char line[LINE_BYTES + 1];
	ssize_t length = read(fd, line, LINE_BYTES);
	(void)what;
	(void)data;
	if (length > 0) {
		line[length] = '\0';
		editor.user->key(editor.data);
		if (editor.running)
			take(line);
	} else if (length == 0 || (errno != EINTR && errno != EAGAIN)) {
		take_end();
	}
}

static const char *start(
	struct event_base *base, const char *history, const struct editor_user *user, void *data)
{
	(void)history; /* the terminal keeps none */
	editor.user = user;
	editor.data = data;
	editor.input = event_new(base, STDIN_FILENO, EV_READ | EV_PERSIST, input_cb, NULL);
	if (!editor.input || event_add(editor.input, NULL) < 0)
		fatal("out of memory");
	editor.running = true;
	editor.paused = false;
	show();
	return NULL;
}

static void resize(void)
{
}

static void pause_editor(void)
{
	hide();
	editor.paused = true;
}

static void resume(void)
{
	hide();
	editor.paused = false;
	show();
}

static void stop(void)
{
	if (!editor.running)
		return;
	event_free(editor.input);
	editor.running = false;
	if (editor.shown)
		put("\n");
	editor.shown = false;
}

const struct editor editor_plain = {
	.name = "the terminal's own",
	.shows_entered = true,
	.start = start,
	.set_prompt = set_prompt,
	.set_status = set_status,
	.hide = hide,
	.show = show,
	.resize = resize,
	.pause = pause_editor,
	.resume = resume,
	.stop = stop,
};
