#include "state.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "irc_text.h"
#include "reply.h"
#include "text_copy.h"

/* A safe copy with formatting codes, to free(3). */
static char *copy_safe(const char *text)
{
	return text_copy_safe(text, strlen(text), IRC_FORMATTING | TEXT_CONTROL('\t'));
}

void tell_set_topic(struct room *room, const char *topic)
{
	free(room->topic);
	room->topic = copy_safe(topic);
}

void tell_event(struct chat *chat, struct chat_event event)
{
	char *text = copy_safe(event.text ? event.text : "");
	event.text = text;
	if (event.time == 0)
		event.time = chat->time;
	event.id = chat->id;
	chat->user->event(chat->data, &event);
	free(text);
}

void tell_info(struct chat *chat, enum chat_kind kind, const char *room, const char *format, ...)
{
	char text[REPLY_SIZE];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	tell(chat, .kind = kind, .room = room, .text = text);
}
