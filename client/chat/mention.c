#include "state.h"

#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "irc_text.h"
#include "memory.h"
#include "text.h"

/* Whether a character goes on with a name: a letter, a mark, a digit or '_'. */
static bool is_name_point(int32_t c)
{
	utf8proc_category_t category = utf8proc_category(c);
	return c == '_' || (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO);
}

/* Whether a name ends here: before "-" it does, before "-x" it does not. */
static bool ends_here(const char *text)
{
	int32_t c;
	text += *text == '-';
	text_point(text, strnlen(text, 4), &c);
	return !is_name_point(c);
}

/* Bytes at the start of `text` that are our name, in as many code points; 0 for none. */
static size_t match(const struct chat *chat, const char *text)
{
	char part[4 * CHAT_NAME_BYTES + 1];
	size_t length = 0, bytes;
	for (const char *name = chat->identity.name; *name != '\0'; name += bytes) {
		int32_t c;
		bytes = text_point(name, strnlen(name, 4), &c);
		if (text[length] == '\0')
			return 0;
		size_t more = text_point(text + length, strnlen(text + length, 4), &c);
		memcpy(part + length, text + length, more);
		length += more;
	}
	part[length] = '\0';
	return isupport_same(&chat->isupport, part, chat->identity.name) ? length : 0;
}

bool mention_find(const struct chat *chat, const char *text)
{
	size_t length = strlen(text), bytes;
	char *plain = memory_get(length + 1);
	irc_text_plain(plain, text, length);
	bool inside = false, found = false;
	for (const char *at = plain; *at != '\0' && !found; at += bytes) {
		int32_t c;
		bytes = text_point(at, strnlen(at, 4), &c);
		size_t matched = inside ? 0 : match(chat, at);
		found = matched > 0 && ends_here(at + matched);
		inside = is_name_point(c) || (c == '-' && inside);
	}
	free(plain);
	return found;
}
