#include "welcome.h"

#include "membership.h"
#include "past.h"
#include "session_send.h"
#include "topic.h"

void welcome_session(struct session *session)
{
	struct core *core = session->loop->core;
	const struct room *lobby = room_find(core, ROOM_LOBBY);
	if (lobby && membership_allowed(session, lobby, NULL) == OUTCOME_DONE)
		past_tell_recent(session, lobby);
	enum outcome outcome = membership_enter(session, ROOM_LOBBY, NULL, EVENT_WELCOME);
	if (outcome == OUTCOME_DONE) {
		topic_tell(session, session_room(session), false);
	} else {
		struct event event = session_event(session, EVENT_WELCOME);
		event.own = true;
		event.text = core->name;
		session_post(session, &event);
		membership_refuse(session, outcome, room_find(core, ROOM_LOBBY));
	}
	if (core->motd)
		session_post(session, &(struct event){.type = EVENT_MOTD, .text = core->motd});
	session_post(session, &(struct event){.type = EVENT_READY});
	speed_spend(session, 0); /* the others are told that it has come */
}
