/* Scripts with letters that look alike: Latin, Greek, Cyrillic, and a few more.
 *
 * A word with letters of two of these scripts can imitate a word of one ("b\u043Eb" with a Cyrillic
 * o), so names must not mix them (Unicode Technical Standard #39, 5.2). Letters of other scripts,
 * digits and punctuation may stand beside any of them. Words that look alike although each has one
 * script (UTS #39, 4) are not detected. Pure; any thread. */
#ifndef SCRIPTS_H
#define SCRIPTS_H

#include <stdbool.h>
#include <stddef.h>

/* Whether the text, a key (name.h), has letters of more than one of these scripts. */
bool scripts_mixed(const char *text, size_t length);

#endif
