/* What the line door says about people's accounts, and whose rooms are. Pure. */
#ifndef LINE_ACCOUNT_H
#define LINE_ACCOUNT_H

#include <stdbool.h>

#include "buffer.h"
#include "event.h"

/* False where the event is about something else. */
bool line_encode_account(struct buffer *out, const struct event *event);

#endif
