/* Who may take a name. Under the core lock. */
#ifndef NAMES_H
#define NAMES_H

#include "account.h"
#include "session.h"

/* Whether somebody from `origin`, who is logged in to `account` (NULL: to none), may take the name,
 * which has been checked: OUTCOME_NAME_TAKEN where a session has it, OUTCOME_NAME_HELD (kept.h),
 * OUTCOME_NAME_REGISTERED where it belongs to another account, OUTCOME_NAME_ALIKE where it looks
 * like another one. `self` gives its own name up for it; NULL for a newcomer. */
enum outcome names_allowed(struct core *core, const char *name, const struct origin *origin,
	const struct account *account, const struct session *self);

/* The name that it looks like, of a session or an account; NULL for none. One's own do not count.
 * Good until the core changes. */
const char *names_alike(struct core *core, const char *name, const struct account *account,
	const struct session *self);

#endif
