#include "announce.h"

#include "post.h"
#include "speech.h"

#define UNANNOUNCED_SECONDS_MAX 5

void announce_came(struct session *session, struct room *room, struct event *event)
{
	*event = session_event(session, EVENT_JOINED);
	event->room = room->name;
	event->minor = !room_announces(room);
	event->silent = speech_allowed(session, room) != OUTCOME_DONE;
	if (!session->unannounced)
		post_to_room(room, session, event);
}

void announce_session(struct session *session)
{
	struct event event;
	if (!session->unannounced)
		return;
	session->unannounced = false;
	core_list_remove(&session->loop->core->unannounced, session);
	for (struct member *member = session->members; member; member = member->next)
		if (!member->gone)
			announce_came(session, member_room(member), &event);
}

void announce_later(struct session *session)
{
	core_list_add(&session->loop->core->unannounced, session);
	session->unannounced = true;
}

void announce_overdue(struct core *core)
{
	for (unsigned i = core->unannounced.count; i-- > 0;) {
		struct session *session = core->unannounced.items[i];
		if (core->now / 1000 - session->opened_s >= UNANNOUNCED_SECONDS_MAX)
			announce_session(session);
	}
}
