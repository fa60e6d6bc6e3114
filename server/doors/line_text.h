/* Pieces of the sentences of the line door. Pure. */
#ifndef LINE_TEXT_H
#define LINE_TEXT_H

#include <stdint.h>

#include "buffer.h"

/* Appends " (text)"; nothing for NULL. */
void line_add_why(struct buffer *out, const char *why);

/* Appends ", for another 2 hours"; nothing for 0 seconds. */
void line_add_left(struct buffer *out, int64_t seconds);

#endif
