#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "flush.h"
#include "kept.h"
#include "membership.h"
#include "recent.h"
#include "record.h"
#include "session_life.h"
#include "told.h"
#include "unit.h"
#include "walk.h"
#include "welcome.h"

struct world world;

static void encode_other(const struct event *event, unsigned dialect, struct buffer *out)
{
	if (dialect != 0 || told_to_people(event))
		buffer_add_text(out, "other:");
	told_encode(event, dialect, out);
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
	out[0] = '\0';
}

static void log_address(const void *peer, char out[DOOR_ADDRESS_SIZE])
{
	strcpy(out, "192.0.2.1:4711");
}

static bool is_private(const void *data)
{
	const struct peer *peer = data;
	return !peer->overheard;
}

static bool certificate(const void *data, char out[DOOR_CERTIFICATE_SIZE])
{
	const struct peer *peer = data;
	strcpy(out, peer->certificate);
	return *out;
}

static const unsigned char *address_bytes(const void *peer)
{
	return ((const struct peer *)peer)->address;
}

#define FAKE_PEER                                                                            \
	.line = told_kind, .send = take, .close = end, .resume = resume, .address = address, \
	.is_private = is_private, .certificate = certificate, .log_address = log_address,    \
	.address_bytes = address_bytes
const struct door fake_door = {
	.name = "fake", .confirms = true, .numbered = 64, .encode = told_encode, FAKE_PEER};
const struct door other_door = {.name = "other", .encode = encode_other, FAKE_PEER};

void world_wake(void *data)
{
	++*(unsigned *)data;
}

void world_start(unsigned loops)
{
	static const struct limits limits = {.rate = 20,
		.burst = 100,
		.max_line = 4096,
		.send_queue_max = 1 << 20,
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
		world.core.loops[i].wake = world_wake;
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
	if (!history_on(&world.core.history)) /* which keeps empty rooms */
		ck_assert_ptr_null(world.core.rooms);
	ck_assert_ptr_null(world.core.names);
	ck_assert_ptr_null(world.core.watched);
	ck_assert_uint_eq(world.core.operator_count, 0);
	ck_assert_uint_eq(world.core.session_count, 0);
	for (unsigned i = 0; i < world.core.loop_count; i++)
		ck_assert_ptr_null(world.core.loops[i].send_queues);
	core_finish(&world.core);
}

void world_set_up(void)
{
	world_start(2);
}

struct peer *world_peer(void)
{
	ck_assert_uint_lt(world.peer_count, WORLD_PEERS_MAX);
	struct peer *peer = &world.peers[world.peer_count++];
	*peer = (struct peer){.capacity = PEER_ANY};
	return peer;
}

void world_tea(struct peer **alice, struct peer **bob, struct peer **carol)
{
	world_start(2);
	*alice = world_named(0, "alice");
	*bob = world_named(1, "bob");
	*carol = world_named(0, "carol");
	peer_say(*alice, "/join tea");
	peer_say(*bob, "/join tea");
	world_forget();
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
	welcome_session(peer->session);
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
	ck_assert_int_eq(membership_enter(peer->session, room, NULL, EVENT_JOINED), OUTCOME_DONE);
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

static void add_recent(const char *record, void *data)
{
	struct record_line line;
	record_read_line(record, &line);
	buffer_format(data, "%u %s;", line.number, line.text);
}

const char *world_recent(const char *room)
{
	static struct buffer shown;
	buffer_clear(&shown);
	recent_each(world_room(room), add_recent, &shown);
	return buffer_text(&shown);
}

void peer_type(struct peer *peer, const char *line)
{
	struct core_loop *loop = peer->session->loop;
	char *copy = strdup(line), *rest = copy;
	core_enter(loop, world.now);
	if (*line == '/') {
		size_t word = strcspn(copy, " \t");
		char *name = strndup(copy + 1, word - 1);
		commands_run(peer->session, name, copy + word);
		free(name);
	} else {
		commands_say(peer->session, rest);
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
	flush_loop(&world.core.loops[loop], world.now);
}

void world_flush(void)
{
	for (unsigned i = 0; i < world.core.loop_count; i++)
		do
			world_flush_one(i);
		while (walk_can_advance(&world.core.loops[i]));
}

void peer_take(struct peer *peer, uint64_t bytes)
{
	peer->capacity = bytes;
	if (!peer->full)
		return;
	peer->full = false;
	flush_ready(peer->session);
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
