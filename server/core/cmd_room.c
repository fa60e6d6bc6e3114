#include <stdio.h>
#include <string.h>

#include "cmd.h"
#include "list.h"
#include "membership.h"
#include "past.h"
#include "session_send.h"
#include "topic.h"

static enum outcome refuse(const struct request *request, enum outcome outcome, const char *name)
{
	session_refuse(request->session, outcome, &(struct event){.name = name});
	return OUTCOME_DONE;
}

enum outcome cmd_join(const struct request *request)
{
	char name[ROOM_NAME_BYTES + 1];
	struct session *session = request->session;
	enum outcome outcome = command_room_name(name, request->word);
	if (outcome != OUTCOME_DONE)
		return outcome;
	struct room *room = room_find(request->core, name);
	if (room && !past_recalled(session, room))
		return OUTCOME_LATER;
	if (request->room && room == request->room)
		return refuse(request, OUTCOME_IN_ROOM, room->name);
	const char *key = *request->text ? request->text : NULL;
	outcome = membership_allowed(session, room, key);
	if (outcome != OUTCOME_DONE) {
		membership_refuse(session, outcome, room);
		return OUTCOME_DONE;
	}
	if (request->room)
		membership_leave(session->members, NULL, false);
	if (room)
		past_tell_recent(session, room);
	membership_enter(session, name, key, EVENT_JOINED);
	topic_tell(session, session_room(session), false);
	return OUTCOME_DONE;
}

enum outcome cmd_part(const struct request *request)
{
	membership_leave(request->session->members, *request->text ? request->text : NULL, true);
	return OUTCOME_DONE;
}

enum outcome cmd_topic(const struct request *request)
{
	if (*request->text)
		return topic_set(request->session, request->room, request->text);
	topic_tell(request->session, request->room, true);
	return OUTCOME_DONE;
}

enum outcome cmd_who(const struct request *request)
{
	char name[ROOM_NAME_BYTES + 1];
	struct room *room = request->room;
	if (*request->word) {
		enum outcome outcome = command_room_name(name, request->word);
		if (outcome != OUTCOME_DONE)
			return outcome;
		room = room_find(request->core, name);
	} else if (!room) {
		return OUTCOME_NO_ROOM;
	}
	if (!room || !room_shown(room, request->session))
		return refuse(request, OUTCOME_NO_SUCH_ROOM, name);
	list_members(request->session, room);
	return OUTCOME_DONE;
}

enum outcome cmd_list(const struct request *request)
{
	list_rooms(request->session);
	return OUTCOME_DONE;
}
