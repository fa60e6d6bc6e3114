#include "irc_encode.h"

#include <inttypes.h>
#include <string.h>

#include "account.h"
#include "irc_barred.h"
#include "irc_encode_account.h"
#include "irc_id.h"
#include "irc_line.h"
#include "irc_peer.h"
#include "irc_said.h"
#include "irc_skipped.h"
#include "irc_write.h"
#include "mode_words.h"
#include "numeric.h"
#include "past_changes.h"
#include "text.h"

/* ":source COMMAND middle :text"; `middle` and `text` may be NULL. */
static void add_deed(struct buffer *out, const struct event *event, unsigned dialect,
	const char *command, const char *middle, const char *text)
{
	size_t start = irc_line_start(out, event, dialect, command, 0);
	if (middle)
		buffer_add_text(out, middle);
	if (text)
		buffer_add_all(out, middle ? " :" : ":", text, NULL);
	if (!middle && !text)
		out->length--; /* the blank behind the command */
	irc_write_end(out, start);
}

static void add_joined(struct buffer *out, const struct event *event, unsigned dialect)
{
	size_t start = irc_line_start(out, event, dialect, "JOIN", 0);
	buffer_add_text(out, event->room);
	if (dialect & IRC_EXTENDED_JOIN) {
		const struct account *account = session_account(event->actor);
		buffer_add_all(out, " ", account ? account->name : "*", " :",
			event->silent ? event->name : session_real(event->actor), NULL);
	}
	irc_write_end(out, start);
	const char *away = session_away(event->actor);
	if (away && (dialect & IRC_AWAY_NOTIFY) && !event->own)
		add_deed(
			out, event, dialect, "AWAY", NULL, *away && !event->silent ? away : "away");
}

/* "Quit: " marks the words of the person, so that they cannot be mistaken for the server's. */
static void add_quit(struct buffer *out, const struct event *event, unsigned dialect)
{
	const char *why = event->text;
	if (!why)
		why = event->flag ? "" : "Connection closed";
	size_t start = irc_line_start(out, event, dialect, "QUIT", 0);
	buffer_add_all(out, event->flag ? ":Quit: " : ":", why, NULL);
	irc_write_end(out, start);
}

static void add_kicked(struct buffer *out, const struct event *event, unsigned dialect)
{
	size_t start = irc_line_start(out, event, dialect, "KICK", 0);
	buffer_add_all(out, event->room, " ", event->other, " :",
		event->text && *event->text ? event->text : event->name, NULL);
	irc_write_end(out, start);
}

/* One line with as many changes as fit, from index `from` on. Returns the index of the next. */
static size_t add_some_changes(
	struct buffer *out, const struct event *event, unsigned dialect, size_t from)
{
	size_t start = irc_line_start(out, event, dialect, "MODE", (unsigned)from);
	size_t space = IRC_LINE_TEXT_MAX - (out->length - start) - strlen(event->room) - 1;
	size_t to = from, used = 0;
	for (; to < event->change_count; to++) {
		const char *argument = event->changes[to].argument;
		used += 2 + (argument ? strlen(argument) + 1 : 0);
		if (used > space && to > from)
			break;
	}
	buffer_add_all(out, event->room, " ", NULL);
	int sign = -1;
	for (size_t i = from; i < to; i++) {
		const struct change *change = &event->changes[i];
		char letter = mode_letter(change->mode);
		if (sign != change->on)
			buffer_add_text(out, change->on ? "+" : "-");
		sign = change->on;
		buffer_add(out, &letter, 1);
	}
	for (size_t i = from; i < to; i++)
		if (event->changes[i].argument)
			buffer_add_all(out, " ", event->changes[i].argument, NULL);
	irc_write_end(out, start);
	return to;
}

/* The id is that of the erased line; its number is not that of this event. */
static void add_erased(struct buffer *out, const struct event *event, unsigned dialect)
{
	struct event redact = *event;
	if (!(dialect & IRC_REDACTION))
		return;
	redact.number = 0;
	size_t start = irc_line_start(out, &redact, dialect, "REDACT", 0);
	buffer_add_all(out, event->room, " ", NULL);
	irc_id_add(out, event, 0);
	if (event->text)
		buffer_add_all(out, " :", event->text, NULL);
	irc_write_end(out, start);
}

static void add_forgotten(struct buffer *out, const struct event *event, unsigned dialect)
{
	struct event note = {.time = event->time};
	size_t start = irc_line_start(out, &note, dialect, "NOTE", 0);
	buffer_add_text(
		out, event->flag ? "FORGET FORGOTTEN :What you have said since you came is erased. "
				   "Those who were there have read it."
				 : "FORGET NOTHING_SAID :There is nothing to erase: you have said "
				   "nothing since you came, or erased it before.");
	irc_write_end(out, start);
}

/* MODE cannot express how long a ban lasts: a NOTICE from the server tells it. */
static void add_end(struct buffer *out, const struct event *event, unsigned dialect, size_t i)
{
	const struct change *change = &event->changes[i];
	struct event end = {.time = event->time};
	char duration[TEXT_DURATION_SIZE];
	size_t start = irc_line_start(out, &end, dialect, "NOTICE", 0);
	buffer_add_all(out, event->room, " :The ban on ", change->argument, " is for ",
		text_duration(duration, change->seconds), NULL);
	irc_write_end(out, start);
}

static void add_changed(struct buffer *out, const struct event *event, unsigned dialect)
{
	for (size_t at = 0; at < event->change_count;)
		at = add_some_changes(out, event, dialect, at);
	for (size_t i = 0; i < event->change_count; i++)
		if (event->changes[i].seconds > 0)
			add_end(out, event, dialect, i);
}

static void add_past_changes(struct buffer *out, const struct event *event, unsigned dialect)
{
	struct past_changes past;
	past_changes_read(&past, event);
	add_changed(out, &past.event, dialect);
	past_changes_finish(&past);
}

static void add_invited(struct buffer *out, const struct event *event, unsigned dialect)
{
	bool others = !event->flag && !event->own;
	if (event->own || (others && !(dialect & IRC_INVITE_NOTIFY)))
		return;
	size_t start = irc_line_start(out, event, dialect, "INVITE", 0);
	buffer_add_all(out, event->other, " ", event->room, NULL);
	irc_write_end(out, start);
}

/* irc_chghost() tells clients without the capability in another way. */
static void add_host(struct buffer *out, const struct event *event, unsigned dialect)
{
	if (!(dialect & IRC_CHGHOST))
		return;
	irc_line_tags(out, event, dialect, 0);
	buffer_add_all(out, ":", event->name, "!", session_user(event->actor), "@", event->other,
		" CHGHOST ", session_user(event->actor), " ", event->text, "\r\n", NULL);
}

static void add_watched(struct buffer *out, const struct event *event)
{
	buffer_format(out, ":%s %d %s :", irc_server, event->flag ? RPL_MONONLINE : RPL_MONOFFLINE,
		event->other);
	if (event->flag)
		irc_write_source(out, event->actor);
	else
		buffer_add_text(out, event->name);
	buffer_add(out, "\r\n", 2);
}

static void add_refused(struct buffer *out, const struct event *event)
{
	struct buffer why = {0};
	if (irc_barred_words(&why, event)) {
		irc_write_error(out, buffer_text(&why));
		buffer_finish(&why);
		return;
	}
	if (event->outcome == OUTCOME_TOO_FAST)
		buffer_format(out,
			":%s NOTICE * :You are sending faster than %" PRIu64
			" lines a second: nothing is lost, but the rest is read at that speed\r\n",
			irc_server, event->total);
	else if (event->outcome == OUTCOME_ADDRESS_TOO_FAST)
		buffer_format(out,
			":%s NOTICE * :The connections from your address are sending faster than "
			"%" PRIu64 " lines a second together: nothing is lost, but the rest is "
			"read at that speed\r\n",
			irc_server, event->total);
	else if (event->outcome == OUTCOME_UNREAD)
		buffer_format(out,
			":%s NOTICE * :The last %" PRIu64
			" bytes that you sent were not read, and so not said\r\n",
			irc_server, event->total);
	else if (event->outcome == OUTCOME_TOO_SLOW)
		buffer_format(out,
			"ERROR :Closing link: you have not read %" PRIu64
			" bytes; come back when you can\r\n",
			event->total);
}

/* A notice to the room in which it is read, or to an operator of the server. */
static void add_history(struct buffer *out, const struct event *event)
{
	buffer_add_all(
		out, ":", irc_server, " NOTICE ", event->room ? event->room : "*", " :", NULL);
	if (event->flag && event->text)
		buffer_add_all(out, "The history is not stored in time: ", event->text, NULL);
	else if (event->flag && event->total > 0)
		buffer_add_text(out,
			"The disk is far behind. Until it keeps up, lines are not kept in "
			"the history.");
	else if (event->flag)
		buffer_add_text(out, "The disk does not keep up. Until it does, lines are sent "
				     "before they are stored.");
	else
		buffer_add_text(out, "The disk keeps up again: lines are kept as before.");
	if (event->total > 0 && !event->flag)
		buffer_format(out, " %" PRIu64 " line%s of that time will not be in the history.",
			event->total, event->total == 1 ? "" : "s");
	buffer_add_text(out, "\r\n");
}

/* Clients that know the code come back at once. */
static void add_farewell(struct buffer *out, const struct event *event)
{
	const struct irc_peer *peer = event->actor->peer;
	if (event->flag && peer->caps & IRC_STANDARD_REPLIES)
		buffer_add_all(out, ":", irc_server, " NOTE * UPGRADED :", event->text,
			" was upgraded; connections inside TLS begin anew\r\n", NULL);
	buffer_add_all(out, "ERROR :Closing link: ", event->text,
		event->flag ? " was upgraded: connect again\r\n" : " is shutting down\r\n", NULL);
}

static void add_for_one(struct buffer *out, const struct event *event, unsigned dialect)
{
	switch (event->type) {
	case EVENT_WATCHED:
		add_watched(out, event);
		break;
	case EVENT_WALLOPS:
		add_deed(out, event, dialect, "WALLOPS", NULL, event->text);
		break;
	case EVENT_KILLED:
		add_deed(out, event, dialect, "KILL", event->other, event->text ? event->text : "");
		break;
	case EVENT_SERVER_BAN:
	case EVENT_SERVER_CLOSED:
		irc_barred_encode(event, out);
		break;
	case EVENT_OPERATOR:
		buffer_format(out, ":%s %d %s :You are now an IRC operator\r\n", irc_server,
			RPL_YOUREOPER, event->name);
		add_deed(out, event, dialect, "MODE", event->name, "+o");
		break;
	case EVENT_KEPT:
		buffer_format(out,
			":%s NOTICE %s :%s is kept for %s, who runs it and lost the connection, "
			"for another %" PRId64 " seconds\r\n",
			irc_server, event->room, event->room, event->name, event->seconds);
		break;
	case EVENT_UNINVITED:
		buffer_format(out, ":%s NOTICE %s :You took back the invitation of %s to %s\r\n",
			irc_server, event->name, event->other, event->room);
		break;
	case EVENT_REFUSED:
		add_refused(out, event);
		break;
	case EVENT_HISTORY:
		add_history(out, event);
		break;
	case EVENT_SKIPPED:
		irc_skipped_encode(out, event);
		break;
	case EVENT_FAREWELL:
		add_farewell(out, event);
		break;
	case EVENT_BYE:
		irc_write_error(out, event->text ? event->text : "");
		break;
	default: /* answers to commands of the line door, or of accounts */
		irc_encode_account(event, dialect, out);
		break;
	}
}

void irc_encode_past(const struct event *event, unsigned dialect, struct buffer *out)
{
	switch (event->type) {
	case EVENT_SAID:
		irc_said_encode(event, dialect, out);
		break;
	case EVENT_KICKED:
		add_kicked(out, event, dialect);
		break;
	case EVENT_TOPIC:
		add_deed(out, event, dialect, "TOPIC", event->room, event->text);
		break;
	case EVENT_CHANGED:
		add_past_changes(out, event, dialect);
		break;
	default:
		break;
	}
}

void irc_encode(const struct event *event, unsigned dialect, struct buffer *out)
{
	if (event->past && event->type != EVENT_SAID && event->type != EVENT_PAST_ERASED)
		return;
	switch (event->type) {
	case EVENT_SAID:
	case EVENT_PRIVATE:
		irc_said_encode(event, dialect, out);
		break;
	case EVENT_PAST_ERASED:
		irc_said_erased(event, dialect, out);
		break;
	case EVENT_JOINED:
		add_joined(out, event, dialect);
		break;
	case EVENT_LEFT:
		add_deed(out, event, dialect, "PART", event->room, event->text);
		break;
	case EVENT_QUIT:
		add_quit(out, event, dialect);
		break;
	case EVENT_KICKED:
		add_kicked(out, event, dialect);
		break;
	case EVENT_RENAMED:
		add_deed(out, event, dialect, "NICK", event->other, NULL);
		break;
	case EVENT_TOPIC:
		add_deed(out, event, dialect, "TOPIC", event->room, event->text);
		break;
	case EVENT_CHANGED:
		add_changed(out, event, dialect);
		break;
	case EVENT_ERASED:
		add_erased(out, event, dialect);
		break;
	case EVENT_FORGOTTEN:
		add_forgotten(out, event, dialect);
		break;
	case EVENT_INVITED:
		add_invited(out, event, dialect);
		break;
	case EVENT_AWAY_CHANGED:
		if (dialect & IRC_AWAY_NOTIFY)
			add_deed(out, event, dialect, "AWAY", NULL,
				event->text && !*event->text ? "away" : event->text);
		break;
	case EVENT_REAL_NAME:
		if (dialect & IRC_SETNAME)
			add_deed(out, event, dialect, "SETNAME", NULL, event->text);
		break;
	case EVENT_HOST:
		add_host(out, event, dialect);
		break;
	default:
		add_for_one(out, event, dialect);
		break;
	}
}
