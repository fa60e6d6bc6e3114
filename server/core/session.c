#include "session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backlog.h"
#include "counter.h"
#include "memory.h"
#include "welcome.h"

static struct session *find_key(const struct core *core, const struct name_key *key)
{
	struct session *found;
	HASH_FIND(hh, core->names, key->bytes, key->length, found);
	return found;
}

/* Takes the name if it is free. */
static bool take_name(struct session *session, const char *name)
{
	struct core *core = session->loop->core;
	struct name_key key;
	name_key(&key, name, strlen(name));
	const struct session *found = find_key(core, &key);
	if (found && found != session)
		return false;
	if (session->name)
		HASH_DEL(core->names, session);
	free(session->name);
	bool same = strcmp(key.bytes, name) == 0;
	size_t shown = same ? 0 : strlen(name) + 1;
	session->name = memory_get(key.length + 1U + shown);
	memcpy(session->name, key.bytes, key.length + 1U);
	memcpy(session->name + key.length + 1, name, shown);
	session->shown_apart = !same;
	HASH_ADD_KEYPTR(hh, core->names, session->name, key.length, session);
	return true;
}

struct session *session_open(struct core_loop *loop, const struct door *door, void *peer)
{
	struct core *core = loop->core;
	struct session *session = memory_zero(sizeof *session);
	char name[NAME_BYTES + 1];
	session->door = door;
	session->peer = peer;
	session->loop = loop;
	session->id = ++core->session_ids;
	session->opened_s = session->spoke_s = (uint32_t)(core->now / 1000);
	snprintf(name, sizeof name, NAME_GUEST_PREFIX "%u", session->id);
	while (!take_name(session, name)) /* only after 2^32 sessions */
		snprintf(name, sizeof name, NAME_GUEST_PREFIX "%u", ++session->id);
	core->session_count++;
	welcome(session);
	return session;
}

static void leave_rooms(struct session *session, const char *why)
{
	while (session->members) {
		if (why && !session->loop->core->stopping)
			leave_room(session->members, *why ? why : NULL);
		else
			room_leave(session->members);
	}
}

void session_close(struct session *session, const char *why)
{
	struct core_loop *loop = session->loop;
	if (session->closed)
		return;
	session_forget_ignored(session);
	leave_rooms(session, why);
	HASH_DEL(loop->core->names, session);
	loop->core->session_count--;
	session->closed = true;
	if (!session->backlog) /* else when that has been sent */
		session->door->close(session->peer, DOOR_CLOSE_DONE);
}

static void profile_free(struct profile *profile)
{
	if (!profile)
		return;
	free(profile->ignored);
	person_clear(&profile->writer);
	free(profile->away);
	free(profile);
}

void session_free(struct session *session)
{
	backlog_free(session);
	profile_free(session->profile);
	free(session->name);
	free(session);
}

const char *session_name(const struct session *session)
{
	return session->shown_apart ? session->name + session->hh.keylen + 1 : session->name;
}

const char *session_key(const struct session *session)
{
	return session->name;
}

struct session *session_find(struct core *core, const char *name)
{
	struct name_key key;
	name_key(&key, name, strlen(name));
	return find_key(core, &key);
}

bool session_rename(struct session *session, const char *name)
{
	if (!take_name(session, name))
		return false;
	session_rename_ignored(session);
	return true;
}

struct room *session_room(const struct session *session)
{
	return session->members ? session->members->room : NULL;
}

struct profile *session_profile(struct session *session)
{
	if (!session->profile)
		session->profile = memory_zero(sizeof *session->profile);
	return session->profile;
}

const char *session_away(const struct session *session)
{
	return session->profile ? session->profile->away : NULL;
}

int64_t session_wait(struct session *session)
{
	struct core *core = session->loop->core;
	const struct limits *limits = &core->limits;
	int64_t wait = rate_wait(&session->rate, core->now, limits->rate, limits->burst);
	session->held |= wait > 0;
	if (wait > 0 && !session->warned) {
		session->warned = true;
		counter_add(COUNTER_TOO_FAST, 1);
		session_post(session, &(struct event){.type = EVENT_REFUSED,
					      .outcome = OUTCOME_TOO_FAST,
					      .total = (uint64_t)limits->rate});
	}
	return wait;
}

void session_spend(struct session *session, long lines)
{
	struct core *core = session->loop->core;
	if (session->warned && !session->held && rate_is_full(&session->rate, core->now))
		session->warned = false;
	rate_spend(&session->rate, core->now, core->limits.rate, lines);
	session->spoke_s = (uint32_t)(core->now / 1000);
}

void session_caught_up(struct session *session)
{
	session->held = false;
}
