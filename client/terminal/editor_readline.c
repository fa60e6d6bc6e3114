/* The line being typed with GNU readline's callback interface.
 *
 * Readline draws the prompt and the line, and knows where on the screen they are, so long as the
 * terminal keeps its size. The status above is drawn here. */
#include "editor.h"

#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <event2/event.h>
#include <readline/history.h>
#include <readline/readline.h>

#include "charset.h"
#include "cycle.h"
#include "entry.h"
#include "history_file.h"
#include "memory.h"
#include "paste.h"
#include "rows.h"
#include "text.h"
#include "terminfo.h"
#include "update.h"

#define NOTE_SIZE 64
#define COLUMNS_LEAST 3 /* readline divides by a third of them */
#define TEXT_OF(number) #number
#define VERSION(major, minor) TEXT_OF(major) "." TEXT_OF(minor)
/* This row and those below. From the first place of the screen on, some terminals would not erase
 * but scroll away what is there; so it is done from the second. */
#define ERASE_BELOW "\r\033[K\033[C\033[J\r"

static struct {
	bool running;
	bool paused;
	bool visible;  /* prompt and line are on the screen */
	bool entering; /* readline is between two lines: it can draw none */
	bool new_prompt;
	bool tall; /* the line is too long for the screen: readline shows a part, in one row */
	const struct editor_user *user;
	void *data;
	struct event *input;
	FILE *out;
	char *history; /* the file's path, or NULL */
	char *prompt;
	char *status;
	char *above;  /* the rows above the prompt that are on the screen, as plain text */
	size_t lines; /* pasted, as far as the rows above tell */
	char *entered;
	struct cycle cycle;
} editor;

/* Whether the terminal has another size than readline knows of. Asked anew each time, since what
 * arrives may be shown before the signal of a new size has been handled. */
static bool size_changed(int *columns)
{
	struct winsize now;
	int rows;
	rl_get_screen_size(&rows, columns);
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &now) < 0 || !now.ws_col || !now.ws_row)
		return false;
	bool changed = now.ws_col != *columns || now.ws_row != rows;
	*columns = now.ws_col;
	return changed;
}

/* Those that will be said; 0 where the line has no breaks. */
static size_t count_lines(void)
{
	size_t count = 0;
	const char *line = rl_line_buffer, *end = strchr(line, '\n');
	if (!end)
		return 0;
	for (; end; line = end + 1, end = strchr(line, '\n'))
		count += !text_blank(line, (size_t)(end - line));
	return count + !text_blank(line, strlen(line));
}

/* A row is one column short, so that no terminal is left wondering whether it is full. */
static void draw_above(size_t columns)
{
	char *whole, *drawn, *text;
	char note[NOTE_SIZE] = "";
	editor.lines = editor.entering ? 0 : count_lines();
	if (editor.lines)
		snprintf(note, sizeof note, "%zu line%s: Enter sends, Ctrl-U deletes", editor.lines,
			editor.lines == 1 ? "" : "s");
	const char *status = editor.status ? editor.status : "";
	if (asprintf(&whole, "%s%s%s", status, *status && *note ? "\n" : "", note) < 0)
		fatal("out of memory");
	free(editor.above);
	text = rows_cut(whole, columns - (columns > 1), &editor.above);
	drawn = charset_out_text(text, strlen(text));
	fputs(drawn, editor.out);
	free(drawn);
	free(text);
	free(whole);
}

/* Readline counts what stands between \001 and \002 as no columns. */
static void apply_prompt(void)
{
	char *whole;
	size_t size;
	char *text = charset_out_text(editor.prompt, strlen(editor.prompt));
	FILE *marked = open_memstream(&whole, &size);
	if (!marked)
		fatal("out of memory");
	for (const char *at = text; *at;) {
		size_t colour = rows_sequence(at);
		if (colour)
			fprintf(marked, "\001%.*s\002", (int)colour, at);
		else
			fputc(*at, marked);
		at += colour ? colour : 1;
	}
	if (fclose(marked) != 0)
		fatal("out of memory");
	rl_set_prompt(whole);
	editor.new_prompt = false;
	free(whole);
	free(text);
}

/* A search shows a prompt of its own, and puts the one before it back in the end. */
static bool takes_prompt(void)
{
	return editor.new_prompt && rl_display_prompt == rl_prompt;
}

/* Terminals of today wrap anew what is on the screen, the typed line and the cursor included;
 * readline's own handling counts on the old rows and leaves pieces of the line behind. */
static void erase(void)
{
	int rows, drawn, columns;
	size_t up = 0;
	if (!editor.visible)
		return;
	update_begin();
	rl_get_screen_size(&rows, &drawn);
	if (!size_changed(&columns))
		rl_clear_visible_line();
	else if (!editor.tall)
		up = rows_above(rl_display_prompt, rl_line_buffer, (size_t)rl_point, (size_t)drawn,
			(size_t)columns);
	up += rows_of(editor.above, (size_t)columns);
	if (up)
		fprintf(editor.out, "\033[%zuA", up);
	fputs(ERASE_BELOW, editor.out);
	editor.visible = false;
}

static void hide(void)
{
	if (!editor.visible)
		return;
	erase();
	update_flush();
}

static void show(void)
{
	int columns;
	if (!editor.running || editor.paused || editor.entering)
		return;
	if (editor.visible && !takes_prompt())
		return;
	erase();
	if (takes_prompt())
		apply_prompt();
	if (size_changed(&columns))
		rl_reset_screen_size();
	draw_above((size_t)columns);
	rl_forced_update_display();
	update_end();
	editor.visible = true;
}

static void redraw(void)
{
	if (!editor.visible)
		return;
	erase();
	show();
}

static void set_prompt(const char *prompt)
{
	if (editor.prompt && strcmp(editor.prompt, prompt) == 0)
		return;
	memory_replace(&editor.prompt, prompt);
	editor.new_prompt = true;
}

static void set_status(const char *status)
{
	if (strcmp(editor.status ? editor.status : "", status) == 0)
		return;
	memory_replace(&editor.status, status);
	redraw();
}

static void resize(void)
{
	int columns;
	if (editor.visible && size_changed(&columns))
		redraw();
}

static void remember(void *data, const char *text)
{
	char *line = charset_out_text(text, strlen(text));
	HIST_ENTRY *last = history_length ? history_get(history_base + history_length - 1) : NULL;
	(void)data;
	if (!last || strcmp(last->line, line) != 0)
		add_history(line);
	free(line);
}

static void hand_over(const char *line)
{
	enum keep keep = KEEP_NOWHERE;
	char *text = entry_clean(line);
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
	rl_eof_found = 0; /* or a blank row would be left behind */
	editor.user->end(editor.data);
}

/* Readline is about to draw the prompt and an empty line. */
static void draw_next(void)
{
	int columns;
	if (editor.new_prompt)
		apply_prompt();
	size_changed(&columns);
	draw_above((size_t)columns);
	editor.visible = true;
}

static void line_cb(char *line)
{
	if (!line)
		hide();
	editor.visible = false;
	editor.entering = true;
	if (line)
		hand_over(editor.entered ? editor.entered : line);
	else
		take_end();
	memory_replace(&editor.entered, NULL);
	free(line);
	editor.entering = false;
	if (editor.running)
		draw_next();
}

/* Enter. Readline would leave the line where it is, and go to the next row; of an empty line it
 * leaves nothing. */
static int enter(int count, int key)
{
	hide();
	memory_replace(&editor.entered, rl_line_buffer);
	rl_delete_text(0, rl_end);
	rl_point = 0;
	return rl_newline(count, key);
}

static int clear_screen(int count, int key)
{
	(void)count;
	(void)key;
	erase();
	fputs("\033[H\033[2J", editor.out);
	show();
	return 0;
}

static int choose(int count, int key)
{
	(void)count;
	editor.user->choose(editor.data, (unsigned)(key - '0'));
	return 0;
}

static int complete_next(int count, int key);
static int complete_before(int count, int key);

static int turn(bool back)
{
	if (rl_last_func != complete_next && rl_last_func != complete_before)
		cycle_begin(&editor.cycle, editor.user->complete, editor.data);
	cycle_turn(&editor.cycle, back);
	return 0;
}

static int complete_next(int count, int key)
{
	(void)count;
	(void)key;
	return turn(false);
}

static int complete_before(int count, int key)
{
	(void)count;
	(void)key;
	return turn(true);
}

static void input_cb(evutil_socket_t fd, short what, void *data)
{
	(void)fd;
	(void)what;
	(void)data;
	resize();
	editor.user->key(editor.data);
	if (editor.running)
		rl_callback_read_char();
	if (!editor.running)
		return;
	if (takes_prompt() || count_lines() != editor.lines)
		redraw();
	update_end();
}

/* Readline would give the terminal back and take it again for each line, and what is typed
 * between the two would be shown twice. */
static void keep_terminal(void)
{
}

/* A line that is taller than the screen could not be erased again. */
static void redisplay(void)
{
	int rows, columns;
	rl_get_screen_size(&rows, &columns);
	if (columns < COLUMNS_LEAST)
		return;
	size_t above = editor.above ? rows_of(editor.above, (size_t)columns) : 0;
	size_t last = rows_above(rl_display_prompt, rl_line_buffer, (size_t)rl_end, (size_t)columns,
		(size_t)columns);
	bool tall = above + last >= (size_t)rows;
	if (tall != editor.tall) {
		rl_clear_visible_line();
		rl_variable_bind("horizontal-scroll-mode", tall ? "on" : "off");
		editor.tall = tall;
		rl_on_new_line();
	}
	rl_redisplay();
}

static void bind_keys(Keymap map)
{
	char sequence[] = "\\e0";
	rl_bind_key_in_map('\r', enter, map);
	rl_bind_key_in_map('\n', enter, map);
	rl_bind_key_in_map('L' & 0x1F, clear_screen, map);
	rl_bind_key_in_map('\t', complete_next, map);
	rl_bind_keyseq_in_map("\\e[Z", complete_before, map);
	rl_bind_keyseq_in_map("\\e[200~", paste, map);
	for (; sequence[2] <= '9'; sequence[2]++)
		rl_bind_keyseq_in_map(sequence, choose, map);
}

static void set_up_readline(void)
{
	setenv("LC_ALL", setlocale(LC_CTYPE, NULL), 1); /* where readline looks by itself */
	terminfo_choose();
	rl_readline_name = "chat-client";
	rl_outstream = editor.out;
	rl_catch_signals = 0;
	rl_catch_sigwinch = 0;
	rl_change_environment = 0;
	rl_erase_empty_line = 1;
	rl_deprep_term_function = keep_terminal;
	rl_initialize(); /* with another redisplay before it, it would take the terminal for dumb */
	rl_redisplay_function = redisplay;
	rl_variable_bind("enable-active-region", "off");
	rl_variable_bind("revert-all-at-newline", "on");
	bind_keys(emacs_standard_keymap);
	bind_keys(vi_insertion_keymap);
	rl_bind_key_in_map('\r', enter, vi_movement_keymap);
	rl_bind_key_in_map('\n', enter, vi_movement_keymap);
	using_history();
	stifle_history(HISTORY_FILE_LINES);
}

static const char *start(
	struct event_base *base, const char *history, const struct editor_user *user, void *data)
{
	editor.user = user;
	editor.data = data;
	editor.input = event_new(base, STDIN_FILENO, EV_READ | EV_PERSIST, input_cb, NULL);
	if (!editor.input || event_add(editor.input, NULL) < 0)
		fatal("out of memory");
	editor.out = update_open();
	set_up_readline();
	const char *words = history ? history_file_read(history, remember, NULL) : NULL;
	memory_replace(&editor.history, words ? NULL : history);
	if (!editor.prompt)
		set_prompt("");
	rl_callback_handler_install("", line_cb);
	editor.running = true;
	editor.new_prompt = true;
	show();
	return words;
}

static void pause_editor(void)
{
	if (!editor.running)
		return;
	hide();
	editor.paused = true;
	rl_deprep_terminal();
	update_end();
}

static void resume(void)
{
	if (!editor.running)
		return;
	hide();
	editor.paused = false;
	rl_deprep_terminal();
	rl_prep_terminal(1);
	rl_reset_screen_size();
	show();
}

/* The status goes, a half-typed line stays. */
static void leave_line(void)
{
	int columns;
	hide();
	if (rl_end == 0 || editor.paused)
		return;
	if (size_changed(&columns))
		rl_reset_screen_size();
	rl_point = rl_end;
	rl_forced_update_display();
	rl_crlf();
}

/* Readline may be in a call of ours: what it draws after this is never written. */
static void stop(void)
{
	if (!editor.running)
		return;
	if (!editor.entering)
		leave_line();
	rl_callback_handler_remove();
	rl_deprep_terminal();
	update_end();
	event_free(editor.input);
	cycle_end(&editor.cycle);
	editor.running = false;
	editor.visible = false;
}

static const struct editor editor_of_readline = {
	.name = "GNU readline " VERSION(RL_VERSION_MAJOR, RL_VERSION_MINOR),
	.shows_entered = false,
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

const struct editor *const editor_readline = &editor_of_readline;
