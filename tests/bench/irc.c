#include "irc.h"

#include <stdio.h>
#include <string.h>

void irc_room_init(struct irc_room *room, const char *name)
{
	snprintf(room->name, sizeof room->name, "%s", name);
	room->head_length =
		(size_t)snprintf(room->head, sizeof room->head, " PRIVMSG %s :", room->name);
}

size_t irc_write(char *out, const struct irc_room *room, const struct line *line)
{
	size_t head = room->head_length - 1; /* without the space that follows a prefix */

	memcpy(out, room->head + 1, head);
	line_write(out + head, line);
	return head + TEXT_BYTES;
}

bool irc_read(const char *bytes, size_t length, const struct irc_room *room, struct line *line)
{
	enum { NICK_END = NAME_BYTES + 1 };
	char name[NAME_BYTES + 1];

	if (length < NICK_END + 1 + room->head_length + TEXT_BYTES)
		return false;
	const char *text = bytes + length - TEXT_BYTES;
	const char *head = text - room->head_length;
	if (memcmp(head, room->head, room->head_length) != 0 || !line_read_text(text, line))
		return false;
	line_name(name, line->sender);
	return bytes[0] == ':' && memcmp(bytes + 1, name, NAME_BYTES) == 0 &&
	       bytes[NICK_END] == '!' && !memchr(bytes, ' ', (size_t)(head - bytes));
}

/* The bytes up to the next space; *at is moved behind it. */
static size_t word(const char **at, const char *end)
{
	const char *start = *at;
	const char *space = memchr(start, ' ', (size_t)(end - start));

	*at = space ? space + 1 : end;
	return (size_t)((space ? space : end) - start);
}

static unsigned numeric(const char *word, size_t length)
{
	unsigned value = 0;

	if (length != 3)
		return 0;
	for (size_t i = 0; i < length; i++) {
		if (word[i] < '0' || word[i] > '9')
			return 0;
		value = value * 10 + (unsigned)(word[i] - '0');
	}
	return value;
}

bool irc_parse(const char *bytes, size_t length, struct irc_message *message)
{
	const char *at = bytes, *end = bytes + length;

	*message = (struct irc_message){0};
	if (at < end && *at == ':') {
		message->nick = ++at;
		message->nick_length = word(&at, end);
		const char *mark = memchr(message->nick, '!', message->nick_length);
		if (mark)
			message->nick_length = (size_t)(mark - message->nick);
	}
	message->command = at;
	message->command_length = word(&at, end);
	message->numeric = numeric(message->command, message->command_length);
	message->arguments = at;
	message->arguments_length = (size_t)(end - at);
	return message->command_length > 0;
}

bool irc_command_is(const struct irc_message *message, const char *command)
{
	return message->command_length == strlen(command) &&
	       memcmp(message->command, command, message->command_length) == 0;
}

bool irc_next_name(const struct irc_message *message, const char **name, size_t *length)
{
	const char *end = message->arguments + message->arguments_length;
	const char *at = *name ? *name + *length
			       : memchr(message->arguments, ':', message->arguments_length);

	while (at && at < end && memchr(" :@+%&~", *at, 7))
		at++;
	if (!at || at == end)
		return false;
	*name = at;
	*length = word(&at, end);
	return true;
}

bool irc_id(const char *name, size_t length, uint32_t *id)
{
	uint32_t sum = 0;

	if (length != NAME_BYTES || name[0] != 'u')
		return false;
	for (size_t i = 1; i < length; i++) {
		if (name[i] < '0' || name[i] > '9')
			return false;
		sum = sum * 10 + (uint32_t)(name[i] - '0');
	}
	*id = sum;
	return true;
}
