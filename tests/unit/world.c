#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "flush.h"
#include "kept.h"
#include "moderation.h"
#include "unit.h"
#include "walk.h"
#include "welcome.h"

struct world world;

static const char *const kinds[] = {
	[EVENT_WELCOME] = "welcome",
	[EVENT_READY] = "ready",
	[EVENT_SAID] = "said",
	[EVENT_PRIVATE] = "private",
	[EVENT_JOINED] = "joined",
	[EVENT_LEFT] = "left",
	[EVENT_QUIT] = "quit",
	[EVENT_KICKED] = "kicked",
	[EVENT_RENAMED] = "renamed",
	[EVENT_TOPIC] = "topic",
	[EVENT_TOPIC_IS] = "topic-is",
	[EVENT_NO_TOPIC] = "no-topic",
	[EVENT_CHANGED] = "changed",
	[EVENT_MODES] = "modes",
	[EVENT_INVITED] = "invited",
	[EVENT_KEPT] = "kept",
	[EVENT_UNINVITED] = "uninvited",
	[EVENT_INVITATION] = "invitation",
	[EVENT_INVITATIONS] = "invitations",
	[EVENT_NAMES] = "names",
	[EVENT_ROOM] = "room",
	[EVENT_ROOMS] = "rooms",
	[EVENT_BAN] = "ban",
	[EVENT_BANS] = "bans",
	[EVENT_WHOIS] = "whois",
	[EVENT_AWAY] = "away",
	[EVENT_AWAY_CHANGED] = "away-changed",
	[EVENT_REAL_NAME] = "real-name",
	[EVENT_HOST] = "host",
	[EVENT_WATCHED] = "watched",
	[EVENT_MOTD] = "motd",
	[EVENT_HELP] = "help",
	[EVENT_HELP_END] = "help-end",
	[EVENT_ALIASES] = "aliases",
	[EVENT_HELP_MORE] = "more",
	[EVENT_IGNORING] = "ignoring",
	[EVENT_IGNORED] = "ignored",
	[EVENT_OPERATOR] = "operator",
	[EVENT_WALLOPS] = "wallops",
	[EVENT_KILLED] = "killed",
	[EVENT_REFUSED] = "refused",
	[EVENT_FAREWELL] = "farewell",
	[EVENT_BYE] = "bye",
};

static const char *const talks[] = {[TALK_SAY] = "",
	[TALK_ACTION] = "action",
	[TALK_NOTICE] = "notice",
	[TALK_REQUEST] = "request",
	[TALK_REQUEST_REPLY] = "request-reply",
	[TALK_TAGS] = "tags"};

static const char *const modes[MODE_COUNT] = {[MODE_INVITE_ONLY] = "invite-only",
	[MODE_MODERATED] = "moderated",
	[MODE_MEMBERS_ONLY] = "members-only",
	[MODE_SECRET] = "secret",
	[MODE_TOPIC_LOCKED] = "topic-locked",
	[MODE_KEY] = "key",
	[MODE_LIMIT] = "limit",
	[MODE_BAN] = "ban",
	[MODE_BAN_EXCEPT] = "ban-except",
	[MODE_INVITE_EXCEPT] = "invite-except",
	[MODE_FOUNDER] = "founder",
	[MODE_OPERATOR] = "operator",
	[MODE_VOICE] = "voice"};

static const char *const outcomes[OUTCOME_COUNT] = {
	[OUTCOME_UNKNOWN_COMMAND] = " UNKNOWN_COMMAND",
	[OUTCOME_USAGE] = " USAGE",
	[OUTCOME_NO_ROOM] = " NO_ROOM",
	[OUTCOME_NAME_TAKEN] = " NAME_TAKEN",
	[OUTCOME_NAME_LONG] = " NAME_LONG",
	[OUTCOME_NAME_START] = " NAME_START",
	[OUTCOME_NAME_CHARACTER] = " NAME_CHARACTER",
	[OUTCOME_NAME_RESERVED] = " NAME_RESERVED",
	[OUTCOME_NAME_KEPT] = " NAME_KEPT",
	[OUTCOME_NAME_SAME] = " NAME_SAME",
	[OUTCOME_NAME_MIXED] = " NAME_MIXED",
	[OUTCOME_ROOM_MIXED] = " ROOM_MIXED",
	[OUTCOME_NAME_UNFOLDS] = " NAME_UNFOLDS",
	[OUTCOME_ROOM_LONG] = " ROOM_LONG",
	[OUTCOME_ROOM_CHARACTER] = " ROOM_CHARACTER",
	[OUTCOME_ROOM_UNFOLDS] = " ROOM_UNFOLDS",
	[OUTCOME_NO_SUCH_ROOM] = " NO_SUCH_ROOM",
	[OUTCOME_IN_ROOM] = " IN_ROOM",
	[OUTCOME_NOBODY] = " NOBODY",
	[OUTCOME_YOURSELF] = " YOURSELF",
	[OUTCOME_NO_REPLY] = " NO_REPLY",
	[OUTCOME_REPLY_GONE] = " REPLY_GONE",
	[OUTCOME_IGNORED_BY] = " IGNORED_BY",
	[OUTCOME_NOT_IGNORED] = " NOT_IGNORED",
	[OUTCOME_IGNORE_FULL] = " IGNORE_FULL",
	[OUTCOME_UNCHANGED] = " UNCHANGED",
	[OUTCOME_BANNED] = " BANNED",
	[OUTCOME_INVITE_ONLY] = " INVITE_ONLY",
	[OUTCOME_KEY_WRONG] = " KEY_WRONG",
	[OUTCOME_ROOM_FULL] = " ROOM_FULL",
	[OUTCOME_ROOMS_MOST] = " ROOMS_MOST",
	[OUTCOME_NOT_IN_ROOM] = " NOT_IN_ROOM",
	[OUTCOME_NOT_MEMBER] = " NOT_MEMBER",
	[OUTCOME_IS_MEMBER] = " IS_MEMBER",
	[OUTCOME_NOT_OPERATOR] = " NOT_OPERATOR",
	[OUTCOME_OUTRANKED] = " OUTRANKED",
	[OUTCOME_OUTSIDE] = " OUTSIDE",
	[OUTCOME_MODERATED] = " MODERATED",
	[OUTCOME_SILENCED] = " SILENCED",
	[OUTCOME_NAME_SILENCED] = " NAME_SILENCED",
	[OUTCOME_NAME_HELD] = " NAME_HELD",
	[OUTCOME_LOBBY_TOPIC] = " LOBBY_TOPIC",
	[OUTCOME_NOT_INVITED] = " NOT_INVITED",
	[OUTCOME_MASK] = " MASK",
	[OUTCOME_MASKS_FULL] = " MASKS_FULL",
	[OUTCOME_OWN_ROOMS] = " OWN_ROOMS",
	[OUTCOME_OWN_MASKS] = " OWN_MASKS",
	[OUTCOME_NO_MASK] = " NO_MASK",
	[OUTCOME_MODE] = " MODE",
	[OUTCOME_KEY] = " KEY",
	[OUTCOME_LIMIT] = " LIMIT",
	[OUTCOME_OPER_WRONG] = " OPER_WRONG",
	[OUTCOME_OPER_NONE] = " OPER_NONE",
	[OUTCOME_OPER_BUSY] = " OPER_BUSY",
	[OUTCOME_OPER_WAIT] = " OPER_WAIT",
	[OUTCOME_NOT_SERVER_OPERATOR] = " NOT_SERVER_OPERATOR",
	[OUTCOME_SLIP_COMMAND] = " SLIP_COMMAND",
	[OUTCOME_SLIP_SECRET] = " SLIP_SECRET",
	[OUTCOME_SLIP_IRC] = " SLIP_IRC",
	[OUTCOME_TOO_LONG] = " TOO_LONG",
	[OUTCOME_TOO_FAST] = " TOO_FAST",
	[OUTCOME_ADDRESS_TOO_FAST] = " ADDRESS_TOO_FAST",
	[OUTCOME_UNREAD] = " UNREAD",
	[OUTCOME_TOO_SLOW] = " TOO_SLOW",
};

static void add_field(struct buffer *out, const char *field)
{
	if (field)
		buffer_add_all(out, " ", field, NULL);
}

static const char *const roles[] = {"", "+", "@", "@+", "&", "&+", "&@", "&@+"};

static void add_names(struct buffer *out, const struct event *event)
{
	if (event->name_count == 0)
		return;
	buffer_add_text(out, " [");
	for (size_t i = 0; i < event->name_count; i++)
		buffer_add_all(out, i > 0 ? "," : "",
			event->name_roles ? roles[event->name_roles[i]] : "", event->names[i],
			NULL);
	buffer_add_text(out, "]");
}

static void add_changes(struct buffer *out, const struct event *event)
{
	for (size_t i = 0; i < event->change_count; i++) {
		const struct change *change = &event->changes[i];
		buffer_add_all(out, change->on ? " +" : " -", modes[change->mode],
			change->argument ? "=" : "", change->argument ? change->argument : "",
			NULL);
	}
}

/* Told in one of several rooms, whichever comes first. */
static bool is_around(enum event_type type)
{
	return type == EVENT_QUIT || type == EVENT_RENAMED || type == EVENT_AWAY_CHANGED ||
	       type == EVENT_REAL_NAME || type == EVENT_HOST;
}

static bool is_for_people(const struct event *event)
{
	if (event->minor)
		return event->type == EVENT_RENAMED && !event->flag;
	return event->type != EVENT_AWAY_CHANGED && event->type != EVENT_REAL_NAME &&
	       event->type != EVENT_HOST && event->type != EVENT_WATCHED;
}

static void add_kind(struct buffer *out, const struct event *event)
{
	bool talk = event->type == EVENT_SAID || event->type == EVENT_PRIVATE;
	bool instead = event->type == EVENT_SAID && event->talk != TALK_SAY;
	buffer_add_text(out, instead ? talks[event->talk] : kinds[event->type]);
	if (talk && !instead && event->talk != TALK_SAY)
		buffer_add_all(out, "-", talks[event->talk], NULL);
	buffer_add_text(out, event->mine ? "*" : "");
	if (event->roles)
		buffer_format(out, " @%u", event->roles);
	if (event->type == EVENT_REFUSED)
		buffer_add_text(out, outcomes[event->outcome]);
}

static void encode(const struct event *event, unsigned dialect, struct buffer *out)
{
	if (dialect == 0 && !is_for_people(event))
		return;
	if (dialect != 0)
		buffer_format(out, "%u:", dialect);
	add_kind(out, event);
	add_field(out, event->name);
	add_field(out, event->other);
	add_field(out, is_around(event->type) ? NULL : event->room);
	add_field(out, event->text);
	add_field(out, event->tags);
	add_changes(out, event);
	add_names(out, event);
	if (event->total > 0)
		buffer_format(out, " =%llu", (unsigned long long)event->total);
	if (event->seconds > 0)
		buffer_format(out, " %llds", (long long)event->seconds);
	if (event->idle > 0)
		buffer_format(out, " %lldi", (long long)event->idle);
	buffer_add_all(out, event->silent ? " silent" : "", event->flag ? " on" : "", "\n", NULL);
}

static void encode_other(const struct event *event, unsigned dialect, struct buffer *out)
{
	if (dialect != 0 || is_for_people(event))
		buffer_add_text(out, "other:");
	encode(event, dialect, out);
}

static uint64_t take(void *data, const struct iovec *run, unsigned count, uint64_t total)
{
	struct peer *peer = data;
	uint64_t described = 0, taken = 0;
	ck_assert(!peer->full);
	ck_assert(!peer->sending);
	ck_assert(!peer->done);
	ck_assert_ptr_null(world.core.current);
	ck_assert_uint_gt(total, 0);
	peer->sending = true;
	for (unsigned i = 0; i < count; i++) {
		uint64_t part = run[i].iov_len;
		ck_assert_uint_gt(part, 0);
		described += part;
		if (part > peer->capacity - taken)
			part = peer->capacity - taken;
		buffer_add(&peer->got, run[i].iov_base, part);
		taken += part;
	}
	ck_assert_uint_eq(described, total);
	if (peer->capacity != PEER_ANY)
		peer->capacity -= taken;
	peer->full = taken < total;
	peer->sends++;
	peer->sending = false;
	return taken;
}

static void end(void *data, enum door_close why)
{
	struct peer *peer = data;
	ck_assert(!peer->sending);
	ck_assert(!peer->done);
	peer->done += why == DOOR_CLOSE_DONE;
	peer->wait += why == DOOR_CLOSE_WAIT;
	peer->slow += why == DOOR_CLOSE_SLOW;
}

static void resume(void *data)
{
	struct peer *peer = data;
	peer->resumed++;
}

static void address(const void *peer, char out[DOOR_ADDRESS_SIZE])
{
	(void)peer;
	out[0] = '\0';
}

static void log_address(const void *peer, char out[DOOR_ADDRESS_SIZE])
{
	(void)peer;
	strcpy(out, "192.0.2.1:4711");
}

const struct door fake_door = {"fake", true, encode, take, end, resume, address, log_address};
const struct door other_door = {
	"other", false, encode_other, take, end, resume, address, log_address};

static void wake(void *data)
{
	++*(unsigned *)data;
}

void world_start(unsigned loops)
{
	static const struct limits limits = {.rate = 20,
		.burst = 100,
		.max_line = 4096,
		.send_queue = 1 << 20,
		.slow_queue = 1 << 18,
		.slow_seconds = 30,
		.wakeup_lines = 64,
		.wakeup_bytes = 16384};
	world.now = 1000000;
	log_set_level(LOG_ERROR); /* a test that wants to read it says so */
	world.peer_count = 0;
	table_init();
	core_init(&world.core, "chatd", &limits, loops);
	for (unsigned i = 0; i < loops; i++) {
		world.core.loops[i].wake = wake;
		world.core.loops[i].wake_data = &world.woken[i];
	}
}

void world_end(void)
{
	for (unsigned i = 0; i < world.peer_count; i++) {
		peer_close(&world.peers[i], NULL);
		buffer_finish(&world.peers[i].got);
	}
	kept_free(&world.core);
	ck_assert_ptr_null(world.core.rooms);
	ck_assert_ptr_null(world.core.names);
	ck_assert_ptr_null(world.core.watched);
	ck_assert_uint_eq(world.core.operator_count, 0);
	ck_assert_uint_eq(world.core.session_count, 0);
	for (unsigned i = 0; i < world.core.loop_count; i++)
		ck_assert_ptr_null(world.core.loops[i].backlogs);
	core_finish(&world.core);
}

void world_set_up(void)
{
	world_start(2);
}

struct peer *world_peer(void)
{
	ck_assert_uint_lt(world.peer_count, WORLD_PEERS_MOST);
	struct peer *peer = &world.peers[world.peer_count++];
	*peer = (struct peer){.capacity = PEER_ANY};
	return peer;
}

void peer_open(struct peer *peer, unsigned loop, const struct newcomer *newcomer)
{
	struct newcomer who = *newcomer;
	if (!who.door)
		who.door = &fake_door;
	who.peer = peer;
	core_enter(&world.core.loops[loop], world.now);
	peer->session = session_open(&world.core.loops[loop], &who);
	core_leave(&world.core.loops[loop]);
	peer->done = 0;
}

struct peer *world_open_with(unsigned loop, const struct door *door)
{
	struct peer *peer = world_peer();
	peer_open(peer, loop, &(struct newcomer){.door = door});
	peer_enter(peer);
	welcome(peer->session);
	peer_leave(peer);
	world_flush();
	world_forget();
	return peer;
}

struct peer *world_program(unsigned loop, const char *name, unsigned dialect)
{
	struct peer *peer = world_peer();
	peer_open(peer, loop, &(struct newcomer){.dialect = dialect, .name = name});
	ck_assert_ptr_nonnull(peer->session);
	return peer;
}

struct peer *world_open(unsigned loop)
{
	return world_open_with(loop, &fake_door);
}

struct peer *world_named(unsigned loop, const char *name)
{
	struct peer *peer = world_open(loop);
	char line[NAME_BYTES + 16];
	ck_assert_int_lt(snprintf(line, sizeof line, "/nick %s", name), (int)sizeof line);
	peer_say(peer, line);
	ck_assert_str_eq(session_name(peer->session), name);
	world_forget();
	return peer;
}

void peer_enter(struct peer *peer)
{
	core_enter(peer->session->loop, world.now);
}

void peer_leave(struct peer *peer)
{
	core_leave(peer->session->loop);
}

void peer_join(struct peer *peer, const char *room)
{
	peer_enter(peer);
	ck_assert_int_eq(enter(peer->session, room, NULL, EVENT_JOINED), OUTCOME_DONE);
	peer_leave(peer);
}

struct member *peer_member(const struct peer *peer, const char *room)
{
	const struct room *found = world_room(room);
	return found ? room_member(found, peer->session) : NULL;
}

struct room *world_room(const char *name)
{
	return room_find(&world.core, name);
}

void peer_type(struct peer *peer, const char *line)
{
	struct core_loop *loop = peer->session->loop;
	char *copy = strdup(line), *rest = copy;
	core_enter(loop, world.now);
	if (*line == '/') {
		size_t word = strcspn(copy, " \t");
		char *name = strndup(copy + 1, word - 1);
		command_run(peer->session, name, copy + word);
		free(name);
	} else {
		command_say(peer->session, rest);
	}
	core_leave(loop);
	free(copy);
}

void peer_say(struct peer *peer, const char *line)
{
	peer_type(peer, line);
	world_flush();
}

void world_flush_one(unsigned loop)
{
	core_flush(&world.core.loops[loop], world.now);
}

void world_flush(void)
{
	for (unsigned i = 0; i < world.core.loop_count; i++)
		do
			world_flush_one(i);
		while (walk_can_go_on(&world.core.loops[i]));
}

void peer_take(struct peer *peer, uint64_t bytes)
{
	peer->capacity = bytes;
	if (!peer->full)
		return;
	peer->full = false;
	session_ready(peer->session);
}

void peer_close(struct peer *peer, const char *why)
{
	if (!peer->session)
		return;
	struct core_loop *loop = peer->session->loop;
	core_enter(loop, world.now);
	session_close(peer->session, why);
	session_free(peer->session);
	core_leave(loop);
	peer->session = NULL;
}

void peer_free(struct peer *peer)
{
	ck_assert(peer->session->closed);
	peer_close(peer, NULL);
}

const char *peer_text(struct peer *peer)
{
	*buffer_reserve(&peer->got, 1) = '\0';
	return peer->got.bytes;
}

void peer_forget(struct peer *peer)
{
	buffer_clear(&peer->got);
	peer->sends = 0;
}

void world_forget(void)
{
	for (unsigned i = 0; i < world.peer_count; i++)
		peer_forget(&world.peers[i]);
}
