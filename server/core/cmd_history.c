#include <stdio.h>
#include <string.h>

#include "ascii.h"
#include "cmd.h"
#include "erase.h"
#include "ignore.h"
#include "past.h"
#include "question.h"
#include "session_life.h"
#include "session_send.h"
#include "when.h"

#define PAGE_LINES 20	   /* of a page, where nothing else is asked for */
#define PAGE_LINES_MAX 200 /* that can be asked for */
#define PAGE_COST 1	   /* lines, beside the command's own */
#define SEARCH_LINES 20
#define SEARCH_COST 4
#define SEARCH_WORDS_MAX 8

#define BEFORE "before:"
#define FROM "from:"
#define IN "in:"
#define WORD_SIZE 128 /* that says what is wanted: a number, a time, a name, a room */

/* What a page or a search is asked for. */
struct wish {
	char word[WORD_SIZE];	    /* the one that is being read, for refusals */
	unsigned lines;		    /* of a page; 0: not said */
	uint32_t first;		    /* number of the first line; 0: not said */
	uint32_t before;	    /* the lines before this one; UINT32_MAX for all */
	int64_t since, until;	    /* times of the first and the last line; 0: no bound */
	char bound[WORD_SIZE];	    /* " before:..." as it was typed, or "" */
	char name[WORD_SIZE];	    /* of a search */
	char room[WORD_SIZE];	    /* likewise; "" for the one in which one is */
	struct buffer words, typed; /* likewise: the words, and all but `bound` */
	unsigned word_count;
};

static enum outcome refuse(const struct request *request, enum outcome outcome, const char *name)
{
	session_refuse(request->session, outcome,
		&(struct event){.name = name,
			.other = request->room ? request->room->name : "",
			.total = PAGE_LINES_MAX});
	return OUTCOME_DONE;
}

/* Copies the next word of the text; false where there is none. Longer ones are cut. */
static bool next_word(const char **text, char out[WORD_SIZE])
{
	*text += strspn(*text, " \t");
	size_t length = strcspn(*text, " \t");
	snprintf(out, WORD_SIZE, "%.*s", (int)(length < WORD_SIZE ? length : WORD_SIZE - 1), *text);
	*text += length;
	return length > 0;
}

static bool begins(const char *word, const char *with)
{
	return ascii_equal_n(word, with, strlen(with));
}

static enum outcome outcome_of_when(enum when_result result)
{
	return result == WHEN_GOOD     ? OUTCOME_DONE
	       : result == WHEN_FUTURE ? OUTCOME_WHEN_FUTURE
				       : OUTCOME_WHEN;
}

static enum outcome read_time(const struct request *request, const char *word, int64_t *time)
{
	return outcome_of_when(
		when_parse(word, request->core->now + request->core->clock_offset, time));
}

static enum outcome read_before(const struct request *request, struct wish *wish)
{
	int64_t time;
	const char *value = wish->word + strlen(BEFORE);
	wish->before = when_number(value);
	if (wish->before == 0) {
		wish->before = UINT32_MAX;
		enum outcome outcome = read_time(request, value, &time);
		if (outcome != OUTCOME_DONE) {
			memmove(wish->word, value, strlen(value) + 1);
			return outcome;
		}
		wish->until = time - 1;
	}
	snprintf(wish->bound, sizeof wish->bound, " %.100s", wish->word);
	return OUTCOME_DONE;
}

/* Reads "[N|TIME] [before:WHEN]", or "NUMBER|TIME [before:WHEN]" where a number is that of a line.
 */
static enum outcome read_page(const struct request *request, struct wish *wish, bool lines)
{
	const char *text = request->text;
	bool from = false;
	while (next_word(&text, wish->word)) {
		uint32_t number = when_number(wish->word);
		enum outcome outcome = OUTCOME_DONE;
		if (begins(wish->word, BEFORE) && !*wish->bound)
			outcome = read_before(request, wish);
		else if (from)
			return OUTCOME_USAGE;
		else if (number > 0 && lines)
			wish->lines = number;
		else if (number > 0)
			wish->first = number;
		else if (strcmp(wish->word, "0") == 0 && lines)
			return OUTCOME_PAGE_SIZE;
		else
			outcome = read_time(request, wish->word, &wish->since);
		from |= number > 0 || wish->since > 0;
		if (outcome != OUTCOME_DONE)
			return outcome;
	}
	if (wish->lines > PAGE_LINES_MAX)
		return OUTCOME_PAGE_SIZE;
	return from || lines ? OUTCOME_DONE : OUTCOME_USAGE;
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

static void tell_page(const struct request *request, const struct wish *wish,
	const struct question *found, unsigned limit)
{
	char next[WORD_SIZE + 64];
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
		snprintf(next, sizeof next, "/since %u%s", page.last + 1, wish->bound);
	else if (limit != PAGE_LINES)
		snprintf(next, sizeof next, "/history %u before:%u", limit, page.first);
	else
		snprintf(next, sizeof next, "/history before:%u", page.first);
	session_post(request->session, &(struct event){.type = EVENT_PAST_END,
					       .room = request->room->name,
					       .number = request->room->past.number,
					       .total = page.to - page.from,
					       .text = more ? next : NULL,
					       .flag = later});
	answer(request->session, &captured);
}

static enum outcome show_page(const struct request *request, const struct wish *wish)
{
	const struct room *room = request->room;
	unsigned limit = wish->lines > 0 ? wish->lines : PAGE_LINES;
	if (!history_on(&request->core->history))
		return OUTCOME_NO_HISTORY;
	struct question question = {.type = QUESTION_LINES,
		.range = {.room = room->id,
			.first = wish->first > 0 ? wish->first : 1,
			.last = wish->before <= room->past.number ? wish->before - 1
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

static enum outcome page(const struct request *request, bool lines)
{
	struct wish wish = {.before = UINT32_MAX};
	enum outcome outcome = read_page(request, &wish, lines);
	if (outcome == OUTCOME_DONE)
		outcome = show_page(request, &wish);
	if (outcome == OUTCOME_WHEN || outcome == OUTCOME_WHEN_FUTURE ||
		outcome == OUTCOME_PAGE_SIZE)
		return refuse(request, outcome, wish.word);
	return outcome;
}

enum outcome cmd_history(const struct request *request)
{
	return page(request, true);
}

enum outcome cmd_since(const struct request *request)
{
	return page(request, false);
}

/* Reads "WORDS [from:NAME] [in:ROOM] [before:WHEN]", in any order. */
static enum outcome read_search(const struct request *request, struct wish *wish)
{
	const char *text = request->text;
	bool any = false;
	while (next_word(&text, wish->word)) {
		enum outcome outcome = OUTCOME_DONE;
		bool bound = begins(wish->word, BEFORE);
		if (bound) {
			outcome = read_before(request, wish);
		} else if (begins(wish->word, FROM)) {
			snprintf(wish->name, sizeof wish->name, "%s", wish->word + strlen(FROM));
		} else if (begins(wish->word, IN)) {
			snprintf(wish->room, sizeof wish->room, "%s", wish->word + strlen(IN));
		} else {
			buffer_add_all(&wish->words, wish->word, " ", NULL);
			wish->word_count++;
			for (const char *c = wish->word; *c; c++)
				any |= ascii_is_alnum(*c) || (unsigned char)*c >= 0x80;
		}
		if (!bound)
			buffer_add_all(&wish->typed, " ", wish->word, NULL);
		if (outcome != OUTCOME_DONE)
			return outcome;
	}
	bool good = (any || *wish->name) && wish->word_count <= SEARCH_WORDS_MAX &&
		    wish->words.length <= QUESTION_WORDS_BYTES && strlen(wish->name) <= NAME_BYTES;
	return good ? OUTCOME_DONE : OUTCOME_SEARCH_WORDS;
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

static void tell_hits(const struct request *request, struct wish *wish,
	const struct question *found, const struct room *room)
{
	struct hits hits = {0};
	struct buffer captured = {0}, next = {0};
	question_each(found, note_hit, &hits);
	bool more = hits.count > SEARCH_LINES;
	unsigned count = more ? SEARCH_LINES : hits.count;
	if (more) {
		buffer_add_all(&next, "/search", buffer_text(&wish->typed), NULL);
		buffer_format(&next, " " BEFORE "%u", hits.lines[count - 1].number);
	}
	session_capture_begin(request->session, &captured);
	for (unsigned i = count; i > 0; i--) {
		struct event event = past_event(room, &hits.lines[i - 1]);
		event.found = true;
		if (!ignore_has_name(request->session, event.name))
			session_post(request->session, &event);
	}
	session_post(request->session, &(struct event){.type = EVENT_FOUND,
					       .room = room->name,
					       .total = count,
					       .text = more ? buffer_text(&next) : NULL,
					       .flag = !found->complete});
	answer(request->session, &captured);
	buffer_finish(&next);
}

static enum outcome show_search(
	const struct request *request, struct wish *wish, const struct room *room)
{
	if (!history_on(&request->core->history))
		return OUTCOME_NO_HISTORY;
	struct question question = {.type = QUESTION_SEARCH,
		.search = {.room = room->id, .before = wish->before, .limit = SEARCH_LINES + 1},
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
	const struct request *request, const struct wish *wish, const struct room **room)
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
	struct wish wish = {.before = UINT32_MAX};
	const struct room *room = NULL;
	enum outcome outcome = read_search(request, &wish);
	if (outcome == OUTCOME_DONE)
		outcome = find_room(request, &wish, &room);
	if (outcome == OUTCOME_DONE && room)
		outcome = show_search(request, &wish, room);
	if (outcome == OUTCOME_WHEN || outcome == OUTCOME_WHEN_FUTURE)
		outcome = refuse(request, outcome, wish.word);
	else if (outcome == OUTCOME_ROOM_CHARACTER || outcome == OUTCOME_ROOM_LONG)
		outcome = refuse(request, outcome, wish.room);
	buffer_finish(&wish.words);
	buffer_finish(&wish.typed);
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
