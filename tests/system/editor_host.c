/* An editor by itself, for test_client_editor.c and test_client_typing.c: "editor_host
 * plain|readline FIFO [HISTORY]"; without arguments it names the better editor that it has.
 *
 * Says what is entered, above the line, and does what the lines of the FIFO say. A line that begins
 * with "secret" is not kept. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/buffer.h>
#include <event2/event.h>

#include "editor.h"
#include "memory.h"
#include "style.h"

static const struct editor *editor;
static struct event_base *base;
static unsigned keys;

static void say(const char *what, const char *text)
{
	editor->hide();
	printf("%s", what);
	for (; *text; text++)
		fputs(*text == '\n'	? "|"
			: *text == '\t' ? "<TAB>"
					: (char[]){*text, '\0'},
			stdout);
	putchar('\n');
	fflush(stdout);
	editor->show();
}

static void on_line(void *data, const char *text, enum keep *keep)
{
	*keep = strncmp(text, "secret", 6) == 0	   ? KEEP_NOWHERE
		: strncmp(text, "private", 7) == 0 ? KEEP_RUN
						   : KEEP_DISK;
	say("entered: ", text);
	if (strcmp(text, "/quit") == 0) {
		editor->stop();
		event_base_loopbreak(base);
	}
}

static void on_end(void *data)
{
	editor->stop();
	printf("ended\n");
	event_base_loopbreak(base);
}

static void on_key(void *data)
{
	keys++;
}

static void on_choose(void *data, unsigned number)
{
	char text[16];
	snprintf(text, sizeof text, "%u", number);
	editor->set_prompt(number == 7 ? "seven> " : "> ");
	say("chose: ", text);
	if (number == 9)
		on_end(data);
}

static void on_secret(void *data, const char *text)
{
	editor->set_prompt("> ");
	say("secret: ", text ? text : "none");
}

static void on_more(void *data)
{
	say("more", "");
}

/* Three for "a", one for "b". */
static size_t on_complete(
	void *data, const char *text, size_t at, size_t *start, char ***candidates)
{
	static const char *const all[] = {"anna", "älva", "axel", "bob"};
	size_t count = 0;
	*start = at;
	while (*start > 0 && text[*start - 1] != ' ')
		--*start;
	*candidates = memory_get(4 * sizeof **candidates);
	for (size_t i = 0; i < 4; i++) {
		char word[16];
		bool first = text[*start] == 'b';
		if (at != *start + 1 || first != (i == 3) || text[*start] > 'b')
			continue;
		snprintf(word, sizeof word, "%s%s", all[i], *start == 0 ? ": " : " ");
		(*candidates)[count++] = memory_text(word);
	}
	return count;
}

static const struct editor_user user = {
	on_line, on_secret, on_end, on_key, on_choose, on_more, on_complete};

static void obey(const char *line)
{
	const char *rest = line + strcspn(line, " ");
	rest += *rest == ' ';
	if (strncmp(line, "above ", 6) == 0)
		say("", rest);
	else if (strncmp(line, "status", 6) == 0)
		editor->set_status(rest);
	else if (strncmp(line, "ask ", 4) == 0) {
		editor->ask(rest);
	} else if (strncmp(line, "two ", 4) == 0) {
		char *text = memory_text(rest);
		*strchr(text, '/') = '\n';
		editor->set_status(text);
		free(text);
	} else if (strncmp(line, "prompt ", 7) == 0) {
		editor->set_prompt(rest);
		editor->hide();
		editor->show();
	} else if (strcmp(line, "keys") == 0) {
		say("", keys >= 3 ? "three keys or more" : "fewer keys");
	}
}

static void fifo_cb(evutil_socket_t fd, short what, void *data)
{
	char *line;
	evbuffer_read(data, fd, 4096);
	while ((line = evbuffer_readln(data, NULL, EVBUFFER_EOL_LF))) {
		obey(line);
		free(line);
	}
}

static void signal_cb(evutil_socket_t number, short what, void *data)
{
	if (number == SIGWINCH) {
		editor->resize();
	} else if (number == SIGCONT) {
		editor->resume();
	} else if (number == SIGTSTP) {
		editor->pause();
		raise(SIGSTOP);
	} else {
		editor->stop();
		event_base_loopbreak(base);
	}
}

int main(int count, char **words)
{
	static const int numbers[] = {SIGINT, SIGTERM, SIGWINCH, SIGTSTP, SIGCONT};
	struct event *events[sizeof numbers / sizeof *numbers];
	if (count < 3) {
		puts(editor_readline ? editor_readline->name : editor_plain.name);
		return 0;
	}
	style_init();
	editor = strcmp(words[1], "plain") == 0 ? &editor_plain : editor_readline;
	if (!editor)
		return 77;
	base = event_base_new();
	struct evbuffer *orders = evbuffer_new();
	struct event *fifo = event_new(base, open(words[2], O_RDWR | O_NONBLOCK | O_CLOEXEC),
		EV_READ | EV_PERSIST, fifo_cb, orders);
	event_add(fifo, NULL);
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		events[i] = evsignal_new(base, numbers[i], signal_cb, NULL);
		event_add(events[i], NULL);
	}
	editor->set_prompt(getenv("HOST_PROMPT") ? getenv("HOST_PROMPT") : "> ");
	puts("-- welcome");
	fflush(stdout);
	int error = editor->start(base, count > 3 ? words[3] : NULL, &user, NULL);
	if (error)
		say("trouble: ", strerror(error));
	event_base_dispatch(base);
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		event_free(events[i]);
	event_free(fifo);
	evbuffer_free(orders);
	event_base_free(base);
	return 0;
}
