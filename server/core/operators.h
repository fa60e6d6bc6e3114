/* The server's operators: the rows of the configuration, and how a session becomes one (proof.h).
 * Under the core lock, unless a function says otherwise. */
#ifndef OPERATORS_H
#define OPERATORS_H

#include "session.h"

/* Replaces all rows, "NAME:HASH" each. Sessions that are operators stay so. */
void operators_set(struct core *core, const char *const *rows, size_t count);
bool operators_exist(const struct core *core);

/* Calls `visit` with the name of each row. */
void operators_each(const struct core *core, void (*visit)(const char *name, void *), void *data);
void operators_free(struct core *core);

/* Whether the row is a name and a hash that can be checked. Any thread, no lock. */
bool operators_row_good(const char *row);

/* Makes the session an operator, and tells it: OUTCOME_DONE, _LATER, or why not. */
enum outcome operators_enter(struct session *session, const char *name, const char *password);

/* Says something to all operators, and to the sessions that want EVENT_WALLOPS. */
void operators_tell(struct session *by, const char *text);

/* Posts an event to all operators; it is `own` for the actor. */
void operators_post(struct core *core, struct event *event);

/* The session is an operator no longer. */
void operators_leave(struct session *session);

#endif
