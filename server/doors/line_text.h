/* Pieces of the sentences of the line door. Pure. */
#ifndef LINE_TEXT_H
#define LINE_TEXT_H

#include "buffer.h"

/* Appends " (text)"; nothing for NULL. */
void line_add_why(struct buffer *out, const char *why);

#endif
