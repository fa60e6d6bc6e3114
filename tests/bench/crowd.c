#include "crowd.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "bench_clock.h"
#include "cpus.h"
#include "worker.h"

enum { WAIT_US = 200 };

static void *allocate(size_t count, size_t size)
{
	void *memory = calloc(count ? count : 1, size);
	if (!memory) {
		perror("calloc");
		exit(1);
	}
	return memory;
}

bool crowd_speaks_irc(const struct plan *plan, uint32_t id)
{
	/* Pairs, so that each of two workers has as many of the one as of the other. */
	return plan->protocol == PROTOCOL_IRC || plan->protocol == PROTOCOL_WEBSOCKET ||
	       (plan->protocol == PROTOCOL_MIXED && id / 2 % 2 == 1);
}

void crowd_room(struct irc_room *room, const struct plan *plan, uint32_t id)
{
	char name[IRC_ROOM_SIZE];

	snprintf(name, sizeof name, "#bench-%u", plan->rooms > 1 ? id % plan->rooms : 0);
	if (plan->rooms <= 1)
		snprintf(name, sizeof name, plan->protocol == PROTOCOL_MIXED ? "#lobby" : "#bench");
	irc_room_init(room, name);
}

/* How much of a total falls to this worker when it is dealt out one by one. */
static unsigned portion(const struct worker *worker, unsigned total)
{
	unsigned workers = worker->crowd->worker_count;
	return total / workers + (worker->index < total % workers);
}

static void worker_clients(struct worker *worker)
{
	const struct plan *plan = worker->plan;

	worker->count = portion(worker, plan->clients);
	worker->speakers = portion(worker, plan->speakers);
	worker->listeners = worker->count - worker->speakers;
	worker->quota = portion(worker, plan->connects ? plan->connects : plan->clients);
	worker->opening_limit = plan->opening ? portion(worker, plan->opening) : UINT32_MAX;
	worker->clients = allocate(worker->count, sizeof *worker->clients);
	worker->next_memory =
		allocate((size_t)worker->count * plan->speakers, sizeof *worker->next_memory);
	worker->heard_memory =
		allocate((size_t)worker->count * ROUNDS, sizeof *worker->heard_memory);
	if (plan->gather)
		worker->known_memory = allocate(
			(size_t)worker->count * plan->clients, sizeof *worker->known_memory);
	for (unsigned i = 0; i < worker->count; i++) {
		struct client *client = &worker->clients[i];
		client->fd = -1;
		if (plan->gather)
			client->known = worker->known_memory + (size_t)i * plan->clients;
		client->next = worker->next_memory + (size_t)i * plan->speakers;
		client->heard = worker->heard_memory + (size_t)i * ROUNDS;
		client->awaited = plan->speakers - (i < worker->speakers);
		if (i < worker->speakers)
			client->out = allocate(1, OUT_BYTES);
	}
}

static void worker_start(struct crowd *crowd, unsigned index)
{
	struct worker *worker = &crowd->workers[index];
	struct epoll_event event = {.events = EPOLLIN};

	worker->crowd = crowd;
	worker->plan = &crowd->plan;
	worker->index = index;
	crowd_room(&worker->room, &crowd->plan, 0);
	worker->buffer = allocate(1, BUFFER_BYTES);
	worker->epoll = epoll_create1(EPOLL_CLOEXEC);
	worker->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (worker->epoll < 0 || worker->wake < 0 ||
		epoll_ctl(worker->epoll, EPOLL_CTL_ADD, worker->wake, &event) != 0) {
		perror("epoll");
		exit(1);
	}
	worker_clients(worker);
	if (worker->listeners == 0) { /* nobody here to wait for */
		atomic_store(&worker->half, UINT32_MAX);
		atomic_store(&worker->done, UINT32_MAX);
	}
}

struct crowd *crowd_new(const struct plan *plan)
{
	struct crowd *crowd = allocate(1, sizeof *crowd);

	crowd->plan = *plan;
	crowd->worker_count = cpus_load_threads();
	crowd->workers = allocate(crowd->worker_count, sizeof *crowd->workers);
	for (unsigned i = 0; i < crowd->worker_count; i++)
		worker_start(crowd, i);
	for (unsigned i = 0; i < crowd->worker_count; i++) {
		if (pthread_create(
			    &crowd->workers[i].thread, NULL, worker_run, &crowd->workers[i]) != 0) {
			perror("pthread_create");
			exit(1);
		}
	}
	return crowd;
}

struct counts crowd_counts(struct crowd *crowd)
{
	struct counts counts = {0};

	for (unsigned i = 0; i < crowd->worker_count; i++) {
		struct worker *worker = &crowd->workers[i];
		counts.delivered += atomic_load(&worker->delivered);
		counts.reads += atomic_load(&worker->reads);
		counts.served += atomic_load(&worker->served);
		counts.sent += atomic_load(&worker->sent);
		counts.lost += atomic_load(&worker->lost);
		counts.met += atomic_load(&worker->met);
		counts.gathered += atomic_load(&worker->gathered);
	}
	return counts;
}

static void set_phase(struct crowd *crowd, enum phase phase)
{
	atomic_store(&crowd->phase, (int)phase);
	atomic_fetch_add(&crowd->orders, 1);
	for (unsigned i = 0; i < crowd->worker_count; i++)
		worker_wake(&crowd->workers[i]);
}

/* The threads of the load only count, for to wake another thread with each line would slow them; so
 * who waits looks at the counts, and gives up when one has not moved for CROWD_STALL_MS. */
struct patience {
	uint64_t count;
	uint64_t since;
};

static bool wait_a_little(struct patience *patience, uint64_t count)
{
	uint64_t now = now_ns();

	if (patience->since == 0 || count != patience->count)
		*patience = (struct patience){count, now};
	wait_us(WAIT_US);
	return now - patience->since < UINT64_C(1000000) * CROWD_STALL_MS;
}

bool crowd_wait_served(struct crowd *crowd, uint64_t wanted)
{
	struct patience patience = {0};
	struct counts counts;

	do {
		counts = crowd_counts(crowd);
		if (counts.served >= wanted)
			return true;
	} while (counts.served + counts.lost < wanted && wait_a_little(&patience, counts.served));
	fprintf(stderr, "only %" PRIu64 " of %" PRIu64 " clients were served\n", counts.served,
		wanted);
	return false;
}

void crowd_talk(struct crowd *crowd, unsigned lines)
{
	atomic_store(&crowd->talk_ns, now_ns());
	atomic_store(&crowd->lines, lines ? atomic_load(&crowd->lines) + lines : 0);
	set_phase(crowd, PHASE_TALK);
}

bool crowd_join(struct crowd *crowd)
{
	uint64_t wanted = crowd->plan.clients;
	struct patience patience = {0};
	struct counts counts;

	set_phase(crowd, PHASE_JOIN);
	do {
		counts = crowd_counts(crowd);
		if (counts.gathered >= wanted)
			return true;
	} while (counts.lost == 0 && wait_a_little(&patience, counts.met));
	fprintf(stderr, "only %" PRIu64 " of %" PRIu64 " clients know of all others\n",
		counts.gathered, wanted);
	return false;
}

static void hush(struct crowd *crowd)
{
	set_phase(crowd, PHASE_HUSH);
	for (unsigned i = 0; i < crowd->worker_count; i++) {
		while (atomic_load(&crowd->workers[i].order_seen) != atomic_load(&crowd->orders))
			wait_us(WAIT_US);
	}
}

bool crowd_drain(struct crowd *crowd)
{
	const struct plan *plan = &crowd->plan;
	uint64_t lines = atomic_load(&crowd->lines);
	struct patience patience = {0};
	struct counts counts;

	if (lines == 0)
		hush(crowd);
	do {
		counts = crowd_counts(crowd);
		uint64_t said = lines ? lines * plan->speakers : counts.sent;
		if (counts.delivered >= said * (plan->clients - 1))
			return true;
	} while (counts.lost == 0 && wait_a_little(&patience, counts.delivered));
	fprintf(stderr, "lines are missing, and nothing arrives any more\n");
	return false;
}

/* Lines at the end of a run leave no gap behind them: compare with what was said. */
static uint64_t missing_at_the_end(const struct crowd *crowd, const struct worker *worker)
{
	uint64_t missing = 0;

	for (unsigned i = 0; i < worker->count; i++) {
		const struct client *client = &worker->clients[i];
		for (unsigned s = 0; s < crowd->plan.speakers; s++) {
			const struct worker *other = &crowd->workers[s % crowd->worker_count];
			uint32_t said = other->clients[s / crowd->worker_count].sent;
			if (s != i * crowd->worker_count + worker->index && client->next[s] < said)
				missing += said - client->next[s];
		}
		if (worker->join_ns > 0)
			missing += crowd->plan.clients - client->met;
	}
	return missing;
}

static void add_result(struct result *into, const struct result *from)
{
	histogram_merge(&into->latency, &from->latency);
	histogram_merge(&into->joins, &from->joins);
	histogram_merge(&into->entries, &from->entries);
	into->missing += from->missing;
	into->doubled += from->doubled;
	into->corrupt += from->corrupt;
	into->own += from->own;
	into->refused += from->refused;
	into->lost += from->lost;
}

static void worker_finish(struct worker *worker)
{
	for (unsigned i = 0; i < worker->speakers; i++)
		free(worker->clients[i].out);
	free(worker->clients);
	free(worker->next_memory);
	free(worker->heard_memory);
	free(worker->known_memory);
	free(worker->buffer);
	close(worker->epoll);
	close(worker->wake);
}

void crowd_free(struct crowd *crowd, struct result *result)
{
	set_phase(crowd, PHASE_END);
	for (unsigned i = 0; i < crowd->worker_count; i++)
		pthread_join(crowd->workers[i].thread, NULL);
	for (unsigned i = 0; i < crowd->worker_count; i++) {
		struct worker *worker = &crowd->workers[i];
		worker->seen.missing += missing_at_the_end(crowd, worker);
		add_result(result, &worker->seen);
	}
	for (unsigned i = 0; i < crowd->worker_count; i++)
		worker_finish(&crowd->workers[i]);
	free(crowd->workers);
	free(crowd);
}

uint64_t result_errors(const struct result *result)
{
	return result->missing + result->doubled + result->corrupt + result->own + result->refused +
	       result->lost;
}

void result_complain(const struct result *result, const char *who)
{
	if (result_errors(result) == 0)
		return;
	fprintf(stderr,
		"%s: %" PRIu64 " lines missing, %" PRIu64 " doubled or out of order, %" PRIu64
		" corrupt, %" PRIu64 " own lines heard, %" PRIu64 " refusals, %" PRIu64
		" connections lost\n",
		who, result->missing, result->doubled, result->corrupt, result->own,
		result->refused, result->lost);
}
