#include "json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <jansson.h>

#include "chat_event.h"
#include "irc_text.h"
#include "memory.h"

#define TIME_SIZE 64

static const char *type_of(enum chat_kind kind)
{
	switch (kind) {
	case CHAT_READY:
		return "connected";
	case CHAT_SAID:
		return "said";
	case CHAT_ACTION:
		return "action";
	case CHAT_NOTICE:
		return "notice";
	case CHAT_JOINED:
		return "joined";
	case CHAT_LEFT:
		return "left";
	case CHAT_QUIT:
		return "quit";
	case CHAT_KICKED:
		return "kicked";
	case CHAT_RENAMED:
		return "renamed";
	case CHAT_TOPIC:
		return "topic";
	case CHAT_MODE:
		return "mode";
	case CHAT_INVITED:
		return "invited";
	case CHAT_AWAY:
		return "away";
	case CHAT_OPENED:
		return "opened";
	case CHAT_CLOSED:
		return "closed";
	case CHAT_FORWARDED:
		return "forwarded";
	case CHAT_INFO:
		return "info";
	case CHAT_REFUSED:
		return "refused";
	case CHAT_UNSURE:
		return "unsure";
	}
	fatal("an event of no kind");
}

/* RFC 3339, in UTC. */
static void time_text(char out[TIME_SIZE], int64_t time)
{
	int64_t ms = time % 1000, seconds = time / 1000;
	if (ms < 0) {
		ms += 1000;
		seconds--;
	}
	struct tm parts = {0};
	gmtime_r(&(time_t){seconds}, &parts);
	size_t length = strftime(out, TIME_SIZE, "%Y-%m-%dT%H:%M:%S", &parts);
	snprintf(out + length, TIME_SIZE - length, ".%03dZ", (int)ms);
}

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

static json_t *begin(int64_t time, const char *type)
{
	char text[TIME_SIZE];
	json_t *object = json_object();
	time_text(text, time);
	set_text(object, "time", text);
	set_text(object, "type", type);
	return object;
}

static char *end(json_t *object)
{
	char *line = json_dumps(object, JSON_COMPACT | JSON_PRESERVE_ORDER);
	json_decref(object);
	if (!line)
		fatal("out of memory");
	return line;
}

/* What somebody said has a text also where it is empty. */
static bool has_text(const struct chat_event *event)
{
	return *event->text || event->kind == CHAT_SAID || event->kind == CHAT_ACTION ||
	       event->kind == CHAT_NOTICE;
}

char *json_event(const struct chat_event *event)
{
	json_t *object = begin(event->time, type_of(event->kind));
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
	set_flag(object, "own", event->own);
	set_flag(object, "private", event->private);
	set_flag(object, "mention", event->mention);
	return end(object);
}

char *json_disconnected(int64_t time, const char *why)
{
	json_t *object = begin(time, "disconnected");
	set_text(object, "text", why);
	return end(object);
}
