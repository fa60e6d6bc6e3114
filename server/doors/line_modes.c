#include "line_modes.h"

#include "line_server.h"
#include "line_text.h"
#include "mode_words.h"
#include "past_changes.h"
#include "text.h"

static void add_changes(struct buffer *out, const struct event *event)
{
	char duration[TEXT_DURATION_SIZE];
	const char *who = event->name && *event->name ? event->name : NULL;
	for (size_t i = 0; i < event->change_count; i++) {
		const struct change *change = &event->changes[i];
		buffer_add_text(out, "-- ");
		mode_words_add(out, mode_words(change->mode, change->on), event->own, who,
			change->argument, event->room);
		if (change->seconds > 0)
			buffer_add_all(
				out, " for ", text_duration(duration, change->seconds), NULL);
		buffer_add_text(out, "\n");
	}
}

void line_encode_changed(struct buffer *out, const struct event *event)
{
	struct past_changes past;
	if (!event->past) {
		add_changes(out, event);
		return;
	}
	past_changes_read(&past, event);
	add_changes(out, &past.event);
	past_changes_finish(&past);
}

void line_encode_modes(struct buffer *out, const struct event *event)
{
	buffer_add_all(
		out, "-- ", event->room, event->change_count ? " is set to: " : " is open", NULL);
	for (size_t i = 0; i < event->change_count; i++) {
		const struct change *change = &event->changes[i];
		buffer_add_all(out, i ? ", " : "", mode_name(change->mode),
			change->argument ? " " : "", change->argument ? change->argument : "",
			NULL);
	}
	buffer_add_text(out, "\n");
}

void line_encode_ban(struct buffer *out, const struct event *event)
{
	char when[TEXT_DURATION_SIZE];
	if (event->name_count > 0)
		buffer_add_all(out, "--   ", event->names[0], " (", event->other, ")", NULL);
	else
		buffer_add_all(out, "--   ", event->other, NULL);
	buffer_add_all(out, " by ", event->name, " ", text_ago(when, event->seconds), NULL);
	line_add_left(out, event->idle);
	line_add_why(out, event->text);
	buffer_add_text(out, "\n");
}

void line_encode_bans(struct buffer *out, const struct event *event)
{
	if (!event->room)
		line_server_bans(out, event);
	else if (event->total == 0)
		buffer_add_all(out, "-- Nobody is banned from ", event->room, ".\n", NULL);
	else
		buffer_format(out, "-- %llu ban%s. /unban NAME lifts one.\n",
			(unsigned long long)event->total, event->total == 1 ? "" : "s");
}

void line_encode_kept(struct buffer *out, const struct event *event)
{
	char span[TEXT_DURATION_SIZE];
	buffer_add_all(out, "-- ", event->room, " is kept for ", event->name,
		", who runs it and lost the connection, for another ",
		text_about(span, event->seconds), ".\n", NULL);
}

void line_encode_uninvited(struct buffer *out, const struct event *event)
{
	buffer_add_all(out, "-- You took back the invitation of ", event->other, " to ",
		event->room, ".\n", NULL);
}

void line_encode_invitation(struct buffer *out, const struct event *event)
{
	char when[TEXT_DURATION_SIZE], span[TEXT_DURATION_SIZE];
	buffer_add_all(out, "--   ", event->other, " by ", event->name, " ",
		text_ago(when, event->seconds), ", for another ", text_about(span, event->idle),
		"\n", NULL);
}

void line_encode_invitations(struct buffer *out, const struct event *event)
{
	if (event->total == 0)
		buffer_add_all(out, "-- Nobody is invited to ", event->room,
			". /invite NAME invites somebody.\n", NULL);
	else
		buffer_format(out, "-- %llu invitation%s. /uninvite NAME takes one back.\n",
			(unsigned long long)event->total, event->total == 1 ? "" : "s");
}
