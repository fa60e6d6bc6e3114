#include "keep.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool keep_parse(const char *text, int64_t *ms, int64_t *bytes)
{
	static const struct {
		char unit;
		int64_t size;
		bool time;
	} units[] = {{'h', 3600000, true}, {'d', 86400000, true}, {'M', 1048576, false},
		{'G', 1073741824, false}};
	*ms = *bytes = 0;
	if (strcmp(text, "forever") == 0)
		return true;
	do {
		char *end;
		long long number = strtoll(text, &end, 10);
		size_t i = 0;
		while (i < sizeof units / sizeof *units && units[i].unit != *end)
			i++;
		if (end == text || number < 1 || number > 100000 ||
			i == sizeof units / sizeof *units)
			return false;
		*(units[i].time ? ms : bytes) = number * units[i].size;
		text = end + 1;
	} while (*text++ == ',');
	return text[-1] == '\0';
}

void keep_describe(int64_t ms, int64_t bytes_kept, char out[KEEP_TEXT_SIZE])
{
	char time[32] = "", bytes[32] = "";
	if (ms >= 86400000)
		snprintf(time, sizeof time, "%lld days", (long long)ms / 86400000);
	else if (ms > 0)
		snprintf(time, sizeof time, "%lld hours", (long long)ms / 3600000);
	if (bytes_kept >= 1073741824)
		snprintf(bytes, sizeof bytes, "%lld GiB", (long long)bytes_kept / 1073741824);
	else if (bytes_kept > 0)
		snprintf(bytes, sizeof bytes, "%lld MiB", (long long)bytes_kept / 1048576);
	if (!*time && !*bytes)
		snprintf(out, KEEP_TEXT_SIZE, "forever");
	else
		snprintf(out, KEEP_TEXT_SIZE, "%s%s%s%s", *time ? "for " : "up to ", time,
			*time && *bytes ? ", up to " : "", bytes);
}
