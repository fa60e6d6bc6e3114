#include "line_encode.h"

#include <stdio.h>
#include <string.h>

#include "irc_text.h"
#include "line_account.h"
#include "line_modes.h"
#include "line_past.h"
#include "line_server.h"
#include "line_skipped.h"
#include "line_text.h"
#include "line_words.h"
#include "text.h"

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

/* The sign of a member's role, before its name. */
static const char *mark_of(const struct event *event, size_t i)
{
	unsigned roles = event->name_roles ? event->name_roles[i] : 0;
	return roles & (ROLE_OPERATOR | ROLE_FOUNDER) ? "@" : roles & ROLE_VOICE ? "+" : "";
}

/* All names, separated by commas, in as many lines as they need. Behind a name that its owner has,
 * a
 * '*'; behind another one of somebody who is logged in, the account. */
static void add_all_names(struct buffer *out, const struct event *event)
{
	size_t column = 0;
	for (size_t i = 0; i < event->name_count; i++) {
		const char *name = event->names[i], *mark = mark_of(event, i);
		const char *account = event->name_accounts ? event->name_accounts[i] : NULL;
		bool other = account && !name_same(name, account);
		size_t width = strlen(mark) + text_width(name, strlen(name)) + 2;
		width += other ? text_width(account, strlen(account)) + 3 : account != NULL;
		if (column > 0 && column + width > LINE_COLUMNS) {
			buffer_add_text(out, "\n");
			column = 0;
		}
		buffer_add_text(out, column == 0 ? "--   " : " ");
		column += column == 0 ? 5 + width : width;
		buffer_add_all(out, mark, name,
			other	  ? " ("
			: account ? "*"
				  : "",
			other ? account : "", other ? ")" : "",
			i + 1 < event->name_count ? "," : "", NULL);
	}
	if (event->name_count > 0)
		buffer_add_text(out, "\n");
}

static void add_history(struct buffer *out, const struct event *event)
{
	if (event->flag && event->text)
		buffer_add_all(
			out, "-- The history is not stored in time: ", event->text, "\n", NULL);
	else if (event->flag && event->total > 0)
		buffer_add_text(out,
			"-- The disk is far behind. Until it keeps up, lines are not kept "
			"in the history.\n");
	else if (event->flag)
		buffer_add_text(out, "-- The disk does not keep up. Until it does, lines are sent "
				     "before they are stored.\n");
	else
		buffer_add_text(out, "-- The disk keeps up again: lines are kept as before.\n");
	if (event->total > 0 && !event->flag)
		buffer_format(out, "-- %llu line%s of that time will not be in the history.\n",
			(unsigned long long)event->total, plural(event->total));
}

static void add_welcome(struct buffer *out, const struct event *event)
{
	buffer_add_all(out, "-- Welcome to ", event->text, ". You are ", event->name, NULL);
	if (event->room) {
		buffer_add_all(out, " in ", event->room, ", with ", NULL);
		add_some_names(out, event);
	}
	buffer_add_text(out, ".\n");
}

static void add_ready(struct buffer *out, const struct event *event)
{
	buffer_add_text(out,
		"-- Type a line to say it. /nick NAME gives you a name, /help shows the rest.\n");
}

static bool is_for_programs(const struct event *event)
{
	return event->talk == TALK_REQUEST || event->talk == TALK_REQUEST_REPLY ||
	       event->talk == TALK_TAGS;
}

/* Appends the text. Each further line of it begins with what stands from `start` on; empty ones are
 * left out. */
static void add_spoken(struct buffer *out, size_t start, const char *text)
{
	size_t length = out->length - start, size = strcspn(text, "\n");
	buffer_add(out, text, size);
	buffer_add(out, "\n", 1);
	for (text += size + (text[size] == '\n'); *text; text += size + (text[size] == '\n')) {
		size = strcspn(text, "\n");
		if (size == 0)
			continue;
		buffer_reserve(out, length);
		buffer_add(out, out->bytes + start, length);
		buffer_add(out, text, size);
		buffer_add(out, "\n", 1);
	}
}

static void add_said(struct buffer *out, const struct event *event)
{
	size_t start = out->length;
	if (is_for_programs(event))
		return;
	if (event->roles)
		buffer_add_all(out, "[", event->name, " to ",
			event->roles & ROLE_VOICE ? "those with a voice in " : "operators of ",
			event->room, "] ", NULL);
	else if (event->talk == TALK_ACTION)
		buffer_add_all(out, "* ", event->name, " ", NULL);
	else
		buffer_add_all(out, "<", event->name, "> ", NULL);
	if (event->roles && event->talk == TALK_ACTION)
		buffer_add_all(out, "* ", event->name, " ", NULL);
	add_spoken(out, start, event->text);
}

static void add_private(struct buffer *out, const struct event *event)
{
	size_t start = out->length;
	if (is_for_programs(event))
		return;
	buffer_add_all(out, event->own ? "[to " : "[", event->own ? event->other : event->name,
		"] ", NULL);
	if (event->talk == TALK_ACTION)
		buffer_add_all(out, "* ", event->name, " ", NULL);
	add_spoken(out, start, event->text);
}

static void add_joined(struct buffer *out, const struct event *event)
{
	if (!event->own && !event->minor)
		buffer_add_all(out, "-- ", event->name, " joined\n", NULL);
	if (!event->own)
		return;
	buffer_add_all(out, "-- You are in ", event->room, " now, with ", NULL);
	add_some_names(out, event);
	buffer_add_text(out, ".\n");
}

static void add_left(struct buffer *out, const struct event *event)
{
	if (event->own) {
		buffer_add_all(out, "-- You left ", event->room,
			" and are in no room. /join ROOM takes you to one, /list shows them.\n",
			NULL);
		return;
	}
	if (event->minor)
		return;
	buffer_add_all(out, "-- ", event->name, " left", NULL);
	line_add_why(out, event->text);
	buffer_add_text(out, "\n");
}

static void add_kicked(struct buffer *out, const struct event *event)
{
	const char *who = event->own ? MODE_WORDS_OWN : event->name;
	const char *whom = !event->flag ? event->other : event->own ? "yourself" : "you";
	buffer_add_all(out, "-- ", who, " put ", whom, " out of ", event->room, NULL);
	line_add_why(out, event->text);
	buffer_add_text(
		out, event->flag ? ". You are in no room; /join ROOM takes you to one.\n" : "\n");
}

static void add_renamed(struct buffer *out, const struct event *event)
{
	if (event->own)
		buffer_add_all(out, "-- You are ", event->other, " now.\n", NULL);
	else if (!(event->minor && event->flag))
		buffer_add_all(out, "-- ", event->name, " is ", event->other, " now\n", NULL);
}

static void add_topic(struct buffer *out, const struct event *event)
{
	const char *who = event->own ? MODE_WORDS_OWN : event->name;
	if (!*event->text) {
		buffer_add_all(out, "-- ", who, " cleared the topic of ", event->room, "\n", NULL);
		return;
	}
	buffer_add_all(out, "-- ", who, " set the topic of ", event->room, ": ", NULL);
	buffer_add_text(out, event->text);
	buffer_add_text(out, "\n");
}

static void add_topic_is(struct buffer *out, const struct event *event)
{
	char when[TEXT_DURATION_SIZE];
	buffer_add_all(out, "-- The topic of ", event->room, " is: ", NULL);
	buffer_add_text(out, event->text);
	buffer_add_all(
		out, " (set by ", event->name, " ", text_ago(when, event->seconds), ")\n", NULL);
}

static void add_no_topic(struct buffer *out, const struct event *event)
{
	buffer_add_all(out, "-- ", event->room, " has no topic. /topic TEXT gives it one.\n", NULL);
}

static void add_names(struct buffer *out, const struct event *event)
{
	if (!event->flag)
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
	if (event->total == 0)
		buffer_add_text(out, "-- There are no rooms. /join ROOM makes one.\n");
	else if (event->idle > 0)
		buffer_format(out,
			"-- %llu rooms; these are the %lld with the most people. "
			"/join ROOM takes you to one.\n",
			(unsigned long long)event->total, (long long)event->idle);
	else
		buffer_format(out, "-- %llu room%s. /join ROOM takes you to one.\n",
			(unsigned long long)event->total, plural(event->total));
}

static void add_away(struct buffer *out, const struct event *event)
{
	const char *who = event->own ? "You are" : event->name;
	const char *be = event->own ? "" : " is";
	buffer_add_all(out, "-- ", who, be, event->flag ? " away" : " back", NULL);
	if (event->flag && event->text && *event->text) {
		buffer_add_text(out, ": ");
		buffer_add_text(out, event->text);
		buffer_add_text(out, "\n");
	} else {
		buffer_add_text(out, ".\n");
	}
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

#define HELP_WIDTH 18 /* of a command and its arguments; the text begins behind that */

static void add_help(struct buffer *out, const struct event *event)
{
	int used = (int)(strlen(event->name) + strlen(event->other));
	buffer_format(out, "--   /%s %s", event->name, event->other);
	if (used > HELP_WIDTH)
		buffer_format(out, "\n--%*s", HELP_WIDTH + 6, "");
	else
		buffer_format(out, "%*s ", HELP_WIDTH - used, "");
	buffer_add_all(out, event->text, "\n", NULL);
}

static void add_help_end(struct buffer *out, const struct event *event)
{
	buffer_add_text(out, "-- Anything else you type is said to the room; //x says /x.\n"
			     "-- /help COMMAND says more.\n");
}

static void add_help_more(struct buffer *out, const struct event *event)
{
	for (const char *line = event->text; *line; line += *line == '\n') {
		size_t length = strcspn(line, "\n");
		buffer_add_text(out, "--   ");
		buffer_add(out, line, length);
		buffer_add_text(out, "\n");
		line += length;
	}
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
	buffer_add_all(out, "-- ", event->text,
		event->flag
			? " was upgraded. Connections inside TLS cannot be kept: connect again.\n"
			: " is shutting down. Goodbye.\n",
		NULL);
}

static void add_invited(struct buffer *out, const struct event *event)
{
	if (event->flag)
		buffer_add_all(out, "-- ", event->name, " asks you to come to ", event->room,
			". /join ", event->room, " takes you there.\n", NULL);
	else if (event->own)
		buffer_add_all(out, "-- You asked ", event->other, " to come to ", event->room,
			".\n", NULL);
}

static void add_erased(struct buffer *out, const struct event *event)
{
	const char *who = event->own ? MODE_WORDS_OWN : event->name;
	const char *whose = event->own && event->flag ? "your line" : "line";
	buffer_format(out, "-- %s erased %s %u", who, whose, event->number);
	if (!event->flag)
		buffer_add_all(out, " of ", event->other, NULL);
	line_add_why(out, event->text);
	buffer_add_text(out, "\n");
}

static void add_numbered(struct buffer *out, const struct event *event)
{
	buffer_add_text(out, event->flag ? "-- Each line has its number in front now, "
					   "your own too; /number off ends it.\n"
					 : "-- Lines have no numbers in front any more.\n");
}

static void add_forgotten(struct buffer *out, const struct event *event)
{
	buffer_add_text(out, event->flag ? "-- What you have said since you came is erased. Those "
					   "who were there have read it.\n"
					 : "-- There is nothing to erase: you have said nothing "
					   "since you came, or erased it before.\n");
}

static void add_bye(struct buffer *out, const struct event *event)
{
	buffer_add_text(out, "-- Goodbye.\n");
}

static bool is_control(char c)
{
	return (unsigned char)c < ' ' && c != '\n' && c != '\t';
}

/* Removes formatting codes and other control characters, which texts from other doors may contain.
 */
static void make_plain(struct buffer *out, size_t start)
{
	size_t at = start;
	while (at < out->length && !is_control(out->bytes[at]))
		at++;
	if (at == out->length)
		return;
	buffer_reserve(out, 1); /* for the NUL of irc_text_plain() */
	size_t end =
		start + irc_text_plain(out->bytes + start, out->bytes + start, out->length - start);
	out->length = start;
	for (at = start; at < end; at++)
		if (!is_control(out->bytes[at]))
			out->bytes[out->length++] = out->bytes[at];
}

/* Those that are not here are for programs, or in line_account.c. */
static void (*const encoders[])(struct buffer *, const struct event *) = {
	[EVENT_WELCOME] = add_welcome,
	[EVENT_READY] = add_ready,
	[EVENT_SAID] = add_said,
	[EVENT_PRIVATE] = add_private,
	[EVENT_JOINED] = add_joined,
	[EVENT_LEFT] = add_left,
	[EVENT_QUIT] = add_left,
	[EVENT_KICKED] = add_kicked,
	[EVENT_RENAMED] = add_renamed,
	[EVENT_TOPIC] = add_topic,
	[EVENT_TOPIC_IS] = add_topic_is,
	[EVENT_NO_TOPIC] = add_no_topic,
	[EVENT_CHANGED] = line_encode_changed,
	[EVENT_MODES] = line_encode_modes,
	[EVENT_INVITED] = add_invited,
	[EVENT_KEPT] = line_encode_kept,
	[EVENT_UNINVITED] = line_encode_uninvited,
	[EVENT_INVITATION] = line_encode_invitation,
	[EVENT_INVITATIONS] = line_encode_invitations,
	[EVENT_NAMES] = add_names,
	[EVENT_ROOM] = add_room,
	[EVENT_ROOMS] = add_rooms,
	[EVENT_BAN] = line_encode_ban,
	[EVENT_BANS] = line_encode_bans,
	[EVENT_AWAY] = add_away,
	[EVENT_MOTD] = add_motd,
	[EVENT_HELP] = add_help,
	[EVENT_HELP_END] = add_help_end,
	[EVENT_ALIASES] = add_aliases,
	[EVENT_HELP_MORE] = add_help_more,
	[EVENT_IGNORING] = add_ignoring,
	[EVENT_IGNORED] = add_ignored,
	[EVENT_OPERATOR] = line_server_operator,
	[EVENT_WALLOPS] = line_server_wallops,
	[EVENT_SERVER_BAN] = line_server_ban,
	[EVENT_SERVER_CLOSED] = line_server_closed,
	[EVENT_STATS] = line_server_stats,
	[EVENT_KILLED] = line_server_killed,
	[EVENT_REFUSED] = line_encode_refused,
	[EVENT_PAST_GAP] = line_past_gap,
	[EVENT_PAST_ERASED] = line_past_erased,
	[EVENT_PAST_BEHIND] = line_past_behind,
	[EVENT_PAST_END] = line_past_end,
	[EVENT_FOUND] = line_past_found,
	[EVENT_NUMBERED] = add_numbered,
	[EVENT_HISTORY] = add_history,
	[EVENT_ERASED] = add_erased,
	[EVENT_FORGOTTEN] = add_forgotten,
	[EVENT_SKIPPED] = line_skipped_encode,
	[EVENT_FAREWELL] = add_farewell,
	[EVENT_BYE] = add_bye,
};

void line_encode(const struct event *event, unsigned dialect, struct buffer *out)
{
	size_t start = out->length;
	if (encoders[event->type])
		encoders[event->type](out, event);
	else
		line_encode_account(out, event);
	make_plain(out, start);
	if (event->past || ((dialect & LINE_NUMBERED) && event->room_id > 0))
		line_past_mark(out, start, event, dialect);
}
