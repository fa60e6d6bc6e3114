/* Scripts that have letters which look alike: Latin, Greek, Cyrillic, and a few more.
 *
 * A word of letters of two of them can be made to look like a word of one ("b\u043Eb" with a
 * Cyrillic o), so no name has both (Unicode Technical Standard #39, 5.2). Characters of all other
 * scripts, digits and punctuation may stand beside any of them. Whether two whole words of one
 * script each look alike (UTS #39, 4) is not judged. Pure; may be called from any thread. */
#ifndef SCRIPTS_H
#define SCRIPTS_H

#include <stdbool.h>
#include <stddef.h>

/* Whether the text, a key as name.h makes it, has letters of more than one of these scripts. */
bool scripts_mixed(const char *text, size_t length);

#endif
