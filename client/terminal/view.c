#include "view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <event2/buffer.h>
#include <utlist.h>

#include "chat.h"
#include "fold.h"
#include "memory.h"
#include "place.h"
#include "show.h"

#define BELL_MS 1000

struct view {
	const struct chat *chat;
	struct view_settings settings;
	const struct style *style;
	struct evbuffer *out;
	struct evbuffer *line; /* being made */
	struct place *places;
	struct place *front;
	uint64_t fronts; /* how often a place came to the front */
	unsigned people;
	char *awaited;	    /* the room from view_await(); NULL for none */
	char *named;	    /* the room of the last lines that were printed without its name */
	char *last_private; /* as view_last_private() */
	struct fold *fold;  /* of the room in front */
	int64_t fold_began; /* by the user's clock */
	long day;	    /* of the last line; 0 before the first */
	int64_t touched;    /* the last key; 0 before the first */
	bool news_marked;   /* "new since", since the last key */
	bool away_marked;   /* the same, since the user went away */
	bool searched;	    /* lines that were searched for follow */
	bool numbers;	    /* of lines are shown */
	int64_t rang;	    /* the last bell */
};

struct view *view_new(const struct chat *chat, const struct view_settings *settings,
	const struct style *style, struct evbuffer *out)
{
	struct view *view = memory_zero(sizeof *view);
	view->chat = chat;
	view->settings = *settings;
	view->style = style;
	view->out = out;
	view->fold = fold_new();
	view->line = evbuffer_new();
	return view;
}

static struct place *find(const struct view *view, const char *name)
{
	struct place *place = NULL;
	if (name)
		DL_FOREACH (view->places, place)
			if (chat_same(view->chat, place->name, name))
				break;
	return place;
}

static struct place *open_place(struct view *view, const char *name, bool person)
{
	struct place *place = memory_zero(sizeof *place);
	place->name = memory_text(name);
	place->person = person;
	DL_APPEND(view->places, place);
	view->people += person;
	return place;
}

static void forget(struct view *view, struct place *place)
{
	if (view->front == place)
		view->front = NULL;
	view->people -= place->person;
	DL_DELETE(view->places, place);
	held_finish(&place->waiting);
	free(place->name);
	free(place);
}

void view_free(struct view *view)
{
	if (!view)
		return;
	while (view->places)
		forget(view, view->places);
	free(view->awaited);
	free(view->named);
	free(view->last_private);
	fold_free(view->fold);
	evbuffer_free(view->line);
	free(view);
}

static void mark_day(struct view *view, int64_t time)
{
	char text[SHOW_DAY_SIZE];
	long day = show_day(text, time);
	if (view->day && day != view->day)
		show_mark(view->out, view->style, text);
	view->day = day;
}

/* An event at `then` may be the first that the user has not seen. */
static void mark_news(struct view *view, int64_t then)
{
	char clock[SHOW_CLOCK_SIZE], text[SHOW_CLOCK_SIZE + sizeof "new since "];
	bool idle = then - view->touched >= VIEW_IDLE_MS;
	bool away = chat_is_away(view->chat) && !view->away_marked;
	if (!view->touched || view->news_marked || !(idle || away))
		return;
	show_clock(clock, view->style, view->touched);
	snprintf(text, sizeof text, "new since %s", clock);
	show_mark(view->out, view->style, text);
	view->news_marked = view->away_marked = true;
}

static void mark_room(struct view *view)
{
	if (view->front->person ||
		(view->named && chat_same(view->chat, view->named, view->front->name)))
		return;
	show_mark(view->out, view->style, view->front->name);
	memory_replace(&view->named, view->front->name);
}

void view_finish(struct view *view)
{
	char text[VIEW_STATUS_SIZE];
	if (fold_empty(view->fold))
		return;
	fold_text(view->fold, text, sizeof text);
	mark_day(view, fold_time(view->fold));
	mark_news(view, view->fold_began);
	mark_room(view);
	show_message(view->out, view->style, CHAT_INFO, fold_time(view->fold), text);
	fold_clear(view->fold);
}

static bool is_talk(const struct chat_event *event)
{
	return event->kind == CHAT_SAID || event->kind == CHAT_ACTION || event->kind == CHAT_NOTICE;
}

/* Whether it was said before we came: it is neither new nor unread. */
static bool is_old(const struct chat_event *event)
{
	return (event->past && !event->again) || event->kind == CHAT_PAST ||
	       event->kind == CHAT_NOW;
}

/* Whether it is something that others did, and no answer to the user. */
static bool is_news(const struct chat_event *event)
{
	return !event->own && event->name && event->kind != CHAT_READY && !is_old(event);
}

/* `place` is the event's; NULL for none. */
static void print(
	struct view *view, const struct chat_event *event, const struct place *place, int64_t now)
{
	bool in_front = place && place == view->front;
	const char *room = !in_front && is_talk(event) ? event->room : NULL;
	struct style style = *view->style;
	style.numbers = view->numbers || (view->searched && event->past);
	show_event(view->line, &style, event, room, chat_name(view->chat));
	if (evbuffer_get_length(view->line) == 0)
		return;
	bool searched = event->kind == CHAT_PAST && !event->room;
	if (in_front || searched)
		view_finish(view);
	mark_day(view, event->time);
	if (is_news(event))
		mark_news(view, now);
	if (in_front && is_talk(event))
		mark_room(view);
	if (in_front && (event->kind == CHAT_PAST || event->kind == CHAT_MISSED))
		memory_replace(&view->named, place->name); /* it names the room */
	evbuffer_add_buffer(view->out, view->line);
}

static void print_waiting(struct view *view, struct place *place, int64_t now)
{
	struct chat_event *event;
	unsigned dropped = place->waiting.dropped;
	if (dropped) {
		char text[96];
		snprintf(text, sizeof text, "%u older line%s came here, too many to be kept",
			dropped, dropped == 1 ? "" : "s");
		show_message(view->out, view->style, CHAT_INFO, now, text);
	}
	place->waiting.dropped = 0;
	while ((event = held_take(&place->waiting))) {
		print(view, event, place, now);
		free(event);
	}
}

static void bring(struct view *view, struct place *place, int64_t now)
{
	if (view->front == place)
		return;
	view_finish(view);
	view->front = place;
	place->front = ++view->fronts;
	place->unread = place->loud = 0;
	if (place->waiting.dropped)
		mark_room(view);
	print_waiting(view, place, now);
}

/* Brings the place that was in front before. A person who never was must not get lines meant for
 * others. */
static void bring_last(struct view *view, int64_t now)
{
	struct place *place, *last = NULL;
	DL_FOREACH (view->places, place)
		if ((!place->person || place->front) && (!last || place->front > last->front))
			last = place;
	if (last)
		bring(view, last, now);
}

void view_bring(struct view *view, const char *name, int64_t now)
{
	struct place *place = find(view, name);
	if (!place && !chat_is_room(view->chat, name))
		place = open_place(view, name, true);
	if (!place)
		return;
	memory_replace(&view->awaited, NULL);
	bring(view, place, now);
}

void view_await(struct view *view, const char *room)
{
	memory_replace(&view->awaited, room);
}

void view_close(struct view *view, const char *name, int64_t now)
{
	struct place *place = find(view, name);
	bool in_front = place && place == view->front;
	if (!place || !place->person)
		return;
	forget(view, place);
	if (in_front)
		bring_last(view, now);
}

static bool is_same(const struct view *view, const char *a, const char *b)
{
	return a && b && chat_same(view->chat, a, b);
}

static void follow_name(struct view *view, const struct chat_event *event)
{
	struct place *place = find(view, event->name);
	if (place && place->person)
		memory_replace(&place->name, event->other);
	if (is_same(view, view->last_private, event->name))
		memory_replace(&view->last_private, event->other);
}

static void fold(struct view *view, const struct chat_event *event, int64_t now)
{
	if (!view->front || view->front->person || !is_same(view, event->room, view->front->name))
		return;
	if (fold_empty(view->fold))
		view->fold_began = now;
	if (fold_add(view->fold, event))
		return;
	view_finish(view);
	view->fold_began = now;
	if (!fold_add(view->fold, event))
		print(view, event, view->front, now);
}

/* The event's place; opens one for a person who writes. */
static struct place *place_of(struct view *view, const struct chat_event *event)
{
	struct place *place = find(view, event->room);
	bool writes = event->private && !event->own &&
		      (event->kind == CHAT_SAID || event->kind == CHAT_ACTION);
	if (writes)
		memory_replace(&view->last_private, event->room);
	if (!place && writes && view->people < VIEW_PEOPLE_MAX)
		place = open_place(view, event->room, true);
	return place;
}

static void ring(struct view *view, int64_t now)
{
	if (!view->settings.bell || (view->rang && now >= view->rang && now - view->rang < BELL_MS))
		return;
	view->rang = now;
	evbuffer_add(view->out, "\a", 1);
}

static bool is_loud(const struct chat_event *event)
{
	if (event->own || is_old(event))
		return false;
	return (is_talk(event) && (event->private || event->mention)) ||
	       (event->kind == CHAT_INVITED && !event->other);
}

static void tell(struct view *view, const struct chat_event *event, int64_t now)
{
	struct place *place = place_of(view, event);
	bool behind = place && place != view->front;
	bool elsewhere = behind && !event->own && !is_old(event);
	bool waits = is_talk(event) || event->kind == CHAT_KICKED || event->kind == CHAT_TOPIC ||
		     event->kind == CHAT_MODE || event->kind == CHAT_ERASED ||
		     event->kind == CHAT_MISSED || (event->kind == CHAT_INVITED && event->other);
	if (event->kind == CHAT_ERASED && place &&
		held_erase(&place->waiting, event->id, CHAT_ERASED_TEXT))
		return; /* which nobody has read */
	if (!event->room && event->kind >= CHAT_PAST)
		view->searched = event->kind == CHAT_PAST;
	if (elsewhere && is_talk(event)) {
		place->unread++;
		place->loud += is_loud(event);
	}
	if (place && event->own && is_talk(event) && !event->past && !place->waiting.first)
		place->unread = place->loud = 0; /* who answers has read */
	if (is_loud(event))
		ring(view, now);
	if (is_old(event) ? behind && !view->searched : elsewhere && waits && view->settings.wait)
		held_add(&place->waiting, event, VIEW_WAITING_BYTES);
	else
		print(view, event, place, now);
}

static void opened(struct view *view, const struct chat_event *event, int64_t now)
{
	struct place *place = find(view, event->room);
	bool awaited = is_same(view, view->awaited, event->room);
	if (!place)
		place = open_place(view, event->room, false);
	if (awaited)
		memory_replace(&view->awaited, NULL);
	if (awaited || (view->fronts == 0 && !view->front))
		bring(view, place, now);
	print(view, event, place, now);
	if (place == view->front)
		memory_replace(&view->named, place->name);
}

static void closed(struct view *view, const struct chat_event *event, int64_t now)
{
	struct place *place = find(view, event->room);
	bool in_front = place && place == view->front;
	if (place)
		print_waiting(view, place, now);
	if (in_front)
		view_finish(view);
	print(view, event, place, now);
	if (place)
		forget(view, place);
	if (in_front && event->own)
		bring_last(view, now);
	if (event->own && !view->places)
		show_message(view->out, view->style, CHAT_INFO, now,
			"You are in no room. /join ROOM takes you to one, /list shows them.");
}

static void forwarded(struct view *view, const struct chat_event *event, int64_t now)
{
	if (is_same(view, view->awaited, event->room))
		memory_replace(&view->awaited, event->other);
	print(view, event, NULL, now);
}

/* Also tells how to go on, like the line door. */
static void ready(struct view *view, const struct chat_event *event, int64_t now)
{
	print(view, event, NULL, now);
	if (!event->again)
		show_message(view->out, view->style, CHAT_INFO, now,
			"Type a line to say it. /nick NAME gives you another name, /help shows the "
			"rest.");
}

void view_event(struct view *view, const struct chat_event *event, int64_t now)
{
	switch (event->kind) {
	case CHAT_READY:
		ready(view, event, now);
		return;
	case CHAT_FORWARDED:
		forwarded(view, event, now);
		return;
	case CHAT_RENAMED:
		follow_name(view, event);
		if (event->own && !event->room)
			print(view, event, NULL, now);
		if (event->own)
			return;
		__attribute__((fallthrough));
	case CHAT_JOINED:
	case CHAT_LEFT:
	case CHAT_QUIT:
		fold(view, event, now);
		return;
	case CHAT_OPENED:
		opened(view, event, now);
		return;
	case CHAT_CLOSED:
		closed(view, event, now);
		return;
	default:
		tell(view, event, now);
	}
}

void view_number(struct view *view, bool on)
{
	view->numbers = on;
}

void view_touch(struct view *view, int64_t now)
{
	view->touched = now;
	view->news_marked = false;
	if (!chat_is_away(view->chat))
		view->away_marked = false;
}

const char *view_front(const struct view *view)
{
	return view->front ? view->front->name : NULL;
}

const char *view_target(const struct view *view)
{
	bool joining = view->awaited && chat_is_joining(view->chat, view->awaited);
	return joining ? view->awaited : view_front(view);
}

const struct place *view_place(const struct view *view, size_t i)
{
	const struct place *place = view->places;
	while (place && i-- > 0)
		place = place->next;
	return place;
}

const char *view_last_private(const struct view *view)
{
	return view->last_private;
}

void view_status(const struct view *view, char out[VIEW_STATUS_SIZE])
{
	*out = '\0';
	if (!fold_empty(view->fold))
		fold_text(view->fold, out, VIEW_STATUS_SIZE);
}
