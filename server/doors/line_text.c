#include "line_text.h"

#include "text.h"

void line_add_why(struct buffer *out, const char *why)
{
	if (why)
		buffer_add_all(out, " (", why, ")", NULL);
}

void line_add_left(struct buffer *out, int64_t seconds)
{
	char span[TEXT_DURATION_SIZE];
	if (seconds > 0)
		buffer_add_all(out, ", for another ", text_about(span, seconds), NULL);
}
