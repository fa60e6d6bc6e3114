/* Sessions that want to be told when a name appears or goes (MONITOR). Under the core lock. */
#ifndef WATCH_H
#define WATCH_H

#include "session.h"

#define WATCH_MAX 100 /* names of one session */

/* False if the session watches WATCH_MAX names already. Watching a name twice is watching it once.
 */
bool watch_add(struct session *session, const char *name);
void watch_remove(struct session *session, const char *name);

/* Removes all names of the session. */
void watch_forget(struct session *session);

/* Calls `visit` for each name that the session watches, as it was given. */
void watch_each(const struct session *session, void (*visit)(const char *name, void *), void *data);

/* Tells those who watch the session's name that it is `here` now, or gone. */
void watch_tell(struct session *session, bool here);

/* Tells those who watch the session's name, and also changes, of one (EVENT_AWAY_CHANGED,
 * EVENT_REAL_NAME, EVENT_HOST, EVENT_ACCOUNT); but not who shares a room with it, and hears it
 * there. */
void watch_tell_change(struct session *session, const struct event *event);

#endif
