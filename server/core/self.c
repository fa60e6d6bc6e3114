#include "self.h"

#include <stdlib.h>
#include <string.h>

#include "journal.h"
#include "kept.h"
#include "memory.h"
#include "post.h"
#include "session_life.h"
#include "session_send.h"
#include "speech.h"
#include "watch.h"

static void tell(struct session *session, struct event *event)
{
	post_to_shared_rooms(session, event);
	if (event->type != EVENT_RENAMED) {
		event->room = NULL;
		watch_tell_change(session, event);
	}
	event->own = true;
	session_post(session, event);
}

const struct room *self_silent_room(const struct session *session)
{
	bool guest = session_is_guest(session);
	for (struct member *member = session->members; member; member = member->next) {
		enum outcome outcome = member->gone ? OUTCOME_DONE : speech_member_allowed(member);
		if (outcome == OUTCOME_SILENCED || (outcome == OUTCOME_MODERATED && !guest))
			return member_room(member);
	}
	return NULL;
}

enum outcome self_set_name(struct session *session, const char *name)
{
	enum outcome outcome = outcome_of_name(name_check(name, strlen(name)));
	if (outcome != OUTCOME_DONE)
		return outcome;
	if (strcmp(session_name(session), name) == 0)
		return OUTCOME_NAME_SAME;
	if (self_silent_room(session))
		return OUTCOME_NAME_SILENCED;
	if (kept_name(session->loop->core, name, &session->origin) > 0)
		return OUTCOME_NAME_HELD;
	bool was_guest = session_is_guest(session),
	     comes = !session_find(session->loop->core, name);
	char *old = memory_text(session_name(session));
	if (session_rename(session, name)) {
		struct event event = session_event(session, EVENT_RENAMED);
		event.name = old;
		event.other = session_name(session);
		event.flag = was_guest; /* a guest's first name counts as joining */
		tell(session, &event);
		journal(session, LOG_INFO, "renamed", LOG_TEXT("before", old));
		if (comes)
			watch_tell(session, true); /* the session itself may watch that name */
		kept_name_taken(session);
		for (struct member *member = session->members; member; member = member->next)
			kept_give_back(member);
	} else {
		outcome = OUTCOME_NAME_TAKEN;
	}
	free(old);
	return outcome;
}

void self_set_away(struct session *session, const char *why)
{
	struct profile *profile = session_profile(session);
	char *old = profile->away;
	bool same = why ? old && strcmp(old, why) == 0 : !old;
	profile->away = why ? memory_text(why) : NULL;
	free(old);
	if (same)
		return;
	struct event event = session_event(session, EVENT_AWAY_CHANGED);
	event.text = profile->away;
	post_to_shared_rooms(session, &event);
	watch_tell_change(session, &event);
}

void self_set_real_name(struct session *session, const char *real)
{
	struct profile *profile = session_profile(session);
	memory_replace(&profile->real, real);
	struct event event = session_event(session, EVENT_REAL_NAME);
	event.text = profile->real;
	tell(session, &event);
}

void self_set_host(struct session *session, const char *host)
{
	struct profile *profile = session_profile(session);
	char old[SESSION_HOST_SIZE];
	const char *shown = session_host(session, old);
	if (shown != old) {
		old[0] = '\0';
		strncat(old, shown, sizeof old - 1);
	}
	memory_replace(&profile->host, host);
	speech_judge_again(session);
	struct event event = session_event(session, EVENT_HOST);
	event.text = profile->host;
	event.other = old;
	tell(session, &event);
}
