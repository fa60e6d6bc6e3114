#include "phrase.h"

#include <stdio.h>
#include <string.h>

#include "memory.h"
#include "paint.h"
#include "text.h"

#define COUNT_SIZE 32

static const char *text_or_none(const char *text)
{
	return text ? text : "";
}

/* Who came back knows them, and is told how many they are. */
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
		look |= LOOK_COLOUR(paint_name(name, strlen(name)));
	rich_add(rich, name, look);
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

void phrase_add(struct rich *rich, const char *template, const struct chat_event *event,
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

/* An own deed reads "You have set", somebody else's "NAME set", so that nobody called You can make
 * the one look like the other. */
const char *phrase_of(const struct chat_event *event)
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
