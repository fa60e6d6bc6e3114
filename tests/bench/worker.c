#include "worker.h"

#include <errno.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "bench_clock.h"
#include "cpus.h"

enum { EVENTS = 512 };

void worker_wake(struct worker *worker)
{
	eventfd_write(worker->wake, 1);
}

void worker_round(struct worker *worker, uint32_t round)
{
	if (worker->plan->pace != PACE_ALL && worker->plan->pace != PACE_HALF)
		return;
	unsigned reached = ++worker->reached[round % ROUNDS];
	bool half = reached == (worker->listeners + 1) / 2, all = reached == worker->listeners;
	if (half)
		atomic_store(&worker->half, round + 1);
	if (all) {
		worker->reached[round % ROUNDS] = 0;
		atomic_store(&worker->done, round + 1);
	}
	if ((half || all) && worker->index != 0) /* the speaker is a client of the first */
		worker_wake(&worker->crowd->workers[0]);
}

void worker_served(struct worker *worker, struct client *client)
{
	worker->opening--;
	if (worker->plan->connects > 0)
		client_close(client);
	atomic_fetch_add_explicit(&worker->served, 1, memory_order_relaxed);
}

static uint32_t next_id(struct worker *worker)
{
	return worker->opened++ * worker->crowd->worker_count + worker->index;
}

static void open_some(struct worker *worker)
{
	while (worker->opened < worker->quota && worker->opened < worker->count &&
		worker->opening < worker->opening_limit) {
		struct client *client = &worker->clients[worker->opened];
		client_open(worker, client, next_id(worker));
	}
}

static void reopen(struct worker *worker, struct client *client)
{
	if (worker->plan->connects > 0 && client->fd < 0 && worker->opened < worker->quota)
		client_open(worker, client, next_id(worker));
}

static void see_phase(struct worker *worker)
{
	unsigned orders = atomic_load(&worker->crowd->orders);
	bool new = orders != atomic_load(&worker->order_seen);
	worker->phase = (enum phase)atomic_load(&worker->crowd->phase);
	worker->lines = atomic_load(&worker->crowd->lines);
	if (new && worker->phase == PHASE_TALK && worker->plan->pace == PACE_RATE)
		for (unsigned i = 0; i < worker->speakers; i++)
			worker->clients[i].due =
				atomic_load(&worker->crowd->talk_ns) +
				worker->clients[i].id * UINT64_C(1000000000) / worker->plan->rate;
	atomic_store(&worker->order_seen, orders);
}

/* As fast as the sockets take; each answer is read when all have asked. */
static void join_all(struct worker *worker)
{
	if (worker->join_ns > 0)
		return;
	worker->join_ns = now_ns();
	for (unsigned i = 0; i < worker->count; i++) {
		if (worker->clients[i].state == CLIENT_SERVED)
			irc_client_join(worker, &worker->clients[i]);
	}
}

static void handle(struct worker *worker, const struct epoll_event *event)
{
	struct client *client = event->data.ptr;
	eventfd_t value;

	if (!client) {
		eventfd_read(worker->wake, &value);
		return;
	}
	if (client->fd >= 0)
		client_event(worker, client, event->events);
	reopen(worker, client);
}

/* To wake a thread that sleeps on another processor costs the *server* microseconds in each send,
 * and most of all in a virtual machine: noise that hides what is to be measured. */
static const struct timespec *wait_for(const struct worker *worker, struct timespec *time)
{
	enum pace pace = worker->plan->pace;
	uint64_t now = now_ns(), next = UINT64_MAX;

	*time = (struct timespec){0};
	if (worker->phase != PHASE_TALK || pace == PACE_NONE)
		return NULL;
	if (cpus_may_spin())
		return time;
	if (pace != PACE_RATE)
		return NULL;
	for (unsigned i = 0; i < worker->speakers; i++)
		if (worker->clients[i].due < next)
			next = worker->clients[i].due;
	if (next == UINT64_MAX)
		return NULL;
	if (next > now)
		*time = (struct timespec){
			(time_t)((next - now) / 1000000000u), (long)((next - now) % 1000000000u)};
	return time;
}

void *worker_run(void *argument)
{
	struct worker *worker = argument;
	struct epoll_event events[EVENTS];
	struct timespec time;

	cpus_pin_load(worker->index);
	for (;;) {
		see_phase(worker);
		if (worker->phase == PHASE_END)
			break;
		open_some(worker);
		if (worker->phase == PHASE_JOIN)
			join_all(worker);
		if (worker->phase >= PHASE_TALK) {
			for (unsigned i = 0; i < worker->speakers; i++)
				client_talk(worker, &worker->clients[i]);
		}
		int count =
			epoll_pwait2(worker->epoll, events, EVENTS, wait_for(worker, &time), NULL);
		if (count < 0 && errno != EINTR)
			perror("epoll_wait");
		for (int i = 0; i < count; i++)
			handle(worker, &events[i]);
	}
	for (unsigned i = 0; i < worker->count; i++)
		client_close(&worker->clients[i]);
	return NULL;
}
