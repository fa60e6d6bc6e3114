#include "race.h"

#include <errno.h>
#include <netdb.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <event2/event.h>

#include "address.h"
#include "buffer.h"
#include "lookup.h"
#include "memory.h"

static const struct timeval attempt_delay = {.tv_usec = 250000}; /* RFC 8305, section 8 */
static const struct timeval attempt_limit = {.tv_sec = 30};
static const struct timeval at_once = {0};

struct attempt {
	struct race *race;
	const struct addrinfo *to;
	int fd;		     /* -1 before the start and after the end */
	struct event *ready; /* NULL likewise */
};

struct race {
	struct event_base *base;
	struct event *next_start;
	race_done_fn *done;
	void *data;
	struct buffer failures;
	size_t started, running;
	size_t count;
	struct attempt attempts[];
};

static void start_next(struct race *race);

static void attempt_drop(struct attempt *attempt)
{
	if (attempt->ready) {
		event_free(attempt->ready);
		attempt->race->running--;
	}
	if (attempt->fd >= 0)
		close(attempt->fd);
	attempt->ready = NULL;
	attempt->fd = -1;
}

static void finish(struct race *race, int fd)
{
	for (size_t i = 0; i < race->started; i++)
		attempt_drop(&race->attempts[i]);
	race->started = race->count;
	event_del(race->next_start);
	race->done(race->data, fd, buffer_text(&race->failures));
}

static void attempt_lost(struct attempt *attempt, int error)
{
	struct race *race = attempt->race;
	char address[ADDRESS_TEXT_SIZE];
	address_text(address, attempt->to->ai_addr);
	if (attempt->to->ai_family == AF_UNIX) /* the only one, and the user has typed it */
		buffer_add_text(&race->failures, strerror(error));
	else
		buffer_format(&race->failures, "%s%s: %s", race->failures.length ? "; " : "",
			address, strerror(error));
	attempt_drop(attempt);
	if (race->started < race->count)
		start_next(race);
	else if (!race->running)
		finish(race, -1);
}

static void ready_cb(evutil_socket_t fd, short what, void *data)
{
	struct attempt *attempt = data;
	int error = 0;
	socklen_t size = sizeof error;
	if (what & EV_TIMEOUT)
		error = ETIMEDOUT;
	else if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) < 0)
		error = errno;
	if (error) {
		attempt_lost(attempt, error);
	} else {
		attempt->fd = -1; /* it is the receiver's now */
		finish(attempt->race, fd);
	}
}

/* Returns 0 if the attempt is under way, else an errno value. */
static int attempt_start(struct attempt *attempt)
{
	const struct addrinfo *to = attempt->to;
	int type = to->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC;
	attempt->fd = socket(to->ai_family, type, to->ai_protocol);
	if (attempt->fd < 0 ||
		(connect(attempt->fd, to->ai_addr, to->ai_addrlen) < 0 && errno != EINPROGRESS))
		return errno;
	attempt->ready = event_new(attempt->race->base, attempt->fd, EV_WRITE, ready_cb, attempt);
	event_add(attempt->ready, &attempt_limit);
	attempt->race->running++;
	return 0;
}

static void start_next(struct race *race)
{
	struct attempt *attempt = &race->attempts[race->started++];
	int error = attempt_start(attempt);
	event_del(race->next_start); /* it may be pending for the attempt that has just started */
	if (error)
		attempt_lost(attempt, error);
	else if (race->started < race->count)
		event_add(race->next_start, &attempt_delay);
}

static void next_start_cb(evutil_socket_t fd, short what, void *data)
{
	start_next(data);
}

struct race *race_start(
	struct event_base *base, const struct addresses *addresses, race_done_fn *done, void *data)
{
	struct race *race = memory_zero(sizeof *race + addresses->count * sizeof *race->attempts);
	race->base = base;
	race->done = done;
	race->data = data;
	race->count = addresses->count;
	for (size_t i = 0; i < race->count; i++)
		race->attempts[i] = (struct attempt){race, addresses->list[i], -1, NULL};
	race->next_start = evtimer_new(base, next_start_cb, race);
	event_add(race->next_start, &at_once);
	return race;
}

void race_free(struct race *race)
{
	if (!race)
		return;
	for (size_t i = 0; i < race->started; i++)
		attempt_drop(&race->attempts[i]);
	event_free(race->next_start);
	buffer_finish(&race->failures);
	free(race);
}
