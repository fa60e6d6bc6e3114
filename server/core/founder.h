/* What people with accounts do about whose a room is (ownership.h): take one that is nobody's, give
 * it away, give it up. The room is told (EVENT_OWNER), and so is who has done it. Under the core
 * lock, by the session's loop. */
#ifndef FOUNDER_H
#define FOUNDER_H

#include "outcome.h"
#include "room.h"
#include "session.h"

/* All of them: OUTCOME_DONE, _ROOM_OF_SERVER, _NOT_LOGGED_IN. And for an operator of a room that is
 * nobody's: _ROOM_OWNED, _NOT_OPERATOR, _ROOMS_OWNED_MAX. */
enum outcome founder_claim(struct session *session, struct room *room);

/* `name`: of an account, or of somebody who is logged in. OUTCOME_NOT_FOUNDER, _NO_ACCOUNT,
 * _NOT_MEMBER where nobody of the account is in the room, _ROOMS_OWNED_MAX. */
enum outcome founder_give(struct session *session, struct room *room, const char *name);

/* OUTCOME_NOT_FOUNDER. The room may be freed. */
enum outcome founder_drop(struct session *session, struct room *room);

#endif
