#include "core.h"

#include <stdlib.h>

#include "account.h"
#include "kept.h"
#include "local_names.h"
#include "mailbox_read.h"
#include "memory.h"
#include "operators.h"
#include "proof.h"
#include "question.h"
#include "server_password.h"
#include "walk.h"
#include "whowas.h"

void core_init(struct core *core, const char *name, const struct limits *limits, unsigned loops)
{
	*core = (struct core){.limits = *limits, .loop_count = loops};
	core->name = memory_text(name);
	core->description = memory_text(name);
	core->rows_at_once = WALK_AT_ONCE_MAX;
	core->walk_rows = WALK_ROWS;
	history_init(core, HISTORY_OFF, 0, &(struct history_store){0});
	core_lock_init(&core->lock);
	pthread_mutex_init(&core->waiting_lock, NULL);
	for (unsigned i = 0; i < loops; i++)
		core->loops[i] = (struct core_loop){.core = core, .index = i, .limits = *limits};
}

void core_finish(struct core *core)
{
	kept_free(core);
	room_free_all(core);
	history_finish(core);
	for (unsigned i = 0; i < core->loop_count; i++) {
		free(core->loops[i].dirty.items);
		free(core->loops[i].mailboxes.items);
		free(core->loops[i].killed.items);
		free(core->loops[i].answered.items);
		free(core->loops[i].proofs.items);
		free(core->loops[i].fenced.items);
		free(core->loops[i].flushing.items);
		free(core->loops[i].walkers.items);
		free(core->loops[i].waiting.items);
	}
	free(core->ignorers.items);
	free(core->large.items);
	free(core->ending.items);
	free(core->unannounced.items);
	core_lock_finish(&core->lock);
	pthread_mutex_destroy(&core->waiting_lock);
	buffer_finish(&core->scratch);
	free(core->name);
	free(core->motd);
	free(core->admin);
	free(core->description);
	local_names_free(core);
	whowas_free(core);
	allowance_finish(core);
	access_finish(core);
	server_password_free(core);
	operators_free(core);
	accounts_free(core);
	guesses_finish(&core->guesses);
	free(core->prover);
	free(core->registrations);
}

void core_enter(struct core_loop *loop, int64_t now)
{
	struct core *core = loop->core;
	core_lock_take(&core->lock);
	core->current = loop;
	core->cost.of = NULL;
	core->cost.said = 0;
	core->now = now;
	loop->now = now;
	if (loop->mailboxes.count > 0 || loop->killed.count > 0)
		mailbox_read_all(loop);
	if (loop->answered.count > 0)
		question_resume(loop);
	if (loop->proofs.count > 0)
		proof_resume(loop);
}

void core_leave(struct core_loop *loop)
{
	struct core *core = loop->core;
	uint64_t wake = core->wake & ~(UINT64_C(1) << loop->index);
	core->wake = 0;
	struct log_lines log = core->log;
	core->log = (struct log_lines){0};
	core->current = NULL;
	core_lock_give(&core->lock);
	core_wake_now(core, wake);
	if (log.length > 0)
		log_write(&log);
}

void core_set_motd(struct core *core, const char *motd)
{
	memory_replace(&core->motd, motd);
}

void core_set_admin(struct core *core, const char *admin)
{
	memory_replace(&core->admin, admin);
}

void core_set_description(struct core *core, const char *description)
{
	memory_replace(&core->description, description);
}

void core_set_clock(struct core *core, int64_t utc)
{
	core->clock_offset = utc - core->now;
	if (core->started == 0)
		core->started = utc;
}
