/* Events: the typed things that happen in the core, before a door has put them into bytes. */
#ifndef EVENT_H
#define EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "outcome.h"

enum event_type {
	EVENT_WELCOME,	/* to a new session: name, room, names, total; text: the server's name */
	EVENT_READY,	/* behind the welcome, topic and motd: how to go on */
	EVENT_SAID,	/* name, room, text */
	EVENT_ACTION,	/* name, room, text */
	EVENT_PRIVATE,	/* name: who sent it, other: who receives it, text */
	EVENT_JOINED,	/* name, room; mine: names, total as well */
	EVENT_LEFT,	/* name, room, text: why or NULL */
	EVENT_RENAMED,	/* name: the old one, other: the new one */
	EVENT_TOPIC,	/* name: who set it, room, text; seconds: ago. */
	EVENT_NO_TOPIC, /* room */
	EVENT_NAMES,	/* room, names, total */
	EVENT_ROOM,	/* a row of the list of rooms: room, total, text: topic or NULL */
	EVENT_ROOMS,	/* its end: total */
	EVENT_WHOIS,	/* name, room or NULL, text: away or NULL, seconds, idle */
	EVENT_AWAY,	/* name; flag: away or back; text: why or NULL. mine: of oneself */
	EVENT_MOTD,	/* text: may have several lines; NULL where there is none */
	EVENT_HELP,	/* a row of the help: name: a command, other: its arguments, text */
	EVENT_HELP_END, /* behind all rows */
	EVENT_ALIASES,	/* behind the help on one command: text */
	EVENT_IGNORING, /* name; flag: from now on, or no longer */
	EVENT_IGNORED,	/* names, total: whom one ignores */
	EVENT_REFUSED, /* outcome; name: the word it is about; other: the way out; total: a limit */
	EVENT_FAREWELL, /* the server ends; text: its name */
	EVENT_BYE,	/* to a session that leaves by itself */
};

/* All pointers are borrowed from the one who posts. Texts are safe (see text.h). */
struct event {
	enum event_type type;
	enum outcome outcome;
	bool mine; /* goes to the session that did it */
	bool flag;
	const char *name;
	const char *other;
	const char *room;
	const char *text;
	const char *const *names;
	size_t name_count; /* may be less than total */
	uint64_t total;
	int64_t seconds;
	int64_t idle;
};

#endif
