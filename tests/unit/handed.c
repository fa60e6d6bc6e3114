#include "handed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "round.h"
#include "unit.h"

struct handed handed;
const struct origin handed_home = {.host = 11, .net = 12};

static void wanted(void *data, bool durable)
{
}

void handed_take_round(void)
{
	bool durable;
	uint64_t round = round_take(&world.core, &handed.taken, &durable);
	if (round > 0)
		round_stored(&world.core, round, world.now);
	world_flush();
}

void handed_set_up(void)
{
	world_start(3);
	history_init(&world.core, HISTORY_STRICT, 77, &(struct history_store){.wanted = wanted});
	world.core.history.replay = 3;
	world.core.history.wait_ms = 2000;
	handed.alice = world_named(0, "Alice");
	handed.bob = world_named(1, "bob");
	handed.carol = world_named(2, "carol");
	peer_say(handed.alice, "/join tea");
	peer_say(handed.bob, "/join tea");
	handed_take_round();
	world_forget();
}

void handed_tear_down(void)
{
	world_end();
	buffer_finish(&handed.taken);
}

struct peer *handed_come(struct origin origin, const char *name)
{
	struct peer *peer = world_peer();
	peer_open(peer, 0, &(struct newcomer){.origin = origin, .name = name});
	return peer;
}

const char *handed_answer(struct peer *peer, const char *line)
{
	world_flush();
	world_forget();
	peer_say(peer, line);
	handed_take_round();
	return peer_text(peer);
}

void handed_upgrade(unsigned loops)
{
	handed_take_round();
	world_forget();
	ck_assert(handover_settled(&world.core));
	handed_over(loops);
	world_flush();
}

const struct door *handed_door(const char *name)
{
	if (strcmp(name, fake_door.name) == 0)
		return &fake_door;
	return strcmp(name, other_door.name) == 0 ? &other_door : NULL;
}

void handed_restart(unsigned loops)
{
	struct core *core = &world.core;
	struct history history = core->history;
	struct limits limits = core->limits;
	for (unsigned i = 0; i < world.peer_count; i++) {
		if (world.peers[i].session && world.peers[i].session->closed)
			peer_free(&world.peers[i]);
		world.peers[i].session = NULL;
	}
	handover_drop(core);
	core_finish(core);
	table_init(); /* another process has another key */
	core_init(core, "chatd", &limits, loops);
	for (unsigned i = 0; i < loops; i++) {
		core->loops[i].wake = world_wake;
		core->loops[i].wake_data = &world.woken[i];
	}
	history_init(core, history.mode, history.origin, &history.store);
	core->history.replay = history.replay;
	core->history.wait_ms = history.wait_ms;
	core_enter(&core->loops[0], world.now);
	core_leave(&core->loops[0]);
}

/* For the corpus of fuzz-handover. */
static void keep_state(const struct buffer *state)
{
	const char *folder = getenv("HANDED_STATES");
	char path[4096];
	if (!folder)
		return;
	snprintf(path, sizeof path, "%s/%ld", folder, (long)getpid()); /* of one test */
	FILE *file = fopen(path, "w");
	ck_assert(file && fwrite(state->bytes, state->length, 1, file) == 1);
	fclose(file);
}

static struct buffer state; /* what is handed over */

static void add_piece(struct pack *out)
{
	buffer_add(&state, out->buffer->bytes, out->buffer->length);
	out->buffer->length = 0;
}

/* In pieces, as a server writes it. */
static void pack_pieces(void)
{
	struct buffer piece = {0};
	struct pack out = {&piece, add_piece};
	buffer_reserve(&piece, 64);
	handover_pack(&world.core, &out);
	add_piece(&out);
	buffer_wipe(&piece);
}

/* What was read is gone, as in a server. */
static void spoil(void *data, const char *at)
{
	memset(state.bytes, '?', (size_t)(at - state.bytes));
}

void handed_over(unsigned loops)
{
	uint32_t ids[WORLD_PEERS_MAX] = {0};
	struct buffer whole = {0}, again = {0};
	char error[HANDOVER_ERROR_SIZE];
	pack_pieces();
	handover_pack(&world.core, &(struct pack){.buffer = &whole});
	ck_assert_uint_eq(whole.length, state.length);
	ck_assert_mem_eq(whole.bytes, state.bytes, state.length);
	keep_state(&state);
	for (unsigned i = 0; i < world.peer_count; i++)
		if (world.peers[i].session && !world.peers[i].session->closed)
			ids[i] = world.peers[i].session->id;
	handed_restart(loops);
	struct unpack in = unpack_begin(state.bytes, state.length);
	in.let_go = spoil;
	ck_assert_msg(handover_unpack(&world.core, &in, handed_door, error), "%s", error);
	ck_assert(unpack_done(&in));
	for (unsigned i = 0; i < world.peer_count; i++) {
		struct peer *peer = &world.peers[i];
		peer->session = ids[i] ? handover_session(&world.core, ids[i]) : NULL;
		ck_assert(ids[i] == 0 || peer->session);
		if (peer->session)
			peer->session->peer = peer;
		peer->full = false; /* its door asks its socket again */
	}
	ck_assert_uint_eq(handover_end(&world.core, "lost"), 0);
	handover_pack(&world.core, &(struct pack){.buffer = &again});
	ck_assert_uint_eq(again.length, whole.length);
	ck_assert_mem_eq(again.bytes, whole.bytes, whole.length);
	buffer_wipe(&state);
	buffer_wipe(&whole);
	buffer_wipe(&again);
}
