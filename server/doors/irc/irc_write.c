#include "irc_write.h"

#include <stdio.h>
#include <string.h>

#include "text.h"

char irc_server[80];

void irc_write_init(const char *name)
{
	bool dot = strchr(name, '.') != NULL;
	snprintf(irc_server, sizeof irc_server, "%s%s", name, dot ? "" : ".chat");
	for (char *at = irc_server; *at; at++)
		if (*at == ' ' || *at == '!' || *at == '@' || *at == ':')
			*at = '-';
}

void irc_write_batch(char out[IRC_BATCH_BYTES + 1])
{
	static unsigned batches;
	snprintf(out, IRC_BATCH_BYTES + 1, "%x", ++batches);
}

void irc_write_source(struct buffer *out, const struct session *session)
{
	char host[SESSION_HOST_SIZE];
	buffer_add_all(out, session_name(session), "!", session_user(session), "@",
		session_host(session, host), NULL);
}

const char *irc_write_prefixes(unsigned roles, bool all)
{
	static const char *const every[] = {"", "+", "@", "@+", "~", "~+", "~@", "~@+"};
	static const char *const highest[] = {"", "+", "@", "@", "~", "~", "~", "~"};
	return all ? every[roles] : highest[roles];
}

size_t irc_write_space(const struct buffer *out, size_t start)
{
	size_t used = out->length - start;
	return used < IRC_LINE_TEXT_MAX ? IRC_LINE_TEXT_MAX - used : 0;
}

void irc_write_end(struct buffer *out, size_t start)
{
	size_t length = out->length - start;
	if (length > IRC_LINE_TEXT_MAX)
		out->length = start + text_cut(out->bytes + start, length, IRC_LINE_TEXT_MAX);
	buffer_add(out, "\r\n", 2);
}

void irc_write_error(struct buffer *out, const char *why)
{
	size_t start = out->length;
	buffer_add_all(out, "ERROR :Closing link", *why ? ": " : "", why, NULL);
	irc_write_end(out, start);
}
