/* The past at the line door: lines that are told again. */
#ifndef LINE_PAST_H
#define LINE_PAST_H

#include "buffer.h"
#include "event.h"

/* Appends what stands in front of a line of the past: its time of day. */
void line_past_start(struct buffer *out, const struct event *event);

/* What stands behind it where the line has been erased. */
void line_past_erased(struct buffer *out, const struct event *event);

/* Between lines with much time between them: how long ago the next one was said. */
void line_past_gap(struct buffer *out, const struct event *event);

#endif
