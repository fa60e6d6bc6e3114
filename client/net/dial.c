#include "dial.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <event2/event.h>

#include "address.h"
#include "lookup.h"
#include "memory.h"
#include "race.h"
#include "stream.h"
#include "tls.h"

#define TLS_PORT 6697 /* of IRC (RFC 7194) */
#define HELLO_MS 4000
#define SHAKE_MS 30000

struct dial {
	struct event_base *base;
	const struct dial_target *target;
	struct trust *trust;
	dial_done_fn *done;
	void *data;
	struct lookup *lookup;
	const struct addresses *addresses; /* of the look-up or the target */
	struct race *race;
	struct tls *tls;       /* until there is a connection; NULL where none is wanted */
	struct stream *stream; /* until it is taken */
	struct event *limit;   /* of the handshake */
	struct event *next;    /* tells the end, or begins without TLS */
	char peer[ADDRESS_PATH_BYTES + 1];
	const char *failures; /* of the race */
	const char *told;
	char *why; /* it has failed */
	bool over; /* it is told, or is to be */
	bool shaking, plain, is_private, distrusted;
	bool restarts;	/* is to connect again */
	bool once_more; /* and has asked for TLS a second time */
};

/* Told from the loop, since the stream that brings it must not be freed yet. */
static void finish(struct dial *dial)
{
	dial->over = true;
	event_active(dial->next, EV_TIMEOUT, 0);
}

__attribute__((format(printf, 2, 3))) static void fail(struct dial *dial, const char *format, ...)
{
	va_list values;
	if (dial->over)
		return;
	va_start(values, format);
	dial->why = memory_vformat(format, values);
	va_end(values);
	finish(dial);
}

static void distrust(struct dial *dial)
{
	dial->distrusted = true;
	fail(dial, "%s", trust_refusal(dial->trust));
}

/* From the loop, as finish(). */
static void restart(struct dial *dial)
{
	dial->restarts = true;
	event_active(dial->next, EV_TIMEOUT, 0);
}

/* The server does not speak TLS: joins it in plain text where that is right. */
static void not_spoken(struct dial *dial, const char *why)
{
	if (tls_is_plain(stream_tls(dial->stream)) && !dial->once_more) {
		dial->once_more = true;
		restart(dial);
	} else if (trust_is_strict(dial->trust)) {
		trust_refuse_plain(dial->trust, why);
		distrust(dial);
	} else if (dial->target->tls == DIAL_TLS_ALWAYS) {
		fail(dial, "%s does not speak TLS (%s), which --tls=always asks for",
			trust_server(dial->trust), why);
	} else {
		dial->plain = true;
		restart(dial);
	}
}

static void shake_failed(struct dial *dial, const char *why)
{
	if (dial->over || dial->restarts)
		return;
	if (trust_refusal(dial->trust))
		distrust(dial);
	else if (tls_is_denied(stream_tls(dial->stream)))
		fail(dial, "%s does not let your address in", trust_server(dial->trust));
	else if (tls_is_spoken(stream_tls(dial->stream)))
		fail(dial, "the TLS handshake with %s failed: %s", trust_server(dial->trust), why);
	else
		not_spoken(dial, why);
}

static void start_limit(struct dial *dial, unsigned ms)
{
	struct timeval delay = {.tv_sec = ms / 1000, .tv_usec = (suseconds_t)(ms % 1000) * 1000};
	event_add(dial->limit, &delay);
}

static void limit_cb(evutil_socket_t fd, short what, void *data)
{
	struct dial *dial = data;
	if (dial->shaking || !tls_is_spoken(stream_tls(dial->stream)))
		shake_failed(dial, "it does not answer");
	else
		start_limit(dial, dial->target->shake_ms ? dial->target->shake_ms : SHAKE_MS);
	dial->shaking = true;
}

static void on_ready(void *data)
{
	struct dial *dial = data;
	if (dial->over || dial->restarts)
		return;
	dial->is_private = true;
	dial->over = true;
	event_del(dial->limit);
	dial->told = trust_remember(dial->trust);
	dial->done(dial->data, NULL);
}

static void on_ended(void *data, const char *why)
{
	shake_failed(data, why ? why : "it closes the connection");
}

/* No lines come before on_ready(), and behind that they are those of the taker. */
static void on_line(void *data, const char *bytes, size_t length)
{
}

static void on_batch(void *data)
{
}

static const struct stream_user stream_user = {on_ready, on_line, on_batch, on_ended};

static bool wants_tls(const struct dial *dial, bool is_local)
{
	const struct dial_target *target = dial->target;
	if (dial->plain || target->tls == DIAL_TLS_NEVER)
		return false;
	if (target->tls == DIAL_TLS_ALWAYS || trust_is_strict(dial->trust))
		return true;
	return tls_available() && (!is_local || target->port == TLS_PORT);
}

/* Nobody is on the way. */
static bool is_local(const struct sockaddr *peer)
{
	unsigned char bytes[16];
	return peer->sa_family == AF_UNIX ||
	       (address_bytes(bytes, peer) && address_is_loopback(bytes));
}

static bool all_local(const struct addresses *addresses)
{
	size_t i = 0;
	while (i < addresses->count && is_local(addresses->list[i]->ai_addr))
		i++;
	return i == addresses->count;
}

static bool make_tls(struct dial *dial)
{
	const char *why, *own = dial->target->certificate;
	dial->tls = tls_new(dial->target->host, own, trust_accept, dial->trust, &why);
	if (!dial->tls)
		fail(dial, "cannot ask %s for TLS%s%s: %s", trust_server(dial->trust),
			own ? ", with the certificate in " : "", own ? own : "", why);
	return dial->tls;
}

static void start_tls(struct dial *dial, int fd)
{
	dial->stream = stream_new(dial->base, fd, dial->tls, &stream_user, dial);
	dial->tls = NULL;
	dial->shaking = false;
	start_limit(dial, dial->target->hello_ms ? dial->target->hello_ms : HELLO_MS);
}

static void not_connected(struct dial *dial, const char *why)
{
	const struct dial_target *target = dial->target;
	if (address_is_path(target->host))
		fail(dial, "cannot connect to %s: %s", target->host, why);
	else
		fail(dial, "cannot connect to %s port %d: %s", target->host, target->port, why);
}

static void connected(struct dial *dial, int fd)
{
	struct sockaddr_storage storage = {0};
	struct sockaddr *peer = (struct sockaddr *)&storage;
	socklen_t size = sizeof storage;
	if (getpeername(fd, peer, &size) != 0) { /* a connection that was reset has no peer */
		close(fd);
		not_connected(dial, strerror(ECONNRESET));
		return;
	}
	if (peer->sa_family == AF_UNIX)
		snprintf(dial->peer, sizeof dial->peer, "%s", dial->target->host);
	else
		address_text(dial->peer, peer);
	dial->is_private = is_local(peer);
	if (wants_tls(dial, dial->is_private)) {
		start_tls(dial, fd);
		return;
	}
	dial->stream = stream_new(dial->base, fd, NULL, &stream_user, dial);
	dial->over = true;
	dial->done(dial->data, NULL);
}

static void race_done(void *data, int fd, const char *failures)
{
	struct dial *dial = data;
	dial->failures = failures;
	if (fd >= 0)
		connected(dial, fd);
	else
		not_connected(dial, failures);
}

/* What a request for TLS takes is made first: it must not come late. */
static void start_race(struct dial *dial)
{
	if (!wants_tls(dial, all_local(dial->addresses)) || make_tls(dial))
		dial->race = race_start(dial->base, dial->addresses, race_done, dial);
}

static void lookup_done(void *data, const struct addresses *addresses, const char *error)
{
	struct dial *dial = data;
	dial->addresses = addresses;
	if (error)
		fail(dial, "cannot find the host '%s': %s", dial->target->host, error);
	else
		start_race(dial);
}

static void start_again(struct dial *dial)
{
	stream_free(dial->stream);
	race_free(dial->race);
	dial->stream = NULL;
	dial->race = NULL;
	dial->restarts = false;
	event_del(dial->limit);
	start_race(dial);
}

static void next_cb(evutil_socket_t fd, short what, void *data)
{
	struct dial *dial = data;
	if (dial->over)
		dial->done(dial->data, dial->why);
	else
		start_again(dial);
}

struct dial *dial_start(struct event_base *base, const struct dial_target *target,
	struct trust *trust, dial_done_fn *done, void *data)
{
	struct dial *dial = memory_zero(sizeof *dial);
	dial->base = base;
	dial->target = target;
	dial->trust = trust;
	dial->done = done;
	dial->data = data;
	dial->failures = "";
	dial->limit = evtimer_new(base, limit_cb, dial);
	dial->next = evtimer_new(base, next_cb, dial);
	if (target->tls != DIAL_TLS_NEVER && !trust_look(trust))
		distrust(dial);
	else if (target->addresses)
		lookup_done(dial, target->addresses, NULL);
	else
		dial->lookup = lookup_start(base, target->host, target->port, lookup_done, dial);
	return dial;
}

void dial_free(struct dial *dial)
{
	if (!dial)
		return;
	tls_free(dial->tls);
	stream_free(dial->stream);
	race_free(dial->race);
	lookup_free(dial->lookup);
	event_free(dial->limit);
	event_free(dial->next);
	free(dial->why);
	free(dial);
}

struct stream *dial_take(struct dial *dial, const struct stream_user *user, void *data)
{
	struct stream *stream = dial->stream;
	dial->stream = NULL;
	stream_set_user(stream, user, data);
	return stream;
}

const char *dial_peer(const struct dial *dial)
{
	return dial->peer;
}

const char *dial_failures(const struct dial *dial)
{
	return dial->failures;
}

bool dial_is_private(const struct dial *dial)
{
	return dial->is_private;
}

const char *dial_told(const struct dial *dial)
{
	return dial->told;
}

bool dial_is_distrusted(const struct dial *dial)
{
	return dial->distrusted;
}
