#include "rows.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>

#include "buffer.h"
#include "text.h"

#define TAB_COLUMNS 8
#define MARK_BEGIN '\001'
#define MARK_END '\002'
#define ELLIPSIS "..."
#define ELLIPSIS_FROM 60 /* columns; in fewer, each is needed for what is said */
#define SCROLL_STEPS 3	 /* a row scrolls by a third of its width */
#define SHOWN_SIZE (MB_LEN_MAX + 1)

/* The character that the text begins with, and its bytes. A byte that is none counts as a control
 * character. */
static wchar_t character(const char *text, size_t length, size_t *used)
{
	wchar_t c;
	mbstate_t state = {0};
	*used = mbrtowc(&c, text, length, &state);
	if (*used > 0 && *used <= length)
		return c;
	*used = 1;
	return L'\003';
}

/* The bytes of a control sequence with its marks that the prompt begins with; 0 for none. */
static size_t sequence(const char *prompt)
{
	if (*prompt != MARK_BEGIN)
		return 0;
	size_t length = strcspn(prompt, "\002");
	return length + (prompt[length] == MARK_END);
}

struct place {
	size_t row, column, columns;
};

/* Of text that was drawn for one width and that the terminal has wrapped anew since. */
struct layout {
	struct place drawn, now;
};

static void advance(struct place *place, size_t width)
{
	if (place->column + width > place->columns) {
		place->row++;
		place->column = 0;
	}
	place->column += width;
}

static void pass_cells(struct layout *layout, size_t count)
{
	while (count-- > 0) {
		advance(&layout->drawn, 1);
		advance(&layout->now, 1);
	}
}

static void break_row(struct place *place)
{
	place->row++;
	place->column = 0;
}

/* Moves behind one character as readline shows it: a control character as two, and before a wide
 * one that does not fit a blank, which the terminal takes for text. */
static void pass(struct layout *layout, wchar_t c)
{
	const struct place *drawn = &layout->drawn;
	int width = wcwidth(c);
	if (c == L'\n') {
		break_row(&layout->drawn);
		break_row(&layout->now);
	} else if (c == L'\t') {
		pass_cells(layout, TAB_COLUMNS - drawn->column % TAB_COLUMNS);
	} else if (width < 0) {
		pass_cells(layout, 2);
	} else {
		if (drawn->column + (size_t)width > drawn->columns)
			pass_cells(layout, drawn->columns - drawn->column);
		advance(&layout->drawn, (size_t)width);
		advance(&layout->now, (size_t)width);
	}
}

size_t rows_above(const char *prompt, const char *text, size_t point, size_t drawn, size_t columns)
{
	struct layout layout = {.drawn.columns = drawn, .now.columns = columns};
	size_t used;
	for (; *prompt; prompt += used) {
		used = sequence(prompt);
		if (used == 0)
			pass(&layout, character(prompt, strlen(prompt), &used));
	}
	for (size_t at = 0; at < point; at += used)
		pass(&layout, character(text + at, point - at, &used));
	return layout.now.row + (layout.now.column == columns);
}

size_t rows_of(const char *text, size_t columns)
{
	size_t rows = 0;
	while (*text) {
		size_t length = strcspn(text, "\n");
		do {
			size_t fit = text_fit(text, length, columns);
			if (fit == 0)
				fit = length;
			text += fit;
			length -= fit;
			rows++;
		} while (length);
		text += *text == '\n';
	}
	return rows;
}

/* The bytes up to the last blank before `fit`, or `fit` if there is none. */
static size_t before_blank(const char *text, size_t fit)
{
	size_t end = fit;
	while (end > 0 && text[end] != ' ')
		end--;
	while (end > 0 && text[end - 1] == ' ')
		end--;
	return end > 0 || text[0] == ' ' ? end : fit;
}

void rows_cut(struct buffer *out, const char *text, size_t columns)
{
	while (*text) {
		size_t length = strcspn(text, "\n");
		size_t fit = text_fit(text, length, columns);
		bool ends = fit < length && columns >= ELLIPSIS_FROM;
		if (ends) {
			fit = text_fit(text, length, columns - (sizeof ELLIPSIS - 1));
			fit = before_blank(text, fit);
		}
		buffer_add(out, text, fit);
		buffer_add_text(out, ends ? ELLIPSIS "\n" : "\n");
		text += length + (text[length] == '\n');
	}
}

/* Reads prompt and line character by character. */
struct reader {
	const char *prompt, *text; /* what is left */
	size_t column;
	size_t before; /* the column of the character that was read last */
	char shown[SHOWN_SIZE];
};

static int show_control(struct reader *reader, unsigned char c)
{
	snprintf(reader->shown, SHOWN_SIZE, "^%c", c == 0x7F ? '?' : (c & 0x1F) | 0x40);
	return 2;
}

/* Reads the next character; false at the end. */
static bool read_next(struct reader *reader)
{
	const char **from = *reader->prompt ? &reader->prompt : &reader->text;
	size_t length = strnlen(*from, MB_LEN_MAX), used;
	if (length == 0)
		return false;
	wchar_t c = character(*from, length, &used);
	int width = c == L'\t' ? 1 : wcwidth(c);
	snprintf(reader->shown, SHOWN_SIZE, "%.*s", (int)used, c == L'\t' ? " " : *from);
	if (width < 0)
		width = show_control(reader, (unsigned char)**from);
	*from += used;
	reader->before = reader->column;
	reader->column += (size_t)width;
	return true;
}

/* The first column to show so that the cursor's column is visible. */
static size_t first_column(size_t cursor, size_t width)
{
	size_t step = width / SCROLL_STEPS > 0 ? width / SCROLL_STEPS : 1;
	if (cursor < width)
		return 0;
	return (cursor - width + step) / step * step;
}

static size_t column_of(const char *prompt, const char *text, size_t point)
{
	struct reader reader = {.prompt = prompt, .text = text};
	while (*reader.prompt || (size_t)(reader.text - text) < point) {
		size_t length = sequence(reader.prompt);
		reader.prompt += length;
		if (length == 0 && !read_next(&reader))
			break;
	}
	return reader.column;
}

/* Adds the characters from column `first` on; '<' replaces the first one if there are any before
 * it. */
static void add_row(struct buffer *row, struct reader *reader, const char *point, size_t first,
	size_t width, struct rows_part *part)
{
	bool begun = first == 0, more = true;
	while (more) {
		size_t length = sequence(reader->prompt);
		if (length > 0) {
			buffer_add(row, reader->prompt, first == 0 ? length : 0);
			reader->prompt += length;
			continue;
		}
		if (!*reader->prompt && reader->text == point)
			part->bytes = row->length;
		more = read_next(reader) && reader->column <= first + width;
		if (!more || (first > 0 && reader->before <= first))
			continue;
		if (!begun)
			buffer_add(row, "<<", reader->before - first);
		begun = true;
		buffer_add_text(row, reader->shown);
	}
	if (reader->column > first + width)
		buffer_add_text(row, ">");
}

struct rows_part rows_part(const char *prompt, const char *text, size_t point, size_t columns)
{
	struct reader reader = {.prompt = prompt, .text = text};
	struct rows_part part = {0};
	struct buffer row = {0};
	size_t width = columns > 2 ? columns - 2 : 1; /* and one for '>' */
	size_t cursor = column_of(prompt, text, point), first = first_column(cursor, width);
	part.column = cursor - first;
	add_row(&row, &reader, text + point, first, width, &part);
	buffer_text(&row);
	part.text = row.bytes;
	return part;
}
