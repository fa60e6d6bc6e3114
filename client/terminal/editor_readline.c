/* The line being typed, with GNU readline's callback interface.
 *
 * readline never reads by itself: it gets what has been read here, in whole characters and without
 * pastes (keys.h), so no key can make the event loop wait. drawn.c draws. */
#include "editor.h"

#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>
#include <readline/history.h>
#include <readline/readline.h>

#include "cycle.h"
#include "drawn.h"
#include "hidden.h"
#include "history_file.h"
#include "inputrc.h"
#include "keys.h"
#include "memory.h"
#include "raw_terminal.h"

#define READ_BYTES 4096
#define PASTE_WAIT_MS 1000 /* for more of a paste */
#define KEY_ABORT "\007"   /* Ctrl-G: what ends readline's search for a whole line */
#define TEXT_OF(number) #number
#define VERSION(major, minor) TEXT_OF(major) "." TEXT_OF(minor)

static struct {
	bool running;
	bool paused;
	bool entering; /* readline is between two lines and cannot draw */
	bool ended;
	const struct editor_user *user;
	void *data;
	struct event *input;
	struct event *wait; /* for what keys.c holds back */
	FILE *out;
	struct keys *keys;
	const char *next; /* byte that readline gets */
	size_t left;
	char *history; /* the file's path, or NULL */
	char *entered;
	bool asking; /* for a secret */
	struct hidden hidden;
	char *half; /* the line that was half-typed when it was asked for */
	struct cycle cycle;
} editor;

static void show(void)
{
	if (editor.running && !editor.paused && !editor.entering)
		drawn_show();
}

static void remember(void *data, const char *text)
{
	HIST_ENTRY *last = history_length ? history_get(history_base + history_length - 1) : NULL;
	if (!last || strcmp(last->line, text) != 0)
		add_history(text);
}

static void hand_over(const char *line)
{
	enum keep keep = KEEP_NOWHERE;
	char *text = keys_line(line);
	if (*text) {
		editor.user->line(editor.data, text, &keep);
		if (strlen(text) > HISTORY_ENTRY_BYTES)
			keep = KEEP_NOWHERE;
		if (keep != KEEP_NOWHERE)
			remember(NULL, text);
		if (keep == KEEP_DISK && editor.history)
			history_file_add(editor.history, text);
	}
	free(text);
}

static void take_end(void)
{
	event_del(editor.input);
	editor.ended = true;
	rl_eof_found = 0; /* or a blank row would be left behind */
	editor.user->end(editor.data);
}

static void line_cb(char *line)
{
	if (!line)
		drawn_hide();
	drawn_forget();
	editor.entering = true;
	if (line)
		hand_over(editor.entered ? editor.entered : line);
	else
		take_end();
	memory_replace(&editor.entered, NULL);
	free(line);
	editor.entering = false;
	if (editor.running)
		drawn_next();
}

/* Enter. readline would leave the line on the screen and go to the next row, except for an empty
 * line; so it gets an empty one. */
static int enter(int count, int key)
{
	drawn_hide();
	memory_replace(&editor.entered, rl_line_buffer);
	rl_delete_text(0, rl_end);
	rl_point = 0;
	return rl_newline(count, key);
}

static int clear_screen(int count, int key)
{
	drawn_clear_screen();
	return 0;
}

static int redraw(int count, int key)
{
	drawn_redraw();
	return 0;
}

static int choose(int count, int key)
{
	editor.user->choose(editor.data, (unsigned)(key - '0'));
	return 0;
}

static int more(int count, int key)
{
	editor.user->more(editor.data);
	return 0;
}

static int complete_next(int count, int key);
static int complete_before(int count, int key);

static int turn(bool back)
{
	if (rl_last_func != complete_next && rl_last_func != complete_before)
		cycle_begin(&editor.cycle, editor.user, editor.data);
	cycle_turn(&editor.cycle, back);
	return 0;
}

static int complete_next(int count, int key)
{
	return rl_inhibit_completion ? rl_insert(count, key) : turn(false);
}

static int complete_before(int count, int key)
{
	return rl_inhibit_completion ? rl_ding() : turn(true);
}

/* readline asks for its next byte. If there is none it gets EOF, which makes those of its functions
 * that read by themselves return. */
static int next_byte(FILE *stream)
{
	if (editor.left == 0)
		return EOF;
	editor.left--;
	return (unsigned char)*editor.next++;
}

static int has_byte(void)
{
	return editor.left > 0;
}

/* Returns how many bytes were taken: those behind a command that asks for a secret are not. */
static size_t press(const char *bytes, size_t length)
{
	editor.next = bytes;
	editor.left = length;
	while (editor.left > 0 && editor.running && !editor.ended && !editor.asking)
		rl_callback_read_char();
	size_t used = length - editor.left;
	editor.left = 0;
	return used;
}

/* Leaves whatever waits for another key: a key sequence, an argument, a search, a motion in vi
 * mode. */
static void settle(void)
{
	if (RL_ISSTATE(RL_STATE_NSEARCH)) {
		rl_free_undo_list(); /* the search's own list, which would leak */
		press(KEY_ABORT, 1);
	}
	if (RL_ISSTATE(RL_STATE_MULTIKEY))
		rl_callback_read_char(); /* there is no byte */
	if (RL_ISSTATE(RL_STATE_NUMERICARG)) {
		rl_restore_prompt();
		rl_clear_message();
	}
	rl_callback_sigcleanup();
}

/* A paste runs no command. */
static void take_paste(const char *bytes, size_t length)
{
	char *text;
	if (RL_ISSTATE(RL_STATE_ISEARCH | RL_STATE_NSEARCH)) {
		text = keys_paste_line(bytes, length);
		press(text, strlen(text));
	} else {
		text = keys_paste_text(bytes, length);
		settle();
		raw_terminal_insert(text);
		drawn_redisplay();
	}
	free(text);
}

/* Ctrl-C. Something that waits for a key or for the rest of a paste counts as half a line. The line
 * is then dropped by entering an empty one, since readline then undoes changes to its history. */
static void interrupt(bool pasted)
{
	bool waits = RL_ISSTATE(RL_STATE_ISEARCH | RL_STATE_NSEARCH | RL_STATE_NUMERICARG |
				RL_STATE_CHARSEARCH | RL_STATE_VIMOTION);
	settle();
	if (rl_end == 0 && !waits && !pasted) {
		drawn_hide();
		take_end();
		return;
	}
	if (RL_ISSTATE(RL_STATE_MACRODEF))
		press(KEY_ABORT, 1);
	drawn_leave("^C");
	rl_delete_text(0, rl_end);
	rl_point = 0;
	press("\r", 1);
}

static void ask(const char *prompt)
{
	if (!editor.running)
		return;
	if (!editor.asking && !editor.entering) {
		settle();
		memory_replace(&editor.half, rl_line_buffer);
		rl_replace_line("", 1);
		rl_point = 0;
	}
	editor.asking = true;
	hidden_clear(&editor.hidden);
	drawn_hide();
	drawn_set_prompt(prompt);
	show();
}

static void tell_secret(bool given)
{
	struct hidden hidden = editor.hidden;
	hidden_clear(&editor.hidden);
	editor.asking = false;
	drawn_hide();
	if (editor.half)
		rl_replace_line(editor.half, 1);
	rl_point = rl_end;
	memory_replace(&editor.half, NULL);
	editor.user->secret(editor.data, given ? hidden.text : NULL);
	hidden_clear(&hidden);
	show();
}

/* A command among them may ask for a secret, which the bytes behind it begin. */
static void take_typed(const char *bytes, size_t length)
{
	while (length > 0 && editor.running && !editor.ended) {
		enum hidden_end end = HIDDEN_MORE;
		size_t used;
		if (editor.asking)
			end = hidden_type(&editor.hidden, bytes, length, &used);
		else
			used = press(bytes, length);
		bytes += used;
		length -= used;
		if (end != HIDDEN_MORE)
			tell_secret(end == HIDDEN_DONE);
	}
}

static void take_piece(enum keys_kind kind, const char *bytes, size_t length)
{
	if (kind == KEYS_TYPED)
		take_typed(bytes, length);
	else if (kind == KEYS_PASTED && editor.asking)
		hidden_paste(&editor.hidden, bytes, length);
	else if (kind == KEYS_PASTED)
		take_paste(bytes, length);
	else if (editor.asking)
		tell_secret(false);
	else
		interrupt(length > 0);
}

/* Starts the timer for what is held back. In vi mode Escape alone is a key, and it ends a search.
 */
static void await(void)
{
	size_t length;
	enum keys_kind held = keys_held(editor.keys, &length);
	event_del(editor.wait);
	if (held == KEYS_NONE)
		return;
	int wait = held == KEYS_TYPED ? raw_terminal_key_wait(length) : PASTE_WAIT_MS;
	const struct timeval time = {.tv_sec = wait / 1000, .tv_usec = wait % 1000 * 1000};
	event_add(editor.wait, &time);
}

static void take_keys(void)
{
	const char *piece;
	size_t length;
	enum keys_kind kind;
	while (editor.running && !editor.ended &&
		(kind = keys_next(editor.keys, &piece, &length)) != KEYS_NONE)
		take_piece(kind, piece, length);
	if (!editor.running)
		return;
	await();
	drawn_update();
}

static void wait_cb(evutil_socket_t fd, short what, void *data)
{
	keys_release(editor.keys);
	take_keys();
}

static void input_cb(evutil_socket_t fd, short what, void *data)
{
	char bytes[READ_BYTES];
	ssize_t length = read(fd, bytes, sizeof bytes);
	if (length < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (length <= 0) {
		drawn_hide();
		take_end();
		return;
	}
	drawn_resize();
	editor.user->key(editor.data);
	if (!editor.running)
		return;
	keys_add(editor.keys, bytes, (size_t)length);
	take_keys();
}

static int read_inputrc(int count, int key);

static void apply_inputrc(void)
{
	static const struct inputrc_keys keys = {
		.enter = enter,
		.clear_screen = clear_screen,
		.redraw = redraw,
		.complete_next = complete_next,
		.complete_before = complete_before,
		.choose = choose,
		.more = more,
		.read_inputrc = read_inputrc,
	};
	drawn_set_one_row(inputrc_apply(&keys));
}

static int read_inputrc(int count, int key)
{
	rl_re_read_init_file(count, key);
	apply_inputrc();
	return 0;
}

static void set_up_readline(void)
{
	setenv("LC_ALL", setlocale(LC_CTYPE, NULL), 1); /* readline reads it */
	inputrc_choose_terminal();
	rl_readline_name = "chat-client";
	rl_outstream = editor.out;
	rl_catch_signals = 0;
	rl_catch_sigwinch = 0;
	rl_change_environment = 0;
	rl_erase_empty_line = 1;
	rl_getc_function = next_byte;
	rl_input_available_hook = has_byte;
	rl_deprep_term_function = raw_terminal_keep;
	rl_initialize(); /* before redisplay is set, or it would take the terminal for dumb */
	rl_redisplay_function = drawn_redisplay;
	apply_inputrc();
	using_history();
	if (!history_is_stifled() || history_max_entries > HISTORY_FILE_LINES)
		stifle_history(HISTORY_FILE_LINES);
}

static void take_terminal(void)
{
	keys_set_interrupt(editor.keys, raw_terminal_take(editor.out));
}

static void give_terminal(void)
{
	raw_terminal_give(editor.out);
	drawn_end_update();
}

static void set_up_events(struct event_base *base)
{
	editor.input = event_new(base, STDIN_FILENO, EV_READ | EV_PERSIST, input_cb, NULL);
	editor.wait = evtimer_new(base, wait_cb, NULL);
	event_add(editor.input, NULL);
}

/* If the user wants no history (history-size 0), none is kept on disk either. */
static int start(
	struct event_base *base, const char *history, const struct editor_user *user, void *data)
{
	editor.user = user;
	editor.data = data;
	editor.keys = keys_new();
	set_up_events(base);
	editor.out = drawn_open();
	set_up_readline();
	if (history_max_entries == 0)
		history = NULL;
	int error = history ? history_file_read(history, remember, NULL) : 0;
	memory_replace(&editor.history, error ? NULL : history);
	take_terminal();
	rl_callback_handler_install("", line_cb);
	editor.running = true;
	show();
	return error;
}

static void pause_editor(void)
{
	if (!editor.running)
		return;
	drawn_hide();
	editor.paused = true;
	give_terminal();
}

static void resume(void)
{
	if (!editor.running)
		return;
	drawn_hide();
	editor.paused = false;
	rl_deprep_terminal();
	take_terminal();
	rl_reset_screen_size();
	show();
}

/* readline may be in a callback; what it draws after this is never written. */
static void stop(void)
{
	if (!editor.running)
		return;
	editor.running = false;
	editor.left = 0;
	if (!editor.entering && !editor.paused)
		drawn_leave("");
	rl_callback_handler_remove();
	give_terminal();
	event_free(editor.input);
	event_free(editor.wait);
	keys_free(editor.keys);
	hidden_clear(&editor.hidden);
	memory_replace(&editor.half, NULL);
	cycle_end(&editor.cycle);
	drawn_forget();
}

static const struct editor editor_of_readline = {
	.name = "GNU readline " VERSION(RL_VERSION_MAJOR, RL_VERSION_MINOR),
	.shows_entered = false,
	.start = start,
	.ask = ask,
	.set_prompt = drawn_set_prompt,
	.set_status = drawn_set_status,
	.hide = drawn_hide,
	.show = show,
	.resize = drawn_resize,
	.pause = pause_editor,
	.resume = resume,
	.stop = stop,
};

const struct editor *const editor_readline = &editor_of_readline;
