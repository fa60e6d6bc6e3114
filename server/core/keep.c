#include "keep.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_MAX 100000

static const struct unit {
	char letter;
	const char *name;
	int64_t size;
	bool time;
} units[] = {{'d', "day", 86400000, true}, {'h', "hour", 3600000, true},
	{'G', "GiB", 1073741824, false}, {'M', "MiB", 1048576, false}};

#define UNITS (sizeof units / sizeof *units)

bool keep_parse(const char *text, int64_t *ms, int64_t *bytes)
{
	*ms = *bytes = 0;
	if (strcmp(text, "forever") == 0)
		return true;
	do {
		char *end;
		long long number = strtoll(text, &end, 10);
		size_t i = 0;
		while (i < UNITS && units[i].letter != *end)
			i++;
		if (*text < '0' || *text > '9' || number < 1 || number > NUMBER_MAX || i == UNITS)
			return false;
		int64_t *value = units[i].time ? ms : bytes;
		if (*value > 0)
			return false;
		*value = number * units[i].size;
		text = end + 1;
	} while (*text++ == ',');
	return text[-1] == '\0';
}

/* The larger unit where the value is a multiple of it. */
static const struct unit *unit_of(int64_t value, bool time)
{
	const struct unit *large = &units[time ? 0 : 2];
	return value % large->size == 0 ? large : large + 1;
}

static void describe(int64_t value, bool time, char *out, size_t size)
{
	const struct unit *unit = unit_of(value, time);
	long long number = value / unit->size;
	snprintf(out, size, "%lld %s%s", number, unit->name, time && number != 1 ? "s" : "");
}

void keep_describe(int64_t ms, int64_t bytes, char out[KEEP_TEXT_SIZE])
{
	char time[32], space[32];
	describe(ms, true, time, sizeof time);
	describe(bytes, false, space, sizeof space);
	if (ms > 0 && bytes > 0)
		snprintf(out, KEEP_TEXT_SIZE, "for %s (up to %s)", time, space);
	else if (ms > 0)
		snprintf(out, KEEP_TEXT_SIZE, "for %s", time);
	else if (bytes > 0)
		snprintf(out, KEEP_TEXT_SIZE, "up to %s", space);
	else
		snprintf(out, KEEP_TEXT_SIZE, "forever");
}

void keep_write_time(int64_t ms, char out[KEEP_TEXT_SIZE])
{
	const struct unit *unit = unit_of(ms, true);
	snprintf(out, KEEP_TEXT_SIZE, "%lld%c", (long long)(ms / unit->size), unit->letter);
}
