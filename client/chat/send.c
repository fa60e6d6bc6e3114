#include "state.h"

#include <stdlib.h>
#include <string.h>

#include "irc_text.h"
#include "memory.h"
#include "text.h"

#define REASON_BYTES 300

void send_wire(struct chat *chat, const char *line, size_t length)
{
	chat->outbox.command = true;
	chat->user->send(chat->data, line, length);
}

bool send_message(struct chat *chat, const char *command, const char *const *params, unsigned count)
{
	char line[IRC_LINE_BYTES];
	size_t length = irc_format_command(line, sizeof line, command, params, count);
	if (length > 0)
		send_wire(chat, line, length);
	return length > 0;
}

bool send_reason(struct chat *chat, const char *command, const char *target, const char *why)
{
	const char *params[2];
	unsigned count = 0;
	char *safe = NULL;
	if (target)
		params[count++] = target;
	if (why && *why != '\0') {
		size_t length = strlen(why);
		safe = memory_get(TEXT_SAFE_SIZE(length));
		length = irc_text_safe(safe, why, length);
		safe[text_cut(safe, length, REASON_BYTES)] = '\0';
		params[count++] = safe;
	}
	bool sent = send_message(chat, command, params, count);
	free(safe);
	return sent;
}
