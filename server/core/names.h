/* Who may take a name. Under the core lock. */
#ifndef NAMES_H
#define NAMES_H

#include "account.h"
#include "session.h"

/* Who asks for it. */
struct asker {
	struct origin origin;
	const struct account *account;	     /* in which it is; NULL for none */
	const struct session *session;	     /* which gives its own name up; NULL for a newcomer */
	const struct local_user *local_user; /* who it is; NULL where the kernel does not know */
};

struct asker names_asker(const struct session *session);

/* Whether the asker may take the name, which has been checked: OUTCOME_NAME_TAKEN where a session
 * has it, OUTCOME_NAME_REGISTERED where it belongs to another account, OUTCOME_NAME_LOGIN
 * (local_names.h), OUTCOME_NAME_HELD (kept.h), or OUTCOME_NAME_ALIKE where it looks like one that
 * it may not take. */
enum outcome names_allowed(struct core *core, const char *name, const struct asker *asker);

/* The name that it looks like; NULL for none. One's own do not count. Good until the core
 * changes. */
const char *names_alike(struct core *core, const char *name, const struct asker *asker);

#endif
