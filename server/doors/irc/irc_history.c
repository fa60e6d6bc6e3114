#include "irc_history.h"

#include <stdlib.h>
#include <string.h>

#include "ascii.h"
#include "clock.h"
#include "irc_answer.h"
#include "irc_commands.h"
#include "irc_encode.h"
#include "irc_id.h"
#include "irc_line.h"
#include "irc_param.h"
#include "irc_reply.h"
#include "past.h"
#include "speed.h"

#define COST 1	     /* lines beside the command itself */
#define HOW_BYTES 60 /* of an unknown subcommand, to be repeated */

/* What stands in place of an erased line, and the message that says so, which does not count as
 * one. Clients that would not understand it have asked for other lines. */
static void add_erased(struct irc_call *call, const struct event *event)
{
	unsigned dialect = irc_dialect(call->peer);
	struct event line = *event;
	struct event redact = {
		.past = true, .name = event->other, .user = "", .host = "", .time = event->time};
	if (!(dialect & IRC_REDACTION) || event->type != EVENT_SAID)
		return;
	line.text = "(erased)";
	line.tags = line.parts = NULL;
	irc_encode_past(&line, dialect, call->out);
	if (dialect & IRC_MESSAGE_TAGS)
		redact.tags = "draft/chathistory-context";
	size_t start = irc_line_start(call->out, &redact, dialect, "REDACT", 0);
	buffer_add_all(call->out, event->room, " ", NULL);
	irc_id_add(call->out, event, 0);
	if (*event->text)
		buffer_add_all(call->out, " :", event->text, NULL);
	irc_write_end(call->out, start);
}

void irc_history_line(
	struct irc_call *call, const struct room *room, const struct record_line *line)
{
	struct event event = past_event(room, line);
	if (event.type != EVENT_SAID && !(call->peer->caps & IRC_EVENT_PLAYBACK))
		return;
	if (event.erased)
		add_erased(call, &event);
	else
		irc_encode_past(&event, irc_dialect(call->peer), call->out);
}

struct question *irc_history_ask(struct irc_call *call, const struct question *question, long lines)
{
	struct question *answer = question_ask(call->session, question);
	if (!answer)
		call->later = true;
	else
		speed_spend(call->session, lines);
	return answer;
}

struct room *irc_history_room(const struct irc_call *call, const char *name)
{
	struct room *room = room_find(call->core, name);
	bool may = room && (room_member(room, call->session) || session_operator(call->session));
	return may ? room : NULL;
}

/* A place among the lines of a room. */
struct place {
	uint32_t number; /* 0: `time` counts */
	int64_t time;
};

static void fail(struct irc_call *call, const char *code, const char *word, const char *words)
{
	struct buffer context = {0};
	const char *how = irc_word(call->params[0]);
	buffer_add(&context, how, (size_t)irc_word_length(how, HOW_BYTES));
	if (*word) {
		buffer_add_text(&context, " ");
		buffer_add(&context, irc_word(word), (size_t)irc_word_length(irc_word(word), 100));
	}
	irc_standard(call, "FAIL", code, buffer_text(&context), words);
	buffer_finish(&context);
}

static const char *value_of(const char *text, const char *key)
{
	size_t length = strlen(key);
	return strncmp(text, key, length) == 0 ? text + length : NULL;
}

/* Refuses where the text names no place. */
static bool read_place(
	struct irc_call *call, const struct room *room, const char *text, struct place *place)
{
	uint32_t id;
	const char *time = value_of(text, "timestamp="), *msgid = value_of(text, "msgid=");
	*place = (struct place){0};
	if (time && irc_param_time(time, &place->time))
		return true;
	if (msgid && room && irc_id_read(msgid, &id, &place->number) && id == room->id)
		return true;
	if (msgid && room)
		fail(call, "INVALID_PARAMS", text, "No message of this target has that id");
	else if (time || !strchr(text, '=') || msgid)
		fail(call, "INVALID_PARAMS", text, "Invalid timestamp");
	else
		fail(call, "INVALID_MSGREFTYPE", call->params[1], "Use msgid= or timestamp=");
	return false;
}

/* At most IRC_HISTORY_LINES, which 0 means, too. Refuses what is no number. */
static bool read_limit(struct irc_call *call, const char *text, unsigned *limit)
{
	char *end;
	unsigned long number = strtoul(text, &end, 10);
	if (*text < '0' || *text > '9' || *end) {
		fail(call, "INVALID_PARAMS", text, "Invalid limit");
		return false;
	}
	bool most = number == 0 || number > IRC_HISTORY_LINES;
	*limit = most ? IRC_HISTORY_LINES : (unsigned)number;
	return true;
}

/* The question for at most `limit` lines behind `from` and before `to`, where these are not NULL:
 * the newest ones or the oldest ones of them. */
static struct question between(const struct room *room, const struct place *from,
	const struct place *to, bool newest, unsigned limit)
{
	struct question question = {.type = QUESTION_LINES,
		.room = room,
		.range = {.room = room->id,
			.first = 1,
			.last = room->past.number,
			.limit = limit,
			.newest = newest}};
	struct store_range *range = &question.range;
	if (from && from->number > 0)
		range->first = from->number < UINT32_MAX ? from->number + 1 : UINT32_MAX;
	else if (from)
		question.since = from->time + 1;
	if (to && to->number > 0 && to->number <= range->last)
		range->last = to->number - 1;
	else if (to && to->number == 0 && to->time > 1)
		question.until = to->time - 1;
	else if (to && to->number == 0)
		range->last = 0;
	return question;
}

static struct question around(const struct room *room, const struct place *place, unsigned limit)
{
	struct question question = between(room, NULL, NULL, false, limit);
	question.around = true;
	if (place->number > 0)
		question.range.first = place->number;
	else
		question.since = place->time;
	return question;
}

/* Whether the second place lies before the first one. Both are numbers, or both times. */
static bool is_backwards(const struct place *first, const struct place *second)
{
	return first->number != second->number ? first->number > second->number
					       : first->time > second->time;
}

/* BETWEEN: counted from the first place on, in whatever direction the second one lies. */
static bool read_between(
	struct irc_call *call, const struct room *room, unsigned limit, struct question *question)
{
	struct place first, second;
	if (!read_place(call, room, call->params[2], &first) ||
		!read_place(call, room, call->params[3], &second))
		return false;
	if ((first.number > 0) != (second.number > 0)) {
		*question = between(room, NULL, NULL, first.number == 0, limit);
		question->between = first.number | second.number;
		question->since = first.time | second.time;
		return true;
	}
	*question = is_backwards(&first, &second) ? between(room, &second, &first, true, limit)
						  : between(room, &first, &second, false, limit);
	return true;
}

/* The question that the command asks; false where it was refused. */
static bool read_question(struct irc_call *call, const struct room *room, struct question *question)
{
	const char *how = call->params[0];
	struct place place;
	unsigned limit;
	if (!read_limit(call, call->params[call->count - 1], &limit))
		return false;
	if (ascii_equal(how, "BETWEEN"))
		return read_between(call, room, limit, question);
	if (ascii_equal(how, "LATEST") && strcmp(call->params[2], "*") == 0) {
		*question = between(room, NULL, NULL, true, limit);
		return true;
	}
	if (!read_place(call, room, call->params[2], &place))
		return false;
	if (ascii_equal(how, "AROUND"))
		*question = around(room, &place, limit);
	else if (ascii_equal(how, "BEFORE"))
		*question = between(room, NULL, &place, true, limit);
	else
		*question = between(room, &place, NULL, ascii_equal(how, "LATEST"), limit);
	return true;
}

struct telling {
	struct irc_call *call;
	const struct room *room;
};

static void tell_line(const struct record_line *line, void *data)
{
	const struct telling *telling = data;
	irc_history_line(telling->call, telling->room, line);
}

static void tell_lines(struct irc_call *call)
{
	const struct room *room = irc_history_room(call, call->params[1]);
	struct question question;
	if (!room) {
		fail(call, "INVALID_TARGET", call->params[1], "Messages could not be retrieved");
		return;
	}
	if (!read_question(call, room, &question))
		return;
	question.range.said = !(call->peer->caps & IRC_EVENT_PLAYBACK);
	question.range.unerased = !(call->peer->caps & IRC_REDACTION);
	struct question *answer = irc_history_ask(call, &question, COST);
	if (!answer)
		return;
	size_t start = call->out->length;
	if (answer->failed || answer->range.room != room->id) {
		fail(call, "MESSAGE_ERROR", room->name, "Messages could not be retrieved");
	} else {
		question_each(answer, tell_line, &(struct telling){call, room});
		irc_answer_wrap(call, start, "chathistory", room->name);
	}
	question_free(answer);
}

static int compare_times(const void *left, const void *right)
{
	const struct room *a = *(const struct room *const *)left;
	const struct room *b = *(const struct room *const *)right;
	return (a->past.time > b->past.time) - (a->past.time < b->past.time);
}

/* The rooms of the client whose last line lies between the times, by that. */
static void tell_targets(struct irc_call *call)
{
	const struct room *rooms[SESSION_ROOMS_MAX];
	struct place first, second;
	unsigned limit, count = 0;
	char time[CLOCK_TEXT_SIZE];
	if (!read_limit(call, call->params[3], &limit) ||
		!read_place(call, NULL, call->params[1], &first) ||
		!read_place(call, NULL, call->params[2], &second))
		return;
	bool backwards = first.time > second.time;
	int64_t from = backwards ? second.time : first.time;
	int64_t to = backwards ? first.time : second.time;
	for (const struct member *member = call->session->members; member; member = member->next) {
		const struct room *room = member_room(member);
		if (!member->gone && count < SESSION_ROOMS_MAX && room->past.number > 0 &&
			room->past.time > from && room->past.time < to)
			rooms[count++] = room;
	}
	if (count > 0)
		qsort(rooms, count, sizeof rooms[0], compare_times);
	size_t start = call->out->length;
	unsigned skip = backwards && count > limit ? count - limit : 0;
	for (unsigned i = skip; i < count && i < skip + limit; i++)
		irc_say(call, "CHATHISTORY TARGETS %s %s", rooms[i]->name,
			clock_text(time, rooms[i]->past.time));
	irc_answer_wrap(call, start, "draft/chathistory-targets", "");
}

void irc_chathistory(struct irc_call *call)
{
	static const struct {
		const char *name;
		unsigned count; /* of parameters */
	} hows[] = {{"LATEST", 4}, {"BEFORE", 4}, {"AFTER", 4}, {"AROUND", 4}, {"BETWEEN", 5},
		{"TARGETS", 4}};
	size_t i = 0;
	if (!irc_known(call, IRC_CHATHISTORY, "draft/chathistory"))
		return;
	const char *how = call->params[0];
	while (i < sizeof hows / sizeof hows[0] && !ascii_equal(hows[i].name, how))
		i++;
	if (i == sizeof hows / sizeof hows[0])
		fail(call, "INVALID_PARAMS", "", "Unknown command");
	else if (call->count < hows[i].count)
		fail(call, "INVALID_PARAMS", "", "Insufficient parameters");
	else if (call->count > hows[i].count)
		fail(call, "INVALID_PARAMS", "", "Too many parameters");
	else if (ascii_equal(how, "TARGETS"))
		tell_targets(call);
	else
		tell_lines(call);
}
