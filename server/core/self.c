#include "self.h"

#include <stdlib.h>
#include <string.h>

#include "journal.h"
#include "kept.h"
#include "memory.h"
#include "names.h"
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

static void rename_session(struct session *session, const char *name)
{
	bool was_guest = session_is_guest(session),
	     comes = !session_find(session->loop->core, name);
	char *old = memory_text(session_name(session));
	session_rename(session, name);
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
	free(old);
}

enum outcome self_set_name(struct session *session, const char *name)
{
	struct core *core = session->loop->core;
	enum outcome outcome = outcome_of_name(name_check(name, strlen(name)));
	if (outcome != OUTCOME_DONE)
		return outcome;
	if (strcmp(session_name(session), name) == 0)
		return OUTCOME_NAME_SAME;
	if (self_silent_room(session))
		return OUTCOME_NAME_SILENCED;
	struct asker asker = names_asker(session);
	if (session_find(core, name) != session)
		outcome = names_allowed(core, name, &asker);
	else if (names_alike(core, name, &asker)) /* in its new spelling */
		outcome = OUTCOME_NAME_ALIKE;
	if (outcome == OUTCOME_DONE)
		rename_session(session, name);
	return outcome;
}

void self_take_name(struct session *session, const char *name)
{
	if (strcmp(session_name(session), name) != 0)
		rename_session(session, name);
}

void self_become_guest(struct session *session)
{
	char name[NAME_BYTES + 1];
	if (session_is_guest(session))
		return;
	session_guest_name(session, name);
	rename_session(session, name);
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
