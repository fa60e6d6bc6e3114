#include "json.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "chat.h"
#include "clock.h"
#include "irc_text.h"
#include "memory.h"

static const char *const types[] = {
	[CHAT_READY] = "connected",
	[CHAT_SAID] = "said",
	[CHAT_ACTION] = "action",
	[CHAT_NOTICE] = "notice",
	[CHAT_JOINED] = "joined",
	[CHAT_LEFT] = "left",
	[CHAT_QUIT] = "quit",
	[CHAT_KICKED] = "kicked",
	[CHAT_RENAMED] = "renamed",
	[CHAT_TOPIC] = "topic",
	[CHAT_MODE] = "mode",
	[CHAT_INVITED] = "invited",
	[CHAT_AWAY] = "away",
	[CHAT_OPENED] = "opened",
	[CHAT_CLOSED] = "closed",
	[CHAT_FORWARDED] = "forwarded",
	[CHAT_INFO] = "info",
	[CHAT_REFUSED] = "refused",
	[CHAT_UNSURE] = "unsure",
	[CHAT_ERASED] = "erased",
	[CHAT_PAST] = "past",
	[CHAT_NOW] = "now",
	[CHAT_MISSED] = "missed",
};

static void set_text(json_t *object, const char *name, const char *text)
{
	if (text)
		json_object_set_new(object, name, json_string(text));
}

static void set_flag(json_t *object, const char *name, bool flag)
{
	if (flag)
		json_object_set_new(object, name, json_true());
}

/* Talk has a text even if that is empty. */
static bool has_text(const struct chat_event *event)
{
	return *event->text || event->kind == CHAT_SAID || event->kind == CHAT_ACTION ||
	       event->kind == CHAT_NOTICE;
}

static char *line_of(const struct chat_event *event, const char *type)
{
	char time[CLOCK_TEXT_SIZE];
	json_t *object = json_object();
	set_text(object, "time", clock_text(time, event->time));
	set_text(object, "type", type);
	set_text(object, "room", event->room);
	set_text(object, "name", event->name);
	set_text(object, "other", event->other);
	if (has_text(event)) {
		char *plain = memory_text(event->text);
		irc_text_plain(plain, plain, strlen(plain));
		set_text(object, "text", plain);
		free(plain);
	}
	set_text(object, "id", event->id);
	set_text(object, "msgid", event->id);
	if (event->number > 0)
		json_object_set_new(object, "number", json_integer((json_int_t)event->number));
	set_flag(object, "own", event->own);
	set_flag(object, "private", event->private);
	set_flag(object, "mention", event->mention);
	set_flag(object, "past", event->past);
	char *line = json_dumps(object, JSON_COMPACT | JSON_PRESERVE_ORDER);
	json_decref(object);
	if (!line)
		fatal("out of memory");
	return line;
}

char *json_event(const struct chat_event *event)
{
	return line_of(event, types[event->kind]);
}

char *json_disconnected(int64_t time, const char *why)
{
	char *first = memory_text_n(why, strcspn(why, "\n"));
	struct chat_event event = {.kind = CHAT_INFO, .time = time, .text = first};
	char *line = line_of(&event, "disconnected");
	free(first);
	return line;
}
