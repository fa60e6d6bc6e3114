/* The past at the line door: lines that are told again. */
#ifndef LINE_PAST_H
#define LINE_PAST_H

#include "buffer.h"
#include "event.h"

/* Puts the line's number and time, as far as they are shown, in front of each line of the text from
 * `start` on. */
void line_past_mark(struct buffer *out, size_t start, const struct event *event, unsigned dialect);

/* What stands in the place of lines that have been erased. */
void line_past_erased(struct buffer *out, const struct event *event);

/* Between lines with much time between them: how long ago the next one was said. */
void line_past_gap(struct buffer *out, const struct event *event);

/* Behind a page, and behind what a search has found. */
void line_past_behind(struct buffer *out, const struct event *event);
void line_past_end(struct buffer *out, const struct event *event);
void line_past_found(struct buffer *out, const struct event *event);

#endif
