#include "names.h"

#include <string.h>

#include "alike.h"
#include "kept.h"
#include "local_names.h"

struct asker names_asker(const struct session *session)
{
	return (struct asker){.origin = session->origin,
		.account = session_account(session),
		.session = session,
		.local_user = session_local_user(session)};
}

static bool is_own_session(const struct asker *asker, const struct session *session)
{
	return session == asker->session ||
	       (asker->account && session_account(session) == asker->account);
}

static bool is_own(const struct asker *asker, const struct alike *alike)
{
	switch (alike->of) {
	case ALIKE_OF_SESSION:
		return is_own_session(asker, alike->owner);
	case ALIKE_OF_ACCOUNT:
		return alike->owner == asker->account;
	case ALIKE_OF_KEPT:
		return kept_from(alike->owner, &asker->origin, asker->account) == 0;
	case ALIKE_OF_LOCAL:
		return !local_names_another(alike->owner, asker->local_user);
	}
	return false;
}

/* The name with this key, if the asker may not take it; NULL if it may. */
static const char *find_other(struct core *core, const char *key, const struct asker *asker)
{
	const struct session *session = session_find(core, key);
	if (session && !is_own_session(asker, session))
		return session_name(session);
	const struct account *account = account_find(core, key);
	if (account && account != asker->account)
		return account->name;
	const struct local_name *local = local_names_find(core, key);
	if (local && local_names_another(local, asker->local_user))
		return local_names_user(local)->name;
	const struct kept *kept = kept_find(core, key, &asker->origin, asker->account);
	return kept ? kept_name(kept) : name_kept_word(key);
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
	if (strncmp(skeleton->bytes, NAME_GUEST_PREFIX, sizeof NAME_GUEST_PREFIX - 1) == 0)
		return NAME_GUEST_PREFIX "1"; /* or another number */
	return find_other(core, skeleton->bytes, asker);
}

const char *names_alike(struct core *core, const char *name, const struct asker *asker)
{
	struct name_key skeletons[ALIKE_SKELETONS], key;
	const char *found = NULL;
	name_key(&key, name, strlen(name));
	unsigned count = alike_skeletons(skeletons, name, key.bytes);
	for (unsigned i = 0; i < count && !found; i++)
		found = find_alike(core, &skeletons[i], &key, asker);
	return found;
}

/* Those of whom the kernel says who they are may not take the login of anybody else either who has
 * not come yet; the others cannot know what is one. */
static bool is_login_of_another(struct core *core, const char *key, const struct asker *asker)
{
	const struct local_name *local = local_names_find(core, key);
	uid_t uid;
	if (local)
		return local_names_another(local, asker->local_user);
	return asker->local_user && core->local_login && core->local_login(key, &uid) &&
	       uid != asker->local_user->uid;
}

enum outcome names_allowed(struct core *core, const char *name, const struct asker *asker)
{
	struct name_key key;
	const struct account *owner = account_find(core, name);
	if (owner && owner != asker->account)
		return OUTCOME_NAME_REGISTERED;
	if (session_find(core, name))
		return OUTCOME_NAME_TAKEN;
	if (owner && strcmp(owner->name, name) == 0)
		return OUTCOME_DONE;
	name_key(&key, name, strlen(name));
	if (!owner && is_login_of_another(core, key.bytes, asker))
		return OUTCOME_NAME_LOGIN;
	if (!owner && kept_find(core, key.bytes, &asker->origin, asker->account))
		return OUTCOME_NAME_HELD;
	return names_alike(core, name, asker) ? OUTCOME_NAME_ALIKE : OUTCOME_DONE;
}
