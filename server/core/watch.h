/* Who wants to know when somebody comes or goes. Under the core lock. */
#ifndef WATCH_H
#define WATCH_H

#include "session.h"

#define WATCH_MAX 100 /* names of one session */

/* False where the session watches WATCH_MAX names already. Watching one twice is once. */
bool watch_add(struct session *session, const char *name);
void watch_remove(struct session *session, const char *name);

/* All of the session's. */
void watch_forget(struct session *session);

/* Calls `visit` for each name that the session watches, as it was given. */
void watch_each(const struct session *session, void (*visit)(const char *name, void *), void *data);

/* Tells those who watch the session's name that it has come, or gone. */
void watch_tell(struct session *session, bool here);

#endif
