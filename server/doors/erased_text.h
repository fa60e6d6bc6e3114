/* What both doors say in the place of lines that were erased. Pure. */
#ifndef ERASED_TEXT_H
#define ERASED_TEXT_H

#include "buffer.h"
#include "event.h"

/* EVENT_PAST_ERASED: "A line of bob, erased by olga (spam)", "3 lines, erased". */
void erased_text(struct buffer *out, const struct event *event);

#endif
