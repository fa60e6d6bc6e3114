#include "entered.h"

#include <stdio.h>

#include <event2/buffer.h>

struct entered world;

static struct evbuffer *lines;
static const struct style style = {.clock = ""};

static void on_send(void *data, const char *line, size_t length)
{
	if (length < 5 || memcmp(line, "PING ", 5) != 0)
		notes_add(&world.sent, "%.*s", (int)length, line);
}

static void on_event(void *data, const struct chat_event *event)
{
	view_event(world.view, event, NOW);
}

static void on_drop(void *data, const char *why)
{
	ck_abort_msg("dropped: %s", why);
}

static const struct chat_user user = {on_send, on_event, on_drop};

static void on_answer(void *data, enum chat_kind kind, const char *text)
{
	notes_add(&world.said, "%s %s", kind == CHAT_REFUSED ? "!!" : "--", text);
}

static void on_kept(void *data, const char *text)
{
	notes_add(&world.said, "?? %s", text);
}

static void on_ask(void *data, const char *prompt, const char *command, bool twice)
{
	notes_add(&world.said, "ask '%s' for %s%s", prompt, command, twice ? ", twice" : "");
}

static void on_leave(void *data, const char *why)
{
	notes_add(&world.said, "leaves: %s", why ? why : "-");
}

static void on_reconnect(void *data)
{
	world.reconnects++;
}

void serve(const char *text)
{
	while (*text) {
		size_t length = strcspn(text, "\n");
		chat_line(world.chat, text, length, NOW);
		text += length + (text[length] == '\n');
	}
}

void come_in(const char *room)
{
	char text[512];
	snprintf(text, sizeof text,
		":me!u@h JOIN %s\n:irc 353 me = %s :@me +Bob ada\n:irc 366 me %s :End", room, room,
		room);
	serve(text);
}

void entered_set_up(void)
{
	const struct chat_settings settings = {.nick = "me"};
	const struct view_settings rules = {0};
	world.chat = chat_new(&settings, &user, NULL);
	lines = evbuffer_new();
	world.view = view_new(world.chat, &rules, &style, lines);
	chat_set_private(world.chat, true);
	chat_begin(world.chat, NOW);
	serve(":irc 001 me :Welcome\n:irc 005 me CHANTYPES=#& PREFIX=(ov)@+ :are supported\n"
	      ":irc 422 me :No MOTD");
	ck_assert(chat_is_ready(world.chat));
	chat_join(world.chat, "#dev", NULL);
	come_in("#dev");
	unit_same(view_front(world.view), "#dev");
	notes_forget(&world.sent);
}

size_t shown(void)
{
	return evbuffer_get_length(lines);
}

void entered_tear_down(void)
{
	view_free(world.view);
	evbuffer_free(lines);
	chat_free(world.chat);
}

const char *entered(const char *entry)
{
	const struct command_world asked = {
		.chat = world.chat,
		.view = world.view,
		.now = NOW,
		.answer = on_answer,
		.kept = on_kept,
		.ask = on_ask,
		.leave = on_leave,
		.reconnect = on_reconnect,
	};
	notes_forget(&world.sent);
	notes_forget(&world.said);
	world.keep = command_run(&asked, entry);
	ck_assert_msg(!world.sent.length || !world.said.length, "'%s' sent and answered '%s'",
		world.sent.text, world.said.text);
	return world.sent.length ? world.sent.text : world.said.text;
}

void check_rows(const struct row *rows)
{
	for (; rows->entry; rows++) {
		const char *got = entered(rows->entry);
		ck_assert_msg(pattern_is(got, rows->answer), "%s: got '%s', not '%s'", rows->entry,
			unit_shown(got), unit_shown(rows->answer));
	}
}

void come_back(void)
{
	chat_begin(world.chat, NOW);
	serve(":irc 001 me :Welcome\n:irc 005 me CHANTYPES=#& :are supported\n:irc 422 me :No");
	come_in("#dev");
}
