/* How rooms are set, bans and invitations, in words. */
#include <string.h>

#include "command.h"
#include "line_encode.h"
#include "text.h"

/* What is added to "alice " and "You have " when it is set, and when it is not any more. In the
 * words, %n is the argument and %r the room, %g is "gave" or "given" and %t "took" or "taken". */
static const struct {
	const char *on, *off;
} deeds[MODE_COUNT] = {
	[MODE_INVITE_ONLY] = {"made %r a room for the invited", "opened %r to everyone"},
	[MODE_MODERATED] = {"made %r moderated: only those with a voice may speak",
		"ended the moderation of %r: everyone may speak"},
	[MODE_MEMBERS_ONLY] = {"closed %r to messages from outside",
		"opened %r to messages from outside"},
	[MODE_SECRET] = {"made %r secret", "made %r public"},
	[MODE_TOPIC_LOCKED] = {"let only operators set the topic of %r",
		"let everyone set the topic of %r"},
	[MODE_KEY] = {"%g %r the key %n", "%t the key from %r"},
	[MODE_LIMIT] = {"limited %r to %n people", "%t the limit from %r"},
	[MODE_BAN] = {"banned %n from %r", "lifted the ban on %n in %r"},
	[MODE_BAN_EXCEPT] = {"excepted %n from the bans of %r",
		"%t back the exception for %n in %r"},
	[MODE_INVITE_EXCEPT] = {"invited all %n to %r", "%t back the invitation of %n to %r"},
	[MODE_FOUNDER] = {"made %n a founder of %r", "made %n no founder of %r any more"},
	[MODE_OPERATOR] = {"made %n an operator of %r", "made %n no operator of %r any more"},
	[MODE_VOICE] = {"%g %n a voice in %r", "%t %n's voice in %r"},
};

static const char *word_for(char place, const struct event *event, const struct change *change)
{
	switch (place) {
	case 'r':
		return event->room;
	case 'g':
		return event->own ? "given" : "gave";
	case 't':
		return event->own ? "taken" : "took";
	default:
		return change->argument;
	}
}

void line_encode_changed(struct buffer *out, const struct event *event)
{
	char duration[TEXT_DURATION_SIZE];
	const char *who = event->own ? LINE_OWN : event->name ? event->name : "The server";
	for (size_t i = 0; i < event->change_count; i++) {
		const struct change *change = &event->changes[i];
		const char *text = change->on ? deeds[change->mode].on : deeds[change->mode].off;
		buffer_add_all(out, "-- ", who, " ", NULL);
		while (*text) {
			size_t run = strcspn(text, "%");
			buffer_add(out, text, run);
			text += run;
			if (!*text)
				break;
			buffer_add_text(out, word_for(text[1], event, change));
			text += 2;
		}
		if (change->seconds > 0)
			buffer_add_all(
				out, " for ", text_duration(duration, change->seconds), NULL);
		buffer_add_text(out, "\n");
	}
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
	char when[LINE_AGO_SIZE], span[LINE_AGO_SIZE];
	if (event->name_count > 0)
		buffer_add_all(out, "--   ", event->names[0], " (", event->other, ")", NULL);
	else
		buffer_add_all(out, "--   ", event->other, NULL);
	buffer_add_all(out, " by ", event->name, " ", line_ago(when, event->seconds), NULL);
	if (event->idle > 0)
		buffer_add_all(out, ", for another ", line_span(span, event->idle), NULL);
	line_add_why(out, event->text);
	buffer_add_text(out, "\n");
}

void line_encode_bans(struct buffer *out, const struct event *event)
{
	if (event->total == 0)
		buffer_add_all(out, "-- Nobody is banned from ", event->room, ".\n", NULL);
	else
		buffer_format(out, "-- %llu ban%s. /unban NAME lifts one.\n",
			(unsigned long long)event->total, event->total == 1 ? "" : "s");
}

void line_encode_kept(struct buffer *out, const struct event *event)
{
	char span[LINE_AGO_SIZE];
	buffer_add_all(out, "-- ", event->room, " is kept for ", event->name,
		", who runs it and lost the connection, for another ",
		line_span(span, event->seconds), ".\n", NULL);
}

void line_encode_uninvited(struct buffer *out, const struct event *event)
{
	buffer_add_all(out, "-- You took back the invitation of ", event->other, " to ",
		event->room, ".\n", NULL);
}

void line_encode_invitation(struct buffer *out, const struct event *event)
{
	char when[LINE_AGO_SIZE], span[LINE_AGO_SIZE];
	buffer_add_all(out, "--   ", event->other, " by ", event->name, " ",
		line_ago(when, event->seconds), ", for another ", line_span(span, event->idle),
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
