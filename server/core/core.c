#include "core.h"

#include <stdlib.h>

#include "kept.h"
#include "memory.h"
#include "operators.h"
#include "session.h"
#include "walk.h"
#include "whowas.h"

void core_init(struct core *core, const char *name, const struct limits *limits, unsigned loops)
{
	*core = (struct core){.limits = *limits, .loop_count = loops};
	core->name = memory_text(name);
	core->description = memory_text(name);
	core->rows_at_once = WALK_NOT_FOR;
	core->walk_rows = WALK_ROWS;
	pthread_mutex_init(&core->lock, NULL);
	pthread_mutex_init(&core->waiting_lock, NULL);
	for (unsigned i = 0; i < loops; i++)
		core->loops[i] = (struct core_loop){.core = core, .index = i, .limits = *limits};
}

void core_finish(struct core *core)
{
	kept_free(core);
	for (unsigned i = 0; i < core->loop_count; i++) {
		free(core->loops[i].dirty.items);
		free(core->loops[i].mailboxes.items);
		free(core->loops[i].killed.items);
		free(core->loops[i].fenced.items);
		free(core->loops[i].flushing.items);
		free(core->loops[i].walkers.items);
		free(core->loops[i].waiting.items);
	}
	free(core->ignorers.items);
	free(core->large.items);
	free(core->quiet.items);
	pthread_mutex_destroy(&core->lock);
	pthread_mutex_destroy(&core->waiting_lock);
	buffer_finish(&core->scratch);
	free(core->name);
	free(core->motd);
	free(core->admin);
	free(core->description);
	whowas_free(core);
	allowance_finish(core);
	operators_free(core);
}

void core_enter(struct core_loop *loop, int64_t now)
{
	struct core *core = loop->core;
	pthread_mutex_lock(&core->lock);
	core->current = loop;
	core->cost.of = NULL;
	core->cost.said = 0;
	core->now = now;
	loop->now = now;
	while (loop->mailboxes.count > 0)
		mailbox_read(loop->mailboxes.items[--loop->mailboxes.count]);
	while (loop->killed.count > 0) {
		struct session *session = loop->killed.items[--loop->killed.count];
		session->killed = true;
		session_close(session, session->profile->killed);
	}
}

void core_leave(struct core_loop *loop)
{
	struct core *core = loop->core;
	uint64_t wake = core->wake & ~(UINT64_C(1) << loop->index);
	core->wake = 0;
	struct log_lines log = core->log;
	core->log = (struct log_lines){0};
	core->current = NULL;
	pthread_mutex_unlock(&core->lock);
	for (unsigned i = 0; wake; i++, wake >>= 1)
		if ((wake & 1) && core->loops[i].wake)
			core->loops[i].wake(core->loops[i].wake_data);
	if (log.length > 0)
		log_write(&log);
}

void core_set_motd(struct core *core, const char *motd)
{
	free(core->motd);
	core->motd = motd ? memory_text(motd) : NULL;
}

void core_set_admin(struct core *core, const char *admin)
{
	free(core->admin);
	core->admin = admin ? memory_text(admin) : NULL;
}

void core_set_description(struct core *core, const char *description)
{
	free(core->description);
	core->description = memory_text(description);
}

void core_set_clock(struct core *core, int64_t utc)
{
	core->clock_offset = utc - core->now;
	if (core->started == 0)
		core->started = utc;
}

void core_listen(struct core *core, struct session *asking, struct buffer *answer)
{
	struct session *before = core->asking;
	core->asking = asking;
	core->answer = answer;
	if (before && before->closed && !before->send_queue)
		before->door->close(before->peer, DOOR_CLOSE_DONE);
}

void core_wake(struct core *core, struct core_loop *loop)
{
	core->wake |= UINT64_C(1) << loop->index;
}

void core_said_alike(struct core *core, uint64_t before, unsigned count)
{
	if (count > 1)
		core->cost.said = before + (core->cost.said - before) / count;
}

void core_list_add(struct core_list *list, void *item)
{
	if (list->count == list->size) {
		list->size = list->size ? 2 * list->size : 16;
		list->items = memory_grow(list->items, list->size * sizeof *list->items);
	}
	list->items[list->count++] = item;
}

void core_list_remove(struct core_list *list, void *item)
{
	for (unsigned i = 0; i < list->count; i++) {
		if (list->items[i] == item) {
			list->items[i] = list->items[--list->count];
			return;
		}
	}
}
