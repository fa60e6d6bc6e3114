/* Telling rooms that a session has come.
 *
 * A session whose client has not shown itself yet is `unannounced`: it is in its rooms and reads
 * them, but the others are not told of its coming, its leaving or its name. Before they see it in
 * any other way (a kick, a role, a list), it must be announced. Under the core lock. */
#ifndef ANNOUNCE_H
#define ANNOUNCE_H

#include "session.h"

/* Tells the other members that the session has come, unless it is unannounced. Fills in `*event`,
 * which is what they are told. */
void announce_came(struct session *session, struct room *room, struct event *event);

/* Ends being unannounced: tells all rooms of the session. Does nothing if it is announced. */
void announce_session(struct session *session);

/* Makes the session unannounced until announce_session(), and at most until 5 seconds after it
 * opened. Call it once per session. */
void announce_later(struct session *session);

/* Announces the sessions whose 5 seconds are over; call it about once a second. */
void announce_overdue(struct core *core);

#endif
