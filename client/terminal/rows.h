/* How many rows of a terminal a text takes: what must be known to erase it again. Pure but for the
 * locale. */
#ifndef ROWS_H
#define ROWS_H

#include <stddef.h>

/* The rows between the start of a prompt and the place `point` bytes behind it, where text in the
 * locale's characters is shown as readline does it: control characters as two columns, newlines as
 * breaks. It was drawn for a terminal of `drawn` columns, which has `columns` now and has wrapped
 * it anew. What is between \001 and \002 in the prompt takes no columns. A terminal that is just
 * full counts as one whose cursor is on the next row. */
size_t rows_above(const char *prompt, const char *text, size_t point, size_t drawn, size_t columns);

/* The rows of safe UTF-8 text, divided by newlines, each of which ends a row. */
size_t rows_of(const char *text, size_t columns);

/* The bytes of the escape sequence of colour (SGR) that `text` begins with; 0 for none. */
size_t rows_sequence(const char *text);

/* Copies `text`, UTF-8 whose rows are divided by newlines and which may have escape sequences of
 * colour, each row cut to `columns`, at a word and with "..." where there is room for that;
 * sequences take none and are all kept. Each row ends with a newline. To free(3). `plain` gets the
 * same without the sequences. */
char *rows_cut(const char *text, size_t columns, char **plain);

#endif
