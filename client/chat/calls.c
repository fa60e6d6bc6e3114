/* What the user does. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ascii.h"
#include "irc_text.h"
#include "memory.h"
#include "state.h"
#include "text.h"

#define JOIN_BYTES 400 /* of the rooms and keys in one JOIN */
#define JOIN_ROOMS 8
#define JOIN_MS 60000 /* without any answer to a JOIN, until none is waited for */
#define RAW_SIZE (IRC_CLIENT_TAGS_BYTES + IRC_LINE_BYTES + 2)
#define SOURCE_GUESS 80 /* bytes of !user@host, where the server has not told ours */

/* What the user typed, made safe, formatting codes passing or not; free it. */
static char *safe_copy(const char *text, bool codes)
{
	size_t length = strnlen(text, REPLY_SIZE);
	char *safe = memory_get(TEXT_SAFE_SIZE(length));
	if (codes)
		irc_text_safe(safe, text, length);
	else
		text_safe(safe, text, length);
	return safe;
}

static char *plain_copy(const char *text)
{
	char *plain = memory_text(text);
	irc_text_plain(plain, plain, strlen(plain));
	char *safe = safe_copy(plain, false);
	free(plain);
	return safe;
}

static void refuse(struct chat *chat, const char *before, const char *what, const char *after)
{
	char *safe = safe_copy(what, false);
	size_t length = strlen(safe);
	safe[text_cut(safe, length, CHAT_NAME_BYTES)] = '\0';
	chat_info(chat, CHAT_REFUSED, NULL, "%s'%s'%s", before, safe, after);
	free(safe);
}

/* The room's name with its sign, in `out`; false where no room has such a name. */
static bool room_name(const struct chat *chat, char out[CHAT_NAME_BYTES + 1], const char *name)
{
	bool is_room = isupport_is_room(&chat->isupport, name);
	char sign[2] = {chat->isupport.room_signs[0]};
	int length = snprintf(out, CHAT_NAME_BYTES + 1, "%s%s", is_room ? "" : sign, name);
	char safe[TEXT_SAFE_SIZE(CHAT_NAME_BYTES)];
	if (length < 2 || length > CHAT_NAME_BYTES || strpbrk(out, ", "))
		return false;
	text_safe(safe, out, (size_t)length);
	return strcmp(safe, out) == 0 && !strchr(out, '\t');
}

static bool key_good(const char *key)
{
	size_t length = strlen(key);
	return length > 0 && length <= ROOM_KEY_BYTES && !strpbrk(key, ", \t\r\n") && *key != ':';
}

static void send_join(struct chat *chat, const struct room *room)
{
	chat->joining = chat->now;
	send_message(chat, "JOIN", (const char *[]){room->name, room->key}, room->key ? 2 : 1);
}

void chat_join(struct chat *chat, const char *name, const char *key)
{
	char full[CHAT_NAME_BYTES + 1];
	if (!room_name(chat, full, name)) {
		refuse(chat, "no room can be called ", name, "");
		return;
	}
	if (key && !key_good(key)) {
		refuse(chat, "", key, " cannot be a room's key");
		return;
	}
	struct room *room = rooms_find(&chat->rooms, full);
	if (!room)
		room = rooms_add(&chat->rooms, full);
	if (!room) {
		chat_info(chat, CHAT_REFUSED, NULL, "you are in %d rooms, which is the most",
			CHAT_ROOMS_MAX);
		return;
	}
	if (key)
		room_set_text(&room->key, key);
	if (chat->state == CHAT_IN && room->state != ROOM_IN)
		send_join(chat, room);
}

const char *chat_listed(const struct chat *chat, size_t i)
{
	return i < chat->listed.count ? chat->listed.names[i] : NULL;
}

static bool is_same(const void *data, const char *a, const char *b)
{
	return chat_same(data, a, b);
}

const char *chat_doubt(struct chat *chat, const char *room)
{
	return *room != '\0' ? listed_doubt(&chat->listed, room, is_same, chat) : NULL;
}

/* Adds one to a list with commas. */
static char *add_item(char *to, const char *list, const char *item)
{
	if (to > list)
		*to++ = ',';
	return stpcpy(to, item);
}

/* Joins some of those that are not asked for yet, those with a key or those without: keys stand in
 * the order of rooms. Returns the first that is left. */
static struct room *join_some(struct chat *chat, struct room *room, bool keys)
{
	char names[JOIN_BYTES + CHAT_NAME_BYTES + 2], words[sizeof names];
	char *name = names, *word = words;
	unsigned count = 0;
	for (; room && count < JOIN_ROOMS; room = room->hh.next) {
		if ((room->key != NULL) != keys)
			continue;
		size_t used = (size_t)(name - names) + (size_t)(word - words);
		size_t more = strlen(room->name) + (keys ? strlen(room->key) : 0) + 2;
		if (count > 0 && used + more > JOIN_BYTES)
			break;
		name = add_item(name, names, room->name);
		if (keys)
			word = add_item(word, words, room->key);
		count++;
	}
	*word = '\0';
	if (count > 0)
		send_message(chat, "JOIN", (const char *[]){names, words}, keys ? 2 : 1);
	return room;
}

void calls_join_all(struct chat *chat)
{
	chat->joining = chat->now;
	for (struct room *room = chat->rooms.table; room;)
		room = join_some(chat, room, true);
	for (struct room *room = chat->rooms.table; room;)
		room = join_some(chat, room, false);
}

void calls_tick(struct chat *chat)
{
	if (!chat_passed(chat, &chat->joining, JOIN_MS))
		return;
	for (struct room *room = chat->rooms.table, *next; room; room = next) {
		next = room->hh.next;
		if (room->state != ROOM_IN)
			answers_shut_out(chat, room, "the server does not answer to that");
		else if (room->opening)
			names_open(chat, room);
	}
}

void chat_part(struct chat *chat, const char *name, const char *why)
{
	struct room *room = rooms_find(&chat->rooms, name);
	if (chat->state == CHAT_IN) {
		if (!chat_name_good(name) ||
			!send_reason(chat, "PART", room ? room->name : name, why))
			refuse(chat, "no room can be called ", name, "");
		return;
	}
	if (!room)
		return;
	char *copy = memory_text(room->name);
	rooms_remove(&chat->rooms, room);
	chat_tell(chat, (struct chat_event){.kind = CHAT_CLOSED, .room = copy, .own = true});
	free(copy);
}

unsigned long chat_say(struct chat *chat, enum chat_kind kind, const char *target, const char *text,
	unsigned *parts)
{
	size_t bytes = chat->source_bytes;
	if (bytes == 0)
		bytes = strlen(chat->name) + SOURCE_GUESS;
	if (outbox_unconfirmed(chat->outbox) == 0)
		chat->settled = chat->now;
	return outbox_say(chat->outbox, kind, target, text, bytes, chat->now, parts);
}

void chat_settled(void *data, const struct outbox_line *line, enum outbox_fate fate, bool echo,
	const char *why)
{
	struct chat *chat = data;
	chat->settled = chat->now;
	if (echo)
		return;
	char *target = safe_copy(line->target, false);
	bool refused = fate == OUTBOX_REFUSED;
	char *text = refused ? plain_copy(line->text) : safe_copy(line->text, true);
	const char *named = isupport_room_of(&chat->isupport, target);
	const struct room *room = named ? rooms_find(&chat->rooms, named) : NULL;
	struct chat_event event = {.kind = line->kind,
		.room = room	? room->name
			: named ? named
				: target,
		.name = chat->name,
		.text = text,
		.ticket = line->ticket,
		.own = true,
		.private = !named};
	if (fate == OUTBOX_UNSURE)
		event.kind = CHAT_UNSURE;
	if (refused) {
		event.kind = CHAT_REFUSED;
		event.own = false;
		event.name = NULL;
		event.other = text;
		event.text = why;
	}
	chat_tell(chat, event);
	free(text);
	free(target);
}

size_t chat_unconfirmed(const struct chat *chat)
{
	return outbox_unconfirmed(chat->outbox);
}

size_t chat_kept(const struct chat *chat)
{
	return outbox_kept(chat->outbox);
}

int64_t chat_unconfirmed_since(const struct chat *chat)
{
	return outbox_unconfirmed_since(chat->outbox);
}

const char *chat_kept_line(const struct chat *chat, size_t i, const char **target, bool *unsure)
{
	return outbox_kept_line(chat->outbox, i, target, unsure);
}

void chat_resend(struct chat *chat)
{
	chat->settled = chat->now;
	outbox_resend(chat->outbox, chat->now);
}

void chat_forget(struct chat *chat)
{
	outbox_forget(chat->outbox);
}

/* What the user does by a command rather than by a call. */
static void note_command(struct chat *chat, const char *command, const char *param)
{
	if (ascii_equal(command, "QUIT"))
		chat->quitting = true;
	else if (!param)
		return;
	else if (ascii_equal(command, "AWAY") && *param != '\0')
		room_set_text(&chat->away, param);
	else if (ascii_equal(command, "NICK") && chat_name_good(param) &&
		 strcmp(param, chat->name) != 0)
		strcpy(chat->asked, param);
}

bool chat_command(struct chat *chat, const char *command, const char *const *params, unsigned count)
{
	if (chat->state != CHAT_IN || !send_message(chat, command, params, count))
		return false;
	note_command(chat, command, count > 0 ? params[0] : NULL);
	return true;
}

bool chat_raw(struct chat *chat, const char *text)
{
	char line[RAW_SIZE];
	struct irc_message message;
	if (chat->state != CHAT_IN)
		return false;
	char *copy = memory_text(text);
	size_t length = 0;
	if (irc_parse(&message, copy) &&
		(!message.tags || strlen(message.tags) <= IRC_CLIENT_TAGS_BYTES))
		length = irc_format(line, sizeof line, &message);
	if (length > 0) {
		send_wire(chat, line, length);
		note_command(chat, message.command, message.params[0]);
	}
	free(copy);
	return length > 0;
}

bool chat_nick(struct chat *chat, const char *nick)
{
	if (chat->state != CHAT_IN) {
		if (!nick_good(nick, strlen(nick)))
			return false;
		register_want(chat, nick);
		if (chat->state == CHAT_ENTERING)
			send_message(chat, "NICK", (const char *[]){chat->name}, 1);
		return true;
	}
	if (!chat_name_good(nick) || !chat_command(chat, "NICK", &nick, 1))
		refuse(chat, "", nick, " cannot be a name");
	return true;
}

void chat_away(struct chat *chat, const char *why)
{
	room_set_text(&chat->away, why && *why != '\0' ? why : NULL);
	if (chat->state == CHAT_IN)
		send_reason(chat, "AWAY", NULL, chat->away);
}

bool chat_is_away(const struct chat *chat)
{
	return chat->away != NULL;
}

void chat_lifting(struct chat *chat)
{
	chat->lift = LIFT_ASKED;
}

bool chat_is_chatd(const struct chat *chat)
{
	return chat->isupport.chatd;
}

void chat_quit(struct chat *chat, const char *why)
{
	chat->quitting = true;
	if (chat->state != CHAT_OFFLINE)
		send_reason(chat, "QUIT", NULL, why);
}

void chat_ignore(struct chat *chat, const char *name)
{
	if (chat_is_ignored(chat, name))
		return;
	size_t size = strlen(name) + 1;
	struct ignored *ignored = memory_get(sizeof *ignored + size);
	memcpy(ignored->name, name, size);
	isupport_fold(&chat->isupport, ignored->fold, name);
	struct ignored **end = &chat->ignored;
	while (*end)
		end = &(*end)->next;
	ignored->next = NULL;
	*end = ignored;
}

void calls_refold(struct chat *chat)
{
	rooms_refold(&chat->rooms);
	for (struct ignored *each = chat->ignored; each; each = each->next)
		isupport_fold(&chat->isupport, each->fold, each->name);
}

bool chat_unignore(struct chat *chat, const char *name)
{
	for (struct ignored **at = &chat->ignored; *at; at = &(*at)->next) {
		struct ignored *ignored = *at;
		if (!isupport_same(&chat->isupport, ignored->name, name))
			continue;
		*at = ignored->next;
		free(ignored);
		return true;
	}
	return false;
}

const char *chat_ignored(const struct chat *chat, size_t i)
{
	const struct ignored *ignored = chat->ignored;
	while (ignored && i-- > 0)
		ignored = ignored->next;
	return ignored ? ignored->name : NULL;
}
