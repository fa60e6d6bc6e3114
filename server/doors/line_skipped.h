/* Lines that are skipped for people who read too slowly (skip.h). Pure. */
#ifndef LINE_SKIPPED_H
#define LINE_SKIPPED_H

#include "door.h"

/* Whether a line of line_encode() is one that somebody said. */
enum door_line line_skipped_kind(const char *line, size_t length);

/* Tells that lines were skipped, and how to read them. */
void line_skipped_encode(struct buffer *out, const struct event *event);

#endif
