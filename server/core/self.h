/* What a session changes about itself. Those who share a room with it are told. Under the core
 * lock.
 */
#ifndef SELF_H
#define SELF_H

#include "session.h"

/* The first room in which the session may not speak, so that it may not show a new name either;
 * NULL if it may speak in all. A guest in a moderated room may choose a name, once. */
const struct room *self_silent_room(const struct session *session);

/* Checks and takes a name, or answers why not; tells the session too. */
enum outcome self_set_name(struct session *session, const char *name);

/* These do not ask whether the session may: it takes a name that nobody else has, or becomes a
 * guest. The session may be of another loop. */
void self_take_name(struct session *session, const char *name);
void self_become_guest(struct session *session);

/* `why` is NULL for being back. Does not tell the session. */
void self_set_away(struct session *session, const char *why);

/* These tell the session too. */
void self_set_real_name(struct session *session, const char *real);
void self_set_host(struct session *session, const char *host);

#endif
