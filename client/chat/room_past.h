/* What of a room's lines has been told, and the events of it that wait for lines of its past.
 *
 * A line is talk, or what changed the room: what the history of a server may have. Its place among
 * the others is its message id, or its time where it has none. */
#ifndef ROOM_PAST_H
#define ROOM_PAST_H

#include <stdbool.h>
#include <stdint.h>

#include "chat.h"
#include "held.h"

#define ROOM_PAST_HELD_BYTES (256 * 1024)
#define ROOM_PAST_SEEN 64 /* lines that are known again by their ids */

/* A place among the lines; all zero is none. */
struct room_place {
	char *id;     /* NULL: not known */
	int64_t time; /* 0: not known */
};

struct room_past {
	/* What the server has been asked for. */
	enum {
		ROOM_PAST_NOTHING,
		ROOM_PAST_SOON,	  /* we enter, and will ask when the members are known */
		ROOM_PAST_NUMBER, /* the last line, to learn the form of the ids */
		ROOM_PAST_LATEST,
		ROOM_PAST_PAGE,	  /* lines that may have been told, see past_page.c */
		ROOM_PAST_AFTER,  /* the lines behind `last` */
		ROOM_PAST_BEFORE, /* those before `first` */
	} asked;
	bool wanted;	    /* the user has named the place behind which lines are told */
	bool lost;	    /* there was no connection since `last` */
	bool hole;	    /* the server has left out live lines: another page is needed */
	bool by_time;	    /* the server does not know the id */
	bool met;	    /* the page has come to the first event that waits */
	bool told;	    /* a line of the past */
	bool took;	    /* the line before in the page was told */
	unsigned fresh;	    /* lines of this page that had not been told */
	int64_t came;	    /* when the server let us in, by its clock */
	uint64_t number;    /* behind which lines are told; 0: another place */
	unsigned long most; /* lines to ask for */
	bool last_old;	    /* `last` has come from the history */
	struct room_place last, first; /* the newest and the oldest line that was told */
	struct room_line {
		uint64_t hash; /* of its id */
		int64_t time;
		char *name;	/* who said it; NULL: not known */
	} seen[ROOM_PAST_SEEN]; /* a ring */
	unsigned seen_next;
	struct room_page {
		struct chat_page wanted; /* with texts of its own */
		char *words, *bound;
		uint64_t oldest, newest; /* numbers of its lines; 0 for none */
		int64_t oldest_time, newest_time;
		bool over; /* a line behind the bound has come */
	} page;
	struct held held;
};

void room_past_finish(struct room_past *past);

void room_place_set(struct room_place *place, const char *id, int64_t time);

/* Whether the event is one of the lines. */
bool room_past_is_line(const struct chat_event *event);

/* Keeps the event where it has to wait; true if so. The caller sees to the limit. */
bool room_past_hold(struct room_past *past, const struct chat_event *event);

/* A line of this person's is told, the newest so far; `old`: from the history. The id and the name
 * may be NULL. */
void room_past_note(
	struct room_past *past, const char *id, const char *name, int64_t time, bool old);

/* A line with this id has been told. */
void room_past_remember(struct room_past *past, const char *id, const char *name, int64_t time);
/* Finds it among the last ones; NULL if it is not there. */
const struct room_line *room_past_find(const struct room_past *past, const char *id);
/* Whether it is a line that has come already. A live line may come in parts with one id, so the
 * last one does not count if it was live. */
bool room_past_seen(const struct room_past *past, const char *id);

/* The number in an id of chatd, ORIGIN-ROOM-NUMBER or ORIGIN-ROOM-NUMBER-PART; 0 where it has not
 * that form. `*start` gets the bytes before the number, and may be NULL. */
uint64_t room_past_number(const char *id, size_t *start);
/* The id of the line with this number, to free(3); NULL where no id of that form is known. */
char *room_past_id(const struct room_past *past, uint64_t number);

#endif
