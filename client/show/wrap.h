/* Where the rows of a long text end on a terminal. Pure. A TAB counts as one column, as in text.h.
 *
 * A row may end at blanks, which are then shown in neither row, or next to a wide character
 * (scripts that are written without blanks), but not before closing or behind opening punctuation.
 *
 * A word of ASCII, letters and digits, such as an address, is never cut, so that it can be clicked
 * and copied. If the terminal is wide enough for it and one blank, it begins a row that is indented
 * less; otherwise its row is longer than the terminal is wide, and the terminal wraps it. Such a
 * row ends with the word, so nobody can make up a row that begins at the left edge and has a blank
 * in it. An address ("https://...") is separated from the text that it is stuck to if both do not
 * fit.
 *
 * Any other word that is too wide for a row fills what is left of the row and is cut between
 * grapheme clusters; a cluster that is too wide is cut between code points. */
#ifndef WRAP_H
#define WRAP_H

#include <stddef.h>

struct wrap {
	size_t columns; /* of the terminal, at least 1 */
	size_t indent;	/* of the rows behind the first, less than the columns */
};

/* The indent of a row behind the first that begins with this text. */
size_t wrap_indent(const struct wrap *wrap, const char *text, size_t length);

/* The bytes of the first row of safe text; `next` gets the place where the second row begins.
 * `indent` is this row's: wrap_indent(), or 0 for the first. A row is wider than the terminal only
 * if its last word or a single character is. For a text that is not empty `next` is never 0, and
 * the bytes are 0 only if nothing but blanks comes before what does not fit. */
size_t wrap_line(
	const struct wrap *wrap, const char *text, size_t length, size_t indent, size_t *next);

#endif
