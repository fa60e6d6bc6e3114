/* The prover: a thread that checks passwords and makes the hashes of new ones, one after another,
 * since each takes a hundredth of a second or more on purpose (proof.h).
 *
 * The core has one password of an address checked at a time (guesses.h), so serving jobs in the
 * order of their arrival gives each address its turn. Those who have guessed wrong come behind
 * those who have not. Except where a function says otherwise, any thread may call. */
#ifndef PASSWORD_H
#define PASSWORD_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "proof.h"

#define PASSWORD_JOBS_MAX 512

struct password_job;

struct password {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wanted;
	struct password_job *jobs; /* in order; done ones stay until their loop takes them */
	unsigned count;		   /* of the jobs */
	atomic_uint done_count;	   /* of those that are done */
	bool started;		   /* the thread */
	bool ending;
	bool refuses;				 /* see password_refuse() */
	void (*done)(void *data, unsigned loop); /* this loop has a job to take; in the thread */
	void *data;
};

void password_init(struct password *password, void (*done)(void *data, unsigned loop), void *data);

/* Ends the thread. To be called when no loop runs any more and before the first one is freed, since
 * the thread may wake it until then. */
void password_stop(struct password *password);

/* After password_stop(), when all sessions are gone. */
void password_finish(struct password *password);

/* For proof_set_prover(). Its functions are called under the core lock. */
struct prover password_prover(struct password *password);

/* Passwords that wait for the thread, or for their loop to take what came of them. */
unsigned password_waiting(struct password *password);

/* From now on no further password is taken, and who gives one is told to try again; or not any
 * more. */
void password_refuse(struct password *password, bool refuse);

/* Whether there may be something to take; takes no lock. */
bool password_has_done(struct password *password);

/* Tells the peers of a loop what came of theirs. By that loop, under the core lock. */
void password_take(struct password *password, unsigned loop);

#endif
