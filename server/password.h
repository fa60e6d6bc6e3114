/* The password checker: checks passwords in a thread of its own, one after another, since each
 * takes a hundredth of a second or so on purpose (see operators.h).
 *
 * The core has one password of an address checked at a time (guesses.h), so first come, first
 * served is a turn for each address; and those who have guessed wrong wait for those who have not.
 */
#ifndef PASSWORD_H
#define PASSWORD_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "loop.h"
#include "operators.h"

#define PASSWORDS_WAITING 512

struct proof_job;

struct password {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wanted;
	struct proof_job *jobs; /* in their order; done ones too, until their loop takes them */
	unsigned count;
	atomic_uint done_count; /* of the jobs */
	bool started;		/* the thread */
	bool ending;
	void (*done)(void *data, unsigned loop); /* a loop has a job to take; by the thread */
	void *data;
};

void password_init(struct password *password, void (*done)(void *data, unsigned loop), void *data);

/* Ends the thread. When no loop runs any more, and before the first one is freed: until then the
 * thread may wake it. */
void password_stop(struct password *password);

/* Behind password_stop(), when all sessions are gone. */
void password_finish(struct password *password);

/* For operators_set_prover(). */
struct password_checker password_checker_new(struct password *password);

/* Whether there may be something to take; any thread, no lock. */
bool password_has_done(struct password *password);

/* By a loop, with the core entered: tells its sessions what became of their passwords. */
void password_take(struct password *password, unsigned loop);

#endif
