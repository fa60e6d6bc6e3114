/* Whom a session ignores, and whom it remembers. */
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "session.h"

void person_clear(struct person *person)
{
	free(person->name);
	free(person->key);
	*person = (struct person){0};
}

void person_set(struct person *person, const struct session *session)
{
	person_clear(person);
	person->id = session->id;
	person->name = memory_text(session_name(session));
	person->key = memory_text(session_key(session));
}

bool session_ignores_any(const struct session *session)
{
	return session->profile && session->profile->ignored_count > 0;
}

bool session_ignores(const struct session *session, const struct session *other)
{
	const struct profile *profile = session->profile;
	for (unsigned i = 0; profile && i < profile->ignored_count; i++)
		if (profile->ignored[i].id == other->id ||
			strcmp(profile->ignored[i].key, session_key(other)) == 0)
			return true;
	return false;
}

bool session_ignore(struct session *session, const struct session *other)
{
	struct profile *profile = session_profile(session);
	if (session_ignores(session, other) || profile->ignored_count == SESSION_IGNORES_MOST)
		return false;
	if (profile->ignored_count == 0)
		for (struct member *member = session->members; member; member = member->next)
			core_list_add(&member->room->ignorers, member);
	profile->ignored = memory_grow(
		profile->ignored, (profile->ignored_count + 1) * sizeof *profile->ignored);
	struct person *person = &profile->ignored[profile->ignored_count++];
	*person = (struct person){0};
	person_set(person, other);
	return true;
}

/* By the name it had, or by the one it has now: it may have been renamed out of sight. */
static unsigned find_ignored(const struct session *session, const char *name)
{
	const struct profile *profile = session->profile;
	const struct session *now = session_find(session->loop->core, name);
	struct name_key key;
	unsigned i = 0;
	name_key(&key, name, strlen(name));
	while (i < profile->ignored_count && strcmp(profile->ignored[i].key, key.bytes) != 0 &&
		!(now && profile->ignored[i].id == now->id))
		i++;
	return i;
}

bool session_unignore(struct session *session, const char *name)
{
	struct profile *profile = session->profile;
	unsigned i = profile ? find_ignored(session, name) : 0;
	if (!profile || i == profile->ignored_count)
		return false;
	person_clear(&profile->ignored[i]);
	profile->ignored[i] = profile->ignored[--profile->ignored_count];
	if (profile->ignored_count == 0)
		for (struct member *member = session->members; member; member = member->next)
			core_list_remove(&member->room->ignorers, member);
	return true;
}

static void rename_in(struct profile *profile, const struct session *session)
{
	for (unsigned i = 0; i < profile->ignored_count; i++)
		if (profile->ignored[i].id == session->id)
			person_set(&profile->ignored[i], session);
}

void session_rename_ignored(struct session *session)
{
	for (struct member *member = session->members; member; member = member->next) {
		struct core_list *ignorers = &member->room->ignorers;
		for (unsigned i = 0; i < ignorers->count; i++)
			rename_in(((struct member *)ignorers->items[i])->session->profile, session);
	}
}
