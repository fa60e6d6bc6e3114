#include "encrypted.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "counter.h"
#include "handshake.h"
#include "tls_self_signed.h"

#define DRAIN_MS 60000 /* who waits for its end sets less */

struct loop encrypted_loop;
struct conn *conn;
int peer;
SSL *client;
unsigned opened_calls, ended_calls, silent_calls, closed_calls, freed_calls, drained_calls;
struct evbuffer *got;
bool keeps;
void (*on_start)(void);
const int encrypted_versions[ENCRYPTED_VERSIONS] = {0, TLS1_2_VERSION};

static struct tls_context *context;
static SSL_CTX *client_context;

static void opened(struct conn *same)
{
	ck_assert_ptr_eq(same, conn);
	ck_assert(conn_is_tls(conn) && conn_is_private(conn) && conn_is_reading(conn));
	opened_calls++;
}

static void data(struct conn *same, struct evbuffer *input)
{
	ck_assert_ptr_eq(same, conn);
	ck_assert_ptr_eq(input, conn_input(conn));
	ended_calls += conn->at_end;
	if (!keeps)
		evbuffer_add_buffer(got, input);
}

static void drained(struct conn *same)
{
	drained_calls++;
}

static void silent(struct conn *same)
{
	silent_calls++;
}

static void closed(struct conn *same, enum conn_why why)
{
	closed_calls++;
}

static void freed(struct conn *same)
{
	freed_calls++;
	conn = NULL;
}

static void second(struct loop *same)
{
}

static const struct conn_ops inside_ops = {.open = opened,
	.data = data,
	.drained = drained,
	.silent = silent,
	.farewell = drained,
	.closed = closed};

static void plain_open(struct conn *made)
{
	conn = made;
}

/* As protocol detection does. */
static void plain_data(struct conn *same, struct evbuffer *input)
{
	handshake_start(conn, context, &inside_ops);
	ck_assert_ptr_nonnull(encrypted_loop.handshakes);
	if (on_start)
		on_start();
}

static const struct conn_ops plain_ops = {
	.open = plain_open, .data = plain_data, .drained = drained, .closed = closed};

static void run_pending(struct loop *same)
{
	conn_run_pending(same);
	handshake_run(same);
}

static const struct loop_ops loop_ops = {.arrived = conn_new,
	.iterate = conn_end_iteration,
	.pending = run_pending,
	.second = second,
	.freed = freed};

void run(void)
{
	for (int i = 0; i < 20; i++)
		event_base_loop(encrypted_loop.base, EVLOOP_NONBLOCK);
}

void run_until(const unsigned *count)
{
	while (*count == 0)
		event_base_loop(encrypted_loop.base, EVLOOP_ONCE);
}

void encrypted_connect(int version)
{
	int fds[2], bytes = 1;
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds), 0);
	ck_assert_int_eq(setsockopt(fds[0], SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes), 0);
	peer = fds[1];
	conn_new(&encrypted_loop, &(struct arrival){.fd = fds[0], .ops = &plain_ops});
	client_context = SSL_CTX_new(TLS_client_method());
	SSL_CTX_set_max_proto_version(client_context, version);
	client = SSL_new(client_context);
	SSL_set_fd(client, peer);
	SSL_set_connect_state(client);
}

void encrypted_set_up(void)
{
	char error[TLS_ERROR_SIZE];
	struct tls_certificate loaded;
	char *text = tls_self_signed((const char *const[]){"test", NULL});
	loop_init(&encrypted_loop, 0, &loop_ops);
	atomic_store(&encrypted_loop.drain_ms, DRAIN_MS);
	context = tls_context_new();
	ck_assert(tls_context_load_text(context, "test", text, &loaded, error));
	free(text);
	got = evbuffer_new();
}

void encrypted_tear_down(void)
{
	if (conn)
		conn_abort(conn);
	ck_assert_uint_eq(closed_calls, opened_calls);
	ck_assert_uint_eq(freed_calls, 1);
	ck_assert_ptr_null(encrypted_loop.handshakes);
	ck_assert_uint_eq(encrypted_loop.handshaking, 0);
	SSL_free(client);
	SSL_CTX_free(client_context);
	tls_context_free(context);
	loop_finish(&encrypted_loop);
	evbuffer_free(got);
	close(peer);
}

bool encrypted_shake(void)
{
	for (int i = 0; i < 50 && opened_calls == 0; i++) {
		SSL_do_handshake(client);
		run();
	}
	return opened_calls == 1 && SSL_do_handshake(client) == 1;
}

void join(int version)
{
	encrypted_connect(version);
	ck_assert(encrypted_shake());
	ck_assert_uint_eq(counter_value(COUNTER_TLS), 1);
}

void say(const char *text)
{
	ck_assert_int_eq(SSL_write(client, text, (int)strlen(text)), (int)strlen(text));
	run();
}

void expect_got(const char *text)
{
	size_t length = evbuffer_get_length(got);
	ck_assert_uint_eq(length, strlen(text));
	ck_assert(length == 0 || memcmp(evbuffer_pullup(got, -1), text, length) == 0);
	evbuffer_drain(got, length);
}

void expect_heard(const char *text)
{
	char bytes[200] = "";
	int length = SSL_read(client, bytes, sizeof bytes - 1);
	ck_assert_int_eq(length, (int)strlen(text));
	unit_same(bytes, text);
}

uint64_t send_text(const char *text)
{
	struct iovec run = {(void *)(uintptr_t)text, strlen(text)};
	return conn_send(conn, &run, 1, run.iov_len);
}

Suite *encrypted_suite(const char *name, const TTest *const *once, const TTest *const *both)
{
	Suite *suite = unit_cases_with(name, encrypted_set_up, encrypted_tear_down, once);
	TCase *versions = tcase_create("versions");
	tcase_add_checked_fixture(versions, encrypted_set_up, encrypted_tear_down);
	for (; *both; both++)
		tcase_add_loop_test(versions, *both, 0, ENCRYPTED_VERSIONS);
	suite_add_tcase(suite, versions);
	return suite;
}
