/* Whom a session ignores: it is not told what they say.
 *
 * An ignored person stays ignored after a rename, and after coming back under the same name. Each
 * room lists its members who ignore somebody (room.ignorers), so that a line in other rooms costs
 * nothing. Under the core lock. */
#ifndef IGNORE_H
#define IGNORE_H

#include "session.h"

#define IGNORE_MAX 100 /* people of one session */

/* Whether the session ignores anybody, or this one, or who has this name. */
bool ignore_any(const struct session *session);
bool ignore_has(const struct session *session, const struct session *other);
bool ignore_has_name(const struct session *session, const char *name);

/* False where there is nothing to do, or IGNORE_MAX are ignored. */
bool ignore_add(struct session *session, const struct session *other);
bool ignore_remove(struct session *session, const char *name);

/* The session has a new name: those who ignore it still do. */
void ignore_rename(struct session *session);

/* The session ends: it ignores nobody any more. */
void ignore_forget(struct session *session);

#endif
