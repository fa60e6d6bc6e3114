/* What a session is told when it opens or enters a room, and who is in a room. */
#ifndef WELCOME_H
#define WELCOME_H

#include "outcome.h"
#include "session.h"

/* Puts a new session into the lobby and greets it. */
void welcome_session(struct session *session);

/* Tells the others in the room that the session has come, if it is announced. The event is what
 * they are told. */
void announce_came(struct session *session, struct room *room, struct event *event);

/* Tells the session's rooms that it has come, if it is unannounced. Until then nobody is told of
 * its coming, its going or its name; what it says is said, and who is told of it by a list has to
 * be told of its coming first. */
void announce_session(struct session *session);

/* Makes the session unannounced, for 5 seconds since it came at the most: announce_overdue(), once
 * a second, announces those whose time is over. Once is enough for a session. */
void announce_later(struct session *session);
void announce_overdue(struct core *core);

/* Tells the session why it cannot enter; of a ban the reason. */
void membership_refuse(struct session *session, enum outcome outcome, const struct room *room);

/* Tells the session, with this event, where it is now and who is there. */
void tell_entered(struct session *session, const struct room *room, struct event *event);

/* Tells the session the room's topic; where there is none, says so if `always`. */
void topic_tell(struct session *session, const struct room *room, bool always);

#endif
