#include "past.h"

#include <string.h>

#include "question.h"
#include "restore.h"
#include "session_send.h"

#define GAP_MS 1800000 /* between two lines: it is told how long ago the second was */

struct event past_event(const struct room *room, const struct record_line *line)
{
	static const struct {
		enum event_type type;
		enum talk talk;
	} kinds[] = {
		[RECORD_SAY] = {EVENT_SAID, TALK_SAY},
		[RECORD_ACTION] = {EVENT_SAID, TALK_ACTION},
		[RECORD_NOTICE] = {EVENT_SAID, TALK_NOTICE},
		[RECORD_TOPIC] = {EVENT_TOPIC, TALK_SAY},
		[RECORD_KICK] = {EVENT_KICKED, TALK_SAY},
		[RECORD_MODE] = {EVENT_CHANGED, TALK_SAY},
	};
	bool said = kinds[line->kind].type == EVENT_SAID;
	bool lines = said && (*line->other || strchr(line->text, '\n'));
	int64_t ago = room->core->now + room->core->clock_offset - line->time;
	return (struct event){.type = kinds[line->kind].type,
		.talk = kinds[line->kind].talk,
		.past = true,
		.erased = line->erased,
		.room = room->name,
		.name = line->name,
		.user = line->user,
		.host = line->host,
		.other = line->other,
		.text = line->text,
		.tags = *line->tags ? line->tags : NULL,
		.parts = lines ? line->other : NULL,
		.time = line->time,
		.seconds = ago > 0 ? ago / 1000 : 0,
		.room_id = line->room,
		.number = line->number};
}

bool past_recalled(struct session *session, struct room *room)
{
	const struct history *history = &session->loop->core->history;
	if (!history_on(history) || room->past.recalled || history->replay == 0)
		return true;
	struct question question = {.type = QUESTION_RECALL,
		.range = {.room = room->id,
			.first = 1,
			.last = room->past.number,
			.limit = history->replay,
			.newest = true},
		.room = room};
	struct question *answer = question_ask(session, &question);
	if (!answer)
		return false;
	/* What has been said meanwhile is not in the answer, but may be in a later one. */
	bool stale = answer->stored < history->erased; /* it may have what is erased by now */
	if (!stale && answer->range.room == room->id && answer->range.last == room->past.number)
		restore_recent(room, &answer->records);
	question_free(answer);
	return true;
}

static void tell_gap(struct session *session, const struct room *room, int64_t time)
{
	struct core *core = session->loop->core;
	int64_t ago = core->now + core->clock_offset - time;
	session_post(session, &(struct event){.type = EVENT_PAST_GAP,
				      .room = room->name,
				      .seconds = ago > 0 ? ago / 1000 : 0,
				      .time = time});
}

void past_tell(struct session *session, const struct room *room, const struct record_line *line,
	int64_t *last)
{
	if (*last == 0 || line->time - *last >= GAP_MS)
		tell_gap(session, room, line->time);
	*last = line->time;
	struct event event = past_event(room, line);
	session_post(session, &event);
}

struct telling {
	struct session *session;
	const struct room *room;
	int64_t last;
};

static void tell_recent(const char *record, void *data)
{
	struct telling *telling = data;
	struct record_line line;
	record_read_line(record, &line);
	past_tell(telling->session, telling->room, &line, &telling->last);
}

void past_tell_recent(struct session *session, const struct room *room)
{
	struct telling telling = {.session = session, .room = room};
	history_hold(session, room->past.round);
	history_recent(room, tell_recent, &telling);
}
