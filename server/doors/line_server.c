#include "line_server.h"

#include "line_text.h"
#include "mode_words.h"
#include "text.h"

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

static void add_who(struct buffer *out, const struct event *event)
{
	if (event->own)
		buffer_add_text(out, "-- " MODE_WORDS_OWN);
	else
		buffer_add_all(out, "-- ", event->name, " has", NULL);
}

static void add_ended(struct buffer *out, uint64_t people)
{
	if (people == 1)
		buffer_add_text(out, "; one person had to leave");
	else if (people > 0)
		buffer_format(out, "; %llu people had to leave", (unsigned long long)people);
}

void line_server_ban(struct buffer *out, const struct event *event)
{
	char duration[TEXT_DURATION_SIZE];
	add_who(out, event);
	if (!event->flag) {
		buffer_add_all(
			out, " lifted the ban of ", event->other, " from the server\n", NULL);
		return;
	}
	buffer_add_all(out, " banned ", event->other, " from the server", NULL);
	if (event->seconds > 0)
		buffer_add_all(out, " for ", text_duration(duration, event->seconds), NULL);
	line_add_why(out, event->text);
	add_ended(out, event->total);
	buffer_add_text(out, "\n");
}

void line_server_closed(struct buffer *out, const struct event *event)
{
	add_who(out, event);
	buffer_add_text(out, event->flag ? " closed the server" : " opened the server\n");
	if (!event->flag)
		return;
	line_add_why(out, event->text);
	buffer_add_text(out, ": nobody new is let in, but from this machine and from where its "
			     "operators are now. /open takes it back.\n");
}

void line_server_bans(struct buffer *out, const struct event *event)
{
	if (event->flag)
		buffer_add_text(
			out, "-- The server is closed to who is not here; /open opens it.\n");
	if (event->total == 0)
		buffer_add_text(out, "-- Nobody is banned from the server.\n");
	else
		buffer_format(out, "-- %llu ban%s from the server. /server-unban WHOM lifts one.\n",
			(unsigned long long)event->total, event->total == 1 ? "" : "s");
}
