#include "past.h"

#include <string.h>

#include "ignore.h"
#include "question.h"
#include "recent.h"
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
		.other = line->erased ? line->erased_by : line->other,
		.text = line->erased ? line->erased_why : line->text,
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
	const struct past *past = &room->past;
	if (!history_on(history) || recent_is_complete(room))
		return true;
	struct question question = {.type = QUESTION_RECALL,
		.range = {.room = room->id,
			.first = 1,
			.last = past->number - past->count,
			.limit = history->replay - past->count,
			.newest = true},
		.room = room};
	for (struct question *answer; (answer = question_ask(session, &question)) != NULL;) {
		const struct store_range *range = &answer->range;
		bool meant = answer->type == QUESTION_RECALL && range->room == room->id &&
			     range->last == question.range.last;
		/* What was erased meanwhile is in the answer, but may not be in a later one. */
		bool good = !answer->failed && answer->stored >= history->erased;
		if (meant && good)
			recent_complete(room, &answer->records);
		question_free(answer);
		if (meant)
			return true;
	}
	return false;
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

static const char *if_same(const char *one, const char *other)
{
	return strcmp(one, other) == 0 ? one : "";
}

static void hold_erased(struct past_telling *telling, const struct record_line *line)
{
	struct record_line *first = &telling->erased;
	if (telling->erased_count++ == 0) {
		*first = *line;
		return;
	}
	first->name = if_same(first->name, line->name);
	first->erased_by = if_same(first->erased_by, line->erased_by);
	first->erased_why = if_same(first->erased_why, line->erased_why);
}

void past_tell_end(struct past_telling *telling)
{
	if (telling->erased_count == 0)
		return;
	struct event event = past_event(telling->room, &telling->erased);
	event.type = EVENT_PAST_ERASED;
	event.total = telling->erased_count;
	session_post(telling->session, &event);
	telling->erased_count = 0;
}

void past_tell(struct past_telling *telling, const struct record_line *line)
{
	struct event event = past_event(telling->room, line);
	bool first = telling->number == 0;
	uint32_t missing = first ? 0 : line->number - telling->number - 1;
	bool ignored = event.type == EVENT_SAID && ignore_has_name(telling->session, line->name);
	bool gap = !ignored && (first || missing > 0 || line->time - telling->time >= GAP_MS ||
				       is_next_day(telling->time, line->time));
	if (gap || (!ignored && !line->erased))
		past_tell_end(telling);
	if (gap)
		tell_gap(telling, line, missing);
	if (!ignored && line->erased)
		hold_erased(telling, line);
	else if (!ignored)
		session_post(telling->session, &event);
	if (!ignored || !first) /* the first one that is shown gets the words for that */
		telling->number = line->number;
	telling->time = line->time;
}

static void tell_recent(const char *record, void *data)
{
	struct past_telling *telling = data;
	struct record_line line;
	record_read_line(record, &line);
	if (line.number + telling->room->core->history.replay > telling->room->past.number)
		past_tell(telling, &line);
}

void past_tell_recent(struct session *session, const struct room *room)
{
	struct past_telling telling = {.session = session, .room = room};
	history_hold(session, room->past.round);
	recent_each(room, tell_recent, &telling);
	past_tell_end(&telling);
}
