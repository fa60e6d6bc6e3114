/* What a session is told when it opens or enters a room, and who is in a room. */
#ifndef WELCOME_H
#define WELCOME_H

#include "session.h"

/* Puts a new session into the lobby and greets it. */
void welcome(struct session *session);

/* Moves the session into a room: tells the others, and the session who is there. */
void enter_room(struct session *session, const char *name, enum event_type type);

/* Takes the member out and tells those who stay, with the reason if there is one (NULL: none). */
void leave_room(struct member *member, const char *why);

/* Tells the session everybody who is in the room, sorted by name. */
void tell_names(struct session *session, const struct room *room);

/* Tells the session the room's topic; where there is none, says so if `always`. */
void tell_topic(struct session *session, const struct room *room, bool always);

#endif
