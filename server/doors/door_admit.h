/* Whether a peer may come in by what it is (access.h), when its session is about to open. */
#ifndef DOOR_ADMIT_H
#define DOOR_ADMIT_H

#include "account.h"
#include "door_loop.h"

/* `account`: that it is logged in to, NULL for none. Else counts and logs it, and `refusal` is the
 * EVENT_REFUSED for it. Under the core lock. */
bool door_admits(struct conn *conn, const struct account *account, struct event *refusal);

/* Whether it could, whoever it turns out to be: its address may. Likewise. */
bool door_admits_address(const struct conn *conn);

#endif
