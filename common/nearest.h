/* Suggests the known word that a mistyped word probably means. Pure; any thread. */
#ifndef NEAREST_H
#define NEAREST_H

#include <stddef.h>

/* Calls `words(data, i)` for i = 0, 1, ... until it returns NULL. Returns the word that starts with
 * `typed`, else the word with the fewest typing errors (a letter missing, added or changed, or two
 * swapped), else NULL if no word is near. ASCII case does not count. */
const char *nearest_word(
	const char *typed, const char *(*words)(const void *data, size_t i), const void *data);

#endif
