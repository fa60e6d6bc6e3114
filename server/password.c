#include "password.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "memory.h"
#include "thread.h"

struct password_job {
	struct password_job *next;
	struct proof *proof; /* NULL: it is gone, and nobody waits for the result */
	unsigned loop, wrong;
	bool started, done, good;
	char *hash; /* NULL: it is to be made */
	char *password;
	struct proof_password *made;
};

static void job_free(struct password_job *job)
{
	sodium_memzero(job->password, strlen(job->password));
	free(job->password);
	free(job->hash);
	proof_password_free(job->made);
	free(job);
}

static struct password_job *next_job(struct password *password)
{
	struct password_job *job = password->jobs;
	while (job && job->started)
		job = job->next;
	return job;
}

/* Without the lock: what is done to the job then, nobody else looks at before it is done. */
static void work(struct password_job *job)
{
	if (job->hash) {
		job->good = proof_hash_verify(job->hash, job->password);
		return;
	}
	job->made = memory_zero(sizeof *job->made);
	if (proof_hash_make(job->made, job->password))
		return;
	proof_password_free(job->made);
	job->made = NULL;
}

static void *run(void *data)
{
	struct password *password = data;
	pthread_mutex_lock(&password->lock);
	while (!password->ending) {
		struct password_job *job = next_job(password);
		if (!job) {
			pthread_cond_wait(&password->wanted, &password->lock);
			continue;
		}
		job->started = true;
		pthread_mutex_unlock(&password->lock);
		work(job);
		pthread_mutex_lock(&password->lock);
		job->done = true;
		atomic_fetch_add(&password->done_count, 1);
		password->done(password->data, job->loop);
	}
	pthread_mutex_unlock(&password->lock);
	return NULL;
}

void password_init(struct password *password, void (*done)(void *data, unsigned loop), void *data)
{
	*password = (struct password){.done = done, .data = data};
	pthread_mutex_init(&password->lock, NULL);
	pthread_cond_init(&password->wanted, NULL);
}

/* Starts the thread with the first password. Until then a server with one loop has one thread, for
 * which the kernel need not count the users of a descriptor. */
static bool start(struct password *password)
{
	password->started = thread_start(&password->thread, run, password) == 0;
	return password->started;
}

void password_stop(struct password *password)
{
	pthread_mutex_lock(&password->lock);
	password->ending = true;
	pthread_cond_signal(&password->wanted);
	pthread_mutex_unlock(&password->lock);
	if (password->started)
		pthread_join(password->thread, NULL);
	password->started = false;
}

void password_finish(struct password *password)
{
	for (struct password_job *job = password->jobs, *next; job; job = next) {
		next = job->next;
		job_free(job);
	}
	pthread_cond_destroy(&password->wanted);
	pthread_mutex_destroy(&password->lock);
}

static bool begin(
	void *data, struct proof *proof, const char *hash, const char *text, unsigned wrong)
{
	struct password *password = data;
	pthread_mutex_lock(&password->lock);
	bool room = password->count < PASSWORD_JOBS_MAX && !password->ending &&
		    !password->refuses && (password->started || start(password));
	if (room) {
		struct password_job *job = memory_zero(sizeof *job), **last = &password->jobs;
		job->proof = proof;
		job->loop = proof->loop->index;
		job->hash = hash ? memory_text(hash) : NULL;
		job->password = memory_text(text);
		job->wrong = wrong;
		while (*last && ((*last)->started || (*last)->wrong <= wrong))
			last = &(*last)->next;
		job->next = *last;
		*last = job;
		password->count++;
		pthread_cond_signal(&password->wanted);
	}
	pthread_mutex_unlock(&password->lock);
	return room;
}

static void forget(void *data, struct proof *proof)
{
	struct password *password = data;
	pthread_mutex_lock(&password->lock);
	struct password_job **link = &password->jobs, *job;
	while (*link && (*link)->proof != proof)
		link = &(*link)->next;
	job = *link;
	if (job && job->started) {
		job->proof = NULL;
	} else if (job) {
		*link = job->next;
		password->count--;
		job_free(job);
	}
	pthread_mutex_unlock(&password->lock);
}

struct prover password_prover(struct password *password)
{
	return (struct prover){.start = begin, .forget = forget, .data = password};
}

/* Takes one job of the loop that is done off the list; NULL: there is none. */
static struct password_job *take_done(struct password *password, unsigned loop)
{
	pthread_mutex_lock(&password->lock);
	struct password_job **link = &password->jobs, *job;
	while (*link && !((*link)->done && (*link)->loop == loop))
		link = &(*link)->next;
	job = *link;
	if (job) {
		*link = job->next;
		password->count--;
		atomic_fetch_sub(&password->done_count, 1);
	}
	pthread_mutex_unlock(&password->lock);
	return job;
}

unsigned password_waiting(struct password *password)
{
	pthread_mutex_lock(&password->lock);
	unsigned count = password->count;
	pthread_mutex_unlock(&password->lock);
	return count;
}

void password_refuse(struct password *password, bool refuse)
{
	pthread_mutex_lock(&password->lock);
	password->refuses = refuse;
	pthread_mutex_unlock(&password->lock);
}

bool password_has_done(struct password *password)
{
	return atomic_load(&password->done_count) > 0;
}

void password_take(struct password *password, unsigned loop)
{
	struct password_job *job;
	while ((job = take_done(password, loop)) != NULL) {
		if (job->proof && job->hash) {
			proof_checked(job->proof, job->good);
		} else if (job->proof) {
			proof_made(job->proof, job->made);
			job->made = NULL;
		}
		job_free(job);
	}
}
