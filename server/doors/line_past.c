#include "line_past.h"

#include <time.h>

#include "text.h"

void line_past_start(struct buffer *out, const struct event *event)
{
	struct tm parts;
	time_t time = (time_t)(event->time / 1000);
	localtime_r(&time, &parts);
	buffer_format(out, "%02d:%02d ", parts.tm_hour, parts.tm_min);
}

void line_past_erased(struct buffer *out, const struct event *event)
{
	buffer_add_all(out, "-- What ", event->name, " said here has been erased.\n", NULL);
}

void line_past_gap(struct buffer *out, const struct event *event)
{
	char ago[TEXT_DURATION_SIZE];
	buffer_add_all(out, "-- ", text_ago(ago, event->seconds), " in ", event->room, ":\n", NULL);
}
