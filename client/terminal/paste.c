#include "paste.h"

#include <stdbool.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

#include "memory.h"

/* The bytes of the character that the text begins with. */
static size_t next(const char *bytes, size_t length, bool *dropped)
{
	wchar_t c;
	mbstate_t state = {0};
	size_t used = mbrtowc(&c, bytes, length, &state);
	bool known = used > 0 && used <= length;
	*dropped = used == 0 || (known && c > 0x7F && iswcntrl((wint_t)c));
	return known ? used : 1;
}

char *paste_text(const char *bytes, size_t length)
{
	char *text = memory_get(length + 1);
	size_t end = 0, used;
	for (size_t at = 0; at < length; at += used) {
		bool dropped;
		used = next(bytes + at, length - at, &dropped);
		if (dropped || (bytes[at] == '\n' && at > 0 && bytes[at - 1] == '\r'))
			continue;
		memcpy(text + end, bytes + at, used);
		if (text[end] == '\r')
			text[end] = '\n';
		end += used;
	}
	text[end] = '\0';
	return text;
}

char *paste_line(const char *bytes, size_t length)
{
	char *text = paste_text(bytes, length);
	for (char *at = text; *at; at++)
		if ((unsigned char)*at < ' ' || *at == 0x7F)
			*at = ' ';
	return text;
}

int paste_character(const char *text)
{
	bool dropped;
	return (int)next(text, strlen(text), &dropped);
}
