#include "state.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "irc_text.h"
#include "memory.h"

/* Without IRC_CTCP, which is no formatting; the rest was made safe when it came. NULL where there
 * is none in it. */
static char *without_ctcp(const char *text)
{
	static const char mark[] = "\xEF\xBF\xBD";
	if (!strchr(text, IRC_CTCP))
		return NULL;
	char *out = memory_get(3 * strlen(text) + 1);
	char *to = out;
	for (; *text != '\0'; text++) {
		if (*text == IRC_CTCP)
			to = stpcpy(to, mark);
		else
			*to++ = *text;
	}
	*to = '\0';
	return out;
}

void chat_set_topic(struct room *room, const char *topic)
{
	char *clean = without_ctcp(topic);
	room_set_text(&room->topic, clean ? clean : topic);
	free(clean);
}

void chat_tell(struct chat *chat, struct chat_event event)
{
	if (!event.text)
		event.text = "";
	char *clean = without_ctcp(event.text);
	if (clean)
		event.text = clean;
	if (event.time == 0)
		event.time = chat->time;
	event.id = chat->id;
	chat->user->event(chat->data, &event);
	free(clean);
}

void chat_info(struct chat *chat, enum chat_kind kind, const char *room, const char *format, ...)
{
	char text[REPLY_SIZE];
	char safe[3 * REPLY_SIZE + 1];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	irc_text_safe(safe, text, strlen(text)); /* it may have been cut within a character */
	chat_tell(chat, (struct chat_event){.kind = kind, .room = room, .text = safe});
}

bool chat_is_me(const struct chat *chat, const char *name)
{
	return isupport_same(&chat->isupport, chat->name, name);
}

bool chat_is_ignored(const struct chat *chat, const char *name)
{
	char fold[FOLD_SIZE];
	if (!chat->ignored)
		return false;
	isupport_fold(&chat->isupport, fold, name);
	for (const struct ignored *each = chat->ignored; each; each = each->next)
		if (strcmp(each->fold, fold) == 0)
			return true;
	return false;
}

bool chat_name_good(const char *name)
{
	size_t length = strlen(name);
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)name[i] <= ' ')
			return false;
	return length > 0 && length <= CHAT_NAME_BYTES;
}

/* Whether a name goes on with it: a letter, a mark, a digit or '_'. */
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

/* Whether a name stops here: "ada-" does, "ada-x" does not. */
static bool ends_here(const char *text)
{
	size_t bytes;
	if (*text == '-')
		text++;
	return *text == '\0' || !is_name_point(point_at(text, &bytes));
}

/* The bytes of the start of `text` that is the name; 0 where it is none. */
static size_t match(const struct chat *chat, const char *text)
{
	const char *name = chat->name, *at = text;
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

bool chat_mentions(const struct chat *chat, const char *text)
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
