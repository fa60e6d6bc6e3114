/* Copies of text (text.h) that are allocated, to free(3). */
#ifndef TEXT_COPY_H
#define TEXT_COPY_H

#include "text.h"

/* A copy of at most `most` bytes (100 or more) of safe text. A longer text is cut
 * between two characters, and bidirectional formatting that is then open is closed. */
char *text_copy(const char *text, size_t most);

/* A copy made safe by text_safe_with(). */
char *text_copy_safe(const char *text, size_t length, uint32_t controls);

/* A copy in which each byte that is not part of valid UTF-8, and each control character of C1, is
 * U+FFFD; control characters of C0 but NUL pass. */
char *text_copy_valid(const char *text, size_t length);

#endif
