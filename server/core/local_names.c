#include "local_names.h"

#include <stdlib.h>
#include <string.h>

#include "alike.h"
#include "memory.h"
#include "table.h"

/* A user of whom another process told, see handover.h. */
struct told_user {
	UT_hash_handle hh; /* head: core.told_users. The key is all of `user` */
	struct local_user user;
};

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
	struct told_user *told, *after;
	HASH_ITER (hh, core->told_users, told, after) {
		HASH_DEL(core->told_users, told);
		free(told);
	}
}

PACK_SIZE(struct local_user, 192);
PACK_SIZE(struct local_name, 192);

void local_names_pack_user(const struct local_user *user, struct pack *out)
{
	pack_bool(out, user != NULL);
	if (!user)
		return;
	pack_u32(out, user->uid);
	pack_text(out, user->user);
	pack_text(out, user->host);
	pack_text(out, user->word);
	pack_text(out, user->name);
}

static void unpack_word(struct unpack *in, char *to, size_t size)
{
	const char *word = unpack_string(in);
	if (strlen(word) < size)
		strcpy(to, word);
	else
		unpack_fail(in);
}

const struct local_user *local_names_unpack_user(struct core *core, struct unpack *in)
{
	struct local_user user;
	struct told_user *told;
	if (!unpack_bool(in))
		return NULL;
	memset(&user, 0, sizeof user); /* its gaps are in the key */
	user.uid = unpack_u32(in);
	unpack_word(in, user.user, sizeof user.user);
	unpack_word(in, user.host, sizeof user.host);
	unpack_word(in, user.word, sizeof user.word);
	unpack_word(in, user.name, sizeof user.name);
	if (in->failed)
		return NULL;
	HASH_FIND(hh, core->told_users, &user, sizeof user, told);
	if (!told) {
		told = memory_zero(sizeof *told);
		memcpy(&told->user, &user, sizeof user);
		HASH_ADD(hh, core->told_users, user, sizeof told->user, told);
	}
	return &told->user;
}

void local_names_pack(const struct core *core, struct pack *out)
{
	pack_u32(out, HASH_COUNT(core->local_names));
	for (const struct local_name *name = core->local_names; name; name = name->hh.next)
		local_names_pack_user(name->user, out);
}

void local_names_unpack(struct core *core, struct unpack *in)
{
	for (unsigned left = unpack_count(in, UINT32_MAX); left > 0; left--) {
		const struct local_user *user = local_names_unpack_user(core, in);
		if (user)
			local_names_note(core, user);
		else
			unpack_fail(in);
	}
}
