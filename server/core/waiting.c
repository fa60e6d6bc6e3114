#include "waiting.h"

#include <stdbool.h>
#include <stdlib.h>

#include "memory.h"
#include "send_queue.h"
#include "session.h"
#include "skip.h"

/* A session and what waits for it. */
struct held {
	uint64_t address, bytes;
	struct session *session;
};

static bool counts(const struct session *session)
{
	return origin_key(&session->origin) != 0 && !session->closed && !session->slow;
}

/* By address; of one address, those with the most bytes first. */
static int compare_held(const void *left, const void *right)
{
	const struct held *a = left, *b = right;
	if (a->address != b->address)
		return a->address < b->address ? -1 : 1;
	return (a->bytes < b->bytes) - (a->bytes > b->bytes);
}

static int compare_sum(const void *left, const void *right)
{
	const struct waiting_sum *a = left, *b = right;
	return (a->address > b->address) - (a->address < b->address);
}

/* The loop's sessions with a send queue, sorted; free the result, which is NULL where there are
 * none.
 */
static struct held *gather(const struct core_loop *loop, unsigned *count)
{
	unsigned most = 0;
	*count = 0;
	for (const struct send_queue *send_queue = loop->send_queues; send_queue;
		send_queue = send_queue->next)
		most += counts(send_queue->session);
	if (most == 0)
		return NULL;
	struct held *held = memory_get(most * sizeof *held);
	for (const struct send_queue *send_queue = loop->send_queues; send_queue;
		send_queue = send_queue->next)
		if (counts(send_queue->session))
			held[(*count)++] = (struct held){origin_key(&send_queue->session->origin),
				send_queue_size(send_queue->session) + send_queue->asked,
				send_queue->session};
	qsort(held, *count, sizeof *held, compare_held);
	return held;
}

static struct waiting_sums sums_of(const struct held *held, unsigned count)
{
	struct waiting_sums sums = {0};
	if (count == 0)
		return sums;
	sums.items = memory_get(count * sizeof *sums.items);
	for (unsigned i = 0; i < count; i++) {
		if (i == 0 || held[i].address != held[i - 1].address)
			sums.items[sums.count++] = (struct waiting_sum){.address = held[i].address};
		sums.items[sums.count - 1].bytes += held[i].bytes;
	}
	return sums;
}

/* Under core.waiting_lock. */
static uint64_t sum_of_all(const struct core *core, const struct waiting_sum *wanted)
{
	uint64_t all = 0;
	for (unsigned i = 0; i < core->loop_count; i++) {
		const struct waiting_sums *sums = &core->loops[i].waiting;
		const struct waiting_sum *found =
			sums->count == 0 ? NULL
					 : bsearch(wanted, sums->items, sums->count, sizeof *wanted,
						   compare_sum);
		all += found ? found->bytes : 0;
	}
	return all;
}

/* Leaves the loop's sums for the other loops, and adds theirs up. */
static void exchange(struct core_loop *loop, struct waiting_sums sums)
{
	struct core *core = loop->core;
	pthread_mutex_lock(&core->waiting_lock);
	struct waiting_sum *old = loop->waiting.items;
	loop->waiting = sums;
	for (unsigned i = 0; i < sums.count; i++)
		sums.items[i].all = sum_of_all(core, &sums.items[i]);
	pthread_mutex_unlock(&core->waiting_lock);
	free(old);
}

static bool is_late(const struct session *session)
{
	int64_t since = session->send_queue->slow_since;
	return since >= 0 && session->loop->now - since >= WAITING_MS;
}

/* Skips lines for sessions of one address, `held`, as far as it has too much waiting, and closes
 * those for which there are none to skip; each loop does so for its share. Returns the bytes. */
static uint64_t bound(const struct waiting_sum *sum, const struct held *held, unsigned count)
{
	const struct core_loop *loop = held->session->loop;
	uint64_t most = WAITING_SESSIONS * (uint64_t)loop->limits.slow_queue;
	bool at_once = sum->all > WAITING_TIMES * most;
	if (at_once)
		most *= WAITING_TIMES;
	if (sum->all <= most)
		return 0;
	double share = (double)sum->bytes / (double)sum->all;
	double excess = (double)(sum->all - most) * share;
	uint64_t less = 0;
	for (unsigned i = 0; i < count && (double)less < excess && loop->skips > 0; i++) {
		if (!at_once && !is_late(held[i].session))
			continue;
		uint64_t skipped = skip_lines(held[i].session);
		if (skipped == 0)
			send_queue_too_slow(held[i].session);
		less += skipped > 0 ? skipped : held[i].bytes;
	}
	return less;
}

/* Takes what is less out of the sum, so that the next loop does nothing to its own sessions for it.
 */
static void take_back(struct core_loop *loop, struct waiting_sum *sum, uint64_t bytes)
{
	if (bytes == 0)
		return;
	pthread_mutex_lock(&loop->core->waiting_lock);
	sum->bytes -= bytes;
	pthread_mutex_unlock(&loop->core->waiting_lock);
}

void waiting_check(struct core_loop *loop)
{
	if (!loop->send_queues && loop->waiting.count == 0)
		return;
	unsigned count, first = 0;
	struct held *held = gather(loop, &count);
	struct waiting_sums sums = sums_of(held, count);
	exchange(loop, sums);
	for (unsigned i = 0; i < sums.count; i++) {
		unsigned end = first;
		while (end < count && held[end].address == sums.items[i].address)
			end++;
		take_back(loop, &sums.items[i], bound(&sums.items[i], held + first, end - first));
		first = end;
	}
	free(held);
}
