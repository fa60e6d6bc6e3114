#include "line_encode.h"

#include <stdio.h>
#include <string.h>

#include "text.h"

#define AGO_SIZE 48

/* "3 hours ago", "1 minute ago", "just now": in the largest unit of which there is one. */
static const char *ago(char out[AGO_SIZE], int64_t seconds)
{
	static const struct {
		int64_t seconds;
		const char *name;
	} units[] = {{86400, "day"}, {3600, "hour"}, {60, "minute"}, {1, "second"}};
	if (seconds < 1)
		return "just now";
	unsigned i = 0;
	while (i < 3 && seconds < units[i].seconds)
		i++;
	int64_t n = seconds / units[i].seconds;
	snprintf(out, AGO_SIZE, "%lld %s%s ago", (long long)n, units[i].name, n == 1 ? "" : "s");
	return out;
}

static const char *plural(uint64_t n)
{
	return n == 1 ? "" : "s";
}

/* "alice, bob and 3 more", or "nobody else". */
static void add_some_names(struct buffer *out, const struct event *event)
{
	if (event->total == 0)
		buffer_add_text(out, "nobody else");
	uint64_t more = event->total - event->name_count;
	for (size_t i = 0; i < event->name_count; i++) {
		bool last = i + 1 == event->name_count && more == 0;
		buffer_add_text(out, i == 0 ? "" : last ? " and " : ", ");
		buffer_add_text(out, event->names[i]);
	}
	if (more > 0)
		buffer_format(out, " and %llu more", (unsigned long long)more);
}

/* The names, with commas, in as many lines as they need. */
static void add_all_names(struct buffer *out, const struct event *event)
{
	size_t column = 0;
	for (size_t i = 0; i < event->name_count; i++) {
		const char *name = event->names[i];
		size_t width = text_width(name, strlen(name)) + 2;
		if (column > 0 && column + width > LINE_COLUMNS) {
			buffer_add_text(out, "\n");
			column = 0;
		}
		buffer_add_text(out, column == 0 ? "--   " : " ");
		column += column == 0 ? 5 + width : width;
		buffer_add_all(out, name, i + 1 < event->name_count ? "," : "", NULL);
	}
	if (event->name_count > 0)
		buffer_add_text(out, "\n");
}

static void add_welcome(struct buffer *out, const struct event *event)
{
	buffer_add_all(out, "-- Welcome to ", event->text, ". You are ", event->name, " in ",
		event->room, ", with ", NULL);
	add_some_names(out, event);
	buffer_add_text(out, ".\n");
}

static void add_ready(struct buffer *out, const struct event *event)
{
	(void)event;
	buffer_add_text(out,
		"-- Type a line to say it. /nick NAME gives you a name, /help shows the rest.\n");
}

static void add_said(struct buffer *out, const struct event *event)
{
	buffer_add(out, "<", 1);
	buffer_add_text(out, event->name);
	buffer_add(out, "> ", 2);
	buffer_add_text(out, event->text);
	buffer_add(out, "\n", 1);
}

static void add_action(struct buffer *out, const struct event *event)
{
	buffer_add_all(out, "* ", event->name, " ", event->text, "\n", NULL);
}

static void add_private(struct buffer *out, const struct event *event)
{
	if (event->mine)
		buffer_add_all(out, "[to ", event->other, "] ", event->text, "\n", NULL);
	else
		buffer_add_all(out, "[", event->name, "] ", event->text, "\n", NULL);
}

static void add_joined(struct buffer *out, const struct event *event)
{
	if (!event->mine) {
		buffer_add_all(out, "-- ", event->name, " joined\n", NULL);
		return;
	}
	buffer_add_all(out, "-- You are in ", event->room, " now, with ", NULL);
	add_some_names(out, event);
	buffer_add_text(out, ".\n");
}

static void add_left(struct buffer *out, const struct event *event)
{
	if (event->mine)
		buffer_add_all(out, "-- You left ", event->room,
			" and are in no room. /join ROOM takes you to one, /list shows them.\n",
			NULL);
	else if (event->text)
		buffer_add_all(out, "-- ", event->name, " left (", event->text, ")\n", NULL);
	else
		buffer_add_all(out, "-- ", event->name, " left\n", NULL);
}

static void add_renamed(struct buffer *out, const struct event *event)
{
	if (event->mine)
		buffer_add_all(out, "-- You are ", event->other, " now.\n", NULL);
	else
		buffer_add_all(out, "-- ", event->name, " is ", event->other, " now\n", NULL);
}

static void add_topic(struct buffer *out, const struct event *event)
{
	char when[AGO_SIZE];
	if (!event->mine)
		buffer_add_all(out, "-- ", event->name, " set the topic of ", event->room, ": ",
			event->text, "\n", NULL);
	else
		buffer_add_all(out, "-- The topic of ", event->room, " is: ", event->text,
			" (set by ", event->name, " ", ago(when, event->seconds), ")\n", NULL);
}

static void add_no_topic(struct buffer *out, const struct event *event)
{
	buffer_add_all(out, "-- ", event->room, " has no topic. /topic TEXT gives it one.\n", NULL);
}

static void add_names(struct buffer *out, const struct event *event)
{
	buffer_format(out, "-- %llu %s in %s:\n", (unsigned long long)event->total,
		event->total == 1 ? "person is" : "people are", event->room);
	add_all_names(out, event);
}

static void add_room(struct buffer *out, const struct event *event)
{
	size_t width = text_width(event->room, strlen(event->room));
	int pad = width < 24 ? (int)(24 - width) : 1;
	buffer_format(
		out, "--   %s%*s%5llu", event->room, pad, "", (unsigned long long)event->total);
	if (event->text) {
		size_t length = strlen(event->text);
		size_t shown = text_cut(event->text, length, 2 * LINE_COLUMNS);
		shown = text_fit(event->text, shown, LINE_COLUMNS / 2);
		buffer_add_text(out, "  ");
		buffer_add(out, event->text, shown);
		buffer_add_text(out, shown < length ? "..." : "");
	}
	buffer_add_text(out, "\n");
}

static void add_rooms(struct buffer *out, const struct event *event)
{
	buffer_format(out, "-- %llu room%s. /join ROOM takes you to one.\n",
		(unsigned long long)event->total, plural(event->total));
}

static void add_whois(struct buffer *out, const struct event *event)
{
	char since[AGO_SIZE], idle[AGO_SIZE];
	buffer_add_all(out, "-- ", event->name, event->mine ? " (you)" : "", " is in ",
		event->room ? event->room : "no room", ", came ", ago(since, event->seconds),
		" and last typed ", ago(idle, event->idle), NULL);
	if (event->text)
		buffer_add_all(out, *event->text ? "; away: " : "; away", event->text, NULL);
	buffer_add_text(out, ".\n");
}

static void add_away(struct buffer *out, const struct event *event)
{
	const char *who = event->mine ? "You are" : event->name;
	const char *be = event->mine ? "" : " is";
	if (!event->flag)
		buffer_add_all(out, "-- ", who, be, " back.\n", NULL);
	else if (event->text && *event->text)
		buffer_add_all(out, "-- ", who, be, " away: ", event->text, "\n", NULL);
	else
		buffer_add_all(out, "-- ", who, be, " away.\n", NULL);
}

static void add_motd(struct buffer *out, const struct event *event)
{
	if (!event->text)
		buffer_add_text(out, "-- This server has no message of the day.\n");
	for (const char *line = event->text; line && *line;) {
		size_t length = strcspn(line, "\n");
		buffer_add_text(out, "-- ");
		buffer_add(out, line, length);
		buffer_add_text(out, "\n");
		line += length + (line[length] == '\n');
	}
}

static void add_help(struct buffer *out, const struct event *event)
{
	int used = (int)(strlen(event->name) + strlen(event->other));
	buffer_format(out, "--   /%s %s%*s %s\n", event->name, event->other,
		used < 18 ? 18 - used : 0, "", event->text);
}

static void add_help_end(struct buffer *out, const struct event *event)
{
	(void)event;
	buffer_add_text(out, "-- Anything else you type is said to the room; //x says /x. /help "
			     "COMMAND says more.\n");
}

static void add_aliases(struct buffer *out, const struct event *event)
{
	buffer_add_text(out, "--   the same:");
	for (const char *alias = event->text; *alias; alias += strspn(alias, " ")) {
		size_t length = strcspn(alias, " ");
		buffer_add_text(out, " /");
		buffer_add(out, alias, length);
		alias += length;
	}
	buffer_add_text(out, "\n");
}

static void add_ignoring(struct buffer *out, const struct event *event)
{
	if (event->flag)
		buffer_add_all(out, "-- You no longer see what ", event->name, " says. /unignore ",
			event->name, " takes that back.\n", NULL);
	else
		buffer_add_all(out, "-- You see what ", event->name, " says again.\n", NULL);
}

static void add_ignored(struct buffer *out, const struct event *event)
{
	buffer_format(out, "-- You ignore %s\n", event->total == 0 ? "nobody." : "these:");
	add_all_names(out, event);
}

static void add_farewell(struct buffer *out, const struct event *event)
{
	buffer_add_all(out, "-- ", event->text, " is shutting down. Goodbye.\n", NULL);
}

static void add_bye(struct buffer *out, const struct event *event)
{
	(void)event;
	buffer_add_text(out, "-- Goodbye.\n");
}

void line_encode(const struct event *event, struct buffer *out)
{
	static void (*const encoders[])(struct buffer *, const struct event *) = {
		[EVENT_WELCOME] = add_welcome,
		[EVENT_READY] = add_ready,
		[EVENT_SAID] = add_said,
		[EVENT_ACTION] = add_action,
		[EVENT_PRIVATE] = add_private,
		[EVENT_JOINED] = add_joined,
		[EVENT_LEFT] = add_left,
		[EVENT_RENAMED] = add_renamed,
		[EVENT_TOPIC] = add_topic,
		[EVENT_NO_TOPIC] = add_no_topic,
		[EVENT_NAMES] = add_names,
		[EVENT_ROOM] = add_room,
		[EVENT_ROOMS] = add_rooms,
		[EVENT_WHOIS] = add_whois,
		[EVENT_AWAY] = add_away,
		[EVENT_MOTD] = add_motd,
		[EVENT_HELP] = add_help,
		[EVENT_HELP_END] = add_help_end,
		[EVENT_ALIASES] = add_aliases,
		[EVENT_IGNORING] = add_ignoring,
		[EVENT_IGNORED] = add_ignored,
		[EVENT_REFUSED] = NULL,
		[EVENT_FAREWELL] = add_farewell,
		[EVENT_BYE] = add_bye,
	};
	if (event->type == EVENT_REFUSED)
		line_encode_refused(event, out);
	else
		encoders[event->type](out, event);
}
