#include "talk.h"

#include "ignore.h"
#include "post.h"
#include "session_send.h"
#include "speech.h"
#include "token_text.h"

static struct event speak(struct session *from, enum event_type type, const struct speech *speech)
{
	struct event event = session_event(from, type);
	if (speech->talk == TALK_SAY || speech->talk == TALK_ACTION)
		session_spoke(from);
	event.talk = speech->talk;
	event.text = speech->text;
	event.tags = speech->tags;
	event.parts = speech->parts;
	return event;
}

enum outcome talk_to_room(struct session *session, struct room *room, const struct speech *speech)
{
	enum outcome outcome = speech_allowed(session, room);
	if (outcome == OUTCOME_DONE && speech->text && token_text_within(speech->text)) {
		room->core->secret = true;
		outcome = OUTCOME_TOKEN_SAID;
	}
	if (outcome != OUTCOME_DONE)
		return outcome;
	struct event event = speak(session, EVENT_SAID, speech);
	event.room = room->name;
	event.roles = speech->roles;
	session_profile(session); /* where history_keep() notes what it has said */
	history_keep(room, &event);
	if (speech->roles)
		post_to_roles(room, session, speech->roles, &event);
	else
		post_to_room(room, session, &event);
	event.own = true;
	if (session->echo)
		session_post(session, &event);
	return OUTCOME_DONE;
}

enum outcome talk_to_person(struct session *from, struct session *to, const struct speech *speech)
{
	if (ignore_has(to, from))
		return OUTCOME_IGNORED_BY;
	struct event event = speak(from, EVENT_PRIVATE, speech);
	event.other = session_name(to);
	session_post(to, &event);
	if (speech->talk == TALK_SAY || speech->talk == TALK_ACTION)
		person_set(&session_profile(to)->writer, from);
	event.own = true;
	if (from->echo || from->door->confirms)
		session_post(from, &event);
	return OUTCOME_DONE;
}
