#include "welcome.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"

#define NAMES_ON_ENTERING 8 /* of those who are there; the rest is a number */
#define NAMES_A_LINE 50	    /* a list costs its reader one line of its speed for so many */

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

void tell_topic(struct session *session, const struct room *room, bool always)
{
	if (room->topic)
		session_post(
			session, &(struct event){.type = EVENT_TOPIC,
					 .mine = true,
					 .name = room->topic_by,
					 .room = room->name,
					 .text = room->topic,
					 .seconds = (room->core->now - room->topic_at) / 1000});
	else if (always)
		session_post(session, &(struct event){.type = EVENT_NO_TOPIC, .room = room->name});
}

void enter_room(struct session *session, const char *name, enum event_type type)
{
	struct core *core = session->loop->core;
	struct room *room = room_join(core, name, session)->room;
	if (room_announces(room))
		room_post(room, session,
			&(struct event){.type = EVENT_JOINED,
				.name = session_name(session),
				.room = room->name});
	const char *found[NAMES_ON_ENTERING];
	struct names names = {.without = session, .names = found, .most = NAMES_ON_ENTERING};
	room_each(room, collect, &names);
	session_post(session, &(struct event){.type = type,
				      .mine = true,
				      .name = session_name(session),
				      .room = room->name,
				      .text = core->name,
				      .names = found,
				      .name_count = names.count,
				      .total = room->count - 1});
	tell_topic(session, room, false);
}

void leave_room(struct member *member, const char *why)
{
	struct session *session = member->session;
	struct room *room = member->room;
	bool announced = room_announces(room); /* counting the one who leaves */
	if (room_leave(member) || !announced)
		return;
	room_post(room, session,
		&(struct event){.type = EVENT_LEFT,
			.name = session_name(session),
			.room = room->name,
			.text = why});
}

void welcome(struct session *session)
{
	struct core *core = session->loop->core;
	enter_room(session, ROOM_LOBBY, EVENT_WELCOME);
	if (core->motd)
		session_post(session, &(struct event){.type = EVENT_MOTD, .text = core->motd});
	session_post(session, &(struct event){.type = EVENT_READY});
}

static int by_name(const void *a, const void *b)
{
	return strcasecmp(*(const char *const *)a, *(const char *const *)b);
}

void tell_names(struct session *session, const struct room *room)
{
	struct names names = {.most = room->count};
	names.names = memory_get(names.most * sizeof *names.names);
	room_each(room, collect, &names);
	qsort(names.names, names.count, sizeof *names.names, by_name);
	session_spend(session, room->count / NAMES_A_LINE);
	session_post(session, &(struct event){.type = EVENT_NAMES,
				      .room = room->name,
				      .names = names.names,
				      .name_count = names.count,
				      .total = names.count});
	free(names.names);
}
