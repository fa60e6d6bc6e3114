/* Where the lines of a long text end on a terminal. Pure; a TAB counts as one column, as in text.h.
 *
 * Between two lines stand blanks, which are shown in neither; or nothing, next to a wide character
 * (scripts that are written without blanks), but not before closing or behind opening punctuation.
 *
 * A word of ASCII, letters and digits, such as an address, is never cut, so that it can be clicked
 * and copied. If it fits the terminal behind at least one blank, it begins a line, which is
 * indented less; otherwise its line is longer than the terminal is wide, and the terminal wraps it.
 * That line then ends with it: nobody can make up a row that begins at the left edge and has a
 * blank in it. An address ("https://...") is parted from what it is stuck to where both do not fit.
 *
 * Any other word that is too wide for a line is cut between grapheme clusters, after what is left
 * of the line is filled; a cluster that is too wide, between code points. */
#ifndef WRAP_H
#define WRAP_H

#include <stddef.h>

struct wrap {
	size_t columns; /* of the terminal, at least 1 */
	size_t indent;	/* of the lines behind the first one, less than the columns */
};

/* The indent of a line that begins with this text, and is not the first. */
size_t wrap_indent(const struct wrap *wrap, const char *text, size_t length);

/* The bytes of the first line of safe text, and in `next` where the second one begins. `indent` is
 * this line's: wrap_indent(), or 0 for the first one. A line is wider than the terminal only where
 * its last word or a single character is. Of a text that is not empty `next` is never 0, and the
 * bytes are 0 only where blanks alone come before what does not fit. */
size_t wrap_line(
	const struct wrap *wrap, const char *text, size_t length, size_t indent, size_t *next);

#endif
