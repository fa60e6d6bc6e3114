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

static void tell_now(struct chat *chat, struct room *room, const struct chat_event *event)
{
	if (room && !event->past && room_past_is_line(event))
		room_past_note(&room->past, event->id, event->name, event->time, false);
	chat->user->event(chat->data, event);
}

void tell_event(struct chat *chat, struct chat_event event)
{
	char *text = copy_safe(event.text ? event.text : "");
	struct room *room = event.room ? rooms_find(chat, event.room) : NULL;
	event.text = text;
	if (event.time == 0)
		event.time = chat->time;
	if (event.kind < CHAT_PAST) {	       /* no mark */
		if (event.kind != CHAT_ERASED) /* whose id is that of the line */
			event.id = chat->id;
		event.past = chat->past;
		event.again |= event.past && room && room->past.asked == ROOM_PAST_AFTER;
	}
	event.number = event.id && chat->isupport.chatd ? room_past_number(event.id, NULL) : 0;
	if (!room || !room_past_hold(&room->past, &event))
		tell_now(chat, room, &event);
	while (room && room->past.held.bytes > ROOM_PAST_HELD_BYTES)
		tell_dropped(chat, room);
	free(text);
}

bool tell_dropped(struct chat *chat, struct room *room)
{
	struct chat_event *event = held_take(&room->past.held);
	if (!event)
		return false;
	room->past.held.dropped++;
	if (event->ticket > 0) {
		room_past_remember(&room->past, event->id, event->name, event->time);
		chat->user->event(chat->data, event);
	}
	free(event);
	return true;
}

void tell_held(struct chat *chat, struct room *room)
{
	struct chat_event *event;
	while ((event = held_take(&room->past.held))) {
		tell_now(chat, room, event);
		free(event);
	}
	room->past.held.dropped = 0;
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
