/* The names of users of this machine who have come over a unix socket (local_user.h) since the
 * server started. Nobody else takes them, whether they are there or not, but who has registered
 * one. Some hundred bytes for each user. Under the core lock. */
#ifndef LOCAL_NAMES_H
#define LOCAL_NAMES_H

#include <stdbool.h>

#include "core.h"
#include "local_user.h"
#include "pack.h"

struct local_name;

/* The user has come. */
void local_names_note(struct core *core, const struct local_user *user);

/* The one with this key; NULL for none. */
const struct local_name *local_names_find(const struct core *core, const char *key);

const struct local_user *local_names_user(const struct local_name *name);

/* Whether it is that of another user; `user` is NULL for somebody of whom the kernel says nothing.
 */
bool local_names_another(const struct local_name *name, const struct local_user *user);

/* For another process (handover.h). A user of whom it was told lives as long as its core; NULL is
 * packed as well. */
void local_names_pack(const struct core *core, struct pack *out);
void local_names_unpack(struct core *core, struct unpack *in);
void local_names_pack_user(const struct local_user *user, struct pack *out);
const struct local_user *local_names_unpack_user(struct core *core, struct unpack *in);

void local_names_free(struct core *core);

#endif
