#include "viewed.h"

#include <stdlib.h>
#include <time.h>

#include <event2/buffer.h>

#include "status.h"

struct viewed viewed;

static struct evbuffer *out;
static char text[1 << 20];

static void on_send(void *data, const char *line, size_t length)
{
}

static void on_event(void *data, const struct chat_event *event)
{
}

static void on_drop(void *data, const char *why)
{
}

static const struct chat_user user = {on_send, on_event, on_drop};

void viewed_begin(bool bell, bool wait)
{
	const struct view_settings settings = {.bell = bell, .wait = wait};
	view_free(viewed.view);
	viewed.view = view_new(viewed.chat, &settings, &viewed.style, out);
	view_touch(viewed.view, viewed.now);
}

void viewed_set_up(void)
{
	const struct chat_settings settings = {.nick = "me"};
	setenv("TZ", "UTC", 1);
	tzset();
	out = evbuffer_new();
	viewed = (struct viewed){
		.chat = chat_new(&settings, &user, NULL), .style = {.clock = ""}, .now = NOON};
	viewed_begin(false, false);
}

void viewed_tear_down(void)
{
	view_free(viewed.view);
	evbuffer_free(out);
	chat_free(viewed.chat);
}

const char *printed(void)
{
	int length = evbuffer_remove(out, text, sizeof text - 1);
	text[length] = '\0';
	return text;
}

const char *prompt(void)
{
	static char line[STATUS_PROMPT_SIZE];
	status_prompt(line, viewed.view, &(struct link){0}, viewed.style.columns);
	return line;
}

const char *status(void)
{
	static char line[VIEW_STATUS_SIZE];
	view_status(viewed.view, line);
	return line;
}

void tell(struct chat_event event)
{
	event.time = event.time ? event.time : viewed.now;
	event.text = event.text ? event.text : "";
	view_event(viewed.view, &event, viewed.now);
}

void say(const char *room, const char *name, const char *words)
{
	TELL(.kind = CHAT_SAID, .room = room, .name = name, .text = words);
}

void write_to_me(const char *name, const char *words)
{
	TELL(.kind = CHAT_SAID, .room = name, .name = name, .text = words, .private = true);
}

void open_room(const char *room)
{
	TELL(.kind = CHAT_OPENED, .room = room, .count = 2);
	printed();
}
