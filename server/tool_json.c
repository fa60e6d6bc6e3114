#include "tool_json.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "clock.h"
#include "irc_text.h"
#include "memory.h"
#include "name.h"
#include "text.h"

#define WORD_BYTES 255
#define TEXT_BYTES 262144 /* of several lines that are one */

static const char *const kinds[] = {
	[RECORD_SAY] = "say",
	[RECORD_ACTION] = "action",
	[RECORD_NOTICE] = "notice",
	[RECORD_TOPIC] = "topic",
	[RECORD_KICK] = "kick",
	[RECORD_MODE] = "mode",
};

static void set_text(json_t *object, const char *name, const char *text)
{
	json_object_set_new(object, name, json_string(text));
}

char *tool_json_write(const char *room, const struct record_line *line)
{
	char time[CLOCK_TEXT_SIZE];
	json_t *object = json_object();
	set_text(object, "room", room);
	json_object_set_new(object, "number", json_integer(line->number));
	set_text(object, "time", clock_text(time, line->time));
	set_text(object, "name", line->name);
	set_text(object, "user", line->user);
	set_text(object, "host", line->host);
	set_text(object, "kind", kinds[line->kind]);
	set_text(object, "text", line->text);
	set_text(object, "other", line->other);
	set_text(object, "tags", line->tags);
	json_object_set_new(object, "erased", json_boolean(line->erased));
	char *json = json_dumps(object, JSON_COMPACT | JSON_PRESERVE_ORDER);
	json_decref(object);
	if (!json)
		fatal("out of memory");
	return json;
}

struct reading {
	struct tool_json *json;
	json_t *object;
	char *error; /* NULL once there is one */
};

__attribute__((format(printf, 2, 3))) static void wrong(
	struct reading *reading, const char *format, ...)
{
	va_list arguments;
	if (!reading->error)
		return;
	va_start(arguments, format);
	vsnprintf(reading->error, TOOL_JSON_ERROR_SIZE, format, arguments);
	va_end(arguments);
	reading->error = NULL;
}

/* A member's text, made safe; "" where there is no such member, or where it is wrong. */
static const char *get_text(
	struct reading *reading, const char *name, size_t most, uint32_t controls)
{
	json_t *value = json_object_get(reading->object, name);
	if (value && !json_is_string(value))
		wrong(reading, "'%s' must be a text", name);
	const char *text = json_is_string(value) ? json_string_value(value) : "";
	size_t length = strlen(text);
	if (length > most)
		wrong(reading, "'%s' has more than %zu bytes", name, most);
	if (length == 0 || length > most)
		return "";
	char *safe = memory_get(TEXT_SAFE_SIZE(length));
	text_safe_with(safe, text, length, controls);
	reading->json->texts[reading->json->count++] = safe;
	return safe;
}

/* What stands between blanks and signs in protocols. */
static const char *get_word(
	struct reading *reading, const char *name, size_t most, const char *forbidden)
{
	const char *word = get_text(reading, name, most, 0);
	if (word[strcspn(word, forbidden)] || *word == ':')
		wrong(reading, "'%s' has a character that it must not have", name);
	return word;
}

static void read_room(struct reading *reading)
{
	json_t *value = json_object_get(reading->object, "room");
	const char *room = json_is_string(value) ? json_string_value(value) : "";
	if (room_name_check(room, strlen(room)) != NAME_GOOD)
		wrong(reading, "'room' must be the name of a room, with its #");
	reading->json->room = memory_text(room);
}

static void read_number(struct reading *reading)
{
	json_t *value = json_object_get(reading->object, "number");
	json_int_t number = json_is_integer(value) ? json_integer_value(value) : 0;
	if (number < 1 || number >= UINT32_MAX)
		wrong(reading, "'number' must be a number from 1 to %u", UINT32_MAX - 1);
	else
		reading->json->line.number = (uint32_t)number;
}

static void read_time(struct reading *reading, int64_t now)
{
	json_t *value = json_object_get(reading->object, "time");
	int64_t time = json_is_string(value) ? clock_read(json_string_value(value)) : 0;
	if (time <= 0)
		wrong(reading, "'time' must be a time such as 2026-01-31T12:00:00.000Z");
	else if (time > now)
		wrong(reading, "'time' is still to come");
	reading->json->line.time = time;
}

static void read_kind(struct reading *reading)
{
	json_t *value = json_object_get(reading->object, "kind");
	const char *name = json_is_string(value) ? json_string_value(value) : "";
	for (unsigned i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if (strcmp(name, kinds[i]) != 0)
			continue;
		reading->json->line.kind = (enum record_kind)i;
		return;
	}
	wrong(reading, "'kind' must be say, action, notice, topic, kick or mode");
}

static void read_texts(struct reading *reading)
{
	struct record_line *line = &reading->json->line;
	bool said = line->kind <= RECORD_NOTICE;
	line->name = get_word(reading, "name", NAME_BYTES, " \t!@");
	line->user = get_word(reading, "user", WORD_BYTES, " \t!@");
	line->host = get_word(reading, "host", WORD_BYTES, " \t!@");
	line->text = get_text(
		reading, "text", TEXT_BYTES, IRC_FORMATTING | (said ? TEXT_CONTROL('\n') : 0));
	line->tags = get_word(reading, "tags", TEXT_BYTES, " \t");
	if (said)
		line->other = get_text(reading, "other", TEXT_BYTES, 0);
	else
		line->other = get_word(reading, "other", WORD_BYTES, " \t");
	if (said && line->other[strspn(line->other, "0123456789 ")])
		wrong(reading, "'other' must be the places where lines were continued");
	if (line->erased && (*line->text || *line->other || *line->tags))
		wrong(reading, "it is erased, and says something");
}

static void read_erased(struct reading *reading)
{
	json_t *value = json_object_get(reading->object, "erased");
	if (value && !json_is_boolean(value))
		wrong(reading, "'erased' must be true or false");
	reading->json->line.erased = json_is_true(value);
}

bool tool_json_read(struct tool_json *json, const char *bytes, size_t length, int64_t now,
	char error[TOOL_JSON_ERROR_SIZE])
{
	json_error_t where;
	struct reading reading = {.json = json, .error = error};
	*json = (struct tool_json){0};
	reading.object = json_loadb(bytes, length, JSON_REJECT_DUPLICATES, &where);
	if (json_is_object(reading.object)) {
		read_room(&reading);
		read_number(&reading);
		read_time(&reading, now);
		read_kind(&reading);
		read_erased(&reading);
		read_texts(&reading);
	} else if (reading.object) {
		wrong(&reading, "it is no JSON object");
	} else {
		wrong(&reading, "it is no JSON: %s", where.text);
	}
	json_decref(reading.object);
	if (reading.error)
		return true;
	tool_json_finish(json);
	return false;
}

void tool_json_finish(struct tool_json *json)
{
	for (unsigned i = 0; i < json->count; i++)
		free(json->texts[i]);
	free(json->room);
	*json = (struct tool_json){0};
}
