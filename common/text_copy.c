#include "text_copy.h"

#include <string.h>

#include "memory.h"
#include "text.h"

char *text_copy(const char *text, size_t most)
{
	size_t length = strlen(text), room = most - 3 * TEXT_BIDI_MAX;
	if (length <= most || !text_has_bidi(text, length))
		return memory_text_n(text, text_cut(text, length, most));
	size_t size = text_cut(text, length, room);
	char *copy = memory_get(TEXT_SAFE_SIZE(size));
	text_safe_with(copy, text, size, UINT32_MAX);
	return copy;
}
