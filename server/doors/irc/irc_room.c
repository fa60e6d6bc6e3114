#include "irc_commands.h"

#include <stdlib.h>
#include <string.h>

#include "irc_answer.h"
#include "irc_marks.h"
#include "irc_names.h"
#include "irc_param.h"
#include "irc_reply.h"
#include "kick.h"
#include "membership.h"
#include "memory.h"
#include "past.h"
#include "text_copy.h"
#include "topic.h"

/* Questions that one JOIN may ask; further rooms are told without their past. */
#define PREPARE_MAX SESSION_ROOMS_MAX

static void tell_topic(struct irc_call *call, const struct room *room, bool always)
{
	if (room->topic) {
		irc_numeric(call, RPL_TOPIC, "%s :%s", room->name, room->topic);
		irc_numeric(call, RPL_TOPICWHOTIME, "%s %s %lld", room->name, room->topic_by,
			irc_reply_time(call, room->topic_at));
	} else if (always) {
		irc_numeric(call, RPL_NOTOPIC, "%s :No topic is set", room->name);
	}
}

/* Whether what joining the rooms tells of the past is at hand; else the command runs again. Clients
 * with draft/chathistory ask for it themselves. */
static bool prepare(struct irc_call *call, const char *names)
{
	struct irc_peer *peer = call->peer;
	if ((peer->caps & IRC_CHATHISTORY) || !history_on(&call->core->history))
		return true;
	char *list = memory_text(names), *rest = list;
	bool ready = true;
	for (const char *name; ready && (name = irc_param_next(&rest)) != NULL;) {
		struct room *room = room_find(call->core, name);
		if (room && !room_member(room, call->session))
			ready = past_recalled(call->session, room);
	}
	free(list);
	if (ready || peer->tries == PREPARE_MAX)
		return true;
	peer->tries++;
	call->later = true;
	return false;
}

/* The last lines of the room, for clients that do not ask for them. */
static void tell_past(struct irc_call *call, const struct room *room)
{
	size_t start = call->out->length;
	if (call->peer->caps & IRC_CHATHISTORY)
		return;
	past_tell_recent(call->session, room);
	if (call->out->length > start)
		irc_answer_wrap(call, start, "chathistory", room->name);
}

static void join_one(struct irc_call *call, const char *name, const char *key)
{
	enum outcome outcome = outcome_of_room_name(room_name_check(name, strlen(name)));
	struct room *room = room_find(call->core, name);
	if (outcome == OUTCOME_DONE && room && room_member(room, call->session))
		return;
	if (outcome == OUTCOME_DONE)
		outcome = membership_enter(call->session, name, key, EVENT_JOINED);
	if (outcome != OUTCOME_DONE) {
		irc_refuse(call, outcome, name, name);
		return;
	}
	room = room_find(call->core, name);
	tell_topic(call, room, false);
	if (call->peer->caps & IRC_READ_MARKER)
		irc_marks_tell(call, room->name);
	irc_names_tell(call, room);
	tell_past(call, room);
}

void irc_join(struct irc_call *call)
{
	char *names = call->params[0], *keys = call->count > 1 ? call->params[1] : NULL;
	if (strcmp(names, "0") == 0) {
		while (call->session->members)
			membership_leave(call->session->members, NULL, true);
		return;
	}
	if (!prepare(call, names))
		return;
	bool any = false;
	for (const char *name; (name = irc_param_target(call, &names)) != NULL; any = true)
		join_one(call, name, irc_param_item(&keys));
	if (!any)
		irc_need_more(call);
}

/* The sender's member in the room; refuses where there is no such room or member. */
static struct member *own_member(struct irc_call *call, const char *name)
{
	struct room *room = room_find_used(call->core, name);
	struct member *member = room ? room_member(room, call->session) : NULL;
	if (!member)
		irc_refuse(call, room ? OUTCOME_NOT_IN_ROOM : OUTCOME_NO_SUCH_ROOM, name, name);
	return member;
}

void irc_part(struct irc_call *call)
{
	char *names = call->params[0];
	const char *why = call->count > 1 && *call->params[1] ? call->params[1] : NULL;
	bool any = false;
	for (const char *name; (name = irc_param_target(call, &names)) != NULL; any = true) {
		struct member *member = own_member(call, name);
		if (member)
			membership_leave(member, why, true);
	}
	if (!any)
		irc_need_more(call);
}

void irc_topic(struct irc_call *call)
{
	const char *name = call->params[0];
	struct room *room = irc_param_room(call, name);
	if (!room)
		return;
	if (call->count < 2) {
		tell_topic(call, room, true);
		return;
	}
	const char *given = call->params[1];
	char *text = text_copy(given, IRC_TOPIC_BYTES);
	enum outcome outcome = topic_set(call->session, room, text);
	free(text);
	if (outcome != OUTCOME_DONE)
		irc_refuse(call, outcome, name, room->name);
}

static void kick_one(struct irc_call *call, const char *room_name, const char *name)
{
	struct room *room = room_find_used(call->core, room_name);
	struct session *target = session_find(call->core, name);
	const char *given = call->count > 2 ? call->params[2] : "";
	char *why = text_copy(given, IRC_KICK_BYTES);
	enum outcome outcome = OUTCOME_NO_SUCH_ROOM;
	if (room && target)
		outcome = kick_member(call->session, room, target, *why ? why : NULL);
	else if (room)
		outcome = kick_allowed(call->session, room, NULL);
	free(why);
	if (outcome != OUTCOME_DONE)
		irc_refuse(call, outcome, name, room_name);
}

/* "KICK #a x,y" and "KICK #a,#b x,y" (RFC 1459, 4.2.8): the last room is for all further names. */
void irc_kick(struct irc_call *call)
{
	char *rooms = call->params[0], *names = call->params[1];
	const char *room = irc_param_next(&rooms), *name = irc_param_target(call, &names);
	if (!room || !name)
		irc_need_more(call);
	for (; room && name; name = irc_param_target(call, &names)) {
		kick_one(call, room, name);
		const char *next = irc_param_next(&rooms);
		room = next ? next : room;
	}
}
