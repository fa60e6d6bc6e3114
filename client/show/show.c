#include "show.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "fold.h"
#include "phrase.h"
#include "rich.h"

#define LOOK_SERVER LOOK_DIM
#define LOOK_ALARM (LOOK_BOLD | LOOK_COLOUR(1))
#define FOLD_TEXT_SIZE 2048
#define ROW_HANG 4 /* a row of a list goes on further in than it begins */

/* What stands before people's words: in the room, our own there, private to us, and from us. */
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
#pragma GCC diagnostic ignored "-Wformat-nonliteral" /* it is the user's own */
	size_t length =
		strftime(out, SHOW_CLOCK_SIZE, *style->clock ? style->clock : "%H:%M", &parts);
#pragma GCC diagnostic pop
	out[length] = '\0';
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
	char clock[SHOW_CLOCK_SIZE];
	if (!*style->clock)
		return;
	show_clock(clock, style, time);
	if (!*clock)
		return;
	rich_add(line, clock, LOOK_DIM);
	rich_add(line, " ", 0);
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

/* Within a sentence "You" and "Action" begin small. Returns the rest of the template. */
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
	phrase_add(line, template, event, 0, true);
	rich_hang(line);
	size_t from = line->length;
	rich_add_codes(line, event->text, 0);
	if (event->mention && self)
		rich_embolden(line, from, self);
}

/* A line of the server's, without its text. */
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

static unsigned look_of(enum chat_kind kind)
{
	return kind == CHAT_REFUSED || kind == CHAT_UNSURE ? LOOK_ALARM : LOOK_SERVER;
}

/* Whether the sentence says itself which room it is about. */
static bool names_room(enum chat_kind kind)
{
	return kind != CHAT_INFO && kind != CHAT_REFUSED;
}

static void add_server(struct rich *line, const struct style *style, const struct chat_event *event,
	const char *room, const char *template)
{
	if (!style->plain || !names_room(event->kind))
		add_room(line, style, "About ", room, ": ");
	add_mark(line, style, event->kind);
	if (style->plain && event->kind == CHAT_UNSURE)
		template = "to %r: %t";
	if (event->kind == CHAT_INFO && strncmp(event->text, "  ", 2) == 0)
		line->hang += ROW_HANG;
	phrase_add(line, template, event, look_of(event->kind), false);
}

/* Comings and goings. */
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

void show_event(struct evbuffer *out, const struct style *style, const struct chat_event *event,
	const char *room, const char *self)
{
	struct rich line = {0};
	bool shown = true;
	const char *template = phrase_of(event);
	add_clock(&line, style, event->time);
	if (template)
		add_server(&line, style, event, room, template);
	else if (event->kind == CHAT_SAID || event->kind == CHAT_ACTION ||
		 event->kind == CHAT_NOTICE)
		add_talk(&line, style, event, room, self);
	else
		shown = add_fold(&line, style, event, room);
	if (shown)
		rich_print(out, &line, style);
	rich_finish(&line);
}

static void show_own(struct evbuffer *out, const struct style *style, enum chat_kind kind,
	int64_t time, const char *text)
{
	struct chat_event event = {.kind = kind, .time = time, .text = text};
	show_event(out, style, &event, NULL, NULL);
}

void show_info(struct evbuffer *out, const struct style *style, int64_t time, const char *text)
{
	show_own(out, style, CHAT_INFO, time, text);
}

void show_refusal(struct evbuffer *out, const struct style *style, int64_t time, const char *text)
{
	show_own(out, style, CHAT_REFUSED, time, text);
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
