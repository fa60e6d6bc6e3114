/* What a session changes of itself; those who share a room with it are told. Under the core lock.
 */
#ifndef SELF_H
#define SELF_H

#include "session.h"

enum outcome outcome_of_name(enum name_error error);
enum outcome outcome_of_room_name(enum name_error error);
bool session_is_guest(const struct session *session);

/* A room in which it may not speak, and so not show a new name: NULL where it may in all. A guest
 * in a moderated room may choose a name, once. */
const struct room *self_silent_room(const struct session *session);

/* Checks and takes a name; tells the session too. */
enum outcome self_set_name(struct session *session, const char *name);

/* `why` is NULL for being back. Tells the others alone. */
void self_set_away(struct session *session, const char *why);

/* Whether it is shown to those who share no room with it. */
void session_set_invisible(struct session *session, bool invisible);

/* These tell the session too. */
void self_set_real_name(struct session *session, const char *real);
void self_set_host(struct session *session, const char *host);

#endif
