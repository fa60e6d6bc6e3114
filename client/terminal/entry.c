#include "entry.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "utf8.h"

static bool is_control(char c)
{
	return (unsigned char)c < ' ' || c == 0x7F;
}

char *entry_clean(const char *line)
{
	char *text = memory_text(line);
	size_t length = 0;
	for (const char *from = text; *from; from++)
		if (*from == '\n' || *from == '\t' || !is_control(*from))
			text[length++] = *from;
	while (length && text[length - 1] == '\n')
		length--;
	text[length] = '\0';
	if (text[strspn(text, " \t\n")] == '\0')
		length = 0;
	char *clean = utf8_valid(text, length);
	free(text);
	return clean;
}

char *entry_paste(const char *bytes, size_t length)
{
	char *text = memory_get(length + 1);
	size_t end = 0;
	for (size_t at = 0; at < length; at++) {
		bool c1 = (unsigned char)bytes[at] == 0xC2 && at + 1 < length &&
			  (unsigned char)bytes[at + 1] >= 0x80 &&
			  (unsigned char)bytes[at + 1] < 0xA0;
		if (c1)
			at++;
		else if (bytes[at] == '\r')
			text[end++] = '\n';
		else if (bytes[at] && !(bytes[at] == '\n' && at > 0 && bytes[at - 1] == '\r'))
			text[end++] = bytes[at];
	}
	text[end] = '\0';
	return text;
}

char *entry_paste_line(const char *bytes, size_t length)
{
	char *text = entry_paste(bytes, length);
	for (char *at = text; *at; at++)
		if (is_control(*at))
			*at = ' ';
	return text;
}
