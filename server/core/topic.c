#include "topic.h"

#include "journal.h"
#include "post.h"
#include "roles.h"
#include "session_send.h"
#include "speech.h"
#include "token_text.h"

enum outcome topic_set(struct session *by, struct room *room, const char *text)
{
	if (!room_member(room, by))
		return OUTCOME_NOT_IN_ROOM;
	if (room_is_lobby(room->name) && !session_operator(by))
		return OUTCOME_LOBBY_TOPIC;
	if (rules_has(&room->rules, MODE_TOPIC_LOCKED) && !roles_is_operator(by, room))
		return OUTCOME_NOT_OPERATOR;
	enum outcome outcome = speech_allowed(by, room);
	if (outcome != OUTCOME_DONE && !room_is_lobby(room->name))
		return outcome;
	if (token_text_within(text)) {
		room->core->secret = true;
		return OUTCOME_TOKEN_SAID;
	}
	room_set_topic(room, text, session_name(by));
	journal(by, LOG_INFO, "topic", LOG_TEXT("room", room->name));
	struct event event = session_event(by, EVENT_TOPIC);
	event.room = room->name;
	event.text = text;
	history_keep_room(room);
	history_keep(room, &event);
	post_to_room(room, by, &event);
	event.own = true;
	session_post(by, &event);
	speed_spend(by, history_room_lines(room));
	return OUTCOME_DONE;
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
