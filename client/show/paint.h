/* The colour of a name.
 *
 * It depends on nothing but the name, and two spellings of one name have the same. The colours are
 * fixed entries of the 256-colour palette, which themes leave alone, and each of them is readable
 * on white and on black (a contrast of 3.5 or more, WCAG 2.1, 1.4.3). Pure. */
#ifndef PAINT_H
#define PAINT_H

#include <stddef.h>

#define PAINT_COLOURS 12

extern const unsigned char paint_palette[PAINT_COLOURS];

/* The palette entry of a name. */
unsigned char paint_name(const char *name, size_t length);

#endif
