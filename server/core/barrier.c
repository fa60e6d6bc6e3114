#include "barrier.h"

#include "session.h"

static uint64_t reached_by_all(const struct core *core)
{
	uint64_t least = core->barriers;
	for (unsigned i = 0; i < core->loop_count; i++)
		if (core->loops[i].barrier_reached < least)
			least = core->loops[i].barrier_reached;
	return least;
}

bool barrier_passed(struct session *session)
{
	struct core *core = session->loop->core;
	struct profile *profile = session_profile(session);
	if (profile->barrier > 0 && profile->barrier <= reached_by_all(core)) {
		barrier_forget(session);
		return true;
	}
	if (profile->barrier > 0)
		return false;
	profile->barrier = ++core->barriers;
	core_list_add(&session->loop->barred, session);
	for (unsigned i = 0; i < core->loop_count; i++)
		core_wake(core, &core->loops[i]);
	return false;
}

void barrier_forget(struct session *session)
{
	if (!session->profile || session->profile->barrier == 0)
		return;
	session->profile->barrier = 0;
	core_list_remove(&session->loop->barred, session);
}

static void resume_all(struct core_loop *loop)
{
	uint64_t reached = reached_by_all(loop->core);
	for (unsigned i = loop->barred.count; i-- > 0;) {
		struct session *session = loop->barred.items[i];
		if (session->profile->barrier > reached)
			continue;
		core_list_remove(&loop->barred, session);
		session->door->resume(session->peer);
	}
}

void barrier_note(struct core_loop *loop)
{
	loop->barrier_noted = loop->core->barriers;
	if (loop->barred.count > 0)
		resume_all(loop);
}

void barrier_reach(struct core_loop *loop)
{
	struct core *core = loop->core;
	if (loop->barrier_noted == loop->barrier_reached)
		return;
	pthread_mutex_lock(&core->lock);
	core->current = loop;
	loop->barrier_reached = loop->barrier_noted;
	for (unsigned i = 0; i < core->loop_count; i++)
		if (core->loops[i].barred.count > 0)
			core_wake(core, &core->loops[i]);
	resume_all(loop);
	core_leave(loop);
}
