/* Saying something, to a room or to one person. Under the core lock. */
#ifndef TALK_H
#define TALK_H

#include "session.h"

struct speech {
	enum talk talk;
	unsigned char roles; /* only for members with one of these; 0: for all. Rooms only */
	const char *text;
	const char *tags; /* see struct event; NULL for none */
};

enum outcome talk_to_room(struct session *session, struct room *room, const struct speech *speech);

/* Oneself is a person too. */
enum outcome talk_to_person(struct session *from, struct session *to, const struct speech *speech);

#endif
