#include "irc_line.h"

#include <string.h>

#include "account.h"
#include "clock.h"
#include "irc_id.h"
#include "irc_peer.h"
#include "irc_write.h"
#include "record.h"

/* What comes with IRC_MESSAGE_TAGS. Of a message of several lines, only the first has the id; of a
 * text that is too long for one line, each part has one of its own. Tags of clients come last. */
static void add_message_tags(
	struct buffer *out, const struct event *event, unsigned part, size_t start)
{
	bool first = part == 0 || event->parts;
	if ((part == 0 || !event->parts) && irc_id_any(event)) {
		buffer_add_text(out, out->length > start ? ";msgid=" : "@msgid=");
		irc_id_add(out, event, part);
	}
	if (event->actor && event->actor->bot)
		buffer_add_text(out, out->length > start ? ";bot" : "@bot");
	const char *tags = event->tags ? event->tags : "";
	tags += record_account_length(tags);
	tags += *tags == ';';
	if (*tags && first)
		buffer_add_all(out, out->length > start ? ";" : "@", tags, NULL);
}

/* Whose account it is that the event comes from, or came from. */
static void add_account(struct buffer *out, const struct event *event, size_t start)
{
	const struct account *account = event->actor ? session_account(event->actor) : NULL;
	size_t stored = event->past ? record_account_length(event->tags) : 0;
	char name[IRC_TAG_ESCAPED_SIZE(NAME_BYTES)];
	if (!account && stored == 0)
		return;
	buffer_add_text(out, out->length > start ? ";" : "@");
	if (stored > 0) {
		buffer_add(out, event->tags, stored);
		return;
	}
	irc_tag_escape(name, account->name, strlen(account->name));
	buffer_add_all(out, "account=", name, NULL);
}

void irc_line_tags(struct buffer *out, const struct event *event, unsigned dialect, unsigned part)
{
	char time[CLOCK_TEXT_SIZE];
	size_t start = out->length;
	if ((dialect & IRC_SERVER_TIME) && event->time)
		buffer_add_all(out, "@time=", clock_text(time, event->time), NULL);
	if (dialect & IRC_ACCOUNT_TAG)
		add_account(out, event, start);
	if ((dialect & IRC_MESSAGE_TAGS) && (irc_id_any(event) || event->tags))
		add_message_tags(out, event, part, start);
	if (out->length > start)
		buffer_add(out, " ", 1);
}

void irc_line_source(struct buffer *out, const struct event *event)
{
	char host[SESSION_HOST_SIZE];
	if (event->actor)
		buffer_add_all(out, ":", event->name, "!", session_user(event->actor), "@",
			session_host(event->actor, host), " ", NULL);
	else if (event->past && *event->name && *event->user && *event->host)
		buffer_add_all(
			out, ":", event->name, "!", event->user, "@", event->host, " ", NULL);
	else if (event->past && *event->name)
		buffer_add_all(out, ":", event->name, " ", NULL);
	else
		buffer_add_all(out, ":", irc_server, " ", NULL);
}

size_t irc_line_start(struct buffer *out, const struct event *event, unsigned dialect,
	const char *command, unsigned part)
{
	irc_line_tags(out, event, dialect, part);
	size_t start = out->length;
	irc_line_source(out, event);
	buffer_add_all(out, command, " ", NULL);
	return start;
}
