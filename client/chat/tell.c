#include "state.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "irc_text.h"
#include "reply.h"
#include "text.h"

/* A copy with U+FFFD for each IRC_CTCP, to free(3). The rest was made safe when it came. */
static char *without_ctcp(const char *text)
{
	struct buffer out = {0};
	for (size_t run; text[run = strcspn(text, (char[]){IRC_CTCP, '\0'})]; text += run + 1) {
		buffer_add(&out, text, run);
		buffer_add_text(&out, "\xEF\xBF\xBD");
	}
	buffer_add_all(&out, text, "", NULL);
	buffer_text(&out);
	return out.bytes;
}

void tell_set_topic(struct room *room, const char *topic)
{
	free(room->topic);
	room->topic = without_ctcp(topic);
}

void tell_event(struct chat *chat, struct chat_event event)
{
	char *clean = without_ctcp(event.text ? event.text : "");
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
	char safe[TEXT_SAFE_SIZE(REPLY_SIZE)];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	irc_text_safe(safe, text, strlen(text)); /* it may have been cut within a character */
	tell(chat, .kind = kind, .room = room, .text = safe);
}
