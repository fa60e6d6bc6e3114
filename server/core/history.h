/* History: the number, the time and the place of each line, and when it may be seen.
 *
 * A line of a room gets the room's next number and is written as a record (record.h) into what is
 * gathered for the store, all under one hold of the lock: the room, its feeds and the store have
 * one order. The store's writer takes all that is gathered (a round), stores it without the lock
 * and says so.
 *
 * strict: a loop sends only what is stored. Of a feed it sends the bytes before the first line that
 * is not stored yet (gate.h), of a send queue the pieces before the first that waits for a round.
 * So each peer gets at any time a beginning of what it would have got without history, in the same
 * order. relaxed: the same, with the gate open. Where the disk does not answer in time, strict is
 * relaxed until it does (`late`).
 *
 * The store never keeps the core waiting, and the core never waits for the store. Under the core
 * lock but where it says otherwise. */
#ifndef HISTORY_H
#define HISTORY_H

#include <stdbool.h>
#include <stdint.h>

#include "buffer.h"
#include "core_list.h"
#include "gate.h"
#include "outcome.h"

#define HISTORY_GATHERED_MAX 16777216 /* bytes; lines beyond are not kept */
#define HISTORY_GATHERED_MUCH 4194304 /* who says something then is read later */
#define HISTORY_RECENT_MAX 16777216   /* bytes of the recent lines of all rooms */
#define HISTORY_RECENT_SECONDS 300    /* a room that was quiet for so long has none */
#define HISTORY_REPLAY_MAX 100	      /* the most lines that are shown on entering */

struct core;
struct core_loop;
struct event;
struct question;
struct record_account;
struct record_marker;
struct record_server_ban;
struct room;
struct session;

enum history_mode { HISTORY_OFF, HISTORY_MEMORY, HISTORY_RELAXED, HISTORY_STRICT };

extern const char *const history_mode_names[]; /* ends with NULL */

/* The threads of the store, as the core sees them. Any thread, with or without the lock. */
struct history_store {
	void (*wanted)(void *data, bool durable); /* something is gathered */
	void (*ask)(void *data, struct question *question);
	bool forgets; /* there is nothing to ask for */
	void *data;
};

struct history {
	enum history_mode mode;
	bool late;	  /* the disk does not keep up: strict too sends lines at once */
	bool told_late;	  /* everybody has been told of `late` as it was then */
	bool told_missed; /* and of lines that found no place since */
	bool wanted;	  /* the writer has been told, and has not taken since */
	bool writing;	  /* it has taken a round that is not stored yet */
	uint64_t origin;  /* random, of the store; part of message ids */
	uint32_t boot;	  /* random, of this process; part of the connections' ids */
	uint64_t round;	  /* that is gathered */
	uint64_t stored;  /* the last one that is stored; at least `round` - 2 */
	uint64_t open;	  /* rounds up to this may be sent */
	int64_t since;	  /* when something waited for the store first, or when it stored the
			     last round while more waited; 0: nothing waits */
	long wait_ms;	  /* how long strict waits for the disk */
	unsigned replay;  /* lines shown on entering a room */
	int64_t keep_ms;  /* how long lines are kept; 0: for ever */
	struct buffer gathered;
	struct buffer taken;  /* the round that is being written. The writer's memory, which it only
				 reads meanwhile */
	unsigned lines;	      /* in it */
	unsigned lines_taken; /* in the round that is being written */
	struct core_list later; /* struct room with settings that have changed, or with lines that
				   found no place in it */
	uint64_t missed;	/* lines that found no place since the store was late */
	char *trouble;		/* what the store last complained of; NULL for nothing */
	struct room *recent_first,
		*recent_last; /* with recent lines (recent.h), the stalest first */
	size_t recent_bytes;
	uint64_t erased; /* the round of the last erasure; 0 for none */
	struct history_store store;
};

/* What a room knows of its history. */
struct past {
	uint32_t number;     /* of the last line; 0 for none */
	uint32_t missed;     /* the first of those at the end that were not kept; 0 for none */
	int64_t time;	     /* of the last line, milliseconds since 1970 */
	uint64_t round;	     /* of the last line */
	bool recorded;	     /* the store knows the room */
	bool unkept;	     /* not as it is now: it is in history.later */
	bool stays;	     /* `recent` is not forgotten: the lobby's */
	unsigned char known; /* `recent` has at least so many last lines, as far as there are any */
	unsigned count;	     /* of lines in `recent` */
	unsigned first;	     /* where they begin there */
	uint32_t used_s;     /* when one was added, seconds of core.now */
	struct buffer recent;
	struct room *stale_next, *stale_previous; /* head: history.recent_first */
};

/* Before the first session. `round` begins at 1. */
void history_init(struct core *core, enum history_mode mode, uint64_t origin,
	const struct history_store *store);
void history_finish(struct core *core);

/* Changes relaxed into strict or back; other changes need a new process. */
void history_set_strict(struct core *core, bool strict);

static inline bool history_on(const struct history *history)
{
	return history->mode != HISTORY_OFF;
}

/* Gives the event, something that happened in the room, its number and keeps it. What confirms it
 * to its actor waits until it is stored. Does nothing where there is no history. */
void history_keep(struct room *room, struct event *event);

/* Keeps the room with its settings as they are when the round is taken: a room has up to 50 KB of
 * masks, and they are written once in a round however often they change. The first time, its lines
 * follow, so it is written at once. */
void history_keep_room(struct room *room);

/* How many lines it costs to write the room, beside the command's own. */
long history_room_lines(const struct room *room);

/* The room leaves the table for good (`ended`: its key is free, its lines are deleted). */
void history_forget_room(struct room *room);

/* Whether what is no line of a room (an account, a ban from the server) can be kept now:
 * OUTCOME_NO_HISTORY where nothing is kept, OUTCOME_HISTORY_FAILED where the disk does not keep up.
 * To be asked before it is changed. What confirms the change waits until it is stored:
 *
 *     history_keep_account(core, &record);
 *     history_hold(session, core->history.round);
 *     session_post(session, &event);
 */
enum outcome history_may_keep(const struct core *core);

/* Whether what is kept is there when the server is started again. */
static inline bool history_outlives(const struct history *history)
{
	return history->mode >= HISTORY_RELAXED && !history->store.forgets;
}

/* Keep these as they are now. They do nothing where there is no history. */
void history_keep_account(struct core *core, const struct record_account *account);
void history_keep_marker(struct core *core, const struct record_marker *marker);
void history_keep_server_ban(struct core *core, const struct record_server_ban *ban);

/* What the session alone is sent from now on waits until the round is stored. */
void history_hold(struct session *session, uint64_t round);

/* The round of the session's last line; 0 for none. */
uint64_t history_said_in(const struct session *session);

/* The round that bytes for the session alone wait for; 0 for none. */
uint64_t history_held_in(const struct session *session);

/* The loop has something that is to be sent when the round may be: it is woken then. Returns the
 * round, or 0 where there is nothing to wait for. */
uint64_t history_wait(struct core_loop *loop, uint64_t round);

/* The id of the session's connection, for struct record_line. */
uint64_t history_connection(const struct session *session);

/* For round.c: what the room could not keep before, its record and the numbers of its lines. */
void history_keep_rest(struct room *room);

/* Likewise: which rounds may be sent, after a change of what that depends on. */
void history_open_gate(struct history *history);

/* Whether the session, if it has just said something, is to be read later: so much is gathered that
 * the disk has to catch up first. One that is late is not waited for. */
bool history_is_full_for(const struct session *session);

#endif
