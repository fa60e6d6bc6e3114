/* Saying something to a room or to one person: OUTCOME_DONE or why not. Under the core lock. */
#ifndef TALK_H
#define TALK_H

#include "session.h"

struct speech {
	enum talk talk;
	unsigned char roles; /* of a room, for members with one of these only; 0 for all */
	const char *text;
	const char *tags;  /* see struct event; NULL for none */
	const char *parts; /* likewise */
};

enum outcome talk_to_room(struct session *session, struct room *room, const struct speech *speech);

/* `from` and `to` may be the same. */
enum outcome talk_to_person(struct session *from, struct session *to, const struct speech *speech);

#endif
