/* Events as people with nc read them (docs/protocol.md). Pure.
 *
 * What people say begins with '<', '*' or '['; what the server says with "-- "; what it refuses
 * with "!! ". A name has no blanks and none of '<' and '>', and each line begins here, so no text
 * can pass for another line. */
#ifndef LINE_ENCODE_H
#define LINE_ENCODE_H

#include "buffer.h"
#include "event.h"

/* Columns at which lists are wrapped. */
#define LINE_COLUMNS 76

void line_encode(const struct event *event, struct buffer *out);

/* Appends the line of an EVENT_REFUSED. */
void line_encode_refused(const struct event *event, struct buffer *out);

#endif
