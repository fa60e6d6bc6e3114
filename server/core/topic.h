/* The topic of a room. Under the core lock. */
#ifndef TOPIC_H
#define TOPIC_H

#include "room.h"

/* Sets the topic, "" for none, and tells the room; or answers why not. */
enum outcome topic_set(struct session *by, struct room *room, const char *text);

/* Tells the session the room's topic; if there is none, says so only if `always`. */
void topic_tell(struct session *session, const struct room *room, bool always);

#endif
