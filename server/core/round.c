#include "round.h"

#include "core.h"
#include "memory.h"
#include "room.h"

static bool has_gathered(const struct history *history)
{
	return history->gathered.length > 0 || history->later.count > 0;
}

bool round_wanted(struct core *core)
{
	struct history *history = &core->history;
	if (history->wanted || history->writing || !has_gathered(history))
		return false;
	history->wanted = true;
	history->since = core->now;
	return true;
}

/* Writes a room's record, to see whether the disk keeps up again. Without rooms there is nothing
 * that it could be late with. */
static void try_again(struct core *core)
{
	struct room *room = core->rooms;
	while (room && !room->past.recorded)
		room = room->hh.next;
	if (room) {
		history_keep_room(room);
		return;
	}
	core->history.late = false;
	history_open_gate(&core->history);
}

void round_check(struct core *core)
{
	struct history *history = &core->history;
	if (history->late && history->since == 0 && !has_gathered(history))
		try_again(core);
	if (!history_on(history) || history->late || history->since == 0 ||
		core->now - history->since < history->wait_ms)
		return;
	history->late = true;
	history_open_gate(history);
	for (unsigned i = 0; i < core->loop_count; i++)
		core_wake(&core->loops[i]);
}

int64_t round_late_at(const struct core *core)
{
	const struct history *history = &core->history;
	return history->since > 0 && !history->late ? history->since + history->wait_ms : 0;
}

uint64_t round_take(struct core *core, struct buffer *out, bool *durable)
{
	struct history *history = &core->history;
	uint64_t round = 0;
	out->length = 0; /* its memory is used again */
	core_lock_take(&core->lock);
	history->wanted = false;
	for (unsigned i = 0; i < history->later.count; i++)
		history_keep_rest(history->later.items[i]);
	history->later.count = 0;
	if (history->gathered.length > 0) {
		struct buffer gathered = history->gathered;
		history->gathered = *out;
		*out = gathered;
		history->taken = gathered;
		history->lines_taken = history->lines;
		history->lines = 0;
		history->writing = true;
		round = history->round++;
	} else {
		history->since = 0;
	}
	*durable = history->mode == HISTORY_STRICT;
	core_lock_give(&core->lock);
	return round;
}

/* The loops that have something that waited. Under the lock. */
static uint64_t loops_to_wake(struct core *core)
{
	uint64_t wake = 0;
	for (unsigned i = 0; i < core->loop_count; i++) {
		struct core_loop *loop = &core->loops[i];
		if (loop->held == 0)
			continue;
		wake |= UINT64_C(1) << i;
		if (loop->held <= core->history.stored)
			loop->held = 0;
	}
	return wake;
}

bool round_stored(struct core *core, uint64_t round, int64_t now)
{
	struct history *history = &core->history;
	core_lock_take(&core->lock);
	bool more = has_gathered(history);
	bool quick = now - history->since < history->wait_ms;
	history->stored = round;
	history->writing = false;
	history->taken = (struct buffer){0};
	history->lines_taken = 0;
	history->late = history->late && !quick;
	history->since = more ? now : 0;
	history->wanted |= more;
	memory_replace(&history->trouble, NULL);
	history_open_gate(history);
	uint64_t wake = loops_to_wake(core);
	core_lock_give(&core->lock);
	core_wake_now(core, wake);
	return more;
}

void round_failed(struct core *core, const char *why)
{
	core_lock_take(&core->lock);
	memory_replace(&core->history.trouble, why);
	core_lock_give(&core->lock);
}

void round_free_space(struct core *core)
{
	struct history *history = &core->history;
	struct buffer space = {0};
	core_lock_take(&core->lock);
	if (history->gathered.length == 0) {
		space = history->gathered;
		history->gathered = (struct buffer){0};
	}
	core_lock_give(&core->lock);
	buffer_finish(&space);
}

unsigned round_lines_left(struct core *core)
{
	core_lock_take(&core->lock);
	unsigned lines = core->history.lines + core->history.lines_taken;
	core_lock_give(&core->lock);
	return lines;
}
