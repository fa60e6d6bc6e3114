/* What is made of text that was typed or pasted, before it becomes a line. Texts are UTF-8,
 * returned ones are to free(3). */
#ifndef ENTRY_H
#define ENTRY_H

#include <stddef.h>

/* A line as it is handed over: valid UTF-8 without control characters but newlines and TABs, and
 * without newlines at its end; "" for a blank one. */
char *entry_clean(const char *line);

/* Pasted text, with LF alone between its lines. NULs are left out, and so are the control
 * characters of C1: readline shows those of C0 as two characters, but these as they are, and a
 * terminal would obey them. */
char *entry_paste(const char *bytes, size_t length);

/* The same as one line: control characters become blanks. */
char *entry_paste_line(const char *bytes, size_t length);

#endif
