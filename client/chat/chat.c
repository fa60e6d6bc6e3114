#include "chat.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "irc_text.h"
#include "memory.h"
#include "state.h"
#include "stranger.h"
#include "text.h"

#define ENTER_MS 60000	     /* to be let in */
#define CONFIRM_MS 120000    /* without a line being confirmed; the outbox asks before */
#define LINE_BYTES_MAX 16384 /* bytes of a line that are read: tags and message, and more */
#define QUIET_TOKEN "quiet"

static void send_said(void *data, const char *line, size_t length)
{
	struct chat *chat = data;
	chat->user->send(chat->data, line, length);
}

static void send_cap(void *data, const char *command, const char *const *params, unsigned count)
{
	send_message(data, command, params, count);
}

static bool names_same(void *data, const char *a, const char *b)
{
	return chat_same(data, a, b);
}

struct chat *chat_new(
	const struct chat_settings *settings, const struct chat_user *user, void *data)
{
	static const struct outbox_user outbox_user = {send_said, chat_settled, names_same};
	struct chat *chat = memory_zero(sizeof *chat);
	chat->user = user;
	chat->data = data;
	chat->wanted = memory_text(settings->nick);
	chat->real_name = settings->real_name ? memory_text(settings->real_name) : NULL;
	isupport_init(&chat->isupport);
	caps_init(&chat->caps, send_cap, chat);
	chat->caps.visit = settings->visit;
	chat->rooms.isupport = &chat->isupport;
	chat->outbox = outbox_new(&outbox_user, chat);
	register_want(chat, settings->nick);
	return chat;
}

void chat_free(struct chat *chat)
{
	if (!chat)
		return;
	while (chat->ignored)
		chat_unignore(chat, chat->ignored->name);
	rooms_free(&chat->rooms);
	listed_clear(&chat->listed);
	outbox_free(chat->outbox);
	free(chat->wanted);
	free(chat->real_name);
	free(chat->away);
	free(chat->names);
	free(chat);
}

/* Time goes on; what is told without a message to take it from has this one. */
static void set_now(struct chat *chat, int64_t now)
{
	chat->now = now;
	chat->time = now;
	chat->id = NULL;
}

bool chat_passed(const struct chat *chat, int64_t *since, int64_t ms)
{
	if (chat->now < *since)
		*since = chat->now;
	return chat->now - *since >= ms;
}

void chat_begin(struct chat *chat, int64_t now)
{
	set_now(chat, now);
	chat->state = CHAT_ENTERING;
	chat->begun = now;
	chat->quitting = chat->heard = false;
	listed_clear(&chat->listed);
	chat->motd_over = false;
	chat->refolds = 0;
	memset(&chat->batches, 0, sizeof chat->batches);
	caps_begin(&chat->caps);
	register_begin(chat);
}

void chat_line(struct chat *chat, const char *bytes, size_t length, int64_t now)
{
	set_now(chat, now);
	if (chat->state == CHAT_OFFLINE)
		return;
	const char *why = chat->heard ? NULL : stranger_why(bytes, length);
	chat->heard = true;
	if (why) {
		chat->user->drop(chat->data, why);
		return;
	}
	if (length > LINE_BYTES_MAX)
		length = LINE_BYTES_MAX;
	char *line = memory_get(TEXT_SAFE_SIZE(length));
	irc_text_safe(line, bytes, length);
	in_line(chat, line);
	free(line);
	set_now(chat, now);
}

void chat_quiet(struct chat *chat, int64_t now)
{
	set_now(chat, now);
	if (chat->state == CHAT_IN)
		send_message(chat, "PING", (const char *[]){QUIET_TOKEN}, 1);
}

void chat_fence(struct chat *chat)
{
	chat->settled = chat->now;
	outbox_fence(chat->outbox);
}

bool chat_fence_passed(const struct chat *chat)
{
	return outbox_fence_passed(chat->outbox);
}

void chat_lost(struct chat *chat, int64_t now)
{
	set_now(chat, now);
	chat->state = CHAT_OFFLINE;
	chat->asked[0] = '\0';
	chat->away_restored = false;
	free(chat->names);
	chat->names = NULL;
	chat->names_length = 0;
	chat->list_end = 0;
	for (struct room *room = chat->rooms.table; room; room = room->hh.next) {
		if (room->state == ROOM_IN)
			room->state = ROOM_LOST;
		room->opening = false;
	}
	outbox_lost(chat->outbox);
}

void chat_tick(struct chat *chat, int64_t now)
{
	set_now(chat, now);
	if (chat->state == CHAT_ENTERING && chat_passed(chat, &chat->begun, ENTER_MS)) {
		chat->user->drop(chat->data, "the server did not let us in within 60 seconds");
		return;
	}
	if (chat->state != CHAT_IN)
		return;
	register_tick(chat);
	calls_tick(chat);
	outbox_tick(chat->outbox, now);
	if (outbox_waits(chat->outbox) && chat_passed(chat, &chat->settled, CONFIRM_MS))
		chat->user->drop(
			chat->data, "the server has not confirmed what was said for 2 minutes");
}

bool chat_is_ready(const struct chat *chat)
{
	return chat->state == CHAT_IN;
}

bool chat_is_entering(const struct chat *chat)
{
	return chat->state == CHAT_ENTERING;
}

const char *chat_name(const struct chat *chat)
{
	return chat->name;
}

bool chat_is_room(const struct chat *chat, const char *text)
{
	return isupport_is_room(&chat->isupport, text);
}

bool chat_in_room(const struct chat *chat, const char *name)
{
	const struct room *room = rooms_find(&chat->rooms, name);
	return room && room->state != ROOM_ASKED;
}

bool chat_is_joining(const struct chat *chat, const char *name)
{
	const struct room *room = rooms_find(&chat->rooms, name);
	return room && room->state == ROOM_ASKED;
}

bool chat_same(const struct chat *chat, const char *a, const char *b)
{
	return isupport_same(&chat->isupport, a, b);
}

const char *chat_room(const struct chat *chat, size_t i)
{
	for (const struct room *room = chat->rooms.table; room; room = room->hh.next)
		if (room->state != ROOM_ASKED && i-- == 0)
			return room->name;
	return NULL;
}

const char *chat_topic(const struct chat *chat, const char *name)
{
	const struct room *room = rooms_find(&chat->rooms, name);
	return room ? room->topic : "";
}

const char *chat_host(const struct chat *chat, const char *name)
{
	return rooms_host(&chat->rooms, name);
}

void chat_members(const struct chat *chat, const char *name,
	void (*each)(void *data, const struct chat_member *member), void *data)
{
	const char *signs = chat->isupport.modes.role_signs;
	const struct room *room = rooms_find(&chat->rooms, name);
	for (const struct member *member = room ? room->members : NULL; member;
		member = member->hh.next) {
		char roles[sizeof chat->isupport.modes.role_signs];
		size_t count = 0;
		for (size_t i = 0; signs[i] != '\0'; i++)
			if (member->roles >> i & 1)
				roles[count++] = signs[i];
		roles[count] = '\0';
		each(data, &(struct chat_member){member->name, roles, member->spoke, member->away});
	}
}
