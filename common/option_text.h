/* Values of options as text: as they are typed, and as they stand in the file. */
#ifndef OPTION_TEXT_H
#define OPTION_TEXT_H

#include "option.h"

/* How many values the row has: 0 where none is set; any number for a list. */
size_t option_count(const struct option_row *row, const void *settings);

/* Value number `i` as it would be typed, to free(3); a flag is true or false, and of a secret row
 * only what is before the first ':' is shown. */
char *option_text(const struct option_row *row, const void *settings, size_t i);

/* The text in quotes, so that it is the same text in a file; as it is where it needs none. */
char *option_quoted(const char *text);

/* All values, with ", " between them; "" for none. */
char *option_all(const struct option_row *row, const void *settings);

/* Whether both have the same values. */
bool option_same(const struct option_row *row, const void *one, const void *other);

/* Exchanges the values of both. */
void option_swap(const struct option_row *row, void *one, void *other);

#endif
