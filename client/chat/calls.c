/* What the user does, and what the user interface asks. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ascii.h"
#include "memory.h"
#include "state.h"
#include "text.h"

#define RAW_SIZE (IRC_CLIENT_TAGS_BYTES + IRC_LINE_BYTES + 2)

static void refuse(struct chat *chat, const char *before, const char *what, const char *after)
{
	char safe[TEXT_SAFE_SIZE(CHAT_NAME_BYTES)];
	size_t length = text_safe(safe, what, strnlen(what, CHAT_NAME_BYTES));
	safe[text_cut(safe, length, CHAT_NAME_BYTES)] = '\0';
	tell_info(chat, CHAT_REFUSED, NULL, "%s'%s'%s", before, safe, after);
}

/* Writes the room's name with its sign; false if no room can have such a name. */
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
	return length > 0 && length <= CHAT_KEY_BYTES && !strpbrk(key, ", \t\r\n") && *key != ':';
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
	struct room *room = rooms_add(chat, full);
	if (!room) {
		tell_info(chat, CHAT_REFUSED, NULL, "you are in %d rooms, which is the most",
			CHAT_ROOMS_MAX);
		return;
	}
	if (key)
		memory_replace(&room->key, key);
	if (chat->state != CHAT_IN || room->state == ROOM_IN)
		return;
	chat->joining = chat->now;
	send_message(chat, "JOIN", (const char *[]){room->name, room->key}, room->key ? 2 : 1);
}

void chat_part(struct chat *chat, const char *name, const char *why)
{
	struct room *room = rooms_find(chat, name);
	if (chat->state == CHAT_IN) {
		if (!isupport_name_good(name) ||
			!send_reason(chat, "PART", room ? room->name : name, why))
			refuse(chat, "no room can be called ", name, "");
		return;
	}
	if (room)
		join_over(chat, room, .kind = CHAT_CLOSED, .own = true);
}

/* Notes what a command of the user changes. */
static void note_command(struct chat *chat, const char *command, const char *param)
{
	if (ascii_equal(command, "QUIT"))
		chat->quitting = true;
	else if (!param)
		return;
	else if (ascii_equal(command, "AWAY") && *param != '\0')
		memory_replace(&chat->identity.away, param);
	else if (ascii_equal(command, "NICK") && isupport_name_good(param) &&
		 strcmp(param, chat->identity.name) != 0)
		strcpy(chat->identity.asked, param);
}

bool chat_command(struct chat *chat, const char *command, const char *const *params, unsigned count)
{
	if (chat->state != CHAT_IN || !send_message(chat, command, params, count))
		return false;
	note_command(chat, command, count > 0 ? params[0] : NULL);
	return true;
}

bool chat_erase(struct chat *chat, const char *name, uint32_t number, const char *why)
{
	const struct room *room = rooms_entered(chat, name);
	char *id = room && caps_has(chat, CAP_REDACTION) ? room_past_id(&room->past, number) : NULL;
	bool sent = id && chat_command(chat, "REDACT", (const char *[]){room->name, id, why},
				  why ? 3 : 2);
	free(id);
	return sent;
}

bool chat_erase_own(struct chat *chat)
{
	return chat->isupport.chatd && caps_has(chat, CAP_REDACTION) &&
	       chat_command(chat, "FORGET", NULL, 0);
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
		if (!name_possible(nick))
			return false;
		identity_want(chat, nick);
		if (chat->state == CHAT_ENTERING)
			send_message(chat, "NICK", (const char *[]){chat->identity.name}, 1);
		return true;
	}
	if (!isupport_name_good(nick) || !chat_command(chat, "NICK", &nick, 1))
		refuse(chat, "", nick, " cannot be a name");
	return true;
}

void chat_away(struct chat *chat, const char *why)
{
	memory_replace(&chat->identity.away, why && *why != '\0' ? why : NULL);
	if (chat->state == CHAT_IN)
		send_reason(chat, "AWAY", NULL, chat->identity.away);
}

bool chat_is_away(const struct chat *chat)
{
	return chat->identity.away != NULL;
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

int64_t chat_unconfirmed_since(const struct chat *chat)
{
	const struct outbox *outbox = &chat->outbox;
	const struct outbox_line *line =
		outbox->sent.first ? outbox->sent.first : outbox->waiting.first;
	return line ? line->said : 0;
}

size_t chat_kept(const struct chat *chat)
{
	return chat->outbox.kept.count;
}

const char *chat_kept_line(const struct chat *chat, size_t i, const char **target, bool *unsure)
{
	const struct outbox_line *line = chat->outbox.kept.first;
	while (line && i-- > 0)
		line = line->next;
	if (!line)
		return NULL;
	*target = line->target;
	*unsure = line->unsure;
	return line->text;
}

bool chat_is_server_operator(const struct chat *chat)
{
	return chat->serves;
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
	return chat->identity.name;
}

bool chat_is_room(const struct chat *chat, const char *text)
{
	return isupport_is_room(&chat->isupport, text);
}

bool chat_in_room(const struct chat *chat, const char *name)
{
	const struct room *room = rooms_find(chat, name);
	return room && room->state != ROOM_ASKED;
}

bool chat_is_joining(const struct chat *chat, const char *name)
{
	const struct room *room = rooms_find(chat, name);
	return room && (room->state == ROOM_ASKED || (room->opening && !room->again));
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
	const struct room *room = rooms_find(chat, name);
	return room ? room->topic : "";
}

char chat_role(const struct chat *chat, const char *room_name, const char *name)
{
	const struct room *room = rooms_find(chat, room_name);
	const struct member *member = room ? rooms_member(chat, room, name) : NULL;
	if (!member)
		return '\0';
	return member->roles ? chat->isupport.modes.role_signs[ffs((int)member->roles) - 1] : ' ';
}

void chat_members(const struct chat *chat, const char *name,
	void (*each)(void *data, const struct chat_member *member), void *data)
{
	const char *signs = chat->isupport.modes.role_signs;
	const struct room *room = rooms_find(chat, name);
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
