/* The known word that a mistyped one probably meant. Pure, any thread. */
#ifndef NEAREST_H
#define NEAREST_H

#include <stddef.h>

/* Asks `words(data, i)` for i = 0, 1, ... until it answers NULL and returns the word that starts
 * with `typed`, or else the one fewest typing errors away (a letter missing, added, changed, or
 * two swapped). NULL if none is near enough to be worth naming. ASCII case does not count. */
const char *nearest_word(
	const char *typed, const char *(*words)(const void *data, size_t i), const void *data);

#endif
