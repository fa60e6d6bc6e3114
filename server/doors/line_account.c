#include "line_account.h"

void line_encode_account(struct buffer *out, const struct event *event)
{
	if (event->own && event->other)
		buffer_add_all(out, "-- You are logged in as ", event->other, ".\n", NULL);
	else if (event->own)
		buffer_add_text(out, "-- You are not logged in any more.\n");
}
