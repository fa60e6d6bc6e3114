/* Sentences made of an event.
 *
 * A template is text in which stand
 *   %n  name              %w  " (text)", where there is a text    %o  other
 *   %r  room              %x  other, a text                       %t  text
 *   %c  who else is in the room, or how many: "alice and bob", "3 others", "nobody else" */
#ifndef PHRASE_H
#define PHRASE_H

#include <stdbool.h>

#include "chat_event.h"
#include "rich.h"

/* `names`: %n and %r have looks of their own, a name's colour. */
void phrase_add(struct rich *rich, const char *template, const struct chat_event *event,
	unsigned look, bool names);

/* The template of what the server says by an event, in the words of the line door; NULL for none:
 * people's talk, comings and goings, CHAT_AWAY. */
const char *phrase_of(const struct chat_event *event);

#endif
