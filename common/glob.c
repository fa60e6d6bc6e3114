#include "glob.h"

#include <stddef.h>
#include <string.h>

#include <utf8proc.h>

/* The bytes of the code point that a text, ended by a NUL, begins with. */
static size_t point_bytes(const char *text)
{
	utf8proc_int32_t c;
	if ((unsigned char)*text < 0x80)
		return 1;
	utf8proc_ssize_t used = utf8proc_iterate(
		(const utf8proc_uint8_t *)text, (utf8proc_ssize_t)strnlen(text, 4), &c);
	return used > 0 ? (size_t)used : 1;
}

/* The bytes of the mask that stand for one code point of `text`, which is not at its end; 0 where
 * they do not. `used` are those of the text. */
static size_t match_one(const char *mask, const char *text, size_t *used)
{
	*used = point_bytes(text);
	if (*mask == '?')
		return 1;
	size_t escape = *mask == '\\' && mask[1] != '\0' && strchr("*?\\", mask[1]);
	size_t size = point_bytes(mask + escape);
	if (size != *used || memcmp(mask + escape, text, size) != 0)
		return 0;
	return escape + size;
}

/* Where it does not go on, the last '*' takes one code point more; no earlier one needs to, since
 * what lies between them has matched at the first place possible. */
bool glob_match(const char *mask, const char *text)
{
	const char *star = NULL; /* behind the last '*' */
	const char *retry = text;
	while (*text != '\0') {
		size_t used = 0;
		size_t taken = *mask == '*' ? 0 : match_one(mask, text, &used);
		if (*mask == '*') {
			star = ++mask;
			retry = text;
		} else if (taken > 0) {
			mask += taken;
			text += used;
		} else if (star) {
			retry += point_bytes(retry);
			mask = star;
			text = retry;
		} else {
			return false;
		}
	}
	return mask[strspn(mask, "*")] == '\0';
}

bool glob_is_pattern(const char *text)
{
	return strpbrk(text, "*?") != NULL;
}
