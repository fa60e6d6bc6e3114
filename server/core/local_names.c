#include "local_names.h"

#include <stdlib.h>
#include <string.h>

#include "alike.h"
#include "memory.h"
#include "table.h"

struct local_name {
	UT_hash_handle hh; /* head: core.local_names. The key is `key` */
	const struct local_user *user;
	struct name_key key;
};

const struct local_name *local_names_find(const struct core *core, const char *key)
{
	const struct local_name *found;
	HASH_FIND_STR(core->local_names, key, found);
	return found;
}

void local_names_note(struct core *core, const struct local_user *user)
{
	struct name_key key;
	name_key(&key, user->name, strlen(user->name));
	if (local_names_find(core, key.bytes))
		return;
	struct local_name *name = memory_zero(sizeof *name);
	name->user = user;
	name->key = key;
	HASH_ADD_KEYPTR(hh, core->local_names, name->key.bytes, name->key.length, name);
	alike_add(core, ALIKE_OF_LOCAL, name, user->name, key.bytes);
}

const struct local_user *local_names_user(const struct local_name *name)
{
	return name->user;
}

bool local_names_another(const struct local_name *name, const struct local_user *user)
{
	return !user || name->user->uid != user->uid;
}

void local_names_free(struct core *core)
{
	struct local_name *name, *next;
	HASH_ITER (hh, core->local_names, name, next) {
		alike_remove(core, name, name->user->name, name->key.bytes);
		HASH_DEL(core->local_names, name);
		free(name);
	}
}
