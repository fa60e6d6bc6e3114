#include "connection.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include <event2/event.h>

#include "clock.h"
#include "dial.h"
#include "memory.h"
#include "stream.h"
#include "tls.h"

#define UNSENT_MAX 1048576 /* bytes */
#define JUMP_MS 2000	   /* of one clock over the other: a sleep */

static const struct timeval watch_interval = {.tv_sec = 5};

/* A clock that runs while the machine sleeps; CLOCK_MONOTONIC does not. */
#ifdef CLOCK_BOOTTIME
#define GOING_CLOCK CLOCK_BOOTTIME
#else
#define GOING_CLOCK CLOCK_REALTIME
#endif

struct connection {
	struct event_base *base;
	const struct dial_target *target;
	struct trust *trust;
	bool again; /* false after connection_finish() */
	const struct connection_timing *timing;
	const struct connection_user *user;
	void *data;
	/* The current try, one after the other; all are freed together when it ends. */
	struct dial *dial;
	struct stream *stream;
	int64_t up_since; /* monotonic clock */
	struct event *silence;
	bool heard;	    /* a line has arrived */
	unsigned silent_ms; /* how long nothing had arrived when quiet() was called */
	bool asked;
	bool distrusted; /* the last try failed with that */
	/* Between two tries. */
	char *why;	    /* why the last one ended, until down() is called */
	struct event *next; /* calls down(), and ends the pause behind that */
	bool resting;	    /* a pause without an end */
	bool soon;	    /* the next one is short */
	unsigned tries;	    /* since the last steady connection */
	/* Looks for sleeps. */
	struct event *watch;
	int64_t ahead_ms;
	bool woken;
};

const struct connection_timing connection_timing_usual = {
	.quiet_ms = 30000,
	.answer_ms = 15000,
	.pause_ms = 1000,
	.most_ms = 60000,
	.steady_ms = 60000,
};

unsigned connection_pause(const struct connection_timing *timing, unsigned tries, uint32_t chance)
{
	unsigned whole = timing->pause_ms;
	while (tries-- > 0 && whole < timing->most_ms)
		whole = whole > timing->most_ms / 2 ? timing->most_ms : 2 * whole;
	unsigned half = (whole + 1) / 2;
	return half + (unsigned)(((uint64_t)(whole - half) + 1) * chance >> 32);
}

bool connection_slept(int64_t *ahead_ms, int64_t going_ms, int64_t resting_ms)
{
	int64_t before = *ahead_ms;
	*ahead_ms = going_ms - resting_ms;
	return *ahead_ms - before >= JUMP_MS;
}

static void start_timer(struct event *timer, unsigned ms)
{
	struct timeval delay = {.tv_sec = ms / 1000, .tv_usec = (suseconds_t)(ms % 1000) * 1000};
	event_add(timer, &delay);
}

/* Ends the current try; down() is called from the loop. */
__attribute__((format(printf, 2, 3))) static void lose(
	struct connection *connection, const char *format, ...)
{
	va_list values;
	if (connection->why)
		return;
	va_start(values, format);
	connection->why = memory_vformat(format, values);
	va_end(values);
	event_active(connection->next, EV_TIMEOUT, 0);
}

static void on_line(void *data, const char *bytes, size_t length)
{
	struct connection *connection = data;
	connection->heard = true;
	if (!connection->why)
		connection->user->line(connection->data, bytes, length);
}

static void on_batch(void *data)
{
	struct connection *connection = data;
	if (connection->why)
		return;
	connection->asked = false;
	start_timer(connection->silence, connection->timing->quiet_ms);
	connection->user->batch(connection->data);
}

static void on_ended(void *data, const char *why)
{
	const struct connection *connection = data;
	if (why)
		lose(data, "the connection was lost: %s", why);
	else
		lose(data, "the server closed the connection%s",
			connection->heard
				? ""
				: " without a word (if the port wants TLS: --tls=always)");
}

static const struct stream_user stream_user = {NULL, on_line, on_batch, on_ended};

static void ask(struct connection *connection, unsigned silent_ms)
{
	connection->asked = true;
	connection->silent_ms = silent_ms;
	start_timer(connection->silence, connection->timing->answer_ms);
	connection->user->quiet(connection->data);
}

static void silence_cb(evutil_socket_t fd, short what, void *data)
{
	struct connection *connection = data;
	if (!connection_is_up(connection))
		return;
	if (connection->asked)
		lose(connection, "the connection was lost: no answer for %u seconds",
			(connection->silent_ms + connection->timing->answer_ms) / 1000);
	else
		ask(connection, connection->timing->quiet_ms);
}

static void rise(struct connection *connection)
{
	const struct connection_user *user = connection->user;
	const struct dial *dial = connection->dial;
	connection->stream = dial_take(connection->dial, &stream_user, connection);
	connection->up_since = clock_monotonic_ms();
	connection->asked = connection->heard = false;
	start_timer(connection->silence, connection->timing->quiet_ms);
	user->up(connection->data, dial_peer(dial), dial_failures(dial));
	if (dial_told(dial) && user->told)
		user->told(connection->data, dial_told(dial));
}

static void dial_done(void *data, const char *why)
{
	struct connection *connection = data;
	connection->distrusted = dial_is_distrusted(connection->dial);
	if (why)
		lose(connection, "%s", why);
	else if (!connection->why)
		rise(connection);
}

static void start_try(struct connection *connection)
{
	connection->dial = dial_start(
		connection->base, connection->target, connection->trust, dial_done, connection);
}

static void end_try(struct connection *connection)
{
	stream_free(connection->stream);
	dial_free(connection->dial);
	connection->stream = NULL;
	connection->dial = NULL;
	event_del(connection->silence);
}

/* Returns its length in ms. */
static unsigned start_pause(struct connection *connection)
{
	uint32_t chance;
	if (getrandom(&chance, sizeof chance, GRND_NONBLOCK) != sizeof chance)
		chance = UINT32_MAX;
	unsigned ms = connection->soon
			      ? 1 + (unsigned)((uint64_t)CONNECTION_SOON_MS * chance >> 32)
			      : connection_pause(connection->timing, connection->tries++, chance);
	connection->soon = false;
	start_timer(connection->next, ms);
	return ms;
}

static void tell(struct connection *connection)
{
	char *why = connection->why;
	if (connection->stream &&
		clock_monotonic_ms() - connection->up_since >= connection->timing->steady_ms)
		connection->tries = 0;
	end_try(connection);
	connection->why = NULL;
	unsigned again_ms = connection->again ? start_pause(connection) : 0;
	connection->user->down(connection->data, why, again_ms);
	free(why);
}

static void next_cb(evutil_socket_t fd, short what, void *data)
{
	struct connection *connection = data;
	if (connection->why)
		tell(connection);
	else
		start_try(connection);
}

static bool has_slept(struct connection *connection)
{
	return connection_slept(&connection->ahead_ms, clock_ms(GOING_CLOCK), clock_monotonic_ms());
}

static void watch_cb(evutil_socket_t fd, short what, void *data)
{
	struct connection *connection = data;
	if (!has_slept(connection) && !connection->woken)
		return;
	connection->woken = false;
	connection->tries = 0;
	if (connection->resting)
		return;
	if (connection_is_up(connection) && !connection->asked)
		ask(connection, 0);
	else
		connection_now(connection);
}

struct connection *connection_new(struct event_base *base, const struct dial_target *target,
	bool again, const struct connection_timing *timing, const struct connection_user *user,
	void *data)
{
	struct connection *connection = memory_zero(sizeof *connection);
	connection->base = base;
	connection->target = target;
	connection->trust = trust_new(target->host, target->port, &target->trust);
	connection->again = again;
	connection->timing = timing;
	connection->user = user;
	connection->data = data;
	connection->silence = evtimer_new(base, silence_cb, connection);
	connection->next = evtimer_new(base, next_cb, connection);
	connection->watch = event_new(base, -1, EV_PERSIST, watch_cb, connection);
	event_add(connection->watch, &watch_interval);
	has_slept(connection);
	start_try(connection);
	return connection;
}

void connection_free(struct connection *connection)
{
	if (!connection)
		return;
	end_try(connection);
	event_free(connection->silence);
	event_free(connection->next);
	event_free(connection->watch);
	free(connection->why);
	trust_free(connection->trust);
	free(connection);
}

bool connection_is_up(const struct connection *connection)
{
	return connection->stream && !connection->why;
}

bool connection_is_private(const struct connection *connection)
{
	return connection->dial && dial_is_private(connection->dial);
}

const char *connection_tls_version(const struct connection *connection)
{
	const struct tls *tls = connection->stream ? stream_tls(connection->stream) : NULL;
	return tls ? tls_version(tls) : NULL;
}

bool connection_is_distrusted(const struct connection *connection)
{
	return connection->distrusted;
}

void connection_send(struct connection *connection, const char *bytes, size_t length)
{
	if (!connection_is_up(connection))
		return;
	if (stream_unsent(connection->stream) > UNSENT_MAX)
		lose(connection, "the connection was lost: the server does not read");
	else
		stream_send(connection->stream, bytes, length);
}

void connection_drop(struct connection *connection, const char *why)
{
	if (connection_is_up(connection))
		lose(connection, "%s", why);
}

void connection_soon(struct connection *connection)
{
	connection->soon = connection_is_up(connection);
}

void connection_now(struct connection *connection)
{
	bool pauses = event_pending(connection->next, EV_TIMEOUT, NULL);
	if (connection->why || !(pauses || connection->resting))
		return;
	connection->resting = false;
	event_del(connection->next);
	start_try(connection);
}

void connection_rest(struct connection *connection)
{
	connection->resting = event_pending(connection->next, EV_TIMEOUT, NULL);
	event_del(connection->next);
}

void connection_wake(struct connection *connection)
{
	connection->woken = true;
	event_active(connection->watch, 0, 0);
}

void connection_finish(struct connection *connection)
{
	connection->again = false;
	if (connection_is_up(connection))
		stream_finish(connection->stream);
	else
		lose(connection, "not connected");
}
