/* Patterns for lines: each "..." stands for any run of characters, all else for itself.
 *
 * tests/golden and the tests of the encoders have the whole sentences; other tests quote what tells
 * their line from others. */
#ifndef PATTERN_H
#define PATTERN_H

#include <stdbool.h>
#include <stddef.h>

/* Whether the text as a whole is like the pattern; whether a part of it is. */
bool pattern_is(const char *text, const char *pattern);
bool pattern_is_in(const char *text, const char *pattern);

/* How often `part`, in which "..." is nothing special, is in the text; NULL has none. */
size_t pattern_count(const char *text, const char *part);

#endif
