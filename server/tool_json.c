#include "tool_json.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <jansson.h>
#include <sodium.h>

#include "clock.h"
#include "keep.h"
#include "memory.h"
#include "mode_words.h"

const char *const tool_json_kinds[TOOL_JSON_KINDS] = {
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

/* What is not set has no member. */
static void set_known(json_t *object, const char *name, const char *text)
{
	if (*text)
		set_text(object, name, text);
}

static void set_time(json_t *object, const char *name, int64_t time)
{
	char text[CLOCK_TEXT_SIZE];
	if (time > 0)
		set_text(object, name, clock_text(text, time));
}

static char *dump(json_t *object)
{
	char *json = json_dumps(object, JSON_COMPACT | JSON_PRESERVE_ORDER);
	json_decref(object);
	if (!json)
		fatal("out of memory");
	return json;
}

char *tool_json_write(const char *room, const struct record_line *line)
{
	json_t *object = json_object();
	set_text(object, "room", room);
	json_object_set_new(object, "number", json_integer(line->number));
	set_time(object, "time", line->time);
	set_text(object, "name", line->name);
	set_text(object, "user", line->user);
	set_text(object, "host", line->host);
	set_text(object, "kind", tool_json_kinds[line->kind]);
	set_text(object, "text", line->text);
	set_text(object, "other", line->other);
	set_text(object, "tags", line->tags);
	json_object_set_new(object, "erased", json_boolean(line->erased));
	if (line->erased) {
		set_known(object, "erased_by", line->erased_by);
		set_known(object, "erased_why", line->erased_why);
	}
	return dump(object);
}

static void add_mask(const struct record_mask *mask, void *masks)
{
	json_t *object = json_object();
	set_text(object, "mode", mode_name((enum mode)mask->mode));
	set_text(object, "mask", mask->text);
	set_known(object, "by", mask->by);
	set_known(object, "why", mask->why);
	set_known(object, "meant", mask->meant);
	set_time(object, "time", mask->at);
	set_time(object, "until", mask->until);
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
	set_text(object, "origin", text);
}

char *tool_json_write_store(const struct store_info *info)
{
	char text[2 * STORE_SECRET_BYTES + 1];
	json_t *object = json_object();
	set_text(object, "kind", TOOL_JSON_STORE);
	set_origin(object, info->origin);
	sodium_bin2hex(text, sizeof text, info->secret, sizeof info->secret);
	set_text(object, "secret", text);
	return dump(object);
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
	set_known(object, "founder", founder ? founder : "");
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
	set_text(object, "room", room.name);
	set_text(object, "kind", TOOL_JSON_ROOM);
	set_origin(object, origin);
	json_object_set_new(object, "id", json_integer(room.id));
	json_object_set_new(object, "last", json_integer(last));
	set_time(object, "made", room.made_at);
	if (*room.topic) {
		set_text(object, "topic", room.topic);
		set_known(object, "topic_by", room.topic_by);
		set_time(object, "topic_time", room.topic_at);
	}
	set_owners(object, &room, accounts);
	json_object_set_new(object, "modes", flags_of(&room));
	set_known(object, "key", room.password);
	if (room.limit > 0)
		json_object_set_new(object, "limit", json_integer(room.limit));
	if (room.keep_ms > 0) {
		keep_write_time(room.keep_ms, text);
		set_text(object, "keep", text);
	}
	json_object_set_new(object, "masks", masks);
	return dump(object);
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
