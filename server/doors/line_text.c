#include "line_text.h"

void line_add_why(struct buffer *out, const char *why)
{
	if (why)
		buffer_add_all(out, " (", why, ")", NULL);
}
