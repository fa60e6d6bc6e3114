#include "line_server.h"

#include "line_text.h"
#include "server_words.h"

void line_server_operator(struct buffer *out, const struct event *event)
{
	buffer_add_text(out, "-- You are one of the server's operators now.\n");
}

void line_server_wallops(struct buffer *out, const struct event *event)
{
	buffer_add_all(out, "[", event->name, " to all operators] ", NULL);
	buffer_add_text(out, event->text);
	buffer_add_text(out, "\n");
}

void line_server_killed(struct buffer *out, const struct event *event)
{
	buffer_add_all(out, "!! ", event->name, " has put you off the server", NULL);
	line_add_why(out, event->text);
	buffer_add_text(out, "\n");
}

void line_server_ban(struct buffer *out, const struct event *event)
{
	buffer_add_text(out, "-- ");
	server_words_who(out, event);
	server_words_ban(out, event);
	buffer_add_text(out, "\n");
}

void line_server_closed(struct buffer *out, const struct event *event)
{
	buffer_add_text(out, "-- ");
	server_words_who(out, event);
	server_words_closed(out, event, "/open");
	buffer_add_text(out, "\n");
}

void line_server_stats(struct buffer *out, const struct event *event)
{
	buffer_add_all(out, "-- ", event->text, "\n", NULL);
}

void line_server_bans(struct buffer *out, const struct event *event)
{
	if (event->flag)
		buffer_add_text(out,
			"-- The server is closed to those who are not here; /open opens it.\n");
	if (event->total == 0)
		buffer_add_text(out, "-- Nobody is banned from the server.\n");
	else
		buffer_format(out, "-- %llu ban%s from the server. /server-unban WHOM lifts one.\n",
			(unsigned long long)event->total, event->total == 1 ? "" : "s");
}
