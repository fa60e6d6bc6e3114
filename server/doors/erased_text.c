#include "erased_text.h"

#include <inttypes.h>

void erased_text(struct buffer *out, const struct event *event)
{
	if (event->total == 1)
		buffer_add_text(out, "A line");
	else
		buffer_format(out, "%" PRIu64 " lines", event->total);
	if (*event->name)
		buffer_add_all(out, " of ", event->name, NULL);
	buffer_add_text(out, ", erased");
	if (*event->other)
		buffer_add_all(out, " by ", event->other, NULL);
	if (*event->text)
		buffer_add_all(out, " (", event->text, ")", NULL);
}
