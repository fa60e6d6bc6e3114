#include "past.h"

#include <string.h>

#include "ignore.h"
#include "question.h"
#include "restore.h"
#include "session_send.h"
#include "when.h"

#define QUARTER_MS 900000
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

/* Whether a day has begun between the two times. Days begin at whole quarters of an hour. */
static bool is_next_day(int64_t before, int64_t time)
{
	char day[WHEN_TEXT_SIZE], next[WHEN_TEXT_SIZE];
	if (before / QUARTER_MS == time / QUARTER_MS)
		return false;
	return strncmp(when_text(day, before), when_text(next, time), WHEN_DATE_LENGTH) != 0;
}

static void tell_gap(
	const struct past_telling *telling, const struct record_line *line, uint32_t missing)
{
	const struct core *core = telling->session->loop->core;
	int64_t ago = core->now + core->clock_offset - line->time;
	session_post(telling->session, &(struct event){.type = EVENT_PAST_GAP,
					       .room = telling->room->name,
					       .flag = telling->number == 0,
					       .total = missing,
					       .seconds = ago > 0 ? ago / 1000 : 0,
					       .time = line->time});
}

void past_tell(struct past_telling *telling, const struct record_line *line)
{
	struct event event = past_event(telling->room, line);
	bool first = telling->number == 0;
	uint32_t missing = first ? 0 : line->number - telling->number - 1;
	bool ignored = event.type == EVENT_SAID && ignore_has_name(telling->session, line->name);
	if (!ignored && (first || missing > 0 || line->time - telling->time >= GAP_MS ||
				is_next_day(telling->time, line->time)))
		tell_gap(telling, line, missing);
	if (!ignored)
		session_post(telling->session, &event);
	if (!ignored || !first) /* the first one that is shown gets the words for that */
		telling->number = line->number;
	telling->time = line->time;
}

static void tell_recent(const char *record, void *data)
{
	struct record_line line;
	record_read_line(record, &line);
	past_tell(data, &line);
}

void past_tell_recent(struct session *session, const struct room *room)
{
	struct past_telling telling = {.session = session, .room = room};
	history_hold(session, room->past.round);
	history_recent(room, tell_recent, &telling);
}
