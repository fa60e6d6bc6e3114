#include "lookup.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <event2/event.h>

#include "address.h"
#include "ascii.h"
#include "memory.h"
#include "thread.h"

static bool is_localhost(const char *host)
{
	static const char name[] = "localhost";
	size_t size = strlen(host);
	if (size && host[size - 1] == '.')
		size--;
	if (size < sizeof name - 1)
		return false;
	const char *end = host + size - (sizeof name - 1);
	return ascii_equal_n(end, name, sizeof name - 1) && (end == host || end[-1] == '.');
}

/* The first node from `from` on that is (`same`) or is not of this family. */
static const struct addrinfo *seek(const struct addrinfo *from, int family, bool same)
{
	while (from && (from->ai_family == family) != same)
		from = from->ai_next;
	return from;
}

size_t addresses_order(const struct addrinfo **list, const struct addrinfo *chain)
{
	size_t count = 0;
	int family = chain ? chain->ai_family : AF_UNSPEC;
	const struct addrinfo *turn[2] = {chain, seek(chain, family, false)};
	for (unsigned i = 0; turn[0] || turn[1]; i = !i) {
		if (!turn[i])
			continue;
		if (list)
			list[count] = turn[i];
		count++;
		turn[i] = seek(turn[i]->ai_next, family, i == 0);
	}
	return count;
}

static void set_path(struct addresses *addresses, const char *path)
{
	addresses->path.sun_family = AF_UNIX;
	snprintf(addresses->path.sun_path, sizeof addresses->path.sun_path, "%s", path);
	addresses->path_info = (struct addrinfo){.ai_family = AF_UNIX,
		.ai_socktype = SOCK_STREAM,
		.ai_addr = (struct sockaddr *)&addresses->path,
		.ai_addrlen = sizeof addresses->path};
	addresses->count = 1;
	addresses->list = memory_get(sizeof *addresses->list);
	addresses->list[0] = &addresses->path_info;
}

const char *lookup_wait(struct addresses *addresses, const char *host, int port)
{
	char service[16];
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV};
	snprintf(service, sizeof service, "%d", port);
	*addresses = (struct addresses){0};
	if (address_is_path(host)) {
		set_path(addresses, host);
		return NULL;
	}
	int error =
		getaddrinfo(is_localhost(host) ? NULL : host, service, &hints, &addresses->owned);
	if (error)
		return error == EAI_SYSTEM ? strerror(errno) : gai_strerror(error);
	addresses->count = addresses_order(NULL, addresses->owned);
	addresses->list = memory_get(addresses->count * sizeof *addresses->list);
	addresses_order(addresses->list, addresses->owned);
	return NULL;
}

void addresses_finish(struct addresses *addresses)
{
	free(addresses->list);
	if (addresses->owned)
		freeaddrinfo(addresses->owned);
	*addresses = (struct addresses){0};
}

/* The thread and the loop each set the state once; whichever comes second frees the task. */
enum { TASK_RUNS, TASK_ANSWERED, TASK_GIVEN_UP };

/* Belongs to the thread until it is answered. */
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
	lookup_done_fn *done;
	void *data;
	int news;
	struct event *answered;
};

static void task_free(struct task *task)
{
	addresses_finish(&task->addresses);
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
	task_answer(task, lookup_wait(&task->addresses, task->host, task->port));
	return NULL;
}

static void task_start(struct task *task)
{
	int error = thread_start_detached(task_run, task);
	if (error)
		task_answer(task, strerror(error));
}

static void answered_cb(evutil_socket_t fd, short what, void *data)
{
	struct lookup *lookup = data;
	if (atomic_load(&lookup->task->state) == TASK_ANSWERED)
		lookup->done(lookup->data, &lookup->task->addresses, lookup->task->error);
}

struct lookup *lookup_start(
	struct event_base *base, const char *host, int port, lookup_done_fn *done, void *data)
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
	lookup->done = done;
	lookup->data = data;
	lookup->answered = event_new(base, lookup->news, EV_READ, answered_cb, lookup);
	event_add(lookup->answered, NULL);
	task_start(lookup->task);
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
