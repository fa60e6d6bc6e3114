#include "lookup.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>

#include "memory.h"
#include "resolve.h"

/* Who comes second finds the other's word, and frees the task. */
enum { TASK_RUNS, TASK_ANSWERED, TASK_GIVEN_UP };

/* The thread's until it is answered. */
struct task {
	atomic_int state;
	char *host;
	int port;
	int news; /* the writing end of the pipe, which the thread closes */
	struct addresses addresses;
	char *error;
};

struct lookup {
	struct task *task;
	struct lookup_end end;
	int news;
	struct event *answered;
};

static void task_free(struct task *task)
{
	resolve_finish(&task->addresses);
	free(task->error);
	free(task->host);
	free(task);
}

static void task_answer(struct task *task, const char *error)
{
	int news = task->news;
	task->error = error ? memory_text(error) : NULL;
	if (atomic_exchange(&task->state, TASK_ANSWERED) == TASK_GIVEN_UP)
		task_free(task);
	close(news);
}

static void *task_run(void *data)
{
	struct task *task = data;
	task_answer(task, resolve(&task->addresses, task->host, task->port));
	return NULL;
}

/* The thread is never joined, and takes no signals: those are the loop's. */
static int task_start(struct task *task)
{
	pthread_t thread;
	pthread_attr_t attributes;
	sigset_t all, before;
	sigfillset(&all);
	pthread_attr_init(&attributes);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	int error = pthread_create(&thread, &attributes, task_run, task);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attributes);
	return error;
}

static void answered_cb(evutil_socket_t fd, short what, void *data)
{
	struct lookup *lookup = data;
	(void)fd;
	(void)what;
	if (atomic_load(&lookup->task->state) == TASK_ANSWERED)
		lookup->end.done(lookup->end.data, &lookup->task->addresses, lookup->task->error);
}

struct lookup *lookup_start(
	struct event_base *base, const char *host, int port, struct lookup_end end)
{
	int ends[2];
	struct lookup *lookup = memory_zero(sizeof *lookup);
	if (pipe2(ends, O_CLOEXEC) < 0)
		fatal("there are too many open files for a pipe");
	lookup->task = memory_zero(sizeof *lookup->task);
	lookup->task->host = memory_text(host);
	lookup->task->port = port;
	lookup->task->news = ends[1];
	lookup->news = ends[0];
	lookup->end = end;
	lookup->answered = event_new(base, lookup->news, EV_READ, answered_cb, lookup);
	if (!lookup->answered || event_add(lookup->answered, NULL) < 0)
		fatal("out of memory");
	int error = task_start(lookup->task);
	if (error)
		task_answer(lookup->task, strerror(error));
	return lookup;
}

void lookup_free(struct lookup *lookup)
{
	if (!lookup)
		return;
	event_free(lookup->answered);
	close(lookup->news);
	if (atomic_exchange(&lookup->task->state, TASK_GIVEN_UP) == TASK_ANSWERED)
		task_free(lookup->task);
	free(lookup);
}
