#include "loop.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "memory.h"

/* Reads in one iteration before the loop accepts and sends again. Until then each conn that closes
 * holds memory, which would stay scattered between what remains. */
#define READS_MAX 512
#define ARRIVALS_MAX 64 /* in one iteration, for the same reason */
#define POLL_AGAIN 8	/* reads from which on one more poll pays */

static const struct timeval at_once = {0, 0};
static const struct timeval one_second = {1, 0};

static struct arrival *take_arrivals(struct loop *loop)
{
	struct arrival *oldest_first = NULL;
	pthread_mutex_lock(&loop->arrivals_lock);
	for (struct arrival *arrival = loop->arrivals, *next; arrival; arrival = next) {
		next = arrival->next;
		arrival->next = oldest_first;
		oldest_first = arrival;
	}
	loop->arrivals = NULL;
	pthread_mutex_unlock(&loop->arrivals_lock);
	return oldest_first;
}

bool loop_defer_event(struct loop *loop, struct event *event)
{
	if (loop->deferred_count == LOOP_DEFERRED_MAX)
		return false;
	event_del(event);
	loop->deferred[loop->deferred_count++] = event;
	loop_iterate_soon(loop);
	return true;
}

void loop_forget_event(struct loop *loop, const struct event *event)
{
	for (unsigned i = 0; i < loop->deferred_count; i++)
		if (loop->deferred[i] == event)
			loop->deferred[i--] = loop->deferred[--loop->deferred_count];
}

void loop_iterate_later(struct loop *loop)
{
	if (!evtimer_pending(loop->pending_event, NULL))
		evtimer_add(loop->pending_event, &at_once);
}

static void end_iteration(struct loop *loop)
{
	loop->reads = 0;
	loop->ops->iterate(loop);
	while (loop->deferred_count > 0)
		event_add(loop->deferred[--loop->deferred_count], NULL);
}

void loop_take_arrivals(struct loop *loop)
{
	unsigned count = 0;
	for (struct arrival *arrival = take_arrivals(loop), *next; arrival; arrival = next) {
		next = arrival->next;
		loop->ops->arrived(loop, arrival);
		free(arrival);
		if (++count % ARRIVALS_MAX == 0)
			end_iteration(loop);
	}
}

static void wake_cb(evutil_socket_t fd, short events, void *data)
{
	struct loop *loop = data;
	char byte;
	loop_begin(loop);
	while (read(fd, &byte, 1) < 0 && errno == EINTR)
		;
	atomic_store(
		&loop->woken, false); /* before looking for the reason: a later wake-up counts */
	loop_take_arrivals(loop);
	loop_iterate_soon(loop);
}

void loop_did_read(struct loop *loop)
{
	if (++loop->reads >= READS_MAX)
		end_iteration(loop);
}

static void iterate_cb(evutil_socket_t fd, short events, void *data)
{
	struct loop *loop = data;
	loop_begin(loop);
	if (loop->reads >= POLL_AGAIN && !loop->polled_again) {
		loop->polled_again = true;
		evtimer_add(loop->iterate_event, &at_once); /* behind what is ready by then */
		return;
	}
	loop->iterate_asked = loop->polled_again = false;
	end_iteration(loop);
}

static void pending_cb(evutil_socket_t fd, short events, void *data)
{
	struct loop *loop = data;
	loop_begin(loop);
	loop->ops->pending(loop);
	loop_iterate_soon(loop);
}

static void second_cb(evutil_socket_t fd, short events, void *data)
{
	struct loop *loop = data;
	loop_begin(loop);
	atomic_store_explicit(
		&loop->figures.second_ms, loop->turn_ns / 1000000, memory_order_relaxed);
	loop->ops->second(loop);
}

static struct event_base *new_base(void)
{
	struct event_config *config = event_config_new();
	if (!config || event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK) != 0 ||
		event_config_set_max_dispatch_interval(
			config, NULL, READS_MAX, LOOP_PRIORITY_CONNS) != 0)
		fatal("libevent could not be configured");
	struct event_base *base = event_base_new_with_config(config);
	event_config_free(config);
	if (!base)
		fatal("no event base: too few descriptors (see ulimit -n)?");
	if (event_base_priority_init(base, LOOP_PRIORITIES) != 0)
		fatal("libevent could not be configured");
	return base;
}

static struct event *new_event(
	struct loop *loop, evutil_socket_t fd, short events, event_callback_fn callback)
{
	struct event *event = event_new(loop->base, fd, events, callback, loop);
	if (!event)
		fatal("out of memory");
	return event;
}

void loop_init(struct loop *loop, unsigned index, const struct loop_ops *ops)
{
	*loop = (struct loop){.index = index, .ops = ops};
	loop->base = new_base();
	if (pipe2(loop->wake_fd, O_NONBLOCK | O_CLOEXEC) != 0)
		fatal("no pipe: too few descriptors (see ulimit -n)?");
	pthread_mutex_init(&loop->arrivals_lock, NULL);
	loop->wake_event = new_event(loop, loop->wake_fd[0], EV_READ | EV_PERSIST, wake_cb);
	loop->iterate_event = new_event(loop, -1, 0, iterate_cb);
	loop->pending_event = new_event(loop, -1, 0, pending_cb);
	loop->second_event = new_event(loop, -1, EV_PERSIST, second_cb);
	atomic_init(&loop->figures.second_ms, clock_monotonic_ms());
	if (event_add(loop->wake_event, NULL) != 0 ||
		event_add(loop->second_event, &one_second) != 0)
		fatal("libevent refused an event");
}

void loop_finish(struct loop *loop)
{
	for (struct arrival *arrival = take_arrivals(loop), *next; arrival; arrival = next) {
		next = arrival->next;
		close(arrival->fd);
		free(arrival);
	}
	event_free(loop->wake_event);
	event_free(loop->iterate_event);
	event_free(loop->pending_event);
	event_free(loop->second_event);
	event_base_free(loop->base);
	close(loop->wake_fd[0]);
	close(loop->wake_fd[1]);
	pthread_mutex_destroy(&loop->arrivals_lock);
	free(loop->conns.items);
	free(loop->pending.items);
	free(loop->closing.items);
}

/* Runs what is ready, and returns before the loop waits again. False when the loop is to end. */
static bool turn(struct loop *loop)
{
	bool more = event_base_loop(loop->base, EVLOOP_ONCE) == 0;
	if (loop->turn_ns > 0 && !loop->polled_again) {
		durations_add(&loop->figures.turns, clock_ns(CLOCK_MONOTONIC) - loop->turn_ns);
		loop->turn_ns = 0;
	}
	return more && !event_base_got_break(loop->base);
}

/* By the first loop's thread. */
static void work_parked(struct loop_park *park)
{
	pthread_mutex_lock(&park->lock);
	while (park->waiting < park->expected)
		pthread_cond_wait(&park->changed, &park->lock);
	park->work(park->data);
	park->over = true;
	pthread_cond_broadcast(&park->changed);
	while (park->waiting > 0) /* they still look at `park` */
		pthread_cond_wait(&park->changed, &park->lock);
	pthread_mutex_unlock(&park->lock);
	pthread_cond_destroy(&park->changed);
	pthread_mutex_destroy(&park->lock);
}

static void wait_parked(struct loop_park *park)
{
	pthread_mutex_lock(&park->lock);
	park->waiting++;
	pthread_cond_broadcast(&park->changed);
	while (!park->over)
		pthread_cond_wait(&park->changed, &park->lock);
	park->waiting--;
	pthread_cond_broadcast(&park->changed);
	pthread_mutex_unlock(&park->lock);
}

static void stand_still(struct loop *loop)
{
	struct loop_park *park = atomic_exchange(&loop->park, NULL);
	if (park && park->first == loop)
		work_parked(park);
	else if (park)
		wait_parked(park);
}

void loop_park(struct loop_park *park, struct loop *const loops[], unsigned count,
	void (*work)(void *data), void *data)
{
	*park = (struct loop_park){
		.first = loops[0], .expected = count - 1, .work = work, .data = data};
	pthread_mutex_init(&park->lock, NULL);
	pthread_cond_init(&park->changed, NULL);
	for (unsigned i = 0; i < count; i++) {
		atomic_store(&loops[i]->park, park);
		loop_wake(loops[i]);
	}
}

void loop_run(struct loop *loop)
{
	bool more = true;
	while (more) {
		more = turn(loop); /* the others wait for one that has ended, too */
		if (atomic_load_explicit(&loop->park, memory_order_relaxed))
			stand_still(loop);
	}
}

void loop_stop(struct loop *loop)
{
	event_base_loopbreak(loop->base);
}

void loop_iterate_soon(struct loop *loop)
{
	if (loop->iterate_asked)
		return;
	loop->iterate_asked = true;
	event_active(loop->iterate_event, EV_TIMEOUT, 0);
}

void loop_wake(struct loop *loop)
{
	if (atomic_exchange(&loop->woken, true))
		return;
	while (write(loop->wake_fd[1], "", 1) < 0)
		if (errno != EINTR)
			fatal("a loop was woken that is no more");
}

void loop_adopt(struct loop *loop, struct arrival *arrival)
{
	atomic_fetch_add(&loop->load, 1);
	pthread_mutex_lock(&loop->arrivals_lock);
	arrival->next = loop->arrivals;
	loop->arrivals = arrival;
	pthread_mutex_unlock(&loop->arrivals_lock);
	loop_wake(loop);
}
