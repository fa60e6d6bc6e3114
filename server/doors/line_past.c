#include "line_past.h"

#include <stdio.h>
#include <string.h>

#include "erased_text.h"
#include "line_encode.h"
#include "text.h"
#include "when.h"

#define MARK_SIZE (WHEN_TEXT_SIZE + 16)

/* "8812 ", "14:03 ", "8812 14:03 ", or of a line that stands alone "8812 2026-11-28 14:03 ". */
static size_t write_mark(char out[MARK_SIZE], const struct event *event, unsigned dialect)
{
	char when[WHEN_TEXT_SIZE];
	int length = 0;
	if (event->found || (dialect & LINE_NUMBERED))
		length = snprintf(out, MARK_SIZE, "%u ", event->number);
	if (event->past) {
		when_text(when, event->time);
		length += snprintf(out + length, MARK_SIZE - (size_t)length, "%s ",
			event->found ? when : when + WHEN_DATE_LENGTH + 1);
	}
	return (size_t)length;
}

void line_past_mark(struct buffer *out, size_t start, const struct event *event, unsigned dialect)
{
	char mark[MARK_SIZE];
	size_t size = write_mark(mark, event, dialect), lines = 0;
	for (size_t at = start; at < out->length; at++)
		lines += out->bytes[at] == '\n';
	if (event->type == EVENT_ERASED || lines == 0)
		return;
	buffer_reserve(out, lines * size);
	size_t from = out->length, to = out->length + lines * size;
	out->length = to;
	while (from > start) { /* from the last line to the first */
		size_t end = from--;
		while (from > start && out->bytes[from - 1] != '\n')
			from--;
		to -= end - from;
		memmove(out->bytes + to, out->bytes + from, end - from);
		to -= size;
		memcpy(out->bytes + to, mark, size);
	}
}

void line_past_erased(struct buffer *out, const struct event *event)
{
	buffer_add_text(out, "-- ");
	erased_text(out, event);
	buffer_add_text(out, "\n");
}

/* "-- Earlier in #tea, 3 hours ago:", "-- Saturday 2026-11-28, 2 days ago:" */
void line_past_gap(struct buffer *out, const struct event *event)
{
	char ago[TEXT_DURATION_SIZE], then[WHEN_TEXT_SIZE], now[WHEN_TEXT_SIZE];
	when_text(then, event->time);
	when_text(now, event->time + event->seconds * 1000);
	bool other_day = strncmp(then, now, WHEN_DATE_LENGTH) != 0;
	if (event->total > 0)
		buffer_format(out, "-- %llu %s not kept here, for the disk did not keep up.\n",
			(unsigned long long)event->total,
			event->total == 1 ? "line was" : "lines were");
	buffer_add_text(out, "-- ");
	if (event->flag)
		buffer_add_all(out, "Earlier in ", event->room, ", ", NULL);
	if (other_day) {
		then[WHEN_DATE_LENGTH] = '\0';
		buffer_add_all(out, when_weekday(event->time), " ", then, ", ", NULL);
	}
	buffer_add_all(out, text_ago(ago, event->seconds), ":\n", NULL);
}

void line_past_behind(struct buffer *out, const struct event *event)
{
	buffer_add_all(out, "-- What was said last in ", event->room,
		" cannot be found yet, for the disk does not keep up.\n", NULL);
}

void line_past_end(struct buffer *out, const struct event *event)
{
	if (event->text)
		buffer_add_all(out,
			event->flag ? "-- Later lines: " : "-- Earlier lines: ", event->text, "\n",
			NULL);
	else if (event->number == 0)
		buffer_add_all(out, "-- Nothing has been said in ", event->room, " yet.\n", NULL);
	else if (event->total == 0 && event->flag && event->other)
		buffer_add_all(
			out, "-- Nothing is kept of ", event->room, " between the two.\n", NULL);
	else if (event->total == 0 && event->flag)
		buffer_add_all(out, "-- Nothing later has been said in ", event->room, ".\n", NULL);
	else if (event->total == 0)
		buffer_add_all(out, "-- Nothing earlier is kept of ", event->room, ".\n", NULL);
	else if (event->flag)
		buffer_add_text(out, "-- That is all.\n");
	else
		buffer_add_text(out, "-- There are no earlier lines.\n");
}

void line_past_found(struct buffer *out, const struct event *event)
{
	if (event->total == 0)
		buffer_add_all(out, "-- Nothing like that was said in ", event->room, NULL);
	else
		buffer_format(out, "-- %llu line%s of %s", (unsigned long long)event->total,
			event->total == 1 ? "" : "s", event->room);
	if (event->flag)
		buffer_add_text(out, ", as far as could be searched at once; try rarer words, or "
				     "again later");
	if (event->text)
		buffer_add_all(out, ". Earlier ones: ", event->text, "\n", NULL);
	else
		buffer_add_text(out, event->total > 0
					     ? ". /since NUMBER shows what was said next.\n"
					     : ". WORD* finds longer words, too.\n");
}
