#include "ignore.h"

#include <string.h>

#include "memory.h"

bool ignore_any(const struct session *session)
{
	return session->profile && session->profile->ignored_count > 0;
}

static bool has_key(const struct session *session, const char *key)
{
	const struct profile *profile = session->profile;
	for (unsigned i = 0; profile && i < profile->ignored_count; i++)
		if (strcmp(profile->ignored[i].key, key) == 0)
			return true;
	return false;
}

bool ignore_has(const struct session *session, const struct session *other)
{
	return has_key(session, session_key(other));
}

bool ignore_has_name(const struct session *session, const char *name)
{
	struct name_key key;
	if (!ignore_any(session))
		return false;
	name_key(&key, name, strlen(name));
	return has_key(session, key.bytes);
}

/* Adds the session to the lists of those who ignore somebody, or removes it. */
static void note_ignorer(struct session *session, void (*note)(struct core_list *, void *))
{
	note(&session->loop->core->ignorers, session);
	for (struct member *member = session->members; member; member = member->next)
		note(&member_room(member)->ignorers, member);
}

bool ignore_add(struct session *session, const struct session *other)
{
	struct profile *profile = session_profile(session);
	if (ignore_has(session, other) || profile->ignored_count == IGNORE_MAX)
		return false;
	if (profile->ignored_count == 0)
		note_ignorer(session, core_list_add);
	profile->ignored =
		memory_add(profile->ignored, profile->ignored_count, sizeof *profile->ignored);
	struct person *person = &profile->ignored[profile->ignored_count++];
	*person = (struct person){0};
	person_set(person, other);
	return true;
}

bool ignore_remove(struct session *session, const char *name)
{
	struct profile *profile = session->profile;
	struct name_key key;
	unsigned i = 0;
	name_key(&key, name, strlen(name));
	while (profile && i < profile->ignored_count &&
		strcmp(profile->ignored[i].key, key.bytes) != 0)
		i++;
	if (!profile || i == profile->ignored_count)
		return false;
	person_clear(&profile->ignored[i]);
	profile->ignored[i] = profile->ignored[--profile->ignored_count];
	if (profile->ignored_count == 0)
		note_ignorer(session, core_list_remove);
	return true;
}

void ignore_forget(struct session *session)
{
	struct profile *profile = session->profile;
	if (!ignore_any(session))
		return;
	note_ignorer(session, core_list_remove);
	while (profile->ignored_count > 0)
		person_clear(&profile->ignored[--profile->ignored_count]);
}

void ignore_rename(struct session *session)
{
	struct core_list *ignorers = &session->loop->core->ignorers;
	for (unsigned i = 0; i < ignorers->count; i++) {
		struct profile *profile = ((struct session *)ignorers->items[i])->profile;
		for (unsigned j = 0; j < profile->ignored_count; j++)
			if (profile->ignored[j].id == session->id)
				person_set(&profile->ignored[j], session);
	}
}
