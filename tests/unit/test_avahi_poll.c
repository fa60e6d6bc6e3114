/* Avahi's watches and timeouts as events of libevent. */
#include "avahi_poll.h"

#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <event2/event.h>

#include "unit.h"

static struct event_base *base;
static AvahiPoll poll_of_base;
static int ends[2];
static int calls;
static AvahiWatchEvent seen;

static void set_up(void)
{
	base = avahi_poll_base();
	poll_of_base = avahi_poll_of(base);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
}

static void tear_down(void)
{
	event_base_free(base);
	close(ends[0]);
	close(ends[1]);
}

/* Handles what is ready, without waiting. */
static void turn(void)
{
	event_base_loop(base, EVLOOP_ONCE | EVLOOP_NONBLOCK);
}

static void on_watch(AvahiWatch *watch, int fd, AvahiWatchEvent events, void *data)
{
	char byte;
	ck_assert_ptr_eq(data, &calls);
	ck_assert_int_eq(fd, ends[0]);
	ck_assert_int_eq((int)poll_of_base.watch_get_events(watch), (int)events);
	if (events & AVAHI_WATCH_IN)
		(void)!read(fd, &byte, 1);
	seen = events;
	calls++;
}

static AvahiWatch *watch(AvahiWatchEvent events)
{
	return poll_of_base.watch_new(&poll_of_base, ends[0], events, on_watch, &calls);
}

START_TEST(a_watch_tells_each_time)
{
	AvahiWatch *one = watch(AVAHI_WATCH_IN);
	turn();
	ck_assert_int_eq(calls, 0);
	for (int i = 1; i <= 3; i++) {
		(void)!write(ends[1], "x", 1);
		turn();
		ck_assert_int_eq(calls, i);
		ck_assert_int_eq((int)seen, (int)AVAHI_WATCH_IN);
	}
	poll_of_base.watch_free(one);
	(void)!write(ends[1], "x", 1);
	turn();
	ck_assert_int_eq(calls, 3);
}
END_TEST

START_TEST(what_a_watch_waits_for_changes)
{
	AvahiWatch *one = watch(0); /* D-Bus makes watches that are off */
	(void)!write(ends[1], "x", 1);
	turn();
	ck_assert_int_eq(calls, 0);
	poll_of_base.watch_update(one, AVAHI_WATCH_OUT);
	turn();
	ck_assert_int_eq(calls, 1);
	ck_assert_int_eq((int)seen, (int)AVAHI_WATCH_OUT);
	poll_of_base.watch_update(one, AVAHI_WATCH_IN | AVAHI_WATCH_OUT);
	turn();
	ck_assert_int_eq(calls, 2);
	ck_assert_int_eq((int)seen, (int)(AVAHI_WATCH_IN | AVAHI_WATCH_OUT));
	poll_of_base.watch_update(one, 0);
	turn();
	ck_assert_int_eq(calls, 2);
	poll_of_base.watch_free(one);
}
END_TEST

START_TEST(the_other_end_that_closes_wakes_a_reader)
{
	AvahiWatch *one = watch(AVAHI_WATCH_IN);
	shutdown(ends[1], SHUT_RDWR);
	turn();
	ck_assert_int_eq(calls, 1);
	ck_assert(seen & AVAHI_WATCH_IN);
	poll_of_base.watch_free(one);
}
END_TEST

static void on_watch_once(AvahiWatch *one, int fd, AvahiWatchEvent events, void *data)
{
	calls++;
	poll_of_base.watch_free(one);
}

START_TEST(a_watch_may_be_freed_by_its_callback)
{
	poll_of_base.watch_new(&poll_of_base, ends[0], AVAHI_WATCH_OUT, on_watch_once, NULL);
	turn();
	turn();
	ck_assert_int_eq(calls, 1);
}
END_TEST

static void on_timeout(AvahiTimeout *timeout, void *data)
{
	ck_assert_ptr_eq(data, &calls);
	calls++;
	event_base_loopbreak(base);
}

/* A timeout may be early by a step of the clock that libevent reads, CLOCK_MONOTONIC_COARSE. */
static const struct timeval clock_step = {.tv_usec = 10000};

static struct timeval from_now(long ms)
{
	struct timeval now, delay = {ms / 1000, ms % 1000 * 1000}, at;
	gettimeofday(&now, NULL);
	timeradd(&now, &delay, &at);
	return at;
}

static AvahiTimeout *timeout(const struct timeval *at)
{
	return poll_of_base.timeout_new(&poll_of_base, at, on_timeout, &calls);
}

START_TEST(a_timeout_comes_once_and_not_early)
{
	struct timeval at = from_now(20), now;
	AvahiTimeout *one = timeout(&at);
	turn();
	ck_assert_int_eq(calls, 0);
	event_base_dispatch(base);
	gettimeofday(&now, NULL);
	ck_assert_int_eq(calls, 1);
	timeradd(&now, &clock_step, &now);
	ck_assert(!timercmp(&now, &at, <));
	turn();
	ck_assert_int_eq(calls, 1);
	poll_of_base.timeout_update(one, &at); /* it has passed */
	event_base_dispatch(base);
	ck_assert_int_eq(calls, 2);
	poll_of_base.timeout_free(one);
}
END_TEST

static void on_long_call(AvahiTimeout *one, void *data)
{
	AvahiTimeout **other = data;
	struct timeval at = from_now(100), now;
	do
		gettimeofday(&now, NULL);
	while (timercmp(&now, &at, <));
	at = from_now(50);
	*other = timeout(&at);
	(void)!write(ends[1], "x", 1); /* so that the next iteration does not wait for it */
}

START_TEST(a_timeout_is_not_early_where_a_call_took_long)
{
	struct timeval at = from_now(0), begin, end, took;
	AvahiTimeout *other = NULL;
	AvahiWatch *reader = watch(AVAHI_WATCH_IN);
	AvahiTimeout *one = poll_of_base.timeout_new(&poll_of_base, &at, on_long_call, &other);
	gettimeofday(&begin, NULL);
	event_base_dispatch(base);
	gettimeofday(&end, NULL);
	timersub(&end, &begin, &took);
	ck_assert_int_eq(calls, 2);
	/* 150 ms and what the clocks differ; 100 ms, if the second began before the long call. */
	ck_assert_int_ge(took.tv_sec * 1000000 + took.tv_usec, 125000);
	poll_of_base.timeout_free(one);
	poll_of_base.timeout_free(other);
	poll_of_base.watch_free(reader);
}
END_TEST

START_TEST(a_timeout_can_be_off)
{
	struct timeval past = {.tv_usec = 1};
	AvahiTimeout *one = timeout(NULL);
	turn();
	ck_assert_int_eq(calls, 0);
	poll_of_base.timeout_update(one, &past);
	poll_of_base.timeout_update(one, NULL);
	turn();
	ck_assert_int_eq(calls, 0);
	poll_of_base.timeout_free(one);
	poll_of_base.timeout_free(timeout(&past));
	turn();
	ck_assert_int_eq(calls, 0);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {a_watch_tells_each_time, what_a_watch_waits_for_changes,
		the_other_end_that_closes_wakes_a_reader, a_watch_may_be_freed_by_its_callback,
		a_timeout_comes_once_and_not_early, a_timeout_is_not_early_where_a_call_took_long,
		a_timeout_can_be_off, NULL};
	return unit_cases_with("avahi_poll", set_up, tear_down, cases);
}
