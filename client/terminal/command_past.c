/* Commands about what was said before. */
#include "request.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ascii.h"
#include "memory.h"
#include "past_words.h"
#include "when.h"

#define HISTORY_LINES 20
#define HISTORY_LINES_MAX 100 /* chatd sends no more at once */
#define WORDS_SIZE 160

static void refuse_words(const struct request *request, enum past_words_result result,
	const struct past_words *words)
{
	if (result == PAST_WORDS_SIZE)
		request_refuse(request,
			"one page has 1 to %d lines; each page ends with the command for the next "
			"one",
			HISTORY_LINES_MAX);
	else if (result == PAST_WORDS_TIME)
		request_refuse(request,
			"%s is neither a number from 1 on nor a time; a time is 30m, 2h or 3d (so "
			"long ago), 14:00, yesterday, 2026-11-28 or 2026-11-28T14:00",
			words->word);
	else if (result == PAST_WORDS_FUTURE)
		request_refuse(request,
			"%s has not come yet; give a time that is over, such as 2h (two hours "
			"ago) or 14:00",
			words->word);
	else if (result == PAST_WORDS_SEARCH)
		request_refuse(request,
			"give one to eight words to search for, or from:NAME; /help search has "
			"examples");
	else
		request_refuse_usage(request);
}

/* "14:00", or with its date where that is not today. */
static const char *moment(char out[WHEN_TEXT_SIZE], const struct request *request, int64_t time)
{
	char now[WHEN_TEXT_SIZE];
	when_text(now, request->world->now);
	when_text(out, time);
	bool today = strncmp(now, out, WHEN_DATE_LENGTH) == 0;
	return today ? out + WHEN_DATE_LENGTH + 1 : out;
}

/* "since 14:00 and before 15:00", "from line 8812 on", "before line 8812" */
static void describe(
	char out[WORDS_SIZE], const struct request *request, const struct past_words *words)
{
	char time[WHEN_TEXT_SIZE];
	int length = 0;
	if (words->first > 0)
		length = snprintf(out, WORDS_SIZE, "from line %u on", words->first);
	else if (words->since > 0)
		length = snprintf(out, WORDS_SIZE, "since %s", moment(time, request, words->since));
	const char *and = length > 0 ? " and " : "";
	if (words->before > 0)
		snprintf(out + length, WORDS_SIZE - (size_t)length, "%sbefore line %u", and,
			words->before);
	else if (words->until > 0)
		snprintf(out + length, WORDS_SIZE - (size_t)length, "%sbefore %s", and,
			moment(time, request, words->until + 1));
}

static void show_page(const struct request *request, const struct past_words *words)
{
	char text[WORDS_SIZE];
	unsigned count = words->lines > 0 ? words->lines : HISTORY_LINES;
	bool later = words->first > 0 || words->since > 0;
	struct chat_page page = {.first = words->first,
		.since = words->since,
		.before = words->before,
		.until = words->until,
		.count = later ? 0 : count,
		.words = text,
		.bound = words->bound};
	describe(text, request, words);
	bool told = later || words->before > 0 || words->until > 0
			    ? chat_page(request->chat, request->front, &page)
			    : chat_earlier(request->chat, request->front, count);
	if (!told)
		request_refuse(request, "this server keeps no history");
}

static void read_page(const struct request *request, unsigned most)
{
	struct past_words words = {0};
	enum past_words_result result =
		past_words_page(&words, request->text, most, request->world->now);
	if (result == PAST_WORDS_GOOD)
		show_page(request, &words);
	else
		refuse_words(request, result, &words);
}

void command_history(const struct request *request)
{
	read_page(request, HISTORY_LINES_MAX);
}

void command_since(const struct request *request)
{
	read_page(request, 0);
}

static void search(const struct request *request, struct past_words *words)
{
	char *room = *words->room ? request_full_room(request, words->room)
				  : memory_text(request->front);
	struct chat_search search = {.words = buffer_text(&words->words),
		.name = words->name,
		.before = words->before,
		.until = words->until,
		.typed = buffer_text(&words->typed)};
	if (!chat_in_room(request->chat, room))
		request_refuse(request, "you are not in %s; /join %s takes you there", room, room);
	else if (!chat_search(request->chat, room, &search))
		request_refuse(request, "this server cannot search what was said");
	free(room);
}

void command_search(const struct request *request)
{
	struct past_words words = {0};
	enum past_words_result result =
		past_words_search(&words, request->text, request->world->now);
	if (result == PAST_WORDS_GOOD)
		search(request, &words);
	else
		refuse_words(request, result, &words);
	past_words_finish(&words);
}

void command_number(const struct request *request)
{
	bool on = ascii_equal(request->word, "on");
	if (!on && !ascii_equal(request->word, "off")) {
		request_refuse_usage(request);
		return;
	}
	view_number(request->world->view, on);
	request_answer(request, on ? "Each line that has a number now shows it in front. /number "
				     "off ends it."
				   : "Lines have no numbers in front any more.");
}

void command_erase(const struct request *request)
{
	uint32_t number = when_number(request->word);
	if (number == 0)
		request_refuse(request, "/erase takes the number of a line; /number on shows them");
	else if (!chat_erase(request->chat, request->front, number,
			 *request->text ? request->text : NULL))
		request_refuse(request, "this server cannot erase lines");
}

/* Erasing cannot be taken back, so nobody is to do it who means the kept lines. */
void command_forget(const struct request *request)
{
	if (chat_kept(request->chat))
		request_refuse(request,
			"/forget erases what you have said; /drop drops the kept lines, /send says "
			"them");
	else if (!chat_is_ready(request->chat))
		request_refuse_unsent(request);
	else if (!chat_erase_own(request->chat))
		request_refuse(request, "this server cannot erase what you have said");
}
