/* Events to the user of the chat. */
#ifndef TELL_H
#define TELL_H

#include "chat_event.h"

struct chat;
struct room;

/* Adds the time, the id and an empty text where there is none. */
void tell_event(struct chat *chat, struct chat_event event);

/* CHAT_INFO or CHAT_REFUSED with a sentence; `room` may be NULL. */
void tell_info(struct chat *chat, enum chat_kind kind, const char *room, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* Keeps the room's topic as events show it. */
void tell_set_topic(struct room *room, const char *topic);

#endif
