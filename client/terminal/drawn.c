#include "drawn.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <event2/buffer.h>
#include <readline/readline.h>

#include "buffer.h"
#include "inputrc.h"
#include "memory.h"
#include "rows.h"
#include "screen.h"
#include "text.h"

#define NOTE_SIZE 64
#define COLUMNS_LEAST 3 /* readline divides by a third of them */
/* Erases this row and those below. From the screen's first cell on, some terminals would scroll the
 * contents away instead; so this erases from the second cell on. */
#define ERASE_BELOW "\r\033[K\033[C\033[J\r"

static struct {
	FILE *out;		  /* collects in `waiting` */
	struct evbuffer *waiting; /* to be written at once */
	bool updating;		  /* between the marks of a synchronized update */
	bool visible;		  /* prompt and line are on the screen */
	bool new_prompt;
	bool wants_one_row;
	bool one_row; /* drawn here: the user wants it, or the screen has too few rows */
	char *prompt;
	char *status;
	struct buffer above; /* the rows above the prompt that are on the screen */
	char *before;	     /* what was drawn before the line last time */
	char *row;	     /* what was drawn up to the cursor, with one_row */
	size_t lines;	     /* in the line, as the rows above tell */
} drawn;

static ssize_t collect(void *data, const char *bytes, size_t length)
{
	evbuffer_add(drawn.waiting, bytes, length);
	return (ssize_t)length;
}

FILE *drawn_open(void)
{
	const cookie_io_functions_t functions = {.write = collect};
	drawn.new_prompt = true;
	if (!drawn.prompt)
		drawn_set_prompt("");
	if (drawn.out)
		return drawn.out;
	drawn.waiting = evbuffer_new();
	drawn.out = fopencookie(NULL, "w", functions);
	if (!drawn.out)
		fatal("out of memory");
	return drawn.out;
}

/* The terminal being gone is reported by SIGHUP. */
static void flush(void)
{
	fflush(drawn.out);
	fflush(stdout);
	screen_write(STDOUT_FILENO, drawn.waiting);
}

static void begin_update(void)
{
	if (!drawn.updating)
		fputs("\033[?2026h", drawn.out);
	drawn.updating = true;
}

void drawn_end_update(void)
{
	if (drawn.updating)
		fputs("\033[?2026l", drawn.out);
	drawn.updating = false;
	flush();
}

/* Whether the terminal has another size than readline knows. Asks each time, since something may be
 * shown before the signal of a new size is handled. */
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

/* The lines that will be said; 0 if there are no newlines. */
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

/* Rows are one column short, since terminals differ in what follows a full row. */
static void draw_above(size_t columns)
{
	char note[NOTE_SIZE] = "";
	drawn.lines = count_lines();
	if (drawn.lines)
		snprintf(note, sizeof note, "%zu line%s: Enter sends, Ctrl-U deletes", drawn.lines,
			drawn.lines == 1 ? "" : "s");
	const char *status = drawn.status ? drawn.status : "";
	buffer_clear(&drawn.above);
	rows_cut(&drawn.above, status, columns - (columns > 1));
	rows_cut(&drawn.above, note, columns - (columns > 1));
	fputs(buffer_text(&drawn.above), drawn.out);
}

static void apply_prompt(void)
{
	rl_set_prompt(drawn.prompt);
	drawn.new_prompt = false;
}

/* A search shows its own prompt, and puts the one before back at its end. */
static bool takes_prompt(void)
{
	return drawn.new_prompt && rl_display_prompt == rl_prompt;
}

/* When their width changes, terminals of today wrap the screen's contents anew, with the typed line
 * and the cursor. readline counts on the old rows and would leave pieces of the line behind. */
static void erase(void)
{
	int rows, columns_drawn, columns;
	size_t up = 0;
	if (!drawn.visible)
		return;
	begin_update();
	rl_get_screen_size(&rows, &columns_drawn);
	bool changed = size_changed(&columns);
	if (drawn.one_row && changed)
		up = rows_above(drawn.row, "", 0, (size_t)columns_drawn, (size_t)columns);
	else if (changed && drawn.before)
		up = rows_above(drawn.before, rl_line_buffer, (size_t)rl_point,
			(size_t)columns_drawn, (size_t)columns);
	else if (!drawn.one_row)
		rl_clear_visible_line();
	up += rows_of(buffer_text(&drawn.above), (size_t)columns);
	if (up)
		fprintf(drawn.out, "\033[%zuA", up);
	fputs(ERASE_BELOW, drawn.out);
	drawn.visible = false;
}

void drawn_hide(void)
{
	if (!drawn.visible)
		return;
	erase();
	flush();
}

void drawn_show(void)
{
	int columns;
	if (drawn.visible && !takes_prompt())
		return;
	erase();
	if (takes_prompt())
		apply_prompt();
	if (size_changed(&columns))
		rl_reset_screen_size();
	draw_above((size_t)columns);
	rl_forced_update_display();
	drawn_end_update();
	drawn.visible = true;
}

void drawn_redraw(void)
{
	if (!drawn.visible)
		return;
	erase();
	drawn_show();
}

void drawn_set_prompt(const char *prompt)
{
	if (drawn.prompt && strcmp(drawn.prompt, prompt) == 0)
		return;
	memory_replace(&drawn.prompt, prompt);
	drawn.new_prompt = true;
}

void drawn_set_status(const char *status)
{
	if (strcmp(drawn.status ? drawn.status : "", status) == 0)
		return;
	memory_replace(&drawn.status, status);
	drawn_redraw();
}

void drawn_set_one_row(bool one_row)
{
	drawn.wants_one_row = one_row;
}

void drawn_resize(void)
{
	int columns;
	if (drawn.visible && size_changed(&columns))
		drawn_redraw();
}

void drawn_clear_screen(void)
{
	erase();
	fputs("\033[H\033[2J", drawn.out);
	drawn_show();
}

void drawn_update(void)
{
	if (takes_prompt() || count_lines() != drawn.lines)
		drawn_redraw();
	drawn_end_update();
}

void drawn_forget(void)
{
	drawn.visible = false;
}

void drawn_next(void)
{
	int columns;
	if (drawn.new_prompt)
		apply_prompt();
	size_changed(&columns);
	draw_above((size_t)columns);
	drawn.visible = true;
}

void drawn_leave(const char *mark)
{
	int columns;
	drawn_hide();
	if (rl_end == 0)
		return;
	if (size_changed(&columns))
		rl_reset_screen_size();
	rl_point = rl_end;
	rl_forced_update_display();
	fputs(mark, drawn.out);
	rl_crlf();
}

/* readline shows the editing mode only before its own prompt. */
static void note_before(void)
{
	free(drawn.before);
	drawn.before = memory_format("%s%s", rl_display_prompt == rl_prompt ? inputrc_mode() : "",
		rl_display_prompt ? rl_display_prompt : "");
}

static void draw_row(size_t columns)
{
	struct rows_part part = rows_part(drawn.before, rl_line_buffer, (size_t)rl_point, columns);
	fputc('\r', drawn.out);
	for (const char *at = part.text; *at; at++)
		if (*at != '\001' && *at != '\002')
			fputc(*at, drawn.out);
	fputs("\033[K\r", drawn.out);
	if (part.column)
		fprintf(drawn.out, "\033[%zuC", part.column);
	free(drawn.row);
	drawn.row = part.text;
	drawn.row[part.bytes] = '\0';
}

/* readline's redisplay. A line that is taller than the screen could not be erased again, so it gets
 * one row. */
void drawn_redisplay(void)
{
	int rows, columns;
	rl_get_screen_size(&rows, &columns);
	if (columns < COLUMNS_LEAST)
		return;
	note_before();
	size_t above = rows_of(buffer_text(&drawn.above), (size_t)columns);
	size_t last = rows_above(
		drawn.before, rl_line_buffer, (size_t)rl_end, (size_t)columns, (size_t)columns);
	bool one_row = drawn.wants_one_row || above + last >= (size_t)rows;
	if (one_row != drawn.one_row) {
		if (one_row)
			rl_clear_visible_line();
		else
			fputs("\r\033[K", drawn.out);
		drawn.one_row = one_row;
		rl_on_new_line();
	}
	if (one_row)
		draw_row((size_t)columns);
	else
		rl_redisplay();
}
