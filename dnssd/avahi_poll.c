#include "avahi_poll.h"

#include <stdlib.h>
#include <sys/time.h>

#include <event2/event.h>

#include "memory.h"

struct AvahiWatch {
	struct event *event;
	AvahiWatchEvent happened; /* while the callback runs */
	AvahiWatchCallback callback;
	void *data;
};

struct AvahiTimeout {
	struct event *event;
	AvahiTimeoutCallback callback;
	void *data;
};

/* The watch may be freed by its callback. An error or an end wakes whoever waits to read or write;
 * libevent reports it as both. */
static void watch_cb(evutil_socket_t fd, short what, void *data)
{
	AvahiWatch *watch = data;
	watch->happened =
		(what & EV_READ ? AVAHI_WATCH_IN : 0) | (what & EV_WRITE ? AVAHI_WATCH_OUT : 0);
	watch->callback(watch, fd, watch->happened, watch->data);
}

static short wanted(AvahiWatchEvent events)
{
	return (short)(EV_PERSIST | (events & AVAHI_WATCH_IN ? EV_READ : 0) |
		       (events & AVAHI_WATCH_OUT ? EV_WRITE : 0));
}

static void start_watch(AvahiWatch *watch, AvahiWatchEvent events)
{
	watch->happened = 0;
	if (events & (AVAHI_WATCH_IN | AVAHI_WATCH_OUT))
		event_add(watch->event, NULL);
}

static AvahiWatch *watch_new(const AvahiPoll *poll, int fd, AvahiWatchEvent events,
	AvahiWatchCallback callback, void *data)
{
	AvahiWatch *watch = memory_zero(sizeof *watch);
	watch->callback = callback;
	watch->data = data;
	watch->event = event_new(poll->userdata, fd, wanted(events), watch_cb, watch);
	if (!watch->event)
		fatal("out of memory");
	start_watch(watch, events);
	return watch;
}

static void watch_update(AvahiWatch *watch, AvahiWatchEvent events)
{
	event_del(watch->event);
	event_assign(watch->event, event_get_base(watch->event), event_get_fd(watch->event),
		wanted(events), watch_cb, watch);
	start_watch(watch, events);
}

static AvahiWatchEvent watch_get_events(AvahiWatch *watch)
{
	return watch->happened;
}

static void watch_free(AvahiWatch *watch)
{
	event_free(watch->event);
	free(watch);
}

static void timeout_cb(evutil_socket_t fd, short what, void *data)
{
	AvahiTimeout *timeout = data;
	timeout->callback(timeout, timeout->data);
}

/* `at` is a time of gettimeofday(2), or NULL for never. */
static void timeout_update(AvahiTimeout *timeout, const struct timeval *at)
{
	struct timeval now, left = {0};
	event_del(timeout->event);
	if (!at)
		return;
	gettimeofday(&now, NULL);
	if (timercmp(at, &now, >))
		timersub(at, &now, &left);
	event_add(timeout->event, &left);
}

static AvahiTimeout *timeout_new(
	const AvahiPoll *poll, const struct timeval *at, AvahiTimeoutCallback callback, void *data)
{
	AvahiTimeout *timeout = memory_zero(sizeof *timeout);
	timeout->callback = callback;
	timeout->data = data;
	timeout->event = evtimer_new(poll->userdata, timeout_cb, timeout);
	if (!timeout->event)
		fatal("out of memory");
	timeout_update(timeout, at);
	return timeout;
}

static void timeout_free(AvahiTimeout *timeout)
{
	event_free(timeout->event);
	free(timeout);
}

struct event_base *avahi_poll_base(void)
{
	struct event_config *config = event_config_new();
	if (!config)
		fatal("out of memory");
	event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK | EVENT_BASE_FLAG_NO_CACHE_TIME);
	struct event_base *base = event_base_new_with_config(config);
	event_config_free(config);
	if (!base)
		fatal("libevent found no way to wait");
	return base;
}

AvahiPoll avahi_poll_of(struct event_base *base)
{
	return (AvahiPoll){
		.userdata = base,
		.watch_new = watch_new,
		.watch_update = watch_update,
		.watch_get_events = watch_get_events,
		.watch_free = watch_free,
		.timeout_new = timeout_new,
		.timeout_update = timeout_update,
		.timeout_free = timeout_free,
	};
}
