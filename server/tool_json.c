#include "tool_json.h"

#include <jansson.h>

#include "clock.h"
#include "memory.h"

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
