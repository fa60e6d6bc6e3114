/* Masks: '*' matches any number of code points, '?' matches one. A backslash before '*' or '?'
 * makes that character literal; any other backslash is literal itself (RFC 2812, 2.5). A byte that
 * is not UTF-8 counts as one code point. Pure; any thread.
 *
 * The matcher searches for the part between two stars from the left and never backtracks across a
 * star. It only counts a '?' beside a star. So a mask of stars and question marks takes one pass,
 * and the worst mask takes a quarter of the square of the text's length. The callers bound both
 * lengths (name.h, rules.h). */
#ifndef GLOB_H
#define GLOB_H

#include <stdbool.h>

/* Whether the whole text matches the mask. Case counts; to ignore it, pass keys (name.h). */
bool glob_match(const char *mask, const char *text);

/* The same; adds the number of steps to `*work`. A step takes a few nanoseconds. */
bool glob_match_work(const char *mask, const char *text, unsigned long *work);

/* Whether the text has a '*' or '?' that is not literal. */
bool glob_is_pattern(const char *text);

#endif
