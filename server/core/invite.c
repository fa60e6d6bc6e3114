#include "invite.h"

#include "ignore.h"
#include "journal.h"
#include "post.h"
#include "roles.h"
#include "session_send.h"
#include "speech.h"

enum outcome invite_give(struct session *by, struct room *room, struct session *target)
{
	if (!room_member(room, by))
		return OUTCOME_NOT_IN_ROOM;
	if (room_member(room, target))
		return OUTCOME_IS_MEMBER;
	enum outcome outcome = speech_allowed(by, room);
	if (outcome != OUTCOME_DONE)
		return outcome;
	if (roles_is_operator(by, room)) /* others only ask */
		rules_invite(&room->rules, target, by);
	else if (rules_has(&room->rules, MODE_INVITE_ONLY))
		return OUTCOME_NOT_OPERATOR;
	journal(by, LOG_DEBUG, "invited", LOG_TEXT("room", room->name),
		LOG_TEXT("target", session_name(target)));
	struct event event = session_event(by, EVENT_INVITED);
	event.room = room->name;
	event.other = session_name(target);
	post_to_room(room, by, &event);
	event.flag = true;
	if (!ignore_has(target, by))
		session_post(target, &event);
	event.flag = false;
	event.own = true;
	session_post(by, &event);
	return OUTCOME_DONE;
}

enum outcome invite_take_back(struct session *by, struct room *room, const char *name)
{
	struct session *target = session_find(room->core, name);
	if (!room_member(room, by))
		return OUTCOME_NOT_IN_ROOM;
	if (!roles_is_operator(by, room))
		return OUTCOME_NOT_OPERATOR;
	rules_expire_invitations(&room->rules, room->core->now);
	if (!(target && rules_uninvite(&room->rules, target)) &&
		!rules_uninvite_name(&room->rules, name))
		return OUTCOME_NOT_INVITED;
	struct event event = session_event(by, EVENT_UNINVITED);
	event.room = room->name;
	event.other = target ? session_name(target) : name;
	event.own = true;
	session_post(by, &event);
	return OUTCOME_DONE;
}
