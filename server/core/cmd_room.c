/* Commands about rooms. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "memory.h"
#include "welcome.h"

#define ROOMS_A_LINE 50 /* a list costs its reader one line of its speed for so many */

static enum outcome room_name_outcome(enum name_error error)
{
	switch (error) {
	case NAME_TOO_LONG:
		return OUTCOME_ROOM_LONG;
	case NAME_GOOD:
		return OUTCOME_DONE;
	default:
		return OUTCOME_ROOM_CHARACTER;
	}
}

/* The room's name as typed, with the '#' that people may leave away, if it is an allowed one. */
static enum outcome full_name(char name[ROOM_NAME_BYTES + 1], const char *typed)
{
	const char *hash = *typed == '#' ? "" : "#";
	if (strlen(hash) + strlen(typed) > ROOM_NAME_BYTES)
		return OUTCOME_ROOM_LONG;
	stpcpy(stpcpy(name, hash), typed);
	return room_name_outcome(room_name_check(name, strlen(name)));
}

static enum outcome refuse(const struct request *request, enum outcome outcome, const char *name)
{
	command_refuse(request->session, outcome, &(struct event){.name = name});
	return OUTCOME_DONE;
}

enum outcome cmd_join(const struct request *request)
{
	char name[ROOM_NAME_BYTES + 1];
	enum outcome outcome = full_name(name, request->word);
	if (outcome != OUTCOME_DONE)
		return outcome;
	if (request->room && room_find(request->core, name) == request->room)
		return refuse(request, OUTCOME_IN_ROOM, request->room->name);
	if (request->room)
		leave_room(request->session->members, NULL);
	enter_room(request->session, name, EVENT_JOINED);
	return OUTCOME_DONE;
}

enum outcome cmd_part(const struct request *request)
{
	char *name = memory_text(request->room->name);
	leave_room(request->session->members, *request->text ? request->text : NULL);
	session_post(request->session, &(struct event){.type = EVENT_LEFT,
					       .mine = true,
					       .name = session_name(request->session),
					       .room = name});
	free(name);
	return OUTCOME_DONE;
}

enum outcome cmd_topic(const struct request *request)
{
	struct event event = {.type = EVENT_TOPIC, .room = request->room->name};
	if (!*request->text) {
		tell_topic(request->session, request->room, true);
		return OUTCOME_DONE;
	}
	room_set_topic(request->room, request->text, session_name(request->session));
	event.name = request->room->topic_by;
	event.text = request->room->topic;
	room_post(request->room, request->session, &event);
	event.mine = true;
	session_post(request->session, &event);
	return OUTCOME_DONE;
}

enum outcome cmd_who(const struct request *request)
{
	char name[ROOM_NAME_BYTES + 1];
	struct room *room = request->room;
	if (*request->word) {
		enum outcome outcome = full_name(name, request->word);
		if (outcome != OUTCOME_DONE)
			return outcome;
		room = room_find(request->core, name);
	} else if (!room) {
		return OUTCOME_NO_ROOM;
	}
	if (!room)
		return refuse(request, OUTCOME_NO_SUCH_ROOM, name);
	tell_names(request->session, room);
	return OUTCOME_DONE;
}

static int fullest_first(const struct room *a, const struct room *b)
{
	if (a->count != b->count)
		return a->count > b->count ? -1 : 1;
	return strcmp(a->key, b->key);
}

enum outcome cmd_list(const struct request *request)
{
	struct core *core = request->core;
	unsigned count = HASH_COUNT(core->rooms);
	HASH_SORT(core->rooms, fullest_first);
	session_spend(request->session, count / ROOMS_A_LINE);
	for (struct room *room = core->rooms; room; room = room->hh.next)
		session_post(request->session, &(struct event){.type = EVENT_ROOM,
						       .room = room->name,
						       .text = room->topic,
						       .total = room->count});
	session_post(request->session, &(struct event){.type = EVENT_ROOMS, .total = count});
	return OUTCOME_DONE;
}
