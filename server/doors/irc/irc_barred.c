#include "irc_barred.h"

#include "irc_write.h"
#include "text.h"

bool irc_barred_refuse(struct buffer *out, const struct event *event)
{
	size_t start = out->length;
	char span[TEXT_DURATION_SIZE];
	if (event->outcome == OUTCOME_ADDRESS_DENIED)
		buffer_add_text(
			out, "ERROR :Closing link: This server does not let your address in");
	else if (event->outcome == OUTCOME_ACCOUNT_NEEDED)
		buffer_add_text(out, "ERROR :Closing link: This server is for people with an "
				     "account");
	else if (event->outcome == OUTCOME_SERVER_BANNED)
		buffer_add_text(out, "ERROR :Closing link: You are banned from this server");
	else if (event->outcome == OUTCOME_SERVER_CLOSED)
		buffer_add_text(out, "ERROR :Closing link: This server lets nobody new in at the "
				     "moment; try again later");
	else
		return false;
	if (event->idle > 0)
		buffer_add_all(out, ", for another ", text_about(span, event->idle), NULL);
	if (event->other)
		buffer_add_all(out, " (", event->other, ")", NULL);
	irc_write_end(out, start);
	return true;
}

static void add_ban(struct buffer *out, const struct event *event)
{
	char duration[TEXT_DURATION_SIZE];
	if (!event->flag) {
		buffer_add_all(
			out, " has lifted the ban of ", event->other, " from the server", NULL);
		return;
	}
	buffer_add_all(out, " has banned ", event->other, " from the server", NULL);
	if (event->seconds > 0)
		buffer_add_all(out, " for ", text_duration(duration, event->seconds), NULL);
	if (event->text)
		buffer_add_all(out, " (", event->text, ")", NULL);
	if (event->total > 0)
		buffer_format(out, "; %llu had to leave", (unsigned long long)event->total);
}

void irc_barred_encode(const struct event *event, struct buffer *out)
{
	size_t start = out->length;
	buffer_add_all(out, ":", irc_server, " NOTICE * :", event->name, NULL);
	if (event->type == EVENT_SERVER_BAN) {
		add_ban(out, event);
	} else if (event->flag) {
		buffer_add_all(out, " has closed the server", event->text ? " (" : "",
			event->text ? event->text : "", event->text ? ")" : "",
			": nobody new is let in, but from this machine and from where its "
			"operators are now. OPEN takes it back.",
			NULL);
	} else {
		buffer_add_text(out, " has opened the server");
	}
	irc_write_end(out, start);
}
