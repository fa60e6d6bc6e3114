#include "handover_session.h"

#include <string.h>

#include "account.h"
#include "announce.h"
#include "feed.h"
#include "ignore.h"
#include "local_names.h"
#include "memory.h"
#include "send_queue.h"
#include "watch.h"

PACK_SIZE(struct session, 144);
PACK_SIZE(struct profile, 200);
PACK_SIZE(struct person, 24);
PACK_SIZE(struct member, 40);
PACK_SIZE(struct send_queue, 128);
PACK_SIZE(struct piece, 56);

/* Flags of a session, as one number. */
enum {
	IS_ECHO = 1,
	IS_INVISIBLE = 2,
	IS_WALLOPS = 4,
	IS_BOT = 8,
	IS_QUITS = 16,
	IS_UNANNOUNCED = 32,
	IS_ENCRYPTED = 64,
	IS_WARNED = 128,
	IS_HELD = 256,
	IS_BEGAN = 512,
	IS_BOOKED = 1024,
	HAS_PROFILE = 2048,
};

static unsigned flags_of(const struct session *session)
{
	return (session->echo ? IS_ECHO : 0U) | (session->invisible ? IS_INVISIBLE : 0U) |
	       (session->wallops ? IS_WALLOPS : 0U) | (session->bot ? IS_BOT : 0U) |
	       (session->quits ? IS_QUITS : 0U) | (session->unannounced ? IS_UNANNOUNCED : 0U) |
	       (session->encrypted ? IS_ENCRYPTED : 0U) | (session->warned ? IS_WARNED : 0U) |
	       (session->held ? IS_HELD : 0U) | (session->began ? IS_BEGAN : 0U) |
	       (session->booked ? IS_BOOKED : 0U) | (session->profile ? HAS_PROFILE : 0U);
}

static void set_flags(struct session *session, unsigned flags)
{
	session->echo = flags & IS_ECHO;
	session_set_invisible(session, flags & IS_INVISIBLE);
	session->wallops = flags & IS_WALLOPS;
	session->bot = flags & IS_BOT;
	session->quits = flags & IS_QUITS;
	if (flags & IS_UNANNOUNCED)
		announce_later(session);
	session->encrypted = flags & IS_ENCRYPTED;
	session->warned = flags & IS_WARNED;
	session->held = flags & IS_HELD;
	session->began = flags & IS_BEGAN;
	session->booked = flags & IS_BOOKED;
}

static void pack_person(const struct person *person, struct pack *out)
{
	pack_u32(out, person->id);
	pack_text(out, person->name);
	pack_text(out, person->key);
}

static void pack_watch(const char *name, void *out)
{
	pack_text(out, name);
}

static void pack_profile(const struct session *session, struct pack *out)
{
	const struct profile *profile = session->profile;
	pack_text(out, profile->user);
	pack_text(out, profile->real);
	local_names_pack_user(profile->local_user, out);
	pack_text(out, profile->host);
	pack_text(out, profile->away);
	pack_text(out, profile->operator_name);
	pack_person(&profile->writer, out);
	pack_u32(out, profile->ignored_count);
	for (unsigned i = 0; i < profile->ignored_count; i++)
		pack_person(&profile->ignored[i], out);
	pack_u32(out, profile->account ? profile->account->id : 0);
	pack_u32(out, profile->token);
	pack_text(out, profile->certificate);
	pack_text(out, profile->asked);
	pack_u64(out, profile->held);
	pack_u64(out, profile->said);
	pack_u64(out, profile->first_said);
	pack_u32(out, profile->watching);
	watch_each(session, pack_watch, out);
	pack_bool(out, profile->watches_changes);
}

static void unpack_ignored(struct session *session, struct unpack *in)
{
	struct profile *profile = session->profile;
	unsigned count = unpack_count(in, IGNORE_MAX);
	if (count > 0)
		core_list_add(&session->loop->core->ignorers, session);
	for (; count > 0; count--) {
		struct person person = {.id = unpack_u32(in)};
		person.name = memory_text(unpack_string(in));
		person.key = memory_text(unpack_string(in));
		profile->ignored =
			memory_add(profile->ignored, profile->ignored_count, sizeof person);
		profile->ignored[profile->ignored_count++] = person;
	}
}

static void unpack_account(struct session *session, struct unpack *in)
{
	uint32_t id = unpack_u32(in), token = unpack_u32(in);
	struct account *account = account_by_id(session->loop->core, id);
	if (account)
		account_add_session(account, session, token);
	else if (id != 0)
		unpack_fail(in);
}

static void unpack_profile(struct session *session, struct unpack *in)
{
	struct profile *profile = session_profile(session);
	profile->user = unpack_copy(in);
	profile->real = unpack_copy(in);
	profile->local_user = local_names_unpack_user(session->loop->core, in);
	profile->host = unpack_copy(in);
	profile->away = unpack_copy(in);
	profile->operator_name = unpack_copy(in);
	session->loop->core->operator_count += profile->operator_name != NULL;
	profile->writer.id = unpack_u32(in);
	profile->writer.name = unpack_copy(in);
	profile->writer.key = unpack_copy(in);
	unpack_ignored(session, in);
	unpack_account(session, in);
	profile->certificate = unpack_copy(in);
	profile->asked = unpack_copy(in);
	profile->held = unpack_u64(in);
	profile->said = unpack_u64(in);
	profile->first_said = unpack_u64(in);
	for (unsigned left = unpack_count(in, WATCH_MAX); left > 0; left--)
		if (!watch_add(session, unpack_string(in)))
			unpack_fail(in);
	profile->watches_changes = unpack_bool(in);
}

/* The member that entered first comes first. */
static void pack_members(const struct member *member, struct pack *out)
{
	if (!member)
		return;
	pack_members(member->next, out);
	pack_u32(out, member_room(member)->id);
	pack_u8(out, member->roles);
	pack_u32(out, handover_behind(member));
}

static void unpack_members(
	struct session *session, struct unpack *in, const struct handover_rooms *rooms)
{
	uint64_t pass = ++session->loop->core->room_pass;
	unsigned left = unpack_count(in, SESSION_ROOMS_MAX);
	if (left > 0)
		send_queue_open(session);
	for (; left > 0; left--) {
		struct room *room = handover_find_room(rooms, unpack_u32(in));
		unsigned roles = unpack_u8(in);
		uint32_t behind = unpack_u32(in);
		if (!room || room->pass == pass) { /* it is in there already */
			unpack_fail(in);
			continue;
		}
		room->pass = pass;
		struct member *member = room_add_member(room, session);
		member->roles = roles & 7U;
		if (!handover_place(&rooms->feeds, member, behind))
			unpack_fail(in);
	}
}

/* What a session has still to be sent: pieces with their bytes, up to one without. */

static void pack_piece_head(const struct piece *piece, uint32_t number, struct pack *out)
{
	pack_bool(out, piece->asked);
	pack_u32(out, piece->room);
	pack_u32(out, number);
	pack_u32(out, piece->skipped);
}

/* Bytes of a room's feed become a piece for each block, which has its number. */
static void pack_piece(const struct piece *piece, struct pack *out)
{
	bool apart = !piece->own && !piece->asked;
	struct cursor at = {NULL, 0};
	if (!apart && piece->length > 0) {
		pack_piece_head(piece, piece->number, out);
		pack_u32(out, (uint32_t)piece->length);
	}
	cursor_set(&at, piece->from);
	for (uint64_t left = piece->length; left > 0;) {
		struct iovec run;
		unsigned count;
		uint64_t size = feed_run(at, left, &run, 1, &count);
		if (apart) {
			pack_piece_head(piece, cursor_number(at), out);
			pack_u32(out, (uint32_t)size);
		}
		pack_raw(out, run.iov_base, run.iov_len);
		cursor_advance(&at, size);
		left -= size;
	}
	cursor_drop(&at);
}

static void pack_queue(const struct session *session, struct pack *out)
{
	const struct send_queue *queue = session->send_queue;
	for (unsigned i = 0; queue && i < queue->count; i++)
		pack_piece(&queue->pieces[queue->first + i], out);
	pack_piece_head(&(struct piece){0}, 0, out);
	pack_u32(out, 0);
	pack_bool(out, queue && queue->skipped);
	pack_i64(out, queue ? queue->slow_since : -1);
	pack_i64(out, queue ? queue->full_since : -1);
	pack_i64(out, queue ? queue->stuck_since : -1);
}

/* False where there are no more. */
static bool unpack_piece(struct session *session, struct unpack *in)
{
	struct piece piece = {.own = true, .asked = unpack_bool(in)};
	size_t length;
	piece.room = unpack_u32(in);
	piece.number = unpack_u32(in);
	piece.skipped = unpack_u32(in);
	const char *bytes = unpack_bytes(in, &length);
	if (length == 0)
		return false;
	piece.length = length;
	send_queue_open(session);
	feed_append(&session->send_queue->own, bytes, length, &piece.from);
	send_queue_add_same(session->send_queue, &piece);
	return true;
}

static void unpack_queue(struct session *session, struct unpack *in)
{
	while (unpack_piece(session, in))
		unpack_let_go(in);
	bool skipped = unpack_bool(in);
	int64_t slow = unpack_time(in), full = unpack_time(in), stuck = unpack_time(in);
	if (!session->send_queue)
		return;
	session->send_queue->skipped = skipped;
	session->send_queue->slow_since = slow;
	session->send_queue->full_since = full;
	session->send_queue->stuck_since = stuck;
}

static void pack_session(const struct session *session, struct pack *out)
{
	unsigned rooms = 0;
	for (const struct member *member = session->members; member; member = member->next)
		rooms++;
	pack_u32(out, session->id);
	pack_text(out, session_name(session));
	pack_text(out, session->door->name);
	pack_u16(out, (uint16_t)session->dialect);
	pack_u32(out, session->origin.host);
	pack_u32(out, session->origin.net);
	pack_i64(out, session->rate.full_at);
	pack_u32(out, session->opened_s);
	pack_u32(out, session->spoke_s);
	pack_u32(out, flags_of(session));
	if (session->profile)
		pack_profile(session, out);
	pack_u32(out, rooms);
	pack_members(session->members, out);
	pack_queue(session, out);
}

/* NULL where it cannot be. */
static struct session *unpack_session(
	struct core_loop *loop, struct unpack *in, const struct door *(*door)(const char *name))
{
	uint32_t id = unpack_u32(in);
	const char *name = unpack_string(in), *door_name = unpack_string(in);
	struct name_key key;
	name_key(&key, name, strlen(name));
	if (in->failed || key.length == 0 || strlen(name) > NAME_BYTES || !door(door_name) ||
		session_find(loop->core, name))
		return NULL;
	struct session *session = memory_zero(sizeof *session);
	session->door = door(door_name);
	session->loop = loop;
	session->id = id;
	session->dialect = unpack_u16(in) & SESSION_DIALECT_MAX;
	session->origin.host = unpack_u32(in);
	session->origin.net = unpack_u32(in);
	session->rate.full_at = unpack_time(in);
	session->opened_s = unpack_u32(in) & SESSION_SECONDS_MAX;
	session->spoke_s = unpack_u32(in);
	session_take_name(session, name);
	loop->core->session_count++;
	return session;
}

void handover_pack_sessions(const struct core *core, struct pack *out)
{
	pack_u32(out, core->session_ids);
	pack_u32(out, core->session_most);
	pack_u32(out, core->session_count);
	for (const struct session *session = core->names; session; session = session->hh.next)
		pack_session(session, out);
}

void handover_unpack_sessions(struct core *core, struct unpack *in,
	const struct handover_rooms *rooms, const struct door *(*door)(const char *name),
	struct handover_ids *sessions)
{
	core->session_ids = unpack_u32(in);
	core->session_most = unpack_u32(in);
	unsigned left = unpack_count(in, UINT32_MAX);
	sessions->items = memory_get((left + 1) * sizeof(struct session *));
	for (; left > 0 && !in->failed; left--) {
		struct core_loop *loop = &core->loops[sessions->count % core->loop_count];
		struct session *session = unpack_session(loop, in, door);
		if (!session || (sessions->count > 0 &&
					sessions->items[sessions->count - 1]->id >= session->id)) {
			unpack_fail(in);
			return;
		}
		sessions->items[sessions->count++] = session;
		unsigned flags = unpack_u32(in);
		if (flags & HAS_PROFILE)
			unpack_profile(session, in);
		set_flags(session, flags);
		unpack_members(session, in, rooms);
		unpack_queue(session, in);
		unpack_let_go(in);
	}
}
