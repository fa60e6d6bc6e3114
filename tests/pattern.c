#include "pattern.h"

#include <string.h>

static bool matches(const char *text, const char *pattern, bool whole)
{
	for (bool first = true;; first = false) {
		const char *gap = strstr(pattern, "...");
		size_t length = gap ? (size_t)(gap - pattern) : strlen(pattern);
		const char *found;
		if (!gap && whole && !first)
			found = text + (strlen(text) > length ? strlen(text) - length : 0);
		else if (first && whole)
			found = text;
		else
			found = memmem(text, strlen(text), pattern, length);
		if (!found || strncmp(found, pattern, length) != 0)
			return false;
		text = found + length;
		if (!gap)
			return !whole || *text == '\0';
		pattern = gap + 3;
	}
}

bool pattern_is(const char *text, const char *pattern)
{
	return matches(text, pattern, true);
}

bool pattern_is_in(const char *text, const char *pattern)
{
	return matches(text, pattern, false);
}

size_t pattern_count(const char *text, const char *part)
{
	size_t count = 0;
	while (text && (text = strstr(text, part))) {
		count++;
		text += strlen(part);
	}
	return count;
}
