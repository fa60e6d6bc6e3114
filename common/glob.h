/* Masks: '*' stands for any number of code points, '?' for one. A backslash before '*' or '?' means
 * that character; any other backslash is itself (RFC 2812, 2.5). Bytes that are not UTF-8 count as
 * code points of their own. Pure; may be called from any thread.
 *
 * What lies between two stars is looked for from the left and never looked for again. A '?' beside
 * a star is only counted. So a mask of stars and question marks takes one pass, and the worst one
 * a quarter of the square of the text's length: lengths are bounded by who makes the texts (name.h,
 * rules.h). */
#ifndef GLOB_H
#define GLOB_H

#include <stdbool.h>

/* Whether all of a text matches the mask. Compares as it is: who wants to ignore case gives keys
 * (name.h). */
bool glob_match(const char *mask, const char *text);

/* The same, and adds the steps that it took to `*work`, each some nanoseconds at most. */
bool glob_match_work(const char *mask, const char *text, unsigned long *work);

/* Whether there is a '*' or a '?' in it. */
bool glob_is_pattern(const char *text);

#endif
