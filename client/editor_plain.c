#include "editor.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>

#include "memory.h"
#include "text.h"

#define LINE_BYTES 4096 /* a terminal hands over no more at once */

static struct {
	bool running;
	bool paused;
	const struct editor_user *user;
	void *data;
	struct event *input;
} editor;

const char *editor_name(void)
{
	return "the terminal's own";
}

static void put(const char *text)
{
	fputs(text, stdout);
	fflush(stdout);
}

static bool is_dumb(void)
{
	const char *terminal = getenv("TERM");
	return !terminal || !*terminal || strcmp(terminal, "dumb") == 0;
}

static void take(char *line, size_t length)
{
	if (length && line[length - 1] == '\n')
		length--;
	line[length] = '\0';
	if (!text_blank(line, length))
		editor.user->line(editor.data, line);
	if (editor.running)
		editor_show();
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
	if (length > 0)
		take(line, (size_t)length);
	else if (length == 0 || (errno != EINTR && errno != EAGAIN))
		take_end();
}

void editor_start(struct event_base *base, const struct editor_user *user, void *data)
{
	editor.user = user;
	editor.data = data;
	editor.input = event_new(base, STDIN_FILENO, EV_READ | EV_PERSIST, input_cb, NULL);
	if (!editor.input || event_add(editor.input, NULL) < 0)
		fatal("out of memory");
	editor.running = true;
	editor_show();
}

/* What is being typed is the terminal's and cannot be had; it is erased from view and Ctrl-R
 * shows it again. */
void editor_hide(void)
{
	if (editor.running && !editor.paused)
		put(is_dumb() ? "\n" : "\r\033[K");
}

void editor_show(void)
{
	if (editor.running && !editor.paused)
		put("> ");
}

void editor_resize(void)
{
}

void editor_pause(void)
{
	editor_hide();
	editor.paused = true;
}

void editor_resume(void)
{
	editor_hide();
	editor.paused = false;
	editor_show();
}

void editor_stop(void)
{
	if (!editor.running)
		return;
	event_free(editor.input);
	editor.running = false;
	put("\n");
}
