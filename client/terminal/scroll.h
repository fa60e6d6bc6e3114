/* The part of a long line that one row of a terminal shows. Pure but for the locale. */
#ifndef SCROLL_H
#define SCROLL_H

#include <stddef.h>

struct scroll {
	char *text;    /* the row, with the marks and what is between them. To free(3) */
	size_t column; /* of the cursor */
	size_t bytes;  /* of the text before the cursor */
};

/* The row, less than `columns` wide, in which the place `point` bytes behind the start of `text` is
 * to be seen; '<' and '>' at its ends stand for more. Control characters are shown as two, and
 * TABs as one blank. What is between the marks \001 and \002 in the prompt takes no columns, and is
 * left out where the start of the prompt is not to be seen. */
struct scroll scroll_row(const char *prompt, const char *text, size_t point, size_t columns);

#endif
