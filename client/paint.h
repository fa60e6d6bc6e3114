/* Colour for one line: the name in its own colour, the server's lines dim, refusals bold red.
 *
 * A name's colour depends on nothing but the name, and two spellings of one name have the same.
 * The colours are fixed entries of the 256-colour palette, which themes leave alone, and each of
 * them is readable on white and on black (a contrast of 3.5 or more, WCAG 2.1, 1.4.3). The rest
 * of the line keeps the terminal's own colour. Pure. */
#ifndef PAINT_H
#define PAINT_H

#include <stdbool.h>
#include <stddef.h>

struct evbuffer;

#define PAINT_COLOURS 12

extern const unsigned char paint_palette[PAINT_COLOURS];

/* The palette entry of a name. */
unsigned char paint_name(const char *name, size_t length);

/* Appends a safe line and a newline to `out`; without `colour`, nothing else. */
void paint_line(struct evbuffer *out, const char *line, size_t length, bool colour);

#endif
