#include "keeper.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "answer.h"
#include "clock.h"
#include "counter.h"
#include "log.h"
#include "memory.h"
#include "question.h"
#include "round.h"
#include "thread.h"

#define PACE_MS 20   /* relaxed: how long a round is gathered */
#define RETRY_MS 250 /* after a round that could not be stored */
#define TIDY_MS 1000 /* old lines are deleted so often, and between rounds while there are more */
#define INDEX_EVERY_MS 1000 /* though somebody always asks */
#define INDEX_MS 100	    /* then */
#define INDEX_REST_MS 10000 /* when there is nothing to index or to answer */

static struct timespec in_ms(long ms)
{
	struct timespec at;
	clock_gettime(CLOCK_MONOTONIC, &at);
	at.tv_sec += ms / 1000;
	at.tv_nsec += ms % 1000 * 1000000;
	if (at.tv_nsec >= 1000000000) {
		at.tv_sec++;
		at.tv_nsec -= 1000000000;
	}
	return at;
}

/* Waits under keeper->lock for the condition or for so long; false when the time is over. */
static bool wait_for(struct keeper *keeper, pthread_cond_t *condition, const struct timespec *until)
{
	return pthread_cond_timedwait(condition, &keeper->lock, until) != ETIMEDOUT;
}

static void *write_all(void *data);
static void *answer_all(void *data);

/* Starts the threads. Until then a server with one loop has one thread, for which the kernel need
 * not count the users of a descriptor. Under keeper->lock. */
static void start(struct keeper *keeper)
{
	if (keeper->started)
		return;
	if (thread_start(&keeper->writer, write_all, keeper) != 0 ||
		thread_start(&keeper->librarian, answer_all, keeper) != 0)
		fatal("no thread could be started for the history: try fewer --threads");
	pthread_setname_np(keeper->writer, "history-write");
	pthread_setname_np(keeper->librarian, "history-read");
	keeper->started = true;
	keeper->running = 2;
}

/* The last that a thread does with the keeper. */
static void end_thread(struct keeper *keeper)
{
	pthread_mutex_lock(&keeper->lock);
	keeper->running--;
	pthread_cond_signal(&keeper->ended);
	pthread_mutex_unlock(&keeper->lock);
}

bool keeper_open(struct keeper *keeper, const struct store_ops *ops,
	const struct store_options *options, char error[STORE_ERROR_SIZE])
{
	pthread_condattr_t attributes;
	*keeper = (struct keeper){.ops = ops};
	keeper->store = ops->open(options, &keeper->info, error);
	if (!keeper->store)
		return false;
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_mutex_init(&keeper->lock, NULL);
	pthread_cond_init(&keeper->write, &attributes);
	pthread_cond_init(&keeper->read, &attributes);
	pthread_cond_init(&keeper->ended, &attributes);
	pthread_condattr_destroy(&attributes);
	return true;
}

static void wanted(void *data, bool durable)
{
	struct keeper *keeper = data;
	pthread_mutex_lock(&keeper->lock);
	keeper->wanted = true;
	keeper->durable = durable;
	pthread_cond_signal(&keeper->write);
	start(keeper);
	pthread_mutex_unlock(&keeper->lock);
}

static void ask(void *data, struct question *question)
{
	struct keeper *keeper = data;
	pthread_mutex_lock(&keeper->lock);
	question->next = NULL;
	question->turn = turns_slot(question->asker);
	*(keeper->last ? &keeper->last->next : &keeper->first) = question;
	keeper->last = question;
	keeper->questions++;
	pthread_cond_signal(&keeper->read);
	start(keeper);
	if (question->round > keeper->stored) {
		keeper->hurry = true;
		pthread_cond_signal(&keeper->write);
	}
	pthread_mutex_unlock(&keeper->lock);
}

void keeper_start(struct keeper *keeper, struct core *core)
{
	keeper->core = core;
	pthread_mutex_lock(&keeper->lock);
	if (keeper->info.room_ids > 0)
		start(keeper);
	pthread_mutex_unlock(&keeper->lock);
}

struct history_store keeper_store(struct keeper *keeper)
{
	return (struct history_store){
		.wanted = wanted, .ask = ask, .forgets = keeper->ops->forgets, .data = keeper};
}

/* Under keeper->lock, by a thread that waits for this condition. */
static void rest(struct keeper *keeper, pthread_cond_t *condition)
{
	while (keeper->resting && !keeper->stopping) {
		keeper->at_rest++;
		pthread_cond_signal(&keeper->ended);
		pthread_cond_wait(condition, &keeper->lock);
		keeper->at_rest--;
	}
}

enum work { WORK_WRITE, WORK_WRITE_DURABLY, WORK_TIDY, WORK_LAST };

/* Waits until there is something to do. */
static enum work await_work(struct keeper *keeper)
{
	enum work work = WORK_TIDY;
	struct timespec tidy = in_ms(TIDY_MS);
	pthread_mutex_lock(&keeper->lock);
	while (!keeper->wanted && !keeper->stopping && !keeper->resting &&
		wait_for(keeper, &keeper->write, &tidy))
		continue;
	rest(keeper, &keeper->write);
	if (keeper->wanted)
		work = keeper->durable ? WORK_WRITE_DURABLY : WORK_WRITE;
	struct timespec pace = in_ms(PACE_MS);
	while (work == WORK_WRITE && !keeper->hurry && !keeper->stopping &&
		wait_for(keeper, &keeper->write, &pace))
		continue;
	keeper->wanted = keeper->hurry = false;
	if (keeper->stopping)
		work = WORK_LAST;
	pthread_mutex_unlock(&keeper->lock);
	return work;
}

static bool is_wanted(struct keeper *keeper)
{
	pthread_mutex_lock(&keeper->lock);
	bool wanted = keeper->wanted || keeper->stopping || keeper->resting;
	pthread_mutex_unlock(&keeper->lock);
	return wanted;
}

static void log_lost(struct keeper *keeper, const char *why)
{
	log_event(LOG_ERROR, "history_lost", LOG_NUMBER("lines", round_lines_left(keeper->core)),
		LOG_TEXT("reason", why));
}

/* False when it is not to be tried again. */
static bool await_retry(struct keeper *keeper)
{
	struct timespec retry = in_ms(RETRY_MS);
	pthread_mutex_lock(&keeper->lock);
	while (!keeper->stopping && wait_for(keeper, &keeper->write, &retry))
		continue;
	bool stopping = keeper->stopping;
	if (stopping)
		wait_for(keeper, &keeper->write, &retry);
	bool late = stopping && clock_monotonic_ms() >= keeper->stop_at;
	pthread_mutex_unlock(&keeper->lock);
	return !late;
}

static void note_stored(struct keeper *keeper, uint64_t round)
{
	bool more = round_stored(keeper->core, round, clock_monotonic_ms());
	pthread_mutex_lock(&keeper->lock);
	keeper->stored = round;
	keeper->wanted |= more;
	pthread_cond_signal(&keeper->read);
	pthread_mutex_unlock(&keeper->lock);
}

static bool write_once(struct keeper *keeper, bool durable, char error[STORE_ERROR_SIZE])
{
	const struct buffer *records = &keeper->records;
	int64_t start = clock_ns(CLOCK_MONOTONIC);
	bool done = keeper->ops->write(keeper->store, records->bytes, records->length, durable,
			    error) == STORE_DONE;
	durations_add(&keeper->commits, clock_ns(CLOCK_MONOTONIC) - start);
	return done;
}

/* Writes the round, as often as it takes. False where the time to stop has come before. */
static bool write_round(struct keeper *keeper, bool durable)
{
	char error[STORE_ERROR_SIZE];
	while (!write_once(keeper, durable, error)) {
		counter_add(COUNTER_NOT_STORED, 1);
		round_failed(keeper->core, error);
		if (await_retry(keeper))
			continue;
		log_lost(keeper, error);
		keeper->lost = true;
		return false;
	}
	return true;
}

/* Takes and writes what is gathered. False where there was nothing, or it could not be stored. */
static bool write_gathered(struct keeper *keeper)
{
	bool durable;
	uint64_t round = round_take(keeper->core, &keeper->records, &durable);
	if (round == 0 || !write_round(keeper, durable))
		return false;
	pthread_mutex_lock(&keeper->lock);
	keeper->durable = durable;
	pthread_mutex_unlock(&keeper->lock);
	note_stored(keeper, round);
	return true;
}

/* Large rounds follow each other, and the loops would wait for new memory for each of them. */
static void free_space(struct keeper *keeper)
{
	buffer_finish(&keeper->records);
	round_free_space(keeper->core);
}

/* Deletes some of the old lines; more of them while there is nothing to store. */
static bool tidy(struct keeper *keeper)
{
	bool more;
	do
		more = keeper->ops->expire(keeper->store, clock_utc_ms());
	while (more && !is_wanted(keeper));
	return more;
}

static void *write_all(void *data)
{
	struct keeper *keeper = data;
	enum work work;
	bool more = false;
	int64_t tidied = 0;
	while ((work = await_work(keeper)) != WORK_LAST) {
		if (work != WORK_TIDY)
			write_gathered(keeper);
		int64_t now = clock_monotonic_ms();
		bool due = work == WORK_TIDY || now - tidied >= TIDY_MS;
		if (due)
			free_space(keeper);
		if (due || more) {
			more = tidy(keeper);
			tidied = now;
		}
	}
	while (!keeper->lost && write_gathered(keeper))
		continue;
	end_thread(keeper);
	return NULL;
}

/* The place of the next question that can be answered: its round is stored, or has been waited for
 * long enough. NULL for none; then `until` is when there will be one. Under keeper->lock. */
static struct question **find_ready(struct keeper *keeper, int64_t *until)
{
	int64_t now = clock_monotonic_ms(), lowest = INT64_MAX;
	struct question **ready = NULL;
	*until = INT64_MAX;
	for (struct question **link = &keeper->first; *link; link = &(*link)->next) {
		const struct question *question = *link;
		int64_t place = turns_place(&keeper->turns, question->turn);
		if (question->round > keeper->stored && question->wait_until > now) {
			if (question->wait_until < *until)
				*until = question->wait_until;
		} else if (place < lowest) {
			lowest = place;
			ready = link;
		}
	}
	return ready;
}

/* Under keeper->lock. */
static struct question *take_out(struct keeper *keeper, struct question **link)
{
	struct question *question = *link;
	*link = question->next;
	keeper->questions--;
	question->stored = keeper->stored;
	if (keeper->last == question) {
		keeper->last = keeper->first;
		while (keeper->last && keeper->last->next)
			keeper->last = keeper->last->next;
	}
	return question;
}

/* Those who always ask do not keep the index from getting its turn. */
static void index_all_the_same(struct keeper *keeper)
{
	int64_t now = clock_monotonic_ms();
	if (now - keeper->indexed < INDEX_EVERY_MS)
		return;
	while (keeper->ops->index(keeper->store) && clock_monotonic_ms() - now < INDEX_MS)
		continue;
	keeper->indexed = clock_monotonic_ms();
}

/* Waits for the next question that can be answered; NULL when the librarian is to stop. While there
 * is none at all, it indexes. */
static struct question *next_question(struct keeper *keeper)
{
	bool more = true;
	int64_t until;
	struct question **ready = NULL;
	index_all_the_same(keeper);
	pthread_mutex_lock(&keeper->lock);
	while (!keeper->stopping && (keeper->resting || !(ready = find_ready(keeper, &until)))) {
		if (keeper->resting) {
			rest(keeper, &keeper->read);
		} else if (keeper->first) {
			struct timespec at = in_ms(until - clock_monotonic_ms());
			wait_for(keeper, &keeper->read, &at);
		} else if (more) {
			pthread_mutex_unlock(&keeper->lock);
			more = keeper->ops->index(keeper->store);
			pthread_mutex_lock(&keeper->lock);
		} else {
			struct timespec at = in_ms(INDEX_REST_MS);
			wait_for(keeper, &keeper->read, &at);
			more = true;
		}
	}
	struct question *question = keeper->stopping ? NULL : take_out(keeper, ready);
	pthread_mutex_unlock(&keeper->lock);
	return question;
}

static void end_turn(struct keeper *keeper, unsigned turn, int64_t time)
{
	pthread_mutex_lock(&keeper->lock);
	turns_take(&keeper->turns, turn, time);
	pthread_mutex_unlock(&keeper->lock);
}

static void *answer_all(void *data)
{
	struct keeper *keeper = data;
	struct question *question;
	while ((question = next_question(keeper)) != NULL) {
		int64_t start = clock_ns(CLOCK_MONOTONIC);
		unsigned turn = question->turn;
		do
			answer(keeper->ops, keeper->store, question);
		while (!question_answer(keeper->core, question));
		int64_t took = clock_ns(CLOCK_MONOTONIC) - start;
		durations_add(&keeper->answers, took);
		end_turn(keeper, turn, took / 1000);
	}
	end_thread(keeper);
	return NULL;
}

void keeper_go_on(struct keeper *keeper)
{
	pthread_mutex_lock(&keeper->lock);
	keeper->resting = false;
	pthread_cond_broadcast(&keeper->write);
	pthread_cond_broadcast(&keeper->read);
	pthread_mutex_unlock(&keeper->lock);
}

bool keeper_rest(struct keeper *keeper, int64_t until_ms)
{
	pthread_mutex_lock(&keeper->lock);
	keeper->resting = true;
	pthread_cond_broadcast(&keeper->write);
	pthread_cond_broadcast(&keeper->read);
	struct timespec until = in_ms(until_ms - clock_monotonic_ms());
	while (keeper->at_rest < keeper->running && wait_for(keeper, &keeper->ended, &until))
		continue;
	bool rests = keeper->at_rest == keeper->running && !keeper->wanted;
	pthread_mutex_unlock(&keeper->lock);
	if (rests && keeper->ops->settled(keeper->store))
		return true;
	keeper_go_on(keeper);
	return false;
}

unsigned keeper_questions(struct keeper *keeper)
{
	pthread_mutex_lock(&keeper->lock);
	unsigned questions = keeper->questions;
	pthread_mutex_unlock(&keeper->lock);
	return questions;
}

/* Ends the process: the threads are in the middle of something that does not end. */
static _Noreturn void give_up(struct keeper *keeper)
{
	log_lost(keeper, "the disk does not answer");
	pthread_detach(keeper->writer);
	pthread_detach(keeper->librarian);
	_exit(EXIT_FAILURE);
}

void keeper_stop(struct keeper *keeper)
{
	pthread_mutex_lock(&keeper->lock);
	keeper->stopping = true;
	keeper->stop_at = clock_monotonic_ms() + KEEPER_STOP_SECONDS * 1000;
	if (keeper->core)
		start(keeper); /* something may have been gathered in the last iteration */
	pthread_cond_broadcast(&keeper->write);
	pthread_cond_broadcast(&keeper->read);
	struct timespec until = in_ms((KEEPER_STOP_SECONDS + 1) * 1000);
	while (keeper->running > 0 && wait_for(keeper, &keeper->ended, &until))
		continue;
	bool ended = keeper->running == 0;
	pthread_mutex_unlock(&keeper->lock);
	if (!ended)
		give_up(keeper);
	if (keeper->started) {
		pthread_join(keeper->writer, NULL);
		pthread_join(keeper->librarian, NULL);
	}
	for (struct question *next; keeper->first; keeper->first = next) {
		next = keeper->first->next;
		question_free(keeper->first);
	}
	buffer_finish(&keeper->records);
	keeper->ops->close(keeper->store);
	pthread_mutex_destroy(&keeper->lock);
	pthread_cond_destroy(&keeper->write);
	pthread_cond_destroy(&keeper->read);
	pthread_cond_destroy(&keeper->ended);
}
