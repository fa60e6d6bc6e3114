/* How a text is laid out in the rows of a terminal: what must be known to erase it again, and to
 * show a part of it. Pure but for the locale, which must be UTF-8.
 *
 * A prompt may have control sequences between \001 and \002, which take no columns (readline's
 * marks). Control characters in a line are shown as two columns, "^A". */
#ifndef ROWS_H
#define ROWS_H

#include <stddef.h>

struct buffer;

/* The rows between the start of a prompt and the place `point` bytes into the text behind it, shown
 * as readline does it, with newlines as breaks. They were drawn for a terminal of `drawn` columns,
 * which has `columns` now and has wrapped them anew. In a terminal whose last column is filled, the
 * cursor counts as being in the next row. */
size_t rows_above(const char *prompt, const char *text, size_t point, size_t drawn, size_t columns);

/* The rows that safe text takes; a newline ends a row. */
size_t rows_of(const char *text, size_t columns);

/* Appends safe text whose rows are separated by newlines, each row cut to `columns`: at a word, and
 * with "..." behind it where there is room for that. Each row ends with a newline. */
void rows_cut(struct buffer *out, const char *text, size_t columns);

/* The part of a prompt and a line that fits in one row. */
struct rows_part {
	char *text;    /* with the prompt's marks and what is between them; to free(3) */
	size_t column; /* of the cursor */
	size_t bytes;  /* of `text` before the cursor */
};

/* The part, less than `columns` wide, that shows the place `point` bytes into `text`. '<' and '>'
 * at its ends stand for more. A TAB is shown as one blank. Control sequences in the prompt are left
 * out where the prompt's start is not shown. */
struct rows_part rows_part(const char *prompt, const char *text, size_t point, size_t columns);

#endif
