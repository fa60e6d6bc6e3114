#include "tool_json_parts.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "memory.h"
#include "text.h"

void tool_json_set_text(json_t *object, const char *name, const char *text)
{
	json_object_set_new(object, name, json_string(text));
}

void tool_json_set_known(json_t *object, const char *name, const char *text)
{
	if (*text)
		tool_json_set_text(object, name, text);
}

void tool_json_set_time(json_t *object, const char *name, int64_t time)
{
	char text[CLOCK_TEXT_SIZE];
	if (time > 0)
		tool_json_set_text(object, name, clock_text(text, time));
}

char *tool_json_dump(json_t *object)
{
	char *json = json_dumps(object, JSON_COMPACT | JSON_PRESERVE_ORDER);
	json_decref(object);
	if (!json)
		fatal("out of memory");
	return json;
}

void tool_json_wrong(struct tool_json_reading *reading, const char *format, ...)
{
	va_list arguments;
	if (!reading->error)
		return;
	va_start(arguments, format);
	vsnprintf(reading->error, TOOL_JSON_ERROR_SIZE, format, arguments);
	va_end(arguments);
	reading->error = NULL;
}

const char *tool_json_keep(struct tool_json *json, char *text)
{
	json->texts = memory_add(json->texts, json->count, sizeof *json->texts);
	json->texts[json->count++] = text;
	return text;
}

const char *tool_json_get(struct tool_json_reading *reading, const char *name)
{
	json_t *value = json_object_get(reading->object, name);
	if (value && !json_is_string(value))
		tool_json_wrong(reading, "'%s' must be a text", name);
	return json_is_string(value) ? json_string_value(value) : "";
}

const char *tool_json_get_text(
	struct tool_json_reading *reading, const char *name, size_t most, uint32_t controls)
{
	struct tool_json *json = reading->json;
	const char *text = tool_json_get(reading, name);
	size_t length = strlen(text);
	if (length > most)
		tool_json_wrong(reading, "'%s' has more than %zu bytes", name, most);
	if (length == 0 || length > most)
		return "";
	char *safe = memory_get(TEXT_SAFE_SIZE(length));
	text_safe_with(safe, text, length, controls);
	return tool_json_keep(json, safe);
}

const char *tool_json_get_word(
	struct tool_json_reading *reading, const char *name, size_t most, const char *forbidden)
{
	const char *word = tool_json_get_text(reading, name, most, 0);
	if (word[strcspn(word, forbidden)] || *word == ':')
		tool_json_wrong(reading, "'%s' has a character that it must not have", name);
	return word;
}

int64_t tool_json_get_number(
	struct tool_json_reading *reading, const char *name, int64_t least, int64_t most)
{
	json_t *value = json_object_get(reading->object, name);
	if (!value)
		return 0;
	json_int_t number = json_is_integer(value) ? json_integer_value(value) : least - 1;
	if (number >= least && number <= most)
		return number;
	tool_json_wrong(
		reading, "'%s' must be a number from %" PRId64 " to %" PRId64, name, least, most);
	return 0;
}

int64_t tool_json_get_time(struct tool_json_reading *reading, const char *name, int64_t latest)
{
	if (!json_object_get(reading->object, name))
		return 0;
	int64_t time = clock_read(tool_json_get(reading, name));
	if (time <= 0)
		tool_json_wrong(reading,
			"'%s' must be a time from 1970 on such as 2026-01-31T12:00:00.000Z", name);
	else if (time > latest)
		tool_json_wrong(reading, "'%s' is still to come", name);
	return time;
}

void tool_json_need(struct tool_json_reading *reading, const char *name)
{
	if (!json_object_get(reading->object, name))
		tool_json_wrong(reading, "'%s' is missing", name);
}
