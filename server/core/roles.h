/* What the role of a member lets it do. Under the core lock. */
#ifndef ROLES_H
#define ROLES_H

#include "room.h"

/* Whether the session is an operator or a founder of the room. */
bool roles_is_operator(const struct session *session, const struct room *room);

/* Whether an operator of the member's room may act on the member: only founders may act on
 * founders. */
bool roles_outrank(const struct session *by, const struct member *member);

#endif
