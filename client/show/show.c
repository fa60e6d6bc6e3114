#include "show.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "fold.h"
#include "memory.h"
#include "rich.h"
#include "text.h"

#define LOOK_SERVER LOOK_DIM
#define LOOK_ALARM (LOOK_BOLD | LOOK_COLOUR(1))
#define FOLD_TEXT_SIZE 2048
#define COUNT_SIZE 32
#define ROW_HANG 4 /* a row of a list that wraps goes on further in */

/* What stands before talk: in the room, our own there, private to us, private from us. */
static const struct talk {
	const char *room, *own, *from, *to;
} talks[2][CHAT_NOTICE + 1] = {
	{
		[CHAT_SAID] = {"<%n> ", "<%n> ", "[%n] ", "[to %r] "},
		[CHAT_ACTION] = {"* %n ", "* %n ", "[%n] * %n ", "[to %r] * %n "},
		[CHAT_NOTICE] = {"-%n- ", "-%n- ", "[-%n-] ", "[to -%r-] "},
	},
	{
		[CHAT_SAID] = {"%n says: ", "You say: ", "%n to you: ", "You to %r: "},
		[CHAT_ACTION] = {"Action: %n ", "Action: %n ", "Action to you: %n ",
			"Action to %r: %n "},
		[CHAT_NOTICE] = {"%n notes: ", "You note: ", "%n notes to you: ",
			"You note to %r: "},
	},
};

/* Sentences. In a template stand
 *   %n  the name          %w  " (text)" if there is a text    %o  the other name
 *   %r  the room          %x  the other text                  %t  the text
 *   %d  "ada", or "You have"                              %l  the number of a line
 *   %T  when a line was said that is erased now
 *   %c  who else is in the room, or how many: "alice and bob", "3 others", "nobody else" */

static const char *text_or_none(const char *text)
{
	return text ? text : "";
}

/* After a reconnect only their number is told. */
static void add_others(struct rich *rich, const struct chat_event *event, unsigned look)
{
	char count[COUNT_SIZE] = "nobody else";
	unsigned members = event->count;
	if (members > 1)
		snprintf(count, sizeof count, "%u other%s", members - 1, members > 2 ? "s" : "");
	rich_add(rich, event->with && !event->again ? event->with : count, look);
}

static void add_why(struct rich *rich, const char *why, unsigned look)
{
	if (text_blank(why, strlen(why)))
		return;
	rich_add(rich, " (", look);
	rich_add_codes(rich, why, look);
	rich_add(rich, ")", look);
}

static void add_name(struct rich *rich, const char *name, bool own, unsigned look, bool names)
{
	name = text_or_none(name);
	if (names && own)
		look |= LOOK_BOLD;
	else if (names)
		look |= LOOK_COLOUR(style_name_colour(name, strlen(name)));
	rich_add(rich, name, look);
}

static struct tm local_time(int64_t time)
{
	time_t seconds = (time_t)(time / 1000 - (time % 1000 < 0));
	struct tm parts = {0};
	localtime_r(&seconds, &parts);
	return parts;
}

void show_clock(char out[SHOW_CLOCK_SIZE], const struct style *style, int64_t time)
{
	struct tm parts = local_time(time);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral" /* the user's own format */
	size_t length =
		strftime(out, SHOW_CLOCK_SIZE, *style->clock ? style->clock : "%H:%M", &parts);
#pragma GCC diagnostic pop
	out[length] = '\0';
}

/* The time of day, with the date where that is not the event's. */
static void add_moment(struct rich *rich, const struct chat_event *event, unsigned look)
{
	struct tm then = local_time(event->then), now = local_time(event->time);
	bool same = then.tm_year == now.tm_year && then.tm_yday == now.tm_yday;
	char clock[16], month[32], day[48];
	strftime(clock, sizeof clock, "%H:%M", &then);
	strftime(month, sizeof month, "%B", &then);
	snprintf(day, sizeof day, " on %d %s", then.tm_mday, month);
	rich_add(rich, clock, look);
	rich_add(rich, same ? "" : day, look);
}

static void add_number(struct rich *rich, uint64_t number, unsigned look)
{
	char text[24];
	snprintf(text, sizeof text, "%llu", (unsigned long long)number);
	rich_add(rich, text, look);
}

static void add_place(
	struct rich *rich, char place, const struct chat_event *event, unsigned look, bool names)
{
	switch (place) {
	case 'n':
		add_name(rich, event->name, event->own, look, names);
		break;
	case 'o':
		rich_add(rich, text_or_none(event->other), look);
		break;
	case 'r':
		add_name(rich, event->room, false, look, names);
		break;
	case 't':
		rich_add_codes(rich, event->text, look);
		break;
	case 'w':
		add_why(rich, event->text, look);
		break;
	case 'd':
		rich_add(rich, event->own ? "You have" : text_or_none(event->name), look);
		break;
	case 'l':
		add_number(rich, event->number, look);
		break;
	case 'T':
		add_moment(rich, event, look);
		break;
	case 'x':
		rich_add_codes(rich, text_or_none(event->other), look);
		break;
	case 'c':
		add_others(rich, event, look);
		break;
	default:
		fatal("a sentence has a place that is none");
	}
}

/* `names`: names and rooms have a look of their own, a name's colour. */
static void add_phrase(struct rich *rich, const char *template, const struct chat_event *event,
	unsigned look, bool names)
{
	for (const char *at = template; *at;) {
		size_t run = strcspn(at, "%");
		rich_add_n(rich, at, run, look);
		at += run;
		if (*at) {
			add_place(rich, at[1], event, look, names);
			at += 2;
		}
	}
}

static const char *closed(const struct chat_event *event)
{
	if (event->own)
		return "You left %r%w.";
	if (event->name)
		return "%n put you out of %r%w. /join %r takes you there.";
	return *event->text ? "You are not in %r any more: %t" : "You are not in %r any more.";
}

static const char *opened(const struct chat_event *event)
{
	if (event->again)
		return *event->text ? "Back in %r, with %c. The topic of %r is: %t"
				    : "Back in %r, with %c.";
	return *event->text ? "You are in %r now, with %c. The topic of %r is: %t"
			    : "You are in %r now, with %c.";
}

static const char *topic(const struct chat_event *event)
{
	if (event->own)
		return *event->text ? "You have set the topic of %r: %t"
				    : "You have cleared the topic of %r";
	return *event->text ? "%n set the topic of %r: %t" : "%n cleared the topic of %r";
}

static const char *erased(const struct chat_event *event)
{
	static const char *const templates[2][2] = {
		{"%d erased an older line of %r%w", "%d erased what %o said in %r at %T%w"},
		{"%d erased line %l in %r%w", "%d erased line %l in %r, said by %o at %T%w"},
	};
	return templates[event->number > 0][event->other != NULL];
}

/* The template of what the server tells by an event, in the words of the line door; NULL for talk,
 * for joins, leaves and new names, and for CHAT_AWAY. Our own deeds read "You have set" and those
 * of others "NAME set", so that nobody named You can make one look like the other. */
static const char *phrase_of(const struct chat_event *event)
{
	switch (event->kind) {
	case CHAT_READY:
		return event->again ? "Connected again; you are %n." : "You are %n on this server.";
	case CHAT_KICKED:
		return event->own ? "You have put %o out of %r%w" : "%n put %o out of %r%w";
	case CHAT_RENAMED:
		return event->own && !event->room ? "You are %o now." : NULL;
	case CHAT_TOPIC:
		return topic(event);
	case CHAT_ERASED:
		return erased(event);
	case CHAT_INVITED:
		return event->other ? (event->own ? "You have asked %o to come to %r."
						  : "%n asked %o to come to %r.")
				    : "%n asks you to come to %r. /join %r takes you there.";
	case CHAT_OPENED:
		return opened(event);
	case CHAT_CLOSED:
		return closed(event);
	case CHAT_FORWARDED:
		return "%r does not take you in; the server sends you on to %o.";
	case CHAT_MODE:
	case CHAT_INFO:
		return "%t";
	case CHAT_REFUSED:
		return event->other ? "%t (not said: %x)" : "%t";
	case CHAT_UNSURE:
		return "to %r, not confirmed before the connection was lost: %t";
	default:
		return NULL;
	}
}

long show_day(char out[SHOW_DAY_SIZE], int64_t time)
{
	struct tm parts = local_time(time);
	char weekday[16], month[32];
	strftime(weekday, sizeof weekday, "%A", &parts);
	strftime(month, sizeof month, "%B", &parts);
	snprintf(out, SHOW_DAY_SIZE, "%s, %d %s %ld", weekday, parts.tm_mday, month,
		parts.tm_year + 1900L);
	return parts.tm_year * 366L + parts.tm_yday;
}

static void add_clock(struct rich *line, const struct style *style, int64_t time)
{
	char clock[SHOW_CLOCK_SIZE] = "";
	if (*style->clock)
		show_clock(clock, style, time);
	rich_add(line, clock, LOOK_DIM);
	rich_add(line, *clock ? " " : "", 0);
}

static void add_front_number(
	struct rich *line, const struct style *style, const struct chat_event *event)
{
	if (!style->numbers || event->number == 0 || event->kind == CHAT_ERASED)
		return;
	rich_add(line, style->plain ? "Line " : "", 0);
	add_number(line, event->number, LOOK_DIM);
	rich_add(line, style->plain ? ", " : " ", 0);
}

static void add_room(struct rich *line, const struct style *style, const char *plain_word,
	const char *room, const char *plain_end)
{
	if (!room)
		return;
	rich_add(line, style->plain ? plain_word : "", 0);
	rich_add(line, room, 0);
	rich_add(line, style->plain ? plain_end : " ", 0);
}

/* Within a sentence "You" and "Action" begin with a small letter. Returns the rest of the template.
 */
static const char *add_small(struct rich *line, const char *template)
{
	if (*template <'A' || *template > 'Z')
		return template;
	char small = (char)(*template - 'A' + 'a');
	rich_add_n(line, &small, 1, 0);
	return template + 1;
}

static void add_talk(struct rich *line, const struct style *style, const struct chat_event *event,
	const char *room, const char *self)
{
	unsigned look = event->past && !event->again ? LOOK_DIM : 0;
	const struct talk *talk = &talks[style->plain][event->kind];
	const char *template = event->own ? talk->own : talk->room;
	if (event->private)
		template = event->own ? talk->to : talk->from;
	else if (room) {
		add_room(line, style, "In ", room, ", ");
		template = add_small(line, template);
	}
	if (event->mention && !style->plain)
		rich_add(line, "*", LOOK_BOLD);
	add_phrase(line, template, event, look, true);
	rich_hang(line);
	size_t from = line->length;
	rich_add_codes(line, event->text, look);
	if (event->mention && self)
		rich_embolden(line, from, self);
}

/* The mark of a line of the server's. */
static void add_mark(struct rich *line, const struct style *style, enum chat_kind kind)
{
	if (kind == CHAT_REFUSED)
		rich_add(line, style->plain ? "Refused: " : "!! ", LOOK_ALARM);
	else if (kind == CHAT_UNSURE)
		rich_add(line, style->plain ? "Not delivered for certain " : "?? ", LOOK_ALARM);
	else if (!style->plain)
		rich_add(line, "-- ", LOOK_SERVER);
	rich_hang(line);
}

static void add_server(struct rich *line, const struct style *style, const struct chat_event *event,
	const char *room, const char *template)
{
	bool alarm = event->kind == CHAT_REFUSED || event->kind == CHAT_UNSURE;
	bool names_room = event->kind != CHAT_INFO && event->kind != CHAT_REFUSED;
	if (!style->plain || !names_room)
		add_room(line, style, "About ", room, ": ");
	add_mark(line, style, event->kind);
	if (style->plain && event->kind == CHAT_UNSURE)
		template = "to %r: %t";
	if (event->kind == CHAT_INFO && strncmp(event->text, "  ", 2) == 0)
		line->hang += ROW_HANG;
	add_phrase(line, template, event, alarm ? LOOK_ALARM : LOOK_SERVER, false);
}

/* Joins, leaves and new names. */
static bool add_fold(struct rich *line, const struct style *style, const struct chat_event *event,
	const char *room)
{
	char text[FOLD_TEXT_SIZE];
	struct fold *fold = fold_new();
	bool taken = fold_add(fold, event);
	if (taken) {
		fold_text(fold, text, sizeof text);
		add_room(line, style, "In ", room, ", ");
		add_mark(line, style, event->kind);
		rich_add(line, text, LOOK_SERVER);
	}
	fold_free(fold);
	return taken;
}

void show_mark(struct evbuffer *out, const struct style *style, const char *text)
{
	struct rich line = {0};
	rich_add(&line, style->plain ? "" : "---- ", LOOK_SERVER);
	rich_add(&line, text, LOOK_SERVER);
	rich_add(&line, style->plain ? "." : " ----", LOOK_SERVER);
	rich_print(out, &line, style);
	rich_finish(&line);
}

/* What the lines behind it are. */
static void show_rule(
	struct evbuffer *out, const struct style *style, const struct chat_event *event)
{
	char clock[SHOW_CLOCK_SIZE];
	const char *room = text_or_none(event->room);
	show_clock(clock, style, event->time);
	char *text;
	if (event->kind == CHAT_MISSED)
		text = memory_format("said in %s since %s%s", room, clock,
			event->again ? ", while there was no connection" : "");
	else if (event->kind == CHAT_PAST && *event->text)
		text = memory_format("said in %s %s", room, event->text);
	else if (event->kind == CHAT_PAST && *room)
		text = memory_format("earlier in %s; /history shows more", room);
	else if (event->kind == CHAT_PAST)
		text = memory_text("found");
	else
		text = memory_format("now%s%s", *event->text ? "; " : "", event->text);
	show_mark(out, style, text);
	free(text);
}

void show_event(struct evbuffer *out, const struct style *style, const struct chat_event *event,
	const char *room, const char *self)
{
	struct rich line = {0};
	bool shown = true;
	const char *template = phrase_of(event);
	if (event->kind >= CHAT_PAST) {
		show_rule(out, style, event);
		return;
	}
	if (event->kind == CHAT_ERASED && event->past) /* the line itself says so */
		return;
	add_front_number(&line, style, event);
	add_clock(&line, style, event->time);
	struct chat_event erased = *event;
	if (event->kind == CHAT_ERASED && event->other && self && strcmp(event->other, self) == 0)
		erased.other = "you";
	if (template)
		add_server(&line, style, &erased, room, template);
	else if (event->kind == CHAT_SAID || event->kind == CHAT_ACTION ||
		 event->kind == CHAT_NOTICE)
		add_talk(&line, style, event, room, self);
	else
		shown = add_fold(&line, style, event, room);
	if (shown)
		rich_print(out, &line, style);
	rich_finish(&line);
}

void show_message(struct evbuffer *out, const struct style *style, enum chat_kind kind,
	int64_t time, const char *text)
{
	struct chat_event event = {.kind = kind, .time = time, .text = text};
	show_event(out, style, &event, NULL, NULL);
}
