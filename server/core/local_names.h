/* The names of users of this machine who have come over a unix socket (local_user.h). There nobody
 * else takes them, whether they are there or not. A few dozen bytes for each user. Under the core
 * lock. */
#ifndef LOCAL_NAMES_H
#define LOCAL_NAMES_H

#include <stdbool.h>

#include "core.h"
#include "local_user.h"

struct local_name;

/* The user has come. */
void local_names_note(struct core *core, const struct local_user *user);

/* Whether the name is that of another user who has come. */
bool local_names_another(const struct core *core, const char *name, const struct local_user *user);

void local_names_free(struct core *core);

#endif
