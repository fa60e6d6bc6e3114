#include "welcome.h"

#include "command.h"
#include "moderation.h"

#define QUIET_SECONDS 5
#define NAMES_ON_ENTERING 8 /* of those who are there; the rest is a number */

struct names {
	const struct session *without;
	const char **names;
	size_t count, most;
};

static bool collect(const struct member *member, void *data)
{
	struct names *names = data;
	if (member->session == names->without)
		return true;
	names->names[names->count++] = session_name(member->session);
	return names->count < names->most;
}

void topic_tell(struct session *session, const struct room *room, bool always)
{
	if (room->topic)
		session_post(
			session, &(struct event){.type = EVENT_TOPIC_IS,
					 .own = true,
					 .name = room->topic_by,
					 .room = room->name,
					 .text = room->topic,
					 .seconds = (room->core->now - room->topic_at) / 1000});
	else if (always)
		session_post(session, &(struct event){.type = EVENT_NO_TOPIC, .room = room->name});
}

void tell_entered(struct session *session, const struct room *room, struct event *event)
{
	const char *found[NAMES_ON_ENTERING];
	struct names names = {.without = session, .names = found, .most = NAMES_ON_ENTERING};
	room_each(room, collect, &names);
	event->own = true;
	event->text = room->core->name;
	event->names = found;
	event->name_count = names.count;
	event->total = room->count - 1;
	session_post(session, event);
}

void membership_refuse(struct session *session, enum outcome outcome, const struct room *room)
{
	struct event event = {.name = room ? room->name : NULL};
	if (outcome == OUTCOME_BANNED)
		event.other = rules_ban(&room->rules, session)->why;
	session_refuse(session, outcome, &event);
}

void welcome_session(struct session *session)
{
	struct core *core = session->loop->core;
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
	session_spend(session, 0); /* the others are told that it has come */
}

void announce_came(struct session *session, struct room *room, struct event *event)
{
	*event = session_event(session, EVENT_JOINED);
	event->room = room->name;
	event->minor = !room_announces(room);
	event->silent = speech_allowed(session, room) != OUTCOME_DONE;
	if (!session->unannounced)
		room_post(room, session, event);
}

void announce_session(struct session *session)
{
	struct event event;
	if (!session->unannounced)
		return;
	session->unannounced = false;
	core_list_remove(&session->loop->core->quiet, session);
	for (struct member *member = session->members; member; member = member->next)
		if (!member->gone)
			announce_came(session, member_room(member), &event);
}

void announce_later(struct session *session)
{
	core_list_add(&session->loop->core->quiet, session);
	session->unannounced = true;
}

void announce_overdue(struct core *core)
{
	for (unsigned i = core->quiet.count; i-- > 0;) {
		struct session *session = core->quiet.items[i];
		if (core->now / 1000 - session->opened_s >= QUIET_SECONDS)
			announce_session(session);
	}
}
