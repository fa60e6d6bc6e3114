/* Events as people with nc read them (docs/protocol.md). Pure.
 *
 * What people say begins with '<', '*' or '['; what the server says with "-- "; what it refuses
 * with "!! ". A name has no blanks and neither '<' nor '>', and each line begins here, so no text
 * passes for another line. No output has a control character but TAB.
 *
 * One's own deeds read "You have ...", those of others "NAME ...": see MODE_WORDS_OWN. */
#ifndef LINE_ENCODE_H
#define LINE_ENCODE_H

#include "buffer.h"
#include "event.h"

#define LINE_COLUMNS 76 /* at which lists are wrapped */

/* A bit of dialects: lines that history keeps have their numbers in front. */
#define LINE_NUMBERED 1U

/* Appends the event; nothing for events that are not for people. */
void line_encode(const struct event *event, unsigned dialect, struct buffer *out);

#endif
