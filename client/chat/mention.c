#include "mention.h"

#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "irc_text.h"
#include "memory.h"
#include "state.h"

/* Whether a character goes on with a name: a letter, a mark, a digit or '_'. */
static bool is_name_point(utf8proc_int32_t c)
{
	utf8proc_category_t category = utf8proc_category(c);
	return c == '_' || (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO);
}

static utf8proc_int32_t point_at(const char *text, size_t *bytes)
{
	utf8proc_int32_t c;
	utf8proc_ssize_t got = utf8proc_iterate((const utf8proc_uint8_t *)text, -1, &c);
	*bytes = got > 0 ? (size_t)got : 1;
	return got > 0 ? c : 0;
}

/* Whether a name ends here: before "-" it does, before "-x" it does not. */
static bool ends_here(const char *text)
{
	size_t bytes;
	if (*text == '-')
		text++;
	return *text == '\0' || !is_name_point(point_at(text, &bytes));
}

/* Bytes of our name at the start of `text`; 0 if it is not there. */
static size_t match(const struct chat *chat, const char *text)
{
	const char *name = chat->identity.name, *at = text;
	while (*name != '\0') {
		size_t name_bytes, bytes;
		utf8proc_int32_t a = point_at(name, &name_bytes), b = point_at(at, &bytes);
		if (a < 0x80 && b < 0x80) {
			if (isupport_fold_char(&chat->isupport, *name) !=
				isupport_fold_char(&chat->isupport, *at))
				return 0;
		} else if (a != b && (!chat->isupport.utf8only ||
					     utf8proc_tolower(a) != utf8proc_tolower(b))) {
			return 0;
		}
		name += name_bytes;
		at += bytes;
	}
	return (size_t)(at - text);
}

bool mention_find(const struct chat *chat, const char *text)
{
	size_t length = strlen(text), bytes = 1;
	char *plain = memory_get(length + 1);
	irc_text_plain(plain, text, length);
	bool inside = false, found = false;
	for (const char *at = plain; *at != '\0' && !found; at += bytes) {
		utf8proc_int32_t c = point_at(at, &bytes);
		size_t matched = inside ? 0 : match(chat, at);
		found = matched > 0 && ends_here(at + matched);
		inside = is_name_point(c) || (c == '-' && inside);
	}
	free(plain);
	return found;
}
