#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>
#include <sodium.h>

#include "irc_text.h"
#include "keep.h"
#include "memory.h"
#include "name.h"
#include "rules.h"
#include "text.h"
#include "tool_json_account.h"
#include "tool_json_parts.h"

static void read_room_name(struct tool_json_reading *reading)
{
	const char *room = tool_json_get(reading, "room");
	if (room_name_check(room, strlen(room)) != NAME_GOOD)
		tool_json_wrong(reading, "'room' must be the name of a room, with its #");
	reading->json->room = memory_text(room);
}

static const struct {
	const char *kind;
	enum tool_json_type type;
} others[] = {
	{TOOL_JSON_STORE, TOOL_JSON_IS_STORE},
	{TOOL_JSON_ACCOUNT, TOOL_JSON_IS_ACCOUNT},
	{TOOL_JSON_SERVER_BAN, TOOL_JSON_IS_SERVER_BAN},
	{TOOL_JSON_ROOM, TOOL_JSON_IS_ROOM},
	{TOOL_JSON_MARKER, TOOL_JSON_IS_MARKER},
};

static void read_kind(struct tool_json_reading *reading)
{
	struct tool_json *json = reading->json;
	const char *name = tool_json_get(reading, "kind");
	json->type = TOOL_JSON_IS_LINE;
	for (unsigned i = 0; i < sizeof others / sizeof *others; i++)
		if (strcmp(name, others[i].kind) == 0)
			json->type = others[i].type;
	for (unsigned i = 0; i < TOOL_JSON_KINDS; i++) {
		if (strcmp(name, tool_json_kinds[i]) != 0)
			continue;
		json->line.kind = (enum record_kind)i;
		return;
	}
	if (json->type == TOOL_JSON_IS_LINE)
		tool_json_wrong(reading, "'kind' must be store, account, server-ban, room, say, "
					 "action, notice, topic, "
					 "kick, mode or marker");
}

static void read_texts(struct tool_json_reading *reading)
{
	struct record_line *line = &reading->json->line;
	bool said = line->kind <= RECORD_NOTICE;
	line->name = tool_json_get_word(reading, "name", NAME_BYTES, " \t!@");
	line->user = tool_json_get_word(reading, "user", TOOL_JSON_WORD_BYTES, " \t!@");
	line->host = tool_json_get_word(reading, "host", TOOL_JSON_WORD_BYTES, " \t!@");
	line->text = tool_json_get_text(reading, "text", TOOL_JSON_TEXT_BYTES,
		IRC_FORMATTING | (said ? TEXT_CONTROL('\n') : 0));
	line->tags = tool_json_get_word(reading, "tags", TOOL_JSON_TEXT_BYTES, " \t");
	if (said)
		line->other = tool_json_get_text(reading, "other", TOOL_JSON_TEXT_BYTES, 0);
	else
		line->other = tool_json_get_word(reading, "other", TOOL_JSON_WORD_BYTES, " \t");
	if (said && line->other[strspn(line->other, "0123456789 ")])
		tool_json_wrong(reading, "'other' must be the places where lines were continued");
}

static void read_erased(struct tool_json_reading *reading)
{
	struct record_line *line = &reading->json->line;
	json_t *value = json_object_get(reading->object, "erased");
	if (value && !json_is_boolean(value))
		tool_json_wrong(reading, "'erased' must be true or false");
	line->erased = json_is_true(value);
	line->erased_by = tool_json_get_word(reading, "erased_by", TOOL_JSON_WORD_BYTES, " \t!@");
	line->erased_why =
		tool_json_get_text(reading, "erased_why", TOOL_JSON_TEXT_BYTES, IRC_FORMATTING);
	if (line->erased && (*line->text || *line->other || *line->tags))
		tool_json_wrong(reading, "it is erased, and says something");
	if (!line->erased && (*line->erased_by || *line->erased_why))
		tool_json_wrong(reading, "it says who erased it, and is not erased");
}

static void read_line(struct tool_json_reading *reading)
{
	struct record_line *line = &reading->json->line;
	tool_json_need(reading, "number");
	tool_json_need(reading, "time");
	line->number = (uint32_t)tool_json_get_number(reading, "number", 1, UINT32_MAX - 1);
	line->time = tool_json_get_time(reading, "time", reading->now);
	read_texts(reading);
	read_erased(reading);
}

static void read_origin(struct tool_json_reading *reading)
{
	int length = 0;
	const char *text = tool_json_get(reading, "origin");
	if (*text &&
		(strspn(text, "0123456789abcdef") != 16 ||
			sscanf(text, "%16" SCNx64 "%n", &reading->json->origin, &length) != 1 ||
			text[length]))
		tool_json_wrong(reading, "'origin' must be 16 digits of 0 to 9 and a to f");
}

static void read_flags(struct tool_json_reading *reading)
{
	size_t i;
	json_t *mode, *modes = json_object_get(reading->object, "modes");
	if (modes && !json_is_array(modes))
		tool_json_wrong(reading, "'modes' must be a list of names");
	json_array_foreach(modes, i, mode)
	{
		enum mode flag =
			json_is_string(mode) ? mode_find(json_string_value(mode)) : MODE_COUNT;
		if (flag < MODE_KEY)
			reading->json->card.flags |= 1U << flag;
		else
			tool_json_wrong(reading, "'modes' has a name that is none of a mode");
	}
}

static void read_keep(struct tool_json_reading *reading)
{
	int64_t bytes;
	struct record_room *card = &reading->json->card;
	const char *keep = tool_json_get(reading, "keep");
	if (*keep && (!keep_parse(keep, &card->keep_ms, &bytes) || bytes > 0 || card->keep_ms == 0))
		tool_json_wrong(reading, "'keep' must be a time such as 30d or 12h");
}

static void read_key(struct tool_json_reading *reading)
{
	const char *key = tool_json_get(reading, "key");
	if (text_has_bidi(key, strlen(key)))
		tool_json_wrong(reading, "'key' has a character that it must not have");
	reading->json->card.password = tool_json_get_word(reading, "key", RULES_KEY_BYTES, " \t,");
}

/* `reading` is at the mask. */
static void read_mask(struct tool_json_reading *reading, struct record_mask *out)
{
	struct mask mask;
	const char *mode = tool_json_get(reading, "mode");
	*out = (struct record_mask){.mode = MODE_BAN};
	while (out->mode <= MODE_INVITE_EXCEPT &&
		strcmp(mode, mode_name((enum mode)out->mode)) != 0)
		out->mode++;
	if (out->mode > MODE_INVITE_EXCEPT)
		tool_json_wrong(
			reading, "'mode' of a mask must be ban, ban-except or invite-except");
	out->text = tool_json_get_word(reading, "mask", TOOL_JSON_WORD_BYTES, " \t");
	if (mask_init(&mask, out->text))
		mask_finish(&mask);
	else
		tool_json_wrong(reading, "'mask' must be a mask such as name!*@*");
	out->by = tool_json_get_word(reading, "by", TOOL_JSON_WORD_BYTES, " \t!@");
	out->why = tool_json_get_text(reading, "why", MASK_WHY_BYTES, IRC_FORMATTING);
	out->meant = tool_json_get_word(reading, "meant", NAME_BYTES, " \t!@");
	out->at = tool_json_get_time(reading, "time", reading->now);
	out->until = tool_json_get_time(reading, "until", INT64_MAX);
}

static void read_masks(struct tool_json_reading *reading)
{
	size_t i;
	json_t *mask, *room = reading->object, *masks = json_object_get(room, "masks");
	struct tool_json *json = reading->json;
	if (masks && (!json_is_array(masks) || json_array_size(masks) > RULES_MASKS_MAX))
		tool_json_wrong(
			reading, "'masks' must be a list of at most %d masks", RULES_MASKS_MAX);
	json->masks = memory_zero((json_array_size(masks) + 1) * sizeof *json->masks);
	json_array_foreach(masks, i, mask)
	{
		reading->object = mask; /* members of what is no object are missing */
		read_mask(reading, &json->masks[json->card.mask_count++]);
	}
	reading->object = room;
}

static void read_owners(struct tool_json_reading *reading)
{
	size_t i;
	struct tool_json *json = reading->json;
	json_t *operator, * room = reading->object;
	json_t *operators = json_object_get(room, "operators");
	json->founder = tool_json_get_word(reading, "founder", NAME_BYTES, " \t!@");
	if (operators &&
		(!json_is_array(operators) || json_array_size(operators) > ROOM_OPERATORS_MAX)) {
		tool_json_wrong(reading, "'operators' must be a list of at most %d names",
			ROOM_OPERATORS_MAX);
		return;
	}
	json_array_foreach(operators, i, operator)
	{
		reading->object = json_pack("{sO}", "operators", operator);
		json->operators[json->operator_count++] =
			tool_json_get_word(reading, "operators", NAME_BYTES, " \t!@");
		json_decref(reading->object);
	}
	reading->object = room;
}

static void read_store(struct tool_json_reading *reading)
{
	struct tool_json *json = reading->json;
	const char *secret = tool_json_get(reading, "secret");
	size_t length = 0;
	tool_json_need(reading, "origin");
	read_origin(reading);
	if (sodium_hex2bin(json->secret, sizeof json->secret, secret, strlen(secret), NULL, &length,
		    NULL) != 0 ||
		length != sizeof json->secret)
		tool_json_wrong(reading, "'secret' must be 32 digits of 0 to 9 and a to f");
}

static void read_room(struct tool_json_reading *reading)
{
	struct record_room *card = &reading->json->card;
	read_origin(reading);
	card->id = (uint32_t)tool_json_get_number(reading, "id", 1, UINT32_MAX - 1);
	card->number = (uint32_t)tool_json_get_number(reading, "last", 0, UINT32_MAX - 1);
	card->made_at = tool_json_get_time(reading, "made", reading->now);
	card->topic = tool_json_get_text(reading, "topic", TOOL_JSON_TEXT_BYTES, IRC_FORMATTING);
	card->topic_by = tool_json_get_word(reading, "topic_by", TOOL_JSON_WORD_BYTES, " \t!@");
	card->topic_at = tool_json_get_time(reading, "topic_time", reading->now);
	card->limit = tool_json_get_number(reading, "limit", 1, RULES_LIMIT_MAX);
	read_owners(reading);
	read_flags(reading);
	read_key(reading);
	read_keep(reading);
	read_masks(reading);
}

/* What jansson says is for people who know the bytes: where, and at which word. */
static void read_none(struct tool_json_reading *reading, const json_error_t *where, size_t length)
{
	if (reading->object)
		tool_json_wrong(reading, "it is no JSON object");
	else if (json_error_code(where) == json_error_premature_end_of_input)
		tool_json_wrong(reading,
			length > 0 ? "it ends in the middle of the JSON object" : "it is empty");
	else
		tool_json_wrong(
			reading, "it is no JSON: %s (byte %d)", where->text, where->position);
}

static void read_members(struct tool_json_reading *reading)
{
	enum tool_json_type type = reading->json->type;
	if (type == TOOL_JSON_IS_LINE || type == TOOL_JSON_IS_ROOM || type == TOOL_JSON_IS_MARKER)
		read_room_name(reading);
	switch (type) {
	case TOOL_JSON_IS_STORE:
		read_store(reading);
		break;
	case TOOL_JSON_IS_ACCOUNT:
		tool_json_read_account(reading);
		break;
	case TOOL_JSON_IS_SERVER_BAN:
		tool_json_read_server_ban(reading);
		break;
	case TOOL_JSON_IS_ROOM:
		read_room(reading);
		break;
	case TOOL_JSON_IS_LINE:
		read_line(reading);
		break;
	case TOOL_JSON_IS_MARKER:
		tool_json_read_marker(reading);
		break;
	}
}

bool tool_json_read(struct tool_json *json, const char *bytes, size_t length, int64_t now,
	char error[TOOL_JSON_ERROR_SIZE])
{
	json_error_t where;
	struct tool_json_reading reading = {.json = json, .now = now, .error = error};
	*json = (struct tool_json){0};
	reading.object = json_loadb(bytes, length, JSON_REJECT_DUPLICATES, &where);
	if (json_is_object(reading.object)) {
		read_kind(&reading);
		read_members(&reading);
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
