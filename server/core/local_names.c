#include "local_names.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "table.h"

struct local_name {
	UT_hash_handle hh; /* head: core.local_names. The key is `key` */
	uid_t uid;
	struct name_key key;
};

static struct local_name *find(const struct core *core, const char *name)
{
	struct name_key key;
	struct local_name *found;
	name_key(&key, name, strlen(name));
	HASH_FIND(hh, core->local_names, key.bytes, key.length, found);
	return found;
}

void local_names_note(struct core *core, const struct local_user *user)
{
	struct local_name *name = find(core, user->name);
	if (name)
		return;
	name = memory_zero(sizeof *name);
	name->uid = user->uid;
	name_key(&name->key, user->name, strlen(user->name));
	HASH_ADD_KEYPTR(hh, core->local_names, name->key.bytes, name->key.length, name);
}

bool local_names_another(const struct core *core, const char *name, const struct local_user *user)
{
	const struct local_name *found = find(core, name);
	return found && found->uid != user->uid;
}

void local_names_free(struct core *core)
{
	struct local_name *name, *next;
	HASH_ITER (hh, core->local_names, name, next) {
		HASH_DEL(core->local_names, name);
		free(name);
	}
}
