#include "irc_door_upgrade.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "conn_handover.h"
#include "door_handover.h"
#include "fuzz.h"
#include "handover.h"
#include "irc_door.h"
#include "irc_door_store.h"
#include "kept.h"
#include "memory.h"

#define CONNS_MAX 64

/* A conn on its way. */
struct carried {
	struct buffer bytes;
	int fd;
	struct conn *conn; /* in the old server */
};

static struct {
	struct buffer core;
	struct carried conns[CONNS_MAX];
	unsigned count;
} carried;

/* Those that do not move end with the old server, before they have sent all. */
static void pack_conn(struct conn *conn)
{
	struct carried *item = &carried.conns[carried.count];
	if (!door_can_carry(conn)) {
		for (unsigned i = 0; i < CLIENTS; i++)
			world.clients[i].view.hasty |= world.clients[i].port == conn->port;
		return;
	}
	FUZZ_CHECK(carried.count < CONNS_MAX);
	carried.count++;
	buffer_clear(&item->bytes);
	door_pack(conn, &(struct pack){.buffer = &item->bytes});
	item->conn = conn;
}

static void pack(void)
{
	buffer_clear(&carried.core);
	carried.count = 0;
	handover_pack(&world.core, &(struct pack){.buffer = &carried.core});
	for (unsigned i = 0; i < LOOPS; i++)
		for (unsigned j = 0; j < world.loops[i].conns.count; j++)
			pack_conn(world.loops[i].conns.items[j]);
}

/* Nothing of it reaches a client any more, but for the end of those that do not move. */
static void end_old(void)
{
	for (unsigned i = 0; i < carried.count; i++) {
		struct carried *item = &carried.conns[i];
		item->fd = fcntl(item->conn->fd, F_DUPFD_CLOEXEC, 0);
		FUZZ_CHECK(item->fd >= 0);
		conn_let_go(item->conn);
	}
	core_enter(&world.core.loops[0], world.now);
	world.core.stopping = true;
	core_leave(&world.core.loops[0]);
	for (unsigned i = 0; i < carried.count; i++) {
		struct conn *conn = carried.conns[i].conn;
		conn->ops->closed(conn, CONN_DONE);
		free(conn);
	}
	for (unsigned i = 0; i < LOOPS; i++)
		while (world.loops[i].conns.count > 0)
			conn_abort(world.loops[i].conns.items[0]);
	for (unsigned i = 0; i < LOOPS; i++)
		event_base_loop(world.loops[i].base, EVLOOP_NONBLOCK);
	store_forget();
	kept_free(&world.core);
	core_finish(&world.core);
}

static void begin_new(enum history_mode history)
{
	struct loop *loops[LOOPS];
	char error[HANDOVER_ERROR_SIZE];
	struct unpack in = unpack_begin(carried.core.bytes, carried.core.length);
	for (unsigned i = 0; i < LOOPS; i++)
		loops[i] = &world.loops[i];
	make_core(history);
	FUZZ_CHECK(handover_unpack(&world.core, &in, door_named, error) && unpack_done(&in));
	for (unsigned i = 0; i < carried.count; i++) {
		const struct carried *item = &carried.conns[i];
		in = unpack_begin(item->bytes.bytes, item->bytes.length);
		FUZZ_CHECK(door_restore(&(struct door_restoring){loops, LOOPS, handover_session},
				   item->fd, &in) &&
			   unpack_done(&in));
	}
	FUZZ_CHECK(handover_end(&world.core, "lost") == 0);
	for (unsigned i = 0; i < LOOPS; i++)
		loop_iterate_soon(&world.loops[i]);
}

void upgrade(bool given_up)
{
	core_enter(&world.core.loops[0], world.now);
	bool settled = handover_settled(&world.core) && !world.checking;
	core_leave(&world.core.loops[0]);
	if (!settled)
		return;
	pack();
	if (given_up)
		return;
	enum history_mode history = world.core.history.mode;
	unsigned rows_at_once = world.core.rows_at_once, walk_rows = world.core.walk_rows;
	end_old();
	begin_new(history);
	world.core.rows_at_once = rows_at_once;
	world.core.walk_rows = walk_rows;
}
