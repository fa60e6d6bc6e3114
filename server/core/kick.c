#include "kick.h"

#include <stdlib.h>

#include "announce.h"
#include "journal.h"
#include "memory.h"
#include "post.h"
#include "roles.h"
#include "session_send.h"

enum outcome kick_allowed(
	const struct session *by, const struct room *room, const struct session *target)
{
	if (!room_member(room, by))
		return OUTCOME_NOT_IN_ROOM;
	if (!roles_is_operator(by, room))
		return OUTCOME_NOT_OPERATOR;
	const struct member *member = target ? room_member(room, target) : NULL;
	if (!member)
		return OUTCOME_NOT_MEMBER;
	return roles_outrank(by, member) ? OUTCOME_DONE : OUTCOME_OUTRANKED;
}

enum outcome kick_member(
	struct session *by, struct room *room, struct session *target, const char *why)
{
	enum outcome outcome = kick_allowed(by, room, target);
	if (outcome != OUTCOME_DONE)
		return outcome;
	struct member *member = room_member(room, target);
	announce_session(target);
	struct event event = session_event(by, EVENT_KICKED);
	event.other = session_name(target);
	char *name = memory_text(room->name);
	event.room = name;
	event.text = why;
	rules_uninvite_by(&room->rules, target);
	journal_kick(by, name, target, why);
	history_keep(room, &event);
	bool last = room_leave(member);
	if (!last)
		post_to_room(room, by, &event);
	if (target != by) {
		event.flag = true;
		session_post(target, &event);
	}
	event.flag = target == by;
	event.own = true;
	session_post(by, &event);
	free(name);
	return OUTCOME_DONE;
}
