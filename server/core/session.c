#include "session.h"

#include <stdlib.h>
#include <string.h>

#include "alike.h"
#include "memory.h"

static struct session *find_key(const struct core *core, const struct name_key *key)
{
	struct session *found;
	HASH_FIND(hh, core->names, key->bytes, key->length, found);
	return found;
}

struct session *session_find(struct core *core, const char *name)
{
	struct name_key key;
	name_key(&key, name, strlen(name));
	return find_key(core, &key);
}

/* Moves the session, which is the last in the table, to its old place between `previous` (NULL: it
 * was the first) and `next`: walks rely on the order of ids. */
static void keep_place(
	struct core *core, struct session *session, struct session *previous, struct session *next)
{
	struct session *last = session->hh.prev;
	last->hh.next = NULL;
	session->hh.tbl->tail = &last->hh;
	session->hh.prev = previous;
	session->hh.next = next;
	next->hh.prev = session;
	if (previous)
		previous->hh.next = session;
	else
		core->names = session;
}

void session_forget_alike(struct session *session)
{
	alike_remove(session->loop->core, session, session_name(session), session_key(session));
}

bool session_take_name(struct session *session, const char *name)
{
	struct core *core = session->loop->core;
	struct name_key key;
	name_key(&key, name, strlen(name));
	const struct session *found = find_key(core, &key);
	if (found && found != session)
		return false;
	char *old = (char *)(uintptr_t)session->hh.key;
	struct session *next = NULL, *previous = NULL;
	if (old) {
		session_forget_alike(session);
		next = session->hh.next;
		previous = session->hh.prev;
		HASH_DEL(core->names, session);
	}
	free(old);
	bool same = strcmp(key.bytes, name) == 0;
	size_t shown = same ? 0 : strlen(name) + 1;
	char *bytes = memory_get(key.length + 1U + shown);
	memcpy(bytes, key.bytes, key.length + 1U);
	memcpy(bytes + key.length + 1, name, shown);
	session->shown_apart = !same;
	HASH_ADD_KEYPTR(hh, core->names, bytes, key.length, session);
	if (next)
		keep_place(core, session, previous, next);
	alike_add(core, ALIKE_OF_SESSION, session, name, session->hh.key);
	return true;
}

const char *session_name(const struct session *session)
{
	const char *key = session->hh.key;
	return session->shown_apart ? key + session->hh.keylen + 1 : key;
}

const char *session_key(const struct session *session)
{
	return session->hh.key;
}

const char *session_user(const struct session *session)
{
	if (session_local_user(session))
		return session_local_user(session)->word;
	return session->profile && session->profile->user ? session->profile->user
							  : session->door->name;
}

const char *session_real(const struct session *session)
{
	return session->profile && session->profile->real ? session->profile->real
							  : session_name(session);
}

const struct local_user *session_local_user(const struct session *session)
{
	return session->profile ? session->profile->local_user : NULL;
}

const char *session_operator(const struct session *session)
{
	return session->profile ? session->profile->operator_name : NULL;
}

static char *add_hex(char *to, uint32_t value)
{
	for (int shift = 28; shift >= 0; shift -= 4)
		*to++ = "0123456789abcdef"[value >> shift & 15];
	return to;
}

/* Each line that is kept has it: printf() would cost half of what keeping the line costs. */
const char *session_host(const struct session *session, char out[SESSION_HOST_SIZE])
{
	const struct origin *origin = &session->origin;
	if (session->profile && session->profile->host)
		return session->profile->host;
	if (session_local_user(session))
		return session_local_user(session)->host;
	if (origin_key(origin) == 0)
		return "localhost";
	char *to = add_hex(out, origin->host);
	*to++ = '.';
	memcpy(add_hex(to, origin->net), ".hidden", sizeof ".hidden");
	return out;
}

bool session_is_guest(const struct session *session)
{
	return strncmp(session_key(session), NAME_GUEST_PREFIX, strlen(NAME_GUEST_PREFIX)) == 0;
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

struct room *session_room(const struct session *session)
{
	const struct member *member = session->members;
	while (member && member->gone)
		member = member->next;
	return member ? member_room(member) : NULL;
}

void session_set_invisible(struct session *session, bool invisible)
{
	if (session->invisible != invisible)
		session->loop->core->invisible_count += invisible ? 1U : -1U;
	session->invisible = invisible;
}

void session_spoke(struct session *session)
{
	session->spoke_s = (uint32_t)(session->loop->core->now / 1000);
}

struct event session_event(struct session *actor, enum event_type type)
{
	struct core *core = actor->loop->core;
	return (struct event){.type = type,
		.actor = actor,
		.name = session_name(actor),
		.id = ++core->event_ids,
		.time = core->now + core->clock_offset};
}
