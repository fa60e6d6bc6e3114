/* What the line door says about accounts. Pure. */
#ifndef LINE_ACCOUNT_H
#define LINE_ACCOUNT_H

#include "buffer.h"
#include "event.h"

void line_encode_account(struct buffer *out, const struct event *event);

#endif
