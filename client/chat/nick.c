#include "nick.h"

#include <stdio.h>
#include <string.h>

#include <utf8proc.h>

#include "text.h"

#define LONG_OTHERS 4U /* so many other names are not shortened */

bool nick_good(const char *text, size_t length)
{
	enum name_error error = name_check(text, length);
	return error == NAME_GOOD || error == NAME_RESERVED || error == NAME_KEPT;
}

void nick_fit(char out[NICK_SIZE], const char *wanted, bool ascii)
{
	size_t length = 0;
	while (*wanted != '\0') {
		utf8proc_int32_t c;
		utf8proc_ssize_t got = utf8proc_iterate((const utf8proc_uint8_t *)wanted, -1, &c);
		size_t bytes = got > 0 ? (size_t)got : 1;
		if (got > 0 && !(ascii && c >= 0x80) && length + bytes < NICK_SIZE) {
			memcpy(out + length, wanted, bytes);
			if (nick_good(out, length + bytes))
				length += bytes;
		}
		wanted += bytes;
	}
	out[length] = '\0';
	if (length == 0)
		strcpy(out, "guest");
}

void nick_other(char out[NICK_SIZE], const char *taken, unsigned i, size_t most)
{
	char end[12] = "_";
	if (i > 0)
		snprintf(end, sizeof end, "%u", i + 1);
	if (most == 0 || most >= NICK_SIZE)
		most = i < LONG_OTHERS ? NICK_SIZE - 1 : NICK_SHORT_BYTES;
	size_t length = text_cut(taken, strlen(taken), most - strlen(end));
	memcpy(out, taken, length);
	strcpy(out + length, end);
}
