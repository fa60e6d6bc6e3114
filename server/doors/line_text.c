#include "line_text.h"

#include <stdio.h>
#include <string.h>

const char *line_span(char out[LINE_SPAN_SIZE], int64_t seconds)
{
	static const struct {
		int64_t seconds;
		const char *name;
	} units[] = {{86400, "day"}, {3600, "hour"}, {60, "minute"}, {1, "second"}};
	unsigned i = 0;
	while (i < 3 && seconds < units[i].seconds)
		i++;
	int64_t n = seconds / units[i].seconds;
	snprintf(out, LINE_SPAN_SIZE, "%lld %s%s", (long long)n, units[i].name, n == 1 ? "" : "s");
	return out;
}

const char *line_ago(char out[LINE_SPAN_SIZE], int64_t seconds)
{
	if (seconds < 1)
		return "just now";
	line_span(out, seconds);
	strcat(out, " ago");
	return out;
}

void line_add_why(struct buffer *out, const char *why)
{
	if (why)
		buffer_add_all(out, " (", why, ")", NULL);
}
