#include "tool_json.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <jansson.h>
#include <sodium.h>

#include "keep.h"
#include "mode_words.h"
#include "tool_json_parts.h"

const char *const tool_json_kinds[TOOL_JSON_KINDS] = {
	[RECORD_SAY] = "say",
	[RECORD_ACTION] = "action",
	[RECORD_NOTICE] = "notice",
	[RECORD_TOPIC] = "topic",
	[RECORD_KICK] = "kick",
	[RECORD_MODE] = "mode",
};

char *tool_json_write(const char *room, const struct record_line *line)
{
	json_t *object = json_object();
	tool_json_set_text(object, "room", room);
	json_object_set_new(object, "number", json_integer(line->number));
	tool_json_set_time(object, "time", line->time);
	tool_json_set_text(object, "name", line->name);
	tool_json_set_text(object, "user", line->user);
	tool_json_set_text(object, "host", line->host);
	tool_json_set_text(object, "kind", tool_json_kinds[line->kind]);
	tool_json_set_text(object, "text", line->text);
	tool_json_set_text(object, "other", line->other);
	tool_json_set_text(object, "tags", line->tags);
	json_object_set_new(object, "erased", json_boolean(line->erased));
	if (line->erased) {
		tool_json_set_known(object, "erased_by", line->erased_by);
		tool_json_set_known(object, "erased_why", line->erased_why);
	}
	return tool_json_dump(object);
}

static void add_mask(const struct record_mask *mask, void *masks)
{
	json_t *object = json_object();
	tool_json_set_text(object, "mode", mode_name((enum mode)mask->mode));
	tool_json_set_text(object, "mask", mask->text);
	tool_json_set_known(object, "by", mask->by);
	tool_json_set_known(object, "why", mask->why);
	tool_json_set_known(object, "meant", mask->meant);
	tool_json_set_time(object, "time", mask->at);
	tool_json_set_time(object, "until", mask->until);
	json_array_append_new(masks, object);
}

static json_t *flags_of(const struct record_room *room)
{
	json_t *modes = json_array();
	for (enum mode mode = 0; mode < MODE_KEY; mode++)
		if (room->flags >> mode & 1)
			json_array_append_new(modes, json_string(mode_name(mode)));
	return modes;
}

static void set_origin(json_t *object, uint64_t origin)
{
	char text[17];
	snprintf(text, sizeof text, "%016" PRIx64, origin);
	tool_json_set_text(object, "origin", text);
}

char *tool_json_write_store(const struct store_info *info)
{
	char text[2 * STORE_SECRET_BYTES + 1];
	json_t *object = json_object();
	tool_json_set_text(object, "kind", TOOL_JSON_STORE);
	set_origin(object, info->origin);
	sodium_bin2hex(text, sizeof text, info->secret, sizeof info->secret);
	tool_json_set_text(object, "secret", text);
	return tool_json_dump(object);
}

static json_t *operators_of(const struct record_room *room, const struct tool_accounts *accounts)
{
	json_t *operators = json_array();
	for (unsigned i = 0; i < room->operator_count; i++) {
		const char *name = tool_accounts_name(accounts, record_operator(room, i));
		if (name)
			json_array_append_new(operators, json_string(name));
	}
	return operators;
}

static void set_owners(
	json_t *object, const struct record_room *room, const struct tool_accounts *accounts)
{
	const char *founder = tool_accounts_name(accounts, room->founder);
	tool_json_set_known(object, "founder", founder ? founder : "");
	if (room->operator_count > 0)
		json_object_set_new(object, "operators", operators_of(room, accounts));
}

char *tool_json_write_room(
	const char *record, uint64_t origin, uint32_t last, const struct tool_accounts *accounts)
{
	char text[KEEP_TEXT_SIZE];
	struct record_room room;
	json_t *object = json_object(), *masks = json_array();
	record_read_room(record, &room, add_mask, masks);
	tool_json_set_text(object, "room", room.name);
	tool_json_set_text(object, "kind", TOOL_JSON_ROOM);
	set_origin(object, origin);
	json_object_set_new(object, "id", json_integer(room.id));
	json_object_set_new(object, "last", json_integer(last));
	tool_json_set_time(object, "made", room.made_at);
	if (*room.topic) {
		tool_json_set_text(object, "topic", room.topic);
		tool_json_set_known(object, "topic_by", room.topic_by);
		tool_json_set_time(object, "topic_time", room.topic_at);
	}
	set_owners(object, &room, accounts);
	json_object_set_new(object, "modes", flags_of(&room));
	tool_json_set_known(object, "key", room.password);
	if (room.limit > 0)
		json_object_set_new(object, "limit", json_integer(room.limit));
	if (room.keep_ms > 0) {
		keep_write_time(room.keep_ms, text);
		tool_json_set_text(object, "keep", text);
	}
	json_object_set_new(object, "masks", masks);
	return tool_json_dump(object);
}

static void find_closing_ban(const struct record_mask *mask, void *data)
{
	bool *closed = data;
	*closed = *closed ||
		  (mask->mode == MODE_BAN && mask->text[strspn(mask->text, "*!@")] == '\0');
}

bool tool_json_guarded(const char *record)
{
	bool closed = false;
	struct record_room room;
	record_read_room(record, &room, find_closing_ban, &closed);
	return closed || *room.password ||
	       (room.flags & (1U << MODE_INVITE_ONLY | 1U << MODE_SECRET)) != 0;
}
