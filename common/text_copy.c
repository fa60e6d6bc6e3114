#include "text_copy.h"

#include <string.h>

#include "memory.h"

char *text_copy(const char *text, size_t most)
{
	size_t length = strlen(text), room = most - 3 * TEXT_BIDI_MAX;
	if (length <= most || !text_has_bidi(text, length))
		return memory_text_n(text, text_cut(text, length, most));
	return text_copy_safe(text, text_cut(text, length, room), UINT32_MAX);
}

char *text_copy_safe(const char *text, size_t length, uint32_t controls)
{
	char *copy = memory_get(TEXT_SAFE_SIZE(length));
	text_safe_with(copy, text, length, controls);
	return copy;
}

char *text_copy_valid(const char *text, size_t length)
{
	return text_copy_safe(text, length, ~TEXT_CONTROL(0));
}
