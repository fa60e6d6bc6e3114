/* Sentences made of an event.
 *
 * A template is text in which stand
 *   %n  name              %m  name, or "You" where it is own      %o  other
 *   %r  room              %w  " (text)", where there is a text    %t  text
 *   %x  other, a text     %c  how many others are in the room: "3 others", "nobody else" */
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
