#include "line_skipped.h"

#include <string.h>

#include "ascii.h"

enum door_line line_skipped_kind(const char *line, size_t length)
{
	size_t at = 0;
	while (at < length && ascii_is_digit(line[at])) /* LINE_NUMBERED */
		at++;
	at += at > 0;
	bool server = length > at + 2 &&
		      (memcmp(line + at, "--", 2) == 0 || memcmp(line + at, "!!", 2) == 0);
	return server ? DOOR_LINE_STAYS : DOOR_LINE_SAID;
}

void line_skipped_encode(struct buffer *out, const struct event *event)
{
	bool one = event->total == 1;
	buffer_format(out, "-- %llu line%s ", (unsigned long long)event->total, one ? "" : "s");
	if (!event->room)
		buffer_add_text(out, "of a room that you left ");
	buffer_add_all(out, one ? "was" : "were", " skipped", NULL);
	if (event->number > 0)
		buffer_format(out, "; /since %u shows %s\n", event->number, one ? "it" : "them");
	else
		buffer_add_text(out, event->room ? ": you read too slowly\n" : "\n");
}
