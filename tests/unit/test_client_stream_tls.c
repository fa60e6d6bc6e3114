/* A stream over TLS with a hostile server. */
#include <check.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include <event2/buffer.h>
#include <event2/event.h>

#include "stream.h"
#include "tls.h"
#include "tls_end.h"
#include "unit.h"

static struct tls_certified certified;
static struct tls_end end;
static struct event_base *base;
static struct evbuffer *back;
static int peer;
static bool ready;
static char left[64];

static void on_ready(void *data)
{
	ready = true;
}

static void ignore_line(void *data, const char *bytes, size_t length)
{
}

static void ignore_batch(void *data)
{
}

static void on_left(void *data, const char *why)
{
	snprintf(left, sizeof left, "%s", why);
}

static bool accept_any(void *data, const struct tls_certificate *certificate)
{
	return true;
}

/* Gives the server's end what has come, and sends what it answers. */
static void serve(void)
{
	char bytes[4096];
	ssize_t length;
	while ((length = recv(peer, bytes, sizeof bytes, MSG_DONTWAIT)) > 0)
		tls_end_take(&end, bytes, (size_t)length, back);
	evbuffer_write(back, peer);
	event_base_loop(base, EVLOOP_NONBLOCK);
}

/* A stream over a socket that holds little. */
static struct stream *start_stream(void)
{
	static const struct stream_user user = {on_ready, ignore_line, ignore_batch, on_left};
	int fds[2], few = 4096;
	const char *why;
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds), 0);
	setsockopt(fds[0], SOL_SOCKET, SO_SNDBUF, &few, sizeof few);
	struct tls *tls = tls_new("chat.example.org", NULL, accept_any, NULL, &why);
	struct stream *stream = stream_new(base, fds[0], tls, &user, NULL);
	peer = fds[1];
	tls_end_open(&end, &certified, TLS1_3_VERSION);
	while (!ready || !SSL_is_init_finished(end.ssl))
		serve();
	return stream;
}

/* Each request for new keys is answered, and the answers are not read. Without text in between
 * OpenSSL counts them. */
static void set_up(void)
{
	base = event_base_new();
	back = evbuffer_new();
	certified = tls_certify("chat.example.org", NULL, 10);
	tls_trust(NULL);
}

static void tear_down(void)
{
	close(peer);
	tls_end_close(&end);
	tls_certified_free(&certified);
	evbuffer_free(back);
	event_base_free(base);
}

START_TEST(a_server_that_asks_for_keys_without_end_is_left)
{
	struct stream *stream = start_stream();
	for (int i = 0; i < 10000 && !*left; i++) {
		ck_assert_int_eq(SSL_key_update(end.ssl, SSL_KEY_UPDATE_REQUESTED), 1);
		tls_end_say(&end, "\n", back);
		evbuffer_write(back, peer);
		event_base_loop(base, EVLOOP_NONBLOCK);
	}
	unit_same(left, "the server does not read");
	stream_free(stream);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {a_server_that_asks_for_keys_without_end_is_left, NULL};
	return unit_cases_with("client stream tls", set_up, tear_down, cases);
}
