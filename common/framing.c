#include "framing.h"

#include <string.h>

static enum framing_result drop(
	bool *dropping, const char *newline, const char *bytes, size_t length, struct frame *frame)
{
	enum framing_result result = *dropping ? FRAMING_DROPPED : FRAMING_TOO_LONG;
	*dropping = !newline;
	frame->used = newline ? (size_t)(newline - bytes) + 1 : length;
	return result;
}

static size_t without_return(const char *bytes, size_t length)
{
	return length > 0 && bytes[length - 1] == '\r' ? length - 1 : length;
}

enum framing_result framing_next(bool *dropping, const char *bytes, size_t length, bool last,
	size_t limit, struct frame *frame)
{
	*frame = (struct frame){0};
	if (length == 0)
		return FRAMING_MORE;
	const char *newline = memchr(bytes, '\n', length);
	if (*dropping)
		return drop(dropping, newline, bytes, length, frame);
	size_t end = newline ? (size_t)(newline - bytes) : length;
	size_t size = without_return(bytes, end);
	if (size > limit)
		return drop(dropping, newline, bytes, length, frame);
	if (!newline && !last)
		return FRAMING_MORE;
	frame->length = size;
	frame->used = newline ? end + 1 : length;
	return FRAMING_LINE;
}
