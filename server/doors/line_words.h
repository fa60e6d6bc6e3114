/* The table from outcomes to words, for line_encode(). Pure. */
#ifndef LINE_WORDS_H
#define LINE_WORDS_H

#include "buffer.h"
#include "event.h"

void line_encode_refused(struct buffer *out, const struct event *event);

#endif
