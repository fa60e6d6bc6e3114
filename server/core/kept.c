#include "kept.h"

#include <stdlib.h>
#include <string.h>

#include "account.h"
#include "alike.h"
#include "changes.h"
#include "memory.h"
#include "post.h"

struct kept {
	struct kept *next; /* head: core.kept, the newest first */
	struct core *core;
	struct origin origin;
	uint32_t account; /* 0: none */
	char *name, *key;
	int64_t until; /* milliseconds of core.now */
	bool named;    /* the name is kept, too */
	unsigned room_count;
	struct kept_room {
		struct room *room;
		unsigned roles;
	} rooms[KEPT_ROOMS_MAX];
};

#define ROLES (ROLE_OPERATOR | ROLE_FOUNDER)

static bool same_origin(const struct origin *a, const struct origin *b)
{
	return origin_key(a) == origin_key(b);
}

static bool is_for(
	const struct kept *kept, const struct origin *origin, const struct account *account)
{
	return same_origin(&kept->origin, origin) || (account && account->id == kept->account);
}

static bool is_of(const struct kept *kept, const struct session *session)
{
	return is_for(kept, &session->origin, session_account(session)) &&
	       strcmp(kept->key, session_key(session)) == 0;
}

static void let_room_go(struct kept *kept, unsigned i)
{
	struct room *room = kept->rooms[i].room;
	kept->rooms[i] = kept->rooms[--kept->room_count];
	room_release(room);
}

/* Frees it and returns the next. */
static struct kept *let_go(struct kept **link)
{
	struct kept *kept = *link;
	*link = kept->next;
	while (kept->room_count > 0)
		let_room_go(kept, 0);
	alike_remove(kept->core, kept, kept->name, kept->key);
	free(kept->name);
	free(kept->key);
	free(kept);
	return *link;
}

/* Frees those of which neither the name nor a room is kept any more. */
static void let_empty_go(struct core *core)
{
	for (struct kept **link = &core->kept; *link;) {
		if (!(*link)->named && (*link)->room_count == 0)
			let_go(link);
		else
			link = &(*link)->next;
	}
}

struct search {
	const struct session *without;
	bool found;
};

static bool find_operator(const struct member *member, void *data)
{
	struct search *search = data;
	search->found = member->session != search->without && (member->roles & ROLES);
	return !search->found;
}

/* Whether the member is the room's only operator. The lobby belongs to the server, other rooms to
 * accounts. */
static bool runs_alone(const struct member *member)
{
	const struct room *room = member_room(member);
	struct search search = {.without = member->session};
	if (member->gone || !(member->roles & ROLES) || room_is_lobby(room->name) ||
		room_is_owned(room))
		return false;
	room_each(room, find_operator, &search);
	return !search.found;
}

/* Makes room for one more of this address; false if there is none. An address never replaces others
 * of its network: they may be other customers of a provider, or the same person. */
static bool make_place(struct core *core, const struct origin *origin)
{
	unsigned all = 0, same = 0, near = 0;
	unsigned most = origin->host == 0 ? KEPT_LOCAL_MAX : KEPT_ADDRESS_MAX;
	struct kept **oldest = NULL;
	for (struct kept **link = &core->kept; *link; link = &(*link)->next, all++) {
		near += (*link)->origin.net == origin->net;
		if (!same_origin(&(*link)->origin, origin))
			continue;
		same++;
		oldest = link;
	}
	if (same >= most) {
		let_go(oldest);
		return true;
	}
	return all < KEPT_MAX && (origin->host == 0 || near < KEPT_NET_MAX);
}

static void tell_room(struct room *room, struct session *by)
{
	int64_t left;
	struct event event = {.type = EVENT_KEPT, .room = room->name};
	event.name = kept_for(room, &left);
	event.seconds = left / 1000;
	post_to_room(room, by, &event);
}

static void forget(struct session *session)
{
	for (struct kept **link = &session->loop->core->kept; *link;) {
		if (is_of(*link, session))
			let_go(link);
		else
			link = &(*link)->next;
	}
}

void kept_close(struct session *session)
{
	struct core *core = session->loop->core;
	bool lost = session->replaced || !(session->quits || session->killed);
	const struct account *account = session_account(session);
	if (!lost || core->stopping || session_is_guest(session)) {
		forget(session);
		return;
	}
	struct kept *kept = NULL;
	for (struct member *member = session->members; member; member = member->next) {
		if (!runs_alone(member) || (!kept && !make_place(core, &session->origin)))
			continue;
		if (!kept) {
			kept = memory_zero(sizeof *kept);
			kept->next = core->kept;
			core->kept = kept;
			kept->core = core;
			kept->origin = session->origin;
			kept->account = account ? account->id : 0;
			kept->name = memory_text(session_name(session));
			kept->key = memory_text(session_key(session));
			kept->until = core->now + INT64_C(1000) * KEPT_SECONDS;
			kept->named = true;
			alike_add(core, ALIKE_OF_KEPT, kept, kept->name, kept->key);
		}
		if (kept->room_count == KEPT_ROOMS_MAX)
			break;
		struct room *room = member_room(member);
		kept->rooms[kept->room_count++] =
			(struct kept_room){.room = room, .roles = member->roles & ROLES};
		room->kept++;
		tell_room(room, session);
	}
}

int64_t kept_from(
	const struct kept *kept, const struct origin *origin, const struct account *account)
{
	int64_t left = kept->until - kept->core->now;
	return kept->named && left > 0 && !is_for(kept, origin, account) ? left : 0;
}

const struct kept *kept_find(const struct core *core, const char *key, const struct origin *origin,
	const struct account *account)
{
	const struct kept *kept = core->kept;
	while (kept && !(strcmp(kept->key, key) == 0 && kept_from(kept, origin, account) > 0))
		kept = kept->next;
	return kept;
}

const char *kept_name(const struct kept *kept)
{
	return kept->name;
}

void kept_name_taken(const struct session *session)
{
	for (struct kept *kept = session->loop->core->kept; kept; kept = kept->next)
		if (is_of(kept, session))
			kept->named = false;
	let_empty_go(session->loop->core);
}

/* Roles that are kept for the member in its room; they are kept no longer. */
static unsigned take_roles(const struct member *member)
{
	struct core *core = member->session->loop->core;
	unsigned roles = 0;
	for (struct kept *kept = core->kept; kept; kept = kept->next) {
		if (kept->until <= core->now || !is_of(kept, member->session))
			continue;
		for (unsigned i = kept->room_count; i-- > 0;) {
			if (kept->rooms[i].room != member_room(member))
				continue;
			roles |= kept->rooms[i].roles;
			let_room_go(kept, i);
		}
	}
	let_empty_go(core);
	return roles;
}

void kept_give_back(struct member *member)
{
	unsigned roles = member->gone ? 0 : take_roles(member);
	if (roles & ROLE_FOUNDER)
		changes_give_role(member, MODE_FOUNDER);
	if (roles & ROLE_OPERATOR)
		changes_give_role(member, MODE_OPERATOR);
}

const char *kept_for(const struct room *room, int64_t *left)
{
	if (room->kept == 0)
		return NULL;
	for (const struct kept *kept = room->core->kept; kept; kept = kept->next) {
		*left = kept->until - room->core->now;
		for (unsigned i = 0; *left > 0 && i < kept->room_count; i++)
			if (kept->rooms[i].room == room)
				return kept->name;
	}
	return NULL;
}

void kept_expire(struct core *core)
{
	for (struct kept **link = &core->kept; *link;) {
		if ((*link)->until <= core->now)
			let_go(link);
		else
			link = &(*link)->next;
	}
}

void kept_free(struct core *core)
{
	while (core->kept)
		let_go(&core->kept);
}

PACK_SIZE(struct kept, 64 + 16 * KEPT_ROOMS_MAX);

void kept_pack(const struct core *core, struct pack *out)
{
	unsigned count = 0;
	for (const struct kept *kept = core->kept; kept; kept = kept->next)
		count++;
	pack_u32(out, count);
	for (const struct kept *kept = core->kept; kept; kept = kept->next) {
		pack_u32(out, kept->origin.host);
		pack_u32(out, kept->origin.net);
		pack_u32(out, kept->account);
		pack_text(out, kept->name);
		pack_i64(out, kept->until);
		pack_bool(out, kept->named);
		pack_u32(out, kept->room_count);
		for (unsigned i = 0; i < kept->room_count; i++) {
			pack_text(out, kept->rooms[i].room->name);
			pack_u8(out, (uint8_t)kept->rooms[i].roles);
		}
	}
}

static struct kept *unpack_one(struct core *core, struct unpack *in)
{
	struct kept *kept = memory_zero(sizeof *kept);
	struct name_key key;
	kept->core = core;
	kept->origin.host = unpack_u32(in);
	kept->origin.net = unpack_u32(in);
	kept->account = unpack_u32(in);
	kept->name = memory_text(unpack_string(in));
	name_key(&key, kept->name, strlen(kept->name));
	kept->key = memory_text(key.bytes);
	kept->until = unpack_time(in);
	kept->named = unpack_bool(in);
	for (unsigned left = unpack_count(in, KEPT_ROOMS_MAX); left > 0; left--) {
		struct room *room = room_find(core, unpack_string(in));
		unsigned roles = unpack_u8(in) & ROLES;
		if (!room) {
			unpack_fail(in);
			continue;
		}
		kept->rooms[kept->room_count++] = (struct kept_room){.room = room, .roles = roles};
		room->kept++;
	}
	alike_add(core, ALIKE_OF_KEPT, kept, kept->name, kept->key);
	return kept;
}

void kept_unpack(struct core *core, struct unpack *in)
{
	struct kept **end = &core->kept;
	for (unsigned left = unpack_count(in, KEPT_MAX); left > 0; left--) {
		*end = unpack_one(core, in);
		end = &(*end)->next;
	}
}
