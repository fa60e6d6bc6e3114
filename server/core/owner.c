#include "owner.h"

#include <stdlib.h>

#include <utlist.h>

#include "memory.h"
#include "room.h"
#include "session.h"

struct owner {
	UT_hash_handle hh; /* head: core.owners */
	struct origin origin;
	struct core *core;
	size_t bytes;
	size_t idle_bytes; /* of them: for idle rooms */
	struct room *idle; /* list by idle_next, the first ones first */
};

static size_t limit(const struct origin *origin)
{
	return origin_key(origin) == 0 ? OWNER_LOCAL_MAX : OWNER_MAX;
}

static struct owner *find(const struct core *core, const struct origin *origin)
{
	struct owner *owner;
	HASH_FIND(hh, core->owners, origin, sizeof *origin, owner);
	return owner;
}

bool owner_may_replace(
	const struct session *session, const struct owner *of, size_t old, size_t bytes)
{
	const struct owner *owner = find(session->loop->core, &session->origin);
	size_t owned = owner ? owner->bytes - owner->idle_bytes : 0;
	if (owner && owner == of)
		owned -= old;
	return owned + bytes <= limit(&session->origin);
}

bool owner_may(const struct session *session, size_t bytes)
{
	return owner_may_replace(session, NULL, 0, bytes);
}

struct owner *owner_take(const struct session *session, size_t bytes)
{
	return owner_take_for(session->loop->core, &session->origin, bytes);
}

struct owner *owner_take_for(struct core *core, const struct origin *origin, size_t bytes)
{
	struct owner *owner = find(core, origin);
	if (!owner) {
		owner = memory_zero(sizeof *owner);
		owner->origin = *origin;
		owner->core = core;
		HASH_ADD(hh, core->owners, origin, sizeof owner->origin, owner);
	}
	owner->bytes += bytes;
	return owner;
}

const struct origin *owner_origin(const struct owner *owner)
{
	return &owner->origin;
}

void owner_give(struct owner *owner, size_t bytes)
{
	if (!owner)
		return;
	owner->bytes -= bytes;
	if (owner->bytes > 0)
		return;
	HASH_DEL(owner->core->owners, owner);
	free(owner);
}

struct room *owner_idle(const struct owner *owner)
{
	return owner->idle;
}

void owner_add_idle(struct room *room)
{
	DL_APPEND2(room->owner->idle, room, idle_previous, idle_next);
	room->owner->idle_bytes += OWNER_ROOM;
}

void owner_remove_idle(struct room *room)
{
	DL_DELETE2(room->owner->idle, room, idle_previous, idle_next);
	room->owner->idle_bytes -= OWNER_ROOM;
}

struct room *owner_excess(const struct owner *owner)
{
	return owner->bytes > limit(&owner->origin) ? owner->idle : NULL;
}
