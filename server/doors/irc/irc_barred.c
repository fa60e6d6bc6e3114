#include "irc_barred.h"

#include "irc_write.h"
#include "line_text.h"
#include "server_words.h"

bool irc_barred_words(struct buffer *out, const struct event *event)
{
	static const char *const words[OUTCOME_COUNT] = {
		[OUTCOME_ADDRESS_DENIED] = "This server does not let your address in",
		[OUTCOME_ACCOUNT_NEEDED] = "This server is for people with an account",
		[OUTCOME_SERVER_BANNED] = "You are banned from this server",
		[OUTCOME_SERVER_CLOSED] = "This server lets nobody new in at the moment",
	};
	if (!words[event->outcome])
		return false;
	buffer_add_text(out, words[event->outcome]);
	line_add_left(out, event->idle);
	line_add_why(out, event->other);
	return true;
}

void irc_barred_encode(const struct event *event, struct buffer *out)
{
	struct event other = *event;
	size_t start = out->length;
	other.own = false;
	buffer_add_all(out, ":", irc_server, " NOTICE * :", NULL);
	server_words_who(out, &other);
	if (event->type == EVENT_SERVER_BAN)
		server_words_ban(out, &other);
	else
		server_words_closed(out, &other, "OPEN");
	irc_write_end(out, start);
}
