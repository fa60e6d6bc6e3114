#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>
#include <sodium.h>

#include "clock.h"
#include "irc_text.h"
#include "keep.h"
#include "memory.h"
#include "name.h"
#include "rules.h"
#include "text.h"
#include "tool_json.h"

#define WORD_BYTES 255
#define TEXT_BYTES 262144 /* of several lines that are one */

struct reading {
	struct tool_json *json;
	json_t *object;
	int64_t now;
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

/* A member's text as it is; "" where there is none. */
static const char *get(struct reading *reading, const char *name)
{
	json_t *value = json_object_get(reading->object, name);
	if (value && !json_is_string(value))
		wrong(reading, "'%s' must be a text", name);
	return json_is_string(value) ? json_string_value(value) : "";
}

/* Made safe. */
static const char *get_text(
	struct reading *reading, const char *name, size_t most, uint32_t controls)
{
	struct tool_json *json = reading->json;
	const char *text = get(reading, name);
	size_t length = strlen(text);
	if (length > most)
		wrong(reading, "'%s' has more than %zu bytes", name, most);
	if (length == 0 || length > most)
		return "";
	char *safe = memory_get(TEXT_SAFE_SIZE(length));
	text_safe_with(safe, text, length, controls);
	json->texts = memory_add(json->texts, json->count, sizeof *json->texts);
	json->texts[json->count++] = safe;
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

/* 0 where there is none. */
static int64_t get_number(struct reading *reading, const char *name, int64_t least, int64_t most)
{
	json_t *value = json_object_get(reading->object, name);
	if (!value)
		return 0;
	json_int_t number = json_is_integer(value) ? json_integer_value(value) : least - 1;
	if (number >= least && number <= most)
		return number;
	wrong(reading, "'%s' must be a number from %" PRId64 " to %" PRId64, name, least, most);
	return 0;
}

/* 0 where there is none. */
static int64_t get_time(struct reading *reading, const char *name, int64_t latest)
{
	if (!json_object_get(reading->object, name))
		return 0;
	int64_t time = clock_read(get(reading, name));
	if (time <= 0)
		wrong(reading, "'%s' must be a time from 1970 on such as 2026-01-31T12:00:00.000Z",
			name);
	else if (time > latest)
		wrong(reading, "'%s' is still to come", name);
	return time;
}

static void need(struct reading *reading, const char *name)
{
	if (!json_object_get(reading->object, name))
		wrong(reading, "'%s' is missing", name);
}

static void read_room_name(struct reading *reading)
{
	const char *room = get(reading, "room");
	if (room_name_check(room, strlen(room)) != NAME_GOOD)
		wrong(reading, "'room' must be the name of a room, with its #");
	reading->json->room = memory_text(room);
}

static void read_kind(struct reading *reading)
{
	struct tool_json *json = reading->json;
	const char *name = get(reading, "kind");
	json->type = strcmp(name, TOOL_JSON_ROOM) == 0	  ? TOOL_JSON_IS_ROOM
		     : strcmp(name, TOOL_JSON_STORE) == 0 ? TOOL_JSON_IS_STORE
							  : TOOL_JSON_IS_LINE;
	for (unsigned i = 0; i < TOOL_JSON_KINDS; i++) {
		if (strcmp(name, tool_json_kinds[i]) != 0)
			continue;
		json->line.kind = (enum record_kind)i;
		return;
	}
	if (json->type == TOOL_JSON_IS_LINE)
		wrong(reading,
			"'kind' must be store, room, say, action, notice, topic, kick or mode");
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
}

static void read_erased(struct reading *reading)
{
	struct record_line *line = &reading->json->line;
	json_t *value = json_object_get(reading->object, "erased");
	if (value && !json_is_boolean(value))
		wrong(reading, "'erased' must be true or false");
	line->erased = json_is_true(value);
	line->erased_by = get_word(reading, "erased_by", WORD_BYTES, " \t!@");
	line->erased_why = get_text(reading, "erased_why", TEXT_BYTES, IRC_FORMATTING);
	if (line->erased && (*line->text || *line->other || *line->tags))
		wrong(reading, "it is erased, and says something");
	if (!line->erased && (*line->erased_by || *line->erased_why))
		wrong(reading, "it says who erased it, and is not erased");
}

static void read_line(struct reading *reading)
{
	struct record_line *line = &reading->json->line;
	need(reading, "number");
	need(reading, "time");
	line->number = (uint32_t)get_number(reading, "number", 1, UINT32_MAX - 1);
	line->time = get_time(reading, "time", reading->now);
	read_texts(reading);
	read_erased(reading);
}

static void read_origin(struct reading *reading)
{
	int length = 0;
	const char *text = get(reading, "origin");
	if (*text &&
		(strspn(text, "0123456789abcdef") != 16 ||
			sscanf(text, "%16" SCNx64 "%n", &reading->json->origin, &length) != 1 ||
			text[length]))
		wrong(reading, "'origin' must be 16 digits of 0 to 9 and a to f");
}

static void read_flags(struct reading *reading)
{
	size_t i;
	json_t *mode, *modes = json_object_get(reading->object, "modes");
	if (modes && !json_is_array(modes))
		wrong(reading, "'modes' must be a list of names");
	json_array_foreach(modes, i, mode)
	{
		enum mode flag =
			json_is_string(mode) ? mode_find(json_string_value(mode)) : MODE_COUNT;
		if (flag < MODE_KEY)
			reading->json->card.flags |= 1U << flag;
		else
			wrong(reading, "'modes' has a name that is none of a mode");
	}
}

static void read_keep(struct reading *reading)
{
	int64_t bytes;
	struct record_room *card = &reading->json->card;
	const char *keep = get(reading, "keep");
	if (*keep && (!keep_parse(keep, &card->keep_ms, &bytes) || bytes > 0 || card->keep_ms == 0))
		wrong(reading, "'keep' must be a time such as 30d or 12h");
}

static void read_key(struct reading *reading)
{
	const char *key = get(reading, "key");
	if (text_has_bidi(key, strlen(key)))
		wrong(reading, "'key' has a character that it must not have");
	reading->json->card.password = get_word(reading, "key", RULES_KEY_BYTES, " \t,");
}

/* `reading` is at the mask. */
static void read_mask(struct reading *reading, struct record_mask *out)
{
	struct mask mask;
	const char *mode = get(reading, "mode");
	*out = (struct record_mask){.mode = MODE_BAN};
	while (out->mode <= MODE_INVITE_EXCEPT &&
		strcmp(mode, mode_name((enum mode)out->mode)) != 0)
		out->mode++;
	if (out->mode > MODE_INVITE_EXCEPT)
		wrong(reading, "'mode' of a mask must be ban, ban-except or invite-except");
	out->text = get_word(reading, "mask", WORD_BYTES, " \t");
	if (mask_init(&mask, out->text))
		mask_finish(&mask);
	else
		wrong(reading, "'mask' must be a mask such as name!*@*");
	out->by = get_word(reading, "by", WORD_BYTES, " \t!@");
	out->why = get_text(reading, "why", MASK_WHY_BYTES, IRC_FORMATTING);
	out->meant = get_word(reading, "meant", NAME_BYTES, " \t!@");
	out->at = get_time(reading, "time", reading->now);
	out->until = get_time(reading, "until", INT64_MAX);
}

static void read_masks(struct reading *reading)
{
	size_t i;
	json_t *mask, *room = reading->object, *masks = json_object_get(room, "masks");
	struct tool_json *json = reading->json;
	if (masks && (!json_is_array(masks) || json_array_size(masks) > RULES_MASKS_MAX))
		wrong(reading, "'masks' must be a list of at most %d masks", RULES_MASKS_MAX);
	json->masks = memory_zero((json_array_size(masks) + 1) * sizeof *json->masks);
	json_array_foreach(masks, i, mask)
	{
		reading->object = mask; /* members of what is no object are missing */
		read_mask(reading, &json->masks[json->card.mask_count++]);
	}
	reading->object = room;
}

static void read_owners(struct reading *reading)
{
	size_t i;
	struct tool_json *json = reading->json;
	json_t *operator, * room = reading->object;
	json_t *operators = json_object_get(room, "operators");
	json->founder = get_word(reading, "founder", NAME_BYTES, " \t!@");
	if (operators &&
		(!json_is_array(operators) || json_array_size(operators) > ROOM_OPERATORS_MAX)) {
		wrong(reading, "'operators' must be a list of at most %d names",
			ROOM_OPERATORS_MAX);
		return;
	}
	json_array_foreach(operators, i, operator)
	{
		reading->object = json_pack("{sO}", "operators", operator);
		json->operators[json->operator_count++] =
			get_word(reading, "operators", NAME_BYTES, " \t!@");
		json_decref(reading->object);
	}
	reading->object = room;
}

static void read_store(struct reading *reading)
{
	struct tool_json *json = reading->json;
	const char *secret = get(reading, "secret");
	size_t length = 0;
	need(reading, "origin");
	read_origin(reading);
	if (sodium_hex2bin(json->secret, sizeof json->secret, secret, strlen(secret), NULL, &length,
		    NULL) != 0 ||
		length != sizeof json->secret)
		wrong(reading, "'secret' must be 32 digits of 0 to 9 and a to f");
}

static void read_room(struct reading *reading)
{
	struct record_room *card = &reading->json->card;
	read_origin(reading);
	card->id = (uint32_t)get_number(reading, "id", 1, UINT32_MAX - 1);
	card->number = (uint32_t)get_number(reading, "last", 0, UINT32_MAX - 1);
	card->made_at = get_time(reading, "made", reading->now);
	card->topic = get_text(reading, "topic", TEXT_BYTES, IRC_FORMATTING);
	card->topic_by = get_word(reading, "topic_by", WORD_BYTES, " \t!@");
	card->topic_at = get_time(reading, "topic_time", reading->now);
	card->limit = get_number(reading, "limit", 1, RULES_LIMIT_MAX);
	read_owners(reading);
	read_flags(reading);
	read_key(reading);
	read_keep(reading);
	read_masks(reading);
}

/* What jansson says is for people who know the bytes: where, and at which word. */
static void read_none(struct reading *reading, const json_error_t *where, size_t length)
{
	if (reading->object)
		wrong(reading, "it is no JSON object");
	else if (json_error_code(where) == json_error_premature_end_of_input)
		wrong(reading,
			length > 0 ? "it ends in the middle of the JSON object" : "it is empty");
	else
		wrong(reading, "it is no JSON: %s (byte %d)", where->text, where->position);
}

bool tool_json_read(struct tool_json *json, const char *bytes, size_t length, int64_t now,
	char error[TOOL_JSON_ERROR_SIZE])
{
	json_error_t where;
	struct reading reading = {.json = json, .now = now, .error = error};
	*json = (struct tool_json){0};
	reading.object = json_loadb(bytes, length, JSON_REJECT_DUPLICATES, &where);
	if (json_is_object(reading.object)) {
		read_kind(&reading);
		if (json->type != TOOL_JSON_IS_STORE)
			read_room_name(&reading);
		if (json->type == TOOL_JSON_IS_STORE)
			read_store(&reading);
		else if (json->type == TOOL_JSON_IS_ROOM)
			read_room(&reading);
		else
			read_line(&reading);
	} else {
		read_none(&reading, &where, length);
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
	free(json->texts);
	free(json->masks);
	free(json->room);
	*json = (struct tool_json){0};
}
