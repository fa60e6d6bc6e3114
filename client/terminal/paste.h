/* What is pasted, before it becomes part of the line. Pure but for the locale. */
#ifndef PASTE_H
#define PASTE_H

#include <stddef.h>

/* A copy with newlines alone between its lines. NULs are left out, and so are the control
 * characters of C1: readline shows those of C0 as two characters, but these as they are, and a
 * terminal would obey them. To free(3). */
char *paste_text(const char *bytes, size_t length);

/* The same as one line: control characters become blanks. */
char *paste_line(const char *bytes, size_t length);

/* The bytes of the character that the text begins with. */
int paste_character(const char *text);

#endif
