#include "watch.h"

#include <stdlib.h>
#include <string.h>

#include "ignore.h"
#include "memory.h"
#include "session_send.h"
#include "speed.h"

#define WATCHERS_A_LINE 500 /* told of a change, that cost one line */

/* A name that somebody watches. */
struct watched {
	UT_hash_handle hh; /* head: core.watched */
	char *key;
	struct session **watchers;
	unsigned count;
};

/* One of profile.watches. */
struct watch {
	struct watched *watched;
	char *name; /* as it was given */
};

static struct watched *find(const struct core *core, const char *name, struct name_key *key)
{
	struct watched *watched;
	name_key(key, name, strlen(name));
	HASH_FIND(hh, core->watched, key->bytes, key->length, watched);
	return watched;
}

static struct watched *watched_new(struct core *core, const struct name_key *key)
{
	struct watched *watched = memory_zero(sizeof *watched);
	watched->key = memory_text_n(key->bytes, key->length);
	HASH_ADD_KEYPTR(hh, core->watched, watched->key, key->length, watched);
	return watched;
}

static void remove_watcher(
	struct core *core, struct watched *watched, const struct session *session)
{
	unsigned i = watched->count - 1;
	while (watched->watchers[i] != session)
		i--;
	watched->watchers[i] = watched->watchers[--watched->count];
	if (watched->count > 0)
		return;
	HASH_DEL(core->watched, watched);
	free(watched->watchers);
	free(watched->key);
	free(watched);
}

/* Its place in profile.watches; profile.watching if it is not there. */
static unsigned index_of(const struct profile *profile, const struct watched *watched)
{
	unsigned i = 0;
	while (i < profile->watching && profile->watches[i].watched != watched)
		i++;
	return i;
}

bool watch_add(struct session *session, const char *name)
{
	struct core *core = session->loop->core;
	struct profile *profile = session_profile(session);
	struct name_key key;
	struct watched *watched = find(core, name, &key);
	if (watched && index_of(profile, watched) < profile->watching)
		return true;
	if (profile->watching == WATCH_MAX)
		return false;
	if (!watched)
		watched = watched_new(core, &key);
	watched->watchers =
		memory_add(watched->watchers, watched->count, sizeof *watched->watchers);
	watched->watchers[watched->count++] = session;
	profile->watches =
		memory_add(profile->watches, profile->watching, sizeof *profile->watches);
	profile->watches[profile->watching++] =
		(struct watch){.watched = watched, .name = memory_text(name)};
	return true;
}

static void drop(struct session *session, unsigned i)
{
	struct profile *profile = session->profile;
	struct watch *watch = &profile->watches[i];
	remove_watcher(session->loop->core, watch->watched, session);
	free(watch->name);
	profile->watching--;
	memmove(watch, watch + 1, (profile->watching - i) * sizeof *watch);
}

void watch_remove(struct session *session, const char *name)
{
	struct name_key key;
	struct watched *watched = find(session->loop->core, name, &key);
	unsigned i = watched && session->profile ? index_of(session->profile, watched) : 0;
	if (watched && session->profile && i < session->profile->watching)
		drop(session, i);
}

void watch_forget(struct session *session)
{
	if (!session->profile)
		return;
	while (session->profile->watching > 0)
		drop(session, session->profile->watching - 1);
	free(session->profile->watches);
	session->profile->watches = NULL;
}

void watch_each(const struct session *session, void (*visit)(const char *name, void *), void *data)
{
	for (unsigned i = 0; session->profile && i < session->profile->watching; i++)
		visit(session->profile->watches[i].name, data);
}

/* Who watches the session's name; NULL for nobody. */
static const struct watched *watched_of(const struct session *session)
{
	const struct core *core = session->loop->core;
	struct watched *watched = NULL;
	if (core->watched)
		HASH_FIND(hh, core->watched, session_key(session), session->hh.keylen, watched);
	return watched;
}

void watch_tell(struct session *session, bool here)
{
	struct core *core = session->loop->core;
	uint64_t said = core->cost.said;
	const struct watched *watched = watched_of(session);
	for (unsigned i = 0; watched && i < watched->count; i++) {
		struct session *to = watched->watchers[i];
		session_post(to, &(struct event){.type = EVENT_WATCHED,
					 .actor = session,
					 .name = session_name(session),
					 .other = session_name(to),
					 .flag = here});
	}
	speed_said_once(core, said, watched ? watched->count : 0);
}

void watch_tell_change(struct session *session, const struct event *event)
{
	struct core *core = session->loop->core;
	uint64_t said = core->cost.said;
	unsigned count = 0;
	const struct watched *watched = watched_of(session);
	for (unsigned i = 0; watched && i < watched->count; i++) {
		struct session *to = watched->watchers[i];
		if (to == session || !to->profile->watches_changes || ignore_has(to, session) ||
			room_shared(session, to))
			continue;
		session_post(to, event);
		count++;
	}
	speed_said_once(core, said, count);
	if (count > 0)
		speed_spend(session, count / WATCHERS_A_LINE);
}
