#include "tell.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "irc_text.h"
#include "memory.h"
#include "reply.h"
#include "state.h"

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

void tell_set_topic(struct room *room, const char *topic)
{
	char *clean = without_ctcp(topic);
	room_set_text(&room->topic, clean ? clean : topic);
	free(clean);
}

void tell_event(struct chat *chat, struct chat_event event)
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

void tell_info(struct chat *chat, enum chat_kind kind, const char *room, const char *format, ...)
{
	char text[REPLY_SIZE];
	char safe[3 * REPLY_SIZE + 1];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	irc_text_safe(safe, text, strlen(text)); /* it may have been cut within a character */
	tell_event(chat, (struct chat_event){.kind = kind, .room = room, .text = safe});
}
