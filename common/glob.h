/* Masks: '*' stands for any number of code points, '?' for one; a backslash before '*', '?' or a
 * backslash means that character, before anything else itself. Bytes that are not UTF-8 count as
 * code points of their own. Pure; may be called from any thread. */
#ifndef GLOB_H
#define GLOB_H

#include <stdbool.h>

/* Whether all of a text matches the mask. Compares as it is: who wants to ignore case gives keys
 * (name.h). Takes at most time in proportion to the product of the lengths. */
bool glob_match(const char *mask, const char *text);

/* Whether there is a '*' or a '?' in it. */
bool glob_is_pattern(const char *text);

#endif
