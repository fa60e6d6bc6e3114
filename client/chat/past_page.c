/* Lines of the past that the user asks for by number or time, whether they have been told or not.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "clock.h"
#include "memory.h"
#include "state.h"

bool past_page_is_forward(const struct room_past *past)
{
	return past->page.wanted.first > 0 || past->page.wanted.since > 0;
}

bool past_page_begin(struct room_past *past, const struct chat_page *wanted)
{
	struct room_page *page = &past->page;
	char *id = room_past_id(past, 1);
	bool numbers = wanted->first > 1 || wanted->before > 0;
	bool good = id || !numbers;
	free(id);
	if (!good)
		return false;
	memory_replace(&page->words, wanted->words);
	memory_replace(&page->bound, wanted->bound);
	*page = (struct room_page){.wanted = *wanted, .words = page->words, .bound = page->bound};
	return true;
}

void past_page_refer(const struct room_past *past, char out[IRC_LINE_BYTES])
{
	const struct chat_page *wanted = &past->page.wanted;
	bool forward = past_page_is_forward(past);
	uint32_t number = forward ? wanted->first : wanted->before;
	int64_t moment = forward ? wanted->since - 1 : wanted->until + 1;
	char time[CLOCK_TEXT_SIZE];
	char *id = number > 1 ? room_past_id(past, number - forward) : NULL;
	if (id)
		snprintf(out, IRC_LINE_BYTES, "msgid=%s", id);
	else /* before the first number there is nothing */
		snprintf(out, IRC_LINE_BYTES, "timestamp=%s",
			clock_text(time, moment < 0 || number ? 0 : moment));
	free(id);
}

bool past_page_take(struct room_past *past, const char *id, int64_t time)
{
	struct room_page *page = &past->page;
	uint64_t number = id ? room_past_number(id, NULL) : 0;
	page->over |= (page->wanted.before > 0 && number >= page->wanted.before) ||
		      (page->wanted.until > 0 && time > page->wanted.until);
	if (page->over)
		return false;
	if (page->newest_time == 0) {
		page->oldest = number;
		page->oldest_time = time;
	}
	page->newest = number;
	page->newest_time = time;
	return true;
}

/* In the user's time zone, as when_parse() reads it. */
static void write_place(char out[48], uint64_t number, int64_t time)
{
	time_t seconds = (time_t)(time / 1000);
	struct tm parts = {0};
	if (number > 0) {
		snprintf(out, 48, "%" PRIu64, number);
		return;
	}
	localtime_r(&seconds, &parts);
	strftime(out, 48, "%Y-%m-%dT%H:%M:%S", &parts);
}

/* The command that goes on; "" where there is nothing more. Without numbers it begins with the same
 * second once more. */
static void write_next(const struct room_past *past, char out[256])
{
	const struct room_page *page = &past->page;
	bool numbered = page->newest > 0;
	char place[48], count[16] = "";
	*out = '\0';
	if (past_page_is_forward(past)) {
		uint64_t last = past->last.id ? room_past_number(past->last.id, NULL) : 0;
		bool more = numbered && last > 0 ? page->newest < last
						 : page->newest_time < past->last.time;
		write_place(place, numbered ? page->newest + 1 : 0, page->newest_time);
		if (more && !page->over && !past->met)
			snprintf(out, 256, "later lines: /since %s%s%.150s", place,
				*page->bound ? " " : "", page->bound);
		return;
	}
	write_place(place, page->oldest, page->oldest_time + 999);
	if (page->wanted.count > 0)
		snprintf(count, sizeof count, "%u ", page->wanted.count);
	if (numbered ? page->oldest > 1 : past->fresh >= past->most)
		snprintf(out, 256, "earlier lines: /history %sbefore:%s", count, place);
}

void past_page_end(struct chat *chat, struct room *room)
{
	struct room_past *past = &room->past;
	char next[256];
	if (!past->told) {
		tell_info(chat, CHAT_INFO, room->name, "Nothing was said in %s %s.", room->name,
			past->page.words);
		return;
	}
	write_next(past, next);
	tell(chat, .kind = CHAT_NOW, .room = room->name, .text = next);
}
