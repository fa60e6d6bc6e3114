/* Copies of safe text (text.h) with a limit. */
#ifndef TEXT_COPY_H
#define TEXT_COPY_H

#include <stddef.h>

/* A copy of at most `most` bytes (100 or more) of safe text, to free(3). A longer text is cut
 * between two characters, and bidirectional formatting that is then open is closed. */
char *text_copy(const char *text, size_t most);

#endif
