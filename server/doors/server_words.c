#include "server_words.h"

#include "line_text.h"
#include "mode_words.h"
#include "text.h"

void server_words_who(struct buffer *out, const struct event *event)
{
	if (event->own)
		buffer_add_text(out, MODE_WORDS_OWN);
	else
		buffer_add_all(out, event->name, " has", NULL);
}

static void add_ended(struct buffer *out, uint64_t people)
{
	if (people == 1)
		buffer_add_text(out, "; one person had to leave");
	else if (people > 0)
		buffer_format(out, "; %llu people had to leave", (unsigned long long)people);
}

void server_words_ban(struct buffer *out, const struct event *event)
{
	char duration[TEXT_DURATION_SIZE];
	if (!event->flag) {
		buffer_add_all(out, " lifted the ban of ", event->other, " from the server", NULL);
		return;
	}
	buffer_add_all(out, " banned ", event->other, " from the server", NULL);
	if (event->seconds > 0)
		buffer_add_all(out, " for ", text_duration(duration, event->seconds), NULL);
	line_add_why(out, event->text);
	add_ended(out, event->total);
}

void server_words_closed(struct buffer *out, const struct event *event, const char *open)
{
	if (!event->flag) {
		buffer_add_text(out, " opened the server");
		return;
	}
	buffer_add_text(out, " closed the server");
	line_add_why(out, event->text);
	buffer_add_all(out,
		": nobody new is let in, except from this machine and from where its operators "
		"are now. ",
		open, " takes it back.", NULL);
}

void server_words_owner(struct buffer *out, const struct event *event)
{
	const char *who = event->own ? "You" : event->other, *have = event->own ? " have" : " has";
	if (!event->name)
		buffer_add_all(out, who, have, " given ", event->room,
			" up: it belongs to nobody now.", NULL);
	else if (event->flag)
		buffer_add_all(out, event->room, " belongs to ", event->own ? "you" : event->name,
			" now.", NULL);
	else
		buffer_add_all(
			out, who, have, " given ", event->room, " to ", event->name, ".", NULL);
}
