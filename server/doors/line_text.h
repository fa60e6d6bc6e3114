/* Pieces of the sentences of the line door. Pure. */
#ifndef LINE_TEXT_H
#define LINE_TEXT_H

#include <stdint.h>

#include "buffer.h"

#define LINE_SPAN_SIZE 48

/* "3 hours", "1 minute": in the largest unit of which there is one. */
const char *line_span(char out[LINE_SPAN_SIZE], int64_t seconds);

/* "3 hours ago", "just now". */
const char *line_ago(char out[LINE_SPAN_SIZE], int64_t seconds);

/* Appends " (text)"; nothing for NULL. */
void line_add_why(struct buffer *out, const char *why);

#endif
