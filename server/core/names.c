#include "names.h"

#include <string.h>

#include "alike.h"
#include "kept.h"

/* Who asks for a name. */
struct asker {
	const struct account *account;
	const struct session *session;
};

static bool is_own_session(const struct asker *asker, const struct session *session)
{
	return session == asker->session ||
	       (asker->account && session_account(session) == asker->account);
}

static bool is_own(const struct asker *asker, const struct alike *alike)
{
	return alike->is_account ? alike->owner == asker->account
				 : is_own_session(asker, alike->owner);
}

/* Another name that has this skeleton; `key` is that of the name that is asked for. */
static const char *find_alike(struct core *core, const struct name_key *skeleton,
	const struct name_key *key, const struct asker *asker)
{
	const struct alike *alike = alike_find(core, skeleton);
	for (; alike; alike = alike->next)
		if (!is_own(asker, alike))
			return alike->name;
	if (strcmp(skeleton->bytes, key->bytes) == 0)
		return NULL; /* only the name itself has that as its key */
	const struct session *session = session_find(core, skeleton->bytes);
	if (session && !is_own_session(asker, session))
		return session_name(session);
	const struct account *account = account_find(core, skeleton->bytes);
	return account && account != asker->account ? account->name : NULL;
}

const char *names_alike(struct core *core, const char *name, const struct account *account,
	const struct session *self)
{
	const struct asker asker = {account, self};
	struct name_key skeletons[ALIKE_SKELETONS], key;
	const char *found = NULL;
	name_key(&key, name, strlen(name));
	unsigned count = alike_skeletons(skeletons, name, key.bytes);
	for (unsigned i = 0; i < count && !found; i++)
		found = find_alike(core, &skeletons[i], &key, &asker);
	return found;
}

enum outcome names_allowed(struct core *core, const char *name, const struct origin *origin,
	const struct account *account, const struct session *self)
{
	const struct account *owner = account_find(core, name);
	if (owner && owner != account)
		return OUTCOME_NAME_REGISTERED;
	if (session_find(core, name))
		return OUTCOME_NAME_TAKEN;
	if (owner)
		return OUTCOME_DONE;
	if (kept_name(core, name, origin) > 0)
		return OUTCOME_NAME_HELD;
	return names_alike(core, name, account, self) ? OUTCOME_NAME_ALIKE : OUTCOME_DONE;
}
