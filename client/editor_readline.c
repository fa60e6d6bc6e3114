#include "editor.h"

#include <langinfo.h>
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#include <event2/event.h>
#include <readline/history.h>
#include <readline/readline.h>

#include "memory.h"
#include "text.h"

#define HISTORY_LINES 1000
#define TAB_COLUMNS 8
#define PROMPT "> "

static struct {
	bool running;
	bool entering; /* in readline's call for an entered line: no line is on the screen */
	bool paused;   /* none either */
	const struct editor_user *user;
	void *data;
	struct event *input;
} editor;

const char *editor_name(void)
{
	static char name[48];
	snprintf(name, sizeof name, "GNU readline %s", rl_library_version);
	return name;
}

/* The protocol is UTF-8 whatever the environment says; where it says nothing ("C"), readline
 * would take each byte for a character. Readline looks at the environment too. */
static void use_utf8(void)
{
	setlocale(LC_CTYPE, "");
	if (MB_CUR_MAX > 1 || strcmp(nl_langinfo(CODESET), "ANSI_X3.4-1968") != 0)
		return;
	if (setlocale(LC_CTYPE, "C.UTF-8"))
		setenv("LC_ALL", "C.UTF-8", 1);
}

static void remember(const char *line)
{
	HIST_ENTRY *last = history_length ? history_get(history_base + history_length - 1) : NULL;
	if (!last || strcmp(last->line, line) != 0)
		add_history(line);
}

static void line_cb(char *line)
{
	editor.entering = true;
	if (line) {
		remember(line);
		editor.user->line(editor.data, line);
	} else {
		editor.user->end(editor.data);
	}
	free(line);
	editor.entering = false;
}

/* Enter: a blank line is taken away instead of leaving a bare prompt behind. */
static int enter(int count, int key)
{
	if (!text_blank(rl_line_buffer, (size_t)rl_end))
		return rl_newline(count, key);
	rl_delete_text(0, rl_end);
	rl_point = 0;
	return 0;
}

static void input_cb(evutil_socket_t fd, short what, void *data)
{
	(void)fd;
	(void)what;
	(void)data;
	rl_callback_read_char();
}

/* Readline would give the terminal back and take it again for each line, and what is typed
 * between the two would be shown twice. */
static void keep_terminal(void)
{
}

static void set_up_readline(void)
{
	const Keymap maps[] = {emacs_standard_keymap, vi_insertion_keymap, vi_movement_keymap};
	rl_readline_name = "chat-client";
	rl_catch_signals = 0;
	rl_catch_sigwinch = 0;
	rl_change_environment = 0;
	rl_inhibit_completion = 1; /* files are none of a chat's business */
	rl_deprep_term_function = keep_terminal;
	for (size_t i = 0; i < sizeof maps / sizeof *maps; i++) {
		rl_bind_key_in_map('\r', enter, maps[i]);
		rl_bind_key_in_map('\n', enter, maps[i]);
	}
	using_history();
	stifle_history(HISTORY_LINES);
}

void editor_start(struct event_base *base, const struct editor_user *user, void *data)
{
	editor.user = user;
	editor.data = data;
	editor.input = event_new(base, STDIN_FILENO, EV_READ | EV_PERSIST, input_cb, NULL);
	if (!editor.input || event_add(editor.input, NULL) < 0)
		fatal("out of memory");
	use_utf8();
	set_up_readline();
	editor.running = true;
	rl_callback_handler_install(PROMPT, line_cb);
}

/* The column behind one character that begins at `column`, as readline shows it; a control
 * character is shown as two. `row` counts the lines of the screen. */
static size_t pass(wchar_t c, size_t column, size_t columns, size_t *row)
{
	size_t width = 2;
	if (c == L'\n') {
		++*row;
		return 0;
	}
	if (c == L'\t')
		width = TAB_COLUMNS - column % TAB_COLUMNS;
	else if (wcwidth(c) >= 0)
		width = (size_t)wcwidth(c);
	if (column + width > columns) {
		++*row;
		column = 0;
	}
	return column + width;
}

/* The rows between the start of the prompt and the cursor on a screen of so many columns. */
static size_t rows_above_cursor(size_t columns)
{
	const char *parts[] = {rl_display_prompt, rl_line_buffer};
	const size_t sizes[] = {strlen(rl_display_prompt), (size_t)rl_point};
	size_t row = 0, column = 0;
	for (size_t i = 0; i < 2; i++) {
		mbstate_t state = {0};
		for (size_t at = 0; at < sizes[i];) {
			wchar_t c;
			size_t used = mbrtowc(&c, parts[i] + at, sizes[i] - at, &state);
			if (used == 0 || used > sizes[i] - at)
				used = 1, c = 1, state = (mbstate_t){0};
			column = pass(c, column, columns, &row);
			at += used;
		}
	}
	return column == columns ? row + 1 : row;
}

static bool is_shown(void)
{
	return editor.running && !editor.entering && !editor.paused;
}

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

/* Terminals of today wrap anew what is on the screen, the typed line and the cursor included;
 * readline's own handling counts on the old rows and leaves pieces of the line behind. */
void editor_hide(void)
{
	int columns;
	if (!is_shown())
		return;
	if (size_changed(&columns)) {
		size_t up = rows_above_cursor((size_t)columns);
		if (up)
			fprintf(rl_outstream, "\033[%zuA", up);
		fputs("\r\033[J", rl_outstream);
		rl_reset_screen_size();
	} else {
		rl_clear_visible_line();
	}
	fflush(rl_outstream);
}

void editor_show(void)
{
	if (is_shown())
		rl_forced_update_display();
}

void editor_resize(void)
{
	int columns;
	if (!is_shown() || !size_changed(&columns))
		return;
	editor_hide();
	editor_show();
}

void editor_pause(void)
{
	if (!editor.running)
		return;
	editor_hide();
	editor.paused = true;
	rl_deprep_terminal();
}

void editor_resume(void)
{
	if (!editor.running)
		return;
	editor_hide();
	editor.paused = false;
	rl_deprep_terminal();
	rl_prep_terminal(1);
	rl_reset_screen_size();
	editor_show();
}

static void leave_line(void)
{
	if (rl_end == 0) {
		editor_hide();
		return;
	}
	rl_point = rl_end;
	rl_redisplay();
	rl_crlf();
	fflush(rl_outstream);
}

void editor_stop(void)
{
	if (!editor.running)
		return;
	if (!editor.entering)
		leave_line();
	rl_callback_handler_remove();
	rl_deprep_terminal();
	event_free(editor.input);
	editor.running = false;
}
