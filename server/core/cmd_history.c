#include <stdio.h>
#include <string.h>

#include "ascii.h"
#include "cmd.h"
#include "erase.h"
#include "ignore.h"
#include "past.h"
#include "past_words.h"
#include "question.h"
#include "session_life.h"
#include "session_send.h"
#include "when.h"

#define PAGE_LINES 20	   /* of a page, where nothing else is asked for */
#define PAGE_LINES_MAX 200 /* that can be asked for */
#define PAGE_COST 1	   /* lines, beside the command's own */
#define SEARCH_LINES 20
#define SEARCH_COST 4

static enum outcome refuse(const struct request *request, enum outcome outcome, const char *name)
{
	session_refuse(request->session, outcome,
		&(struct event){.name = name,
			.other = request->room ? request->room->name : "",
			.total = PAGE_LINES_MAX});
	return OUTCOME_DONE;
}

static int64_t now(const struct request *request)
{
	return request->core->now + request->core->clock_offset;
}

/* OUTCOME_DONE where the words are good or the refusal has been sent. */
static enum outcome refuse_words(
	const struct request *request, enum past_words_result result, const struct past_words *wish)
{
	static const enum outcome outcomes[] = {
		[PAST_WORDS_GOOD] = OUTCOME_DONE,
		[PAST_WORDS_USAGE] = OUTCOME_USAGE,
		[PAST_WORDS_SIZE] = OUTCOME_PAGE_SIZE,
		[PAST_WORDS_TIME] = OUTCOME_WHEN,
		[PAST_WORDS_FUTURE] = OUTCOME_WHEN_FUTURE,
		[PAST_WORDS_SEARCH] = OUTCOME_SEARCH_WORDS,
	};
	enum outcome outcome = outcomes[result];
	bool named = result == PAST_WORDS_SIZE || result == PAST_WORDS_TIME ||
		     result == PAST_WORDS_FUTURE;
	return named ? refuse(request, outcome, wish->word) : outcome;
}

/* The lines of an answer that are told: those from `from` to before `to`, counted from 0. */
struct page {
	struct past_telling telling;
	unsigned at, from, to;
	uint32_t first, last; /* numbers */
};

static void count_line(const struct record_line *line, void *data)
{
	++*(unsigned *)data;
}

static void tell_line(const struct record_line *line, void *data)
{
	struct page *page = data;
	unsigned at = page->at++;
	if (at < page->from || at >= page->to)
		return;
	if (page->first == 0)
		page->first = line->number;
	page->last = line->number;
	past_tell(&page->telling, line);
}

/* Sends what has been captured since session_capture_begin(), as one long answer. */
static void answer(struct session *session, struct buffer *captured)
{
	session_capture_end(session->loop->core);
	if (captured->length > 0)
		session_answer(session, captured->bytes, captured->length);
	buffer_finish(captured);
}

static void tell_page(const struct request *request, const struct past_words *wish,
	const struct question *found, unsigned limit)
{
	char next[PAST_WORD_SIZE + 64];
	struct buffer captured = {0};
	bool later = !found->range.newest;
	struct page page = {.telling = {.session = request->session, .room = request->room}};
	question_each(found, count_line, &page.to);
	bool more = page.to > limit || found->records.length >= STORE_ANSWER_BYTES;
	if (page.to > limit && later)
		page.to = limit;
	else if (page.to > limit)
		page.from = page.to - limit;
	session_capture_begin(request->session, &captured);
	question_each(found, tell_line, &page);
	past_tell_end(&page.telling);
	if (later)
		snprintf(next, sizeof next, "/since %u%s%s", page.last + 1, *wish->bound ? " " : "",
			wish->bound);
	else if (limit != PAGE_LINES)
		snprintf(next, sizeof next, "/history %u before:%u", limit, page.first);
	else
		snprintf(next, sizeof next, "/history before:%u", page.first);
	session_post(request->session, &(struct event){.type = EVENT_PAST_END,
					       .room = request->room->name,
					       .number = request->room->past.number,
					       .total = page.to - page.from,
					       .text = more ? next : NULL,
					       .other = later && *wish->bound ? wish->bound : NULL,
					       .flag = later});
	answer(request->session, &captured);
}

static enum outcome show_page(const struct request *request, const struct past_words *wish)
{
	const struct room *room = request->room;
	unsigned limit = wish->lines > 0 ? wish->lines : PAGE_LINES;
	if (!history_on(&request->core->history))
		return OUTCOME_NO_HISTORY;
	struct question question = {.type = QUESTION_LINES,
		.range = {.room = room->id,
			.first = wish->first > 0 ? wish->first : 1,
			.last = wish->before > 0 && wish->before <= room->past.number
					? wish->before - 1
					: room->past.number,
			.limit = limit + 1,
			.newest = wish->first == 0 && wish->since == 0},
		.room = room,
		.since = wish->since,
		.until = wish->until};
	struct question *found = question_ask(request->session, &question);
	if (!found)
		return OUTCOME_LATER;
	speed_spend(request->session, PAGE_COST);
	bool failed = found->failed;
	if (!failed)
		tell_page(request, wish, found, limit);
	question_free(found);
	return failed ? OUTCOME_HISTORY_FAILED : OUTCOME_DONE;
}

static enum outcome page(const struct request *request, unsigned most)
{
	struct past_words wish = {0};
	enum past_words_result result = past_words_page(&wish, request->text, most, now(request));
	return result == PAST_WORDS_GOOD ? show_page(request, &wish)
					 : refuse_words(request, result, &wish);
}

enum outcome cmd_history(const struct request *request)
{
	return page(request, PAGE_LINES_MAX);
}

enum outcome cmd_since(const struct request *request)
{
	return page(request, 0);
}

/* Lines of an answer, the newest first. */
struct hits {
	struct record_line lines[SEARCH_LINES + 1];
	unsigned count;
};

static void note_hit(const struct record_line *line, void *data)
{
	struct hits *hits = data;
	if (hits->count <= SEARCH_LINES)
		hits->lines[hits->count++] = *line;
}

static void tell_hits(const struct request *request, struct past_words *wish,
	const struct question *found, const struct room *room)
{
	struct hits hits = {0};
	struct buffer captured = {0}, next = {0};
	question_each(found, note_hit, &hits);
	bool more = hits.count > SEARCH_LINES;
	unsigned count = more ? SEARCH_LINES : hits.count;
	if (more) {
		buffer_add_all(&next, "/search", buffer_text(&wish->typed), NULL);
		buffer_format(&next, " before:%u", hits.lines[count - 1].number);
	}
	session_capture_begin(request->session, &captured);
	for (unsigned i = count; i > 0; i--) {
		struct event event = past_event(room, &hits.lines[i - 1]);
		event.found = true;
		if (!ignore_has_name(request->session, event.name))
			session_post(request->session, &event);
	}
	if (question_lacks(found, room))
		session_post(request->session,
			&(struct event){.type = EVENT_PAST_BEHIND, .room = room->name});
	session_post(request->session, &(struct event){.type = EVENT_FOUND,
					       .room = room->name,
					       .total = count,
					       .text = more ? buffer_text(&next) : NULL,
					       .flag = !found->complete});
	answer(request->session, &captured);
	buffer_finish(&next);
}

static enum outcome show_search(
	const struct request *request, struct past_words *wish, const struct room *room)
{
	if (!history_on(&request->core->history))
		return OUTCOME_NO_HISTORY;
	struct question question = {.type = QUESTION_SEARCH,
		.search = {.room = room->id,
			.before = wish->before > 0 ? wish->before : UINT32_MAX,
			.limit = SEARCH_LINES + 1},
		.room = room,
		.until = wish->until};
	snprintf(question.words, sizeof question.words, "%.*s", (int)wish->words.length,
		wish->words.length > 0 ? wish->words.bytes : "");
	snprintf(question.name, sizeof question.name, "%.*s", NAME_BYTES, wish->name);
	struct question *found = question_ask(request->session, &question);
	if (!found)
		return OUTCOME_LATER;
	speed_spend(request->session, SEARCH_COST);
	bool failed = found->failed;
	if (!failed)
		tell_hits(request, wish, found, room);
	question_free(found);
	return failed ? OUTCOME_HISTORY_FAILED : OUTCOME_DONE;
}

/* The room that is searched, which the session must be in. */
static enum outcome find_room(
	const struct request *request, const struct past_words *wish, const struct room **room)
{
	char name[ROOM_NAME_BYTES + 1];
	*room = request->room;
	if (!*wish->room)
		return *room ? OUTCOME_DONE : OUTCOME_NO_ROOM;
	enum outcome outcome = command_room_name(name, wish->room);
	if (outcome != OUTCOME_DONE)
		return outcome;
	*room = room_find(request->core, name);
	if (*room && room_member(*room, request->session))
		return OUTCOME_DONE;
	refuse(request, OUTCOME_NOT_IN_ROOM, name);
	*room = NULL;
	return OUTCOME_DONE;
}

enum outcome cmd_search(const struct request *request)
{
	struct past_words wish = {0};
	const struct room *room = NULL;
	enum past_words_result result = past_words_search(&wish, request->text, now(request));
	enum outcome outcome = result == PAST_WORDS_GOOD ? find_room(request, &wish, &room)
							 : refuse_words(request, result, &wish);
	if (outcome == OUTCOME_DONE && room)
		outcome = show_search(request, &wish, room);
	else if (outcome == OUTCOME_ROOM_CHARACTER || outcome == OUTCOME_ROOM_LONG)
		outcome = refuse(request, outcome, wish.room);
	past_words_finish(&wish);
	return outcome;
}

enum outcome cmd_number(const struct request *request)
{
	struct session *session = request->session;
	bool on = ascii_equal(request->word, "on");
	unsigned bit = session->door->numbered;
	if (!on && !ascii_equal(request->word, "off"))
		return OUTCOME_USAGE;
	if (!history_on(&request->core->history))
		return OUTCOME_NO_HISTORY;
	session_profile(session); /* which an echo needs, see history_held_in() */
	session->echo = on;
	session_set_dialect(session, on ? session->dialect | bit : session->dialect & ~bit);
	session_post(session, &(struct event){.type = EVENT_NUMBERED, .own = true, .flag = on});
	return OUTCOME_DONE;
}

enum outcome cmd_erase(const struct request *request)
{
	uint32_t number = when_number(request->word);
	const char *why = *request->text ? request->text : NULL;
	if (number == 0)
		return OUTCOME_LINE_NUMBER;
	enum outcome outcome = erase_line(request->session, request->room, number, why);
	if (outcome == OUTCOME_NO_SUCH_LINE)
		return refuse(request, outcome, request->word);
	return outcome;
}

enum outcome cmd_forget(const struct request *request)
{
	speed_spend(request->session, SEARCH_COST);
	return erase_own_lines(request->session);
}
