#include "scroll.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>

#include "memory.h"

#define IGNORED_BEGIN '\001' /* readline's marks */
#define IGNORED_END '\002'
#define STEPS 3 /* it scrolls by such a part of the row */
#define SHOWN_SIZE (MB_LEN_MAX + 1)

/* Prompt and line, character by character. */
struct reader {
	const char *prompt, *text; /* what is left */
	size_t column;
	size_t before; /* the column of the character that was read last */
	char shown[SHOWN_SIZE];
};

static size_t show_control(struct reader *reader, unsigned char c)
{
	snprintf(reader->shown, SHOWN_SIZE, "^%c", c == 0x7F ? '?' : (c & 0x1F) | 0x40);
	return 2;
}

/* Reads the next character; false at the end. */
static bool read_next(struct reader *reader)
{
	const char **from = *reader->prompt ? &reader->prompt : &reader->text;
	size_t length = strnlen(*from, MB_LEN_MAX);
	mbstate_t state = {0};
	wchar_t c;
	if (length == 0)
		return false;
	size_t used = mbrtowc(&c, *from, length, &state), width = 1;
	bool known = used > 0 && used <= length;
	used = known ? used : 1;
	memcpy(reader->shown, *from, used);
	reader->shown[used] = '\0';
	if (!known || (c != L'\t' && wcwidth(c) < 0))
		width = show_control(reader, (unsigned char)**from);
	else if (c == L'\t')
		*reader->shown = ' ';
	else
		width = (size_t)wcwidth(c);
	*from += used;
	reader->before = reader->column;
	reader->column += width;
	return true;
}

/* Passes over a sequence between readline's marks; its bytes, or 0 for none. */
static size_t read_sequence(struct reader *reader, const char **sequence)
{
	if (*reader->prompt != IGNORED_BEGIN)
		return 0;
	size_t length = strcspn(reader->prompt, "\002");
	*sequence = reader->prompt;
	length += reader->prompt[length] == IGNORED_END;
	reader->prompt += length;
	return length;
}

/* The first column that is shown, for a cursor in this one. */
static size_t first_column(size_t cursor, size_t width)
{
	size_t step = width / STEPS > 0 ? width / STEPS : 1;
	if (cursor < width)
		return 0;
	return (cursor - width + step) / step * step;
}

static size_t column_of(const char *prompt, const char *text, size_t point)
{
	struct reader reader = {.prompt = prompt, .text = text};
	const char *sequence;
	while (*reader.prompt || (size_t)(reader.text - text) < point)
		if (!read_sequence(&reader, &sequence) && !read_next(&reader))
			break;
	return reader.column;
}

/* The characters from this column on; the first one's place is taken by '<' if there are any before
 * it. */
static void print_row(FILE *row, struct reader *reader, const char *point, size_t first,
	size_t width, struct scroll *scroll)
{
	const char *sequence;
	bool begun = first == 0, more = true;
	while (more) {
		size_t length = read_sequence(reader, &sequence);
		if (length > 0) {
			fwrite(sequence, 1, first == 0 ? length : 0, row);
			continue;
		}
		if (!*reader->prompt && reader->text == point) {
			fflush(row);
			scroll->bytes = (size_t)ftell(row);
		}
		more = read_next(reader) && reader->column <= first + width;
		if (!more || (first > 0 && reader->before <= first))
			continue;
		if (!begun)
			fprintf(row, "%.*s", (int)(reader->before - first), "<<");
		begun = true;
		fputs(reader->shown, row);
	}
	if (reader->column > first + width)
		fputc('>', row);
}

struct scroll scroll_row(const char *prompt, const char *text, size_t point, size_t columns)
{
	struct reader reader = {.prompt = prompt, .text = text};
	struct scroll scroll = {0};
	size_t width = columns > 2 ? columns - 2 : 1; /* and one for '>' */
	size_t cursor = column_of(prompt, text, point), first = first_column(cursor, width), size;
	FILE *row = open_memstream(&scroll.text, &size);
	if (!row)
		fatal("out of memory");
	scroll.column = cursor - first;
	print_row(row, &reader, text + point, first, width, &scroll);
	if (fclose(row) != 0)
		fatal("out of memory");
	return scroll;
}
