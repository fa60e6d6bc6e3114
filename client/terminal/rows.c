#include "rows.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>

#include "memory.h"
#include "text.h"

#define TAB_COLUMNS 8
#define IGNORED_BEGIN L'\001' /* readline's marks */
#define IGNORED_END L'\002'

struct place {
	size_t row, column, columns;
};

/* Of what was drawn at one width and has been wrapped anew by the terminal since. */
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

/* Behind one character, as readline shows it: a control character as two, and before a wide one
 * that does not fit a blank, which the terminal takes for text. */
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

/* The next character; a byte that is none is shown like a control character. */
static wchar_t next(const char *text, size_t length, size_t *at, mbstate_t *state)
{
	wchar_t c;
	size_t used = mbrtowc(&c, text + *at, length - *at, state);
	if (used == 0 || used > length - *at) {
		*state = (mbstate_t){0};
		used = 1;
		c = L'\003';
	}
	*at += used;
	return c;
}

static void pass_prompt(struct layout *layout, const char *prompt)
{
	mbstate_t state = {0};
	size_t length = strlen(prompt);
	bool ignored = false;
	for (size_t at = 0; at < length;) {
		wchar_t c = next(prompt, length, &at, &state);
		if (c == IGNORED_BEGIN || c == IGNORED_END)
			ignored = c == IGNORED_BEGIN;
		else if (!ignored)
			pass(layout, c);
	}
}

size_t rows_above(const char *prompt, const char *text, size_t point, size_t drawn, size_t columns)
{
	struct layout layout = {.drawn.columns = drawn, .now.columns = columns};
	mbstate_t state = {0};
	pass_prompt(&layout, prompt);
	for (size_t at = 0; at < point;)
		pass(&layout, next(text, point, &at, &state));
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

size_t rows_sequence(const char *text)
{
	if (text[0] != '\033' || text[1] != '[')
		return 0;
	size_t length = 2 + strspn(text + 2, "0123456789;:");
	return text[length] == 'm' ? length + 1 : 0;
}

static const char ellipsis[] = "...";

#define ELLIPSIS_FROM 60 /* columns; in fewer, each is needed for what is said */

static size_t row_width(const char *text)
{
	size_t width = 0;
	while (*text && *text != '\n') {
		size_t length = rows_sequence(text);
		if (!length) {
			text += *text == '\033';
			length = strcspn(text, "\033\n");
			width += text_width(text, length);
		}
		text += length;
	}
	return width;
}

/* The bytes of a piece of which `fit` have place: up to the blank before, where there is one. */
static size_t before_blank(const char *text, size_t fit)
{
	size_t end = fit;
	while (end > 0 && text[end] != ' ')
		end--;
	while (end > 0 && text[end - 1] == ' ')
		end--;
	return end > 0 || text[0] == ' ' ? end : fit;
}

static void add_piece(FILE *out, FILE *plain, const char *piece, size_t length)
{
	fwrite(piece, 1, length, out);
	fwrite(piece, 1, length, plain);
}

/* One row, without its newline; returns where the next begins. */
static const char *cut_row(FILE *out, FILE *plain, const char *text, size_t columns)
{
	bool cuts = columns >= ELLIPSIS_FROM && row_width(text) > columns;
	if (cuts)
		columns -= sizeof ellipsis - 1;
	while (*text && *text != '\n') {
		size_t length = rows_sequence(text);
		if (length) {
			fwrite(text, 1, length, out);
			text += length;
			continue;
		}
		text += *text == '\033';
		length = strcspn(text, "\033\n");
		size_t fit = text_fit(text, length, columns);
		bool full = fit < length;
		columns = full ? 0 : columns - text_width(text, fit);
		add_piece(out, plain, text, full && cuts ? before_blank(text, fit) : fit);
		if (full && cuts)
			add_piece(out, plain, ellipsis, sizeof ellipsis - 1);
		cuts &= !full;
		text += length;
	}
	fputc('\n', out);
	fputc('\n', plain);
	return *text ? text + 1 : text;
}

char *rows_cut(const char *text, size_t columns, char **plain)
{
	char *whole, *bare;
	size_t size;
	FILE *out = open_memstream(&whole, &size);
	FILE *without = open_memstream(&bare, &size);
	if (!out || !without)
		fatal("out of memory");
	while (*text)
		text = cut_row(out, without, text, columns);
	if (fclose(out) != 0 || fclose(without) != 0)
		fatal("out of memory");
	*plain = bare;
	return whole;
}
