#include "state.h"

#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "irc_text.h"
#include "memory.h"

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

/* Bytes at the start of `text` that are our name, in as many code points; 0 for none. */
static size_t match(const struct chat *chat, const char *text)
{
	char part[4 * CHAT_NAME_BYTES + 1];
	size_t length = 0, bytes;
	for (const char *name = chat->identity.name; *name != '\0'; name += bytes) {
		size_t more;
		point_at(name, &bytes);
		if (text[length] == '\0')
			return 0;
		point_at(text + length, &more);
		memcpy(part + length, text + length, more);
		length += more;
	}
	part[length] = '\0';
	return isupport_same(&chat->isupport, part, chat->identity.name) ? length : 0;
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
