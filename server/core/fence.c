#include "fence.h"

#include "history.h"
#include "session.h"

static uint64_t reached_by_all(const struct core *core)
{
	uint64_t least = core->fences;
	for (unsigned i = 0; i < core->loop_count; i++)
		if (core->loops[i].fence_reached < least)
			least = core->loops[i].fence_reached;
	return least;
}

#define FENCE_NOT_ASKED UINT64_MAX /* waits for its own lines to be stored, to ask then */

/* Whether what the session has said may be sent; else it is looked at when more is stored. */
static bool is_stored(struct session *session)
{
	return history_wait(session->loop, history_said_in(session)) == 0;
}

bool fence_passed(struct session *session)
{
	struct core *core = session->loop->core;
	struct profile *profile = session_profile(session);
	if (profile->fence == FENCE_NOT_ASKED)
		return false;
	if (profile->fence == 0 && !is_stored(session)) {
		profile->fence = FENCE_NOT_ASKED;
		core_list_add(&session->loop->fenced, session);
		return false;
	}
	if (profile->fence > 0 && profile->fence <= reached_by_all(core)) {
		fence_forget(session);
		return true;
	}
	if (profile->fence > 0)
		return false;
	profile->fence = ++core->fences;
	core_list_add(&session->loop->fenced, session);
	for (unsigned i = 0; i < core->loop_count; i++)
		core_wake(&core->loops[i]);
	return false;
}

void fence_forget(struct session *session)
{
	if (!session->profile || session->profile->fence == 0)
		return;
	session->profile->fence = 0;
	core_list_remove(&session->loop->fenced, session);
}

static void resume_all(struct core_loop *loop)
{
	uint64_t reached = reached_by_all(loop->core);
	for (unsigned i = loop->fenced.count; i-- > 0;) {
		struct session *session = loop->fenced.items[i];
		uint64_t *fence = &session->profile->fence;
		if (*fence == FENCE_NOT_ASKED && is_stored(session))
			*fence = 0;
		if (*fence > reached)
			continue;
		core_list_remove(&loop->fenced, session);
		session->door->resume(session->peer);
	}
}

void fence_note(struct core_loop *loop)
{
	loop->fence_noted = loop->core->fences;
	if (loop->fenced.count > 0)
		resume_all(loop);
}

void fence_reach(struct core_loop *loop)
{
	struct core *core = loop->core;
	loop->fence_reached = loop->fence_noted;
	for (unsigned i = 0; i < core->loop_count; i++)
		if (core->loops[i].fenced.count > 0)
			core_wake(&core->loops[i]);
	resume_all(loop);
}
