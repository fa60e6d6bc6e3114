/* The keeper: the two threads between the core and a store. The writer stores what the core has
 * gathered, one round after the other; the librarian answers questions and, while there are none,
 * indexes. Both call the functions of struct store_ops, which may wait for a disk. */
#ifndef KEEPER_H
#define KEEPER_H

#include <pthread.h>
#include <stdbool.h>

#include "durations.h"
#include "history.h"
#include "store.h"
#include "turns.h"

struct keeper {
	const struct store_ops *ops;
	struct store *store; /* NULL: there is none */
	struct core *core;
	struct store_info info;
	pthread_t writer, librarian;
	pthread_mutex_t lock; /* of what follows; the core's lock is never taken under it */
	pthread_cond_t write, read, ended;
	bool started, stopping;
	unsigned running;      /* threads */
	bool resting;	       /* they are to rest */
	unsigned at_rest;      /* of them */
	int64_t stop_at;       /* milliseconds of the monotonic clock */
	bool wanted;	       /* something is gathered */
	bool durable;	       /* and is to be stored at once, for good */
	bool hurry;	       /* somebody waits for it */
	struct buffer records; /* of the round that is written; the writer's own */
	bool lost;	       /* a round could not be stored before the end: no later one is */
	uint64_t stored;
	struct turns turns;
	int64_t indexed; /* when the librarian last did that (monotonic, ms); its own */
	struct question *first, *last;
	unsigned questions;	  /* between them */
	struct durations commits; /* of rounds; any thread may read */
	struct durations answers; /* likewise */
};

/* Opens the store, before there is a core. False with a sentence in `error`. */
bool keeper_open(struct keeper *keeper, const struct store_ops *ops,
	const struct store_options *options, char error[STORE_ERROR_SIZE]);

/* What core_init() is followed by: history_init() with this keeper. */
struct history_store keeper_store(struct keeper *keeper);

/* Once the core has what the store has. The threads start now if it has ever had a room, for what
 * is too old goes also while nobody talks; otherwise with the first line or question. */
void keeper_start(struct keeper *keeper, struct core *core);

/* Has the threads stop between two pieces of work, with all done that only this process knows of.
 * False where that takes longer than until then (monotonic, ms); they go on then. */
bool keeper_rest(struct keeper *keeper, int64_t until_ms);
void keeper_go_on(struct keeper *keeper);

/* How many wait for an answer. Any thread. */
unsigned keeper_questions(struct keeper *keeper);

/* Stores the rest, which may take KEEPER_STOP_SECONDS, and ends the threads. Then nobody uses the
 * core. What could not be stored is said in the log. */
#define KEEPER_STOP_SECONDS 5
void keeper_stop(struct keeper *keeper);

#endif
