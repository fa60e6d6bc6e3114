#include "handover.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "account.h"
#include "handover_session.h"
#include "kept.h"
#include "local_names.h"
#include "mailbox_read.h"
#include "memory.h"
#include "registrations.h"
#include "send_queue.h"
#include "server_password.h"
#include "session_life.h"
#include "walk.h"
#include "whowas.h"

#define ROW_BYTES 64 /* of a long answer, about */

PACK_SIZE(struct history, 240);
PACK_SIZE(struct core, 1016 + sizeof(struct core_lock) + sizeof(pthread_mutex_t) +
			       CORE_LOOPS_MAX * sizeof(struct core_loop));

bool handover_settled(const struct core *core)
{
	const struct history *history = &core->history;
	if (history->gathered.length > 0 || history->later.count > 0 || history->writing ||
		guesses_checking(&core->guesses))
		return false;
	for (unsigned i = 0; i < core->loop_count; i++) {
		const struct core_loop *loop = &core->loops[i];
		if (loop->dirty.count > 0 || loop->mailboxes.count > 0 || loop->killed.count > 0)
			return false;
	}
	return true;
}

uint64_t handover_unread(const struct core *core)
{
	uint64_t bytes = ROW_BYTES * walk_rows_left(core) + handover_feeds_unread(core);
	for (unsigned i = 0; i < core->loop_count; i++)
		for (const struct send_queue *queue = core->loops[i].send_queues; queue;
			queue = queue->next)
			bytes += queue->asked + queue->bytes;
	return bytes;
}

/* Reads what loops have left for each other. True where there was something; what that caused may
 * be in another mailbox. */
static bool read_mailboxes(struct core *core)
{
	bool any = false;
	for (unsigned i = 0; i < core->loop_count; i++) {
		struct core_loop *loop = &core->loops[i];
		if (loop->mailboxes.count == 0 && loop->killed.count == 0)
			continue;
		core_lock_take(&core->lock);
		core->current = loop;
		mailbox_read_all(loop);
		core_leave(loop);
		any = true;
	}
	return any;
}

static void pack_history(const struct history *history, struct pack *out)
{
	pack_bool(out, history_on(history));
	pack_u64(out, history->origin);
	pack_u32(out, history->boot);
	pack_u64(out, history->round);
	pack_u64(out, history->stored);
	pack_u64(out, history->erased);
	pack_u64(out, history->missed);
	pack_bool(out, history->late);
	pack_bool(out, history->told_late);
	pack_bool(out, history->told_missed);
}

static void unpack_history(
	struct history *history, struct unpack *in, char error[HANDOVER_ERROR_SIZE])
{
	bool on = unpack_bool(in);
	uint64_t origin = unpack_u64(in);
	if (on != history_on(history))
		snprintf(error, HANDOVER_ERROR_SIZE,
			"the running server %s a history, and the new one would%s",
			on ? "keeps" : "does not keep", on ? " not" : "");
	else if (origin != history->origin && !history->store.forgets)
		snprintf(error, HANDOVER_ERROR_SIZE,
			"the history is another one than that of the running server");
	if (*error)
		unpack_fail(in);
	history->origin = origin;
	history->boot = unpack_u32(in);
	history->round = unpack_u64(in);
	history->stored = unpack_u64(in);
	history->erased = unpack_u64(in);
	history->missed = unpack_u64(in);
	history->late = unpack_bool(in);
	history->told_late = unpack_bool(in);
	history->told_missed = unpack_bool(in);
	history_open_gate(history);
}

void handover_pack(struct core *core, struct pack *out)
{
	while (read_mailboxes(core))
		;
	core_lock_take(&core->lock);
	walk_end_all(core);
	pack_u32(out, HANDOVER_VERSION);
	pack_history(&core->history, out);
	pack_u64(out, core->event_ids);
	pack_u32(out, core->proof_ids);
	pack_i64(out, core->started);
	pack_i64(out, core->clock_offset);
	accounts_pack(core, out);
	local_names_pack(core, out);
	access_pack(core, out);
	guesses_pack(&core->guesses, out);
	allowance_pack(core, out);
	registrations_pack(core, out);
	server_password_pack(core, out);
	whowas_pack(core, out);
	handover_pack_rooms(core, out);
	handover_pack_recent(core, out);
	handover_pack_sessions(core, out);
	kept_pack(core, out);
	handover_pack_empty(core, out);
	core_lock_give(&core->lock);
}

static void unpack_all(struct core *core, struct unpack *in,
	const struct door *(*door)(const char *name), struct handover_rooms *rooms)
{
	core->event_ids = unpack_u64(in);
	core->proof_ids = unpack_u32(in);
	core->started = unpack_time(in);
	core->clock_offset = unpack_time(in);
	accounts_unpack(core, in);
	local_names_unpack(core, in);
	access_unpack(core, in);
	guesses_unpack(&core->guesses, in);
	allowance_unpack(core, in);
	registrations_unpack(core, in);
	server_password_unpack(core, in);
	whowas_unpack(core, in);
	handover_unpack_rooms(core, in, door, rooms);
	handover_unpack_recent(in, rooms);
	handover_unpack_sessions(core, in, rooms, door, core->handed);
	kept_unpack(core, in);
	handover_unpack_empty(in, rooms);
}

bool handover_unpack(struct core *core, struct unpack *in,
	const struct door *(*door)(const char *name), char error[HANDOVER_ERROR_SIZE])
{
	struct handover_rooms rooms = {0};
	uint32_t version = unpack_u32(in);
	*error = '\0';
	if (!in->failed && version != HANDOVER_VERSION)
		snprintf(error, HANDOVER_ERROR_SIZE,
			"the state has version %" PRIu32 ", and this chatd reads version %d",
			version, HANDOVER_VERSION);
	if (*error)
		return false;
	core->handed = memory_zero(sizeof *core->handed);
	unpack_history(&core->history, in, error);
	unpack_all(core, in, door, &rooms);
	if (!handover_rooms_finish(&rooms))
		unpack_fail(in);
	if (in->failed && !*error)
		snprintf(error, HANDOVER_ERROR_SIZE, "the state cannot be read");
	return !in->failed;
}

struct session *handover_session(const struct core *core, uint32_t id)
{
	unsigned low = 0, high = core->handed ? core->handed->count : 0;
	while (low < high) {
		unsigned middle = low + (high - low) / 2;
		struct session *session = core->handed->items[middle];
		if (session->id == id)
			return session;
		if (session->id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

static void forget_ids(struct core *core)
{
	if (core->handed)
		free(core->handed->items);
	free(core->handed);
	core->handed = NULL;
}

unsigned handover_end(struct core *core, const char *why)
{
	unsigned ended = 0;
	for (unsigned i = 0; i < core->handed->count; i++) {
		struct session *session = core->handed->items[i];
		if (session->peer)
			continue;
		struct core_loop *loop = session->loop;
		core_enter(loop, core->now);
		session_drop(session, why);
		core_leave(loop);
		ended++;
	}
	forget_ids(core);
	return ended;
}

void handover_drop(struct core *core)
{
	core->stopping = true;
	while (core->names) {
		struct core_loop *loop = core->names->loop;
		core_enter(loop, core->now);
		session_drop(core->names, NULL);
		core_leave(loop);
	}
	forget_ids(core);
}
