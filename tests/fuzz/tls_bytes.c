/* The first bytes of a conn that speaks TLS, and the first inside: they arrive in pieces of any
 * size, one of them may be another than was sent, and the end may come without notice. What the
 * conn gets is what the client said, or a beginning of it where a byte was changed. Or the bytes
 * are no client's at all.
 *
 *   byte 0     1: TLS 1.2; 2: raw bytes; 4: the end is announced
 *   byte 1     the size of the pieces, less one
 *   byte 2, 3  the place of the byte that is changed, in all that the client sends
 *   byte 4     by what; 0: it is not
 *   the rest   what the client says; or the raw bytes
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "conn.h"
#include "fuzz.h"
#include "handshake.h"
#include "log.h"
#include "tls_self_signed.h"

#define HEAD 5
#define MOST 4096
#define ROUNDS 8 /* of a handshake */

static struct tls_context *context;
static SSL_CTX *client_context;

/* One run. */
static struct loop loop;
static struct conn *conn; /* NULL once it is freed */
static char got[MOST + 1];
static size_t got_length, sent, piece, changed_at;
static int changed_by, peer;
static bool inside, whole, ended;

static void inside_open(struct conn *same)
{
	inside = true;
}

static void inside_data(struct conn *same, struct evbuffer *input)
{
	int length = evbuffer_remove(input, got + got_length, sizeof got - got_length);
	got_length += length > 0 ? (size_t)length : 0;
	ended = conn->at_end;
	whole = conn_has_all(conn);
}

static void nothing(struct conn *same)
{
}

static void closed(struct conn *same, enum conn_why why)
{
}

static const struct conn_ops inside_ops = {.open = inside_open,
	.data = inside_data,
	.drained = nothing,
	.silent = nothing,
	.farewell = nothing,
	.closed = closed};

static void plain_open(struct conn *made)
{
	conn = made;
}

static void plain_data(struct conn *same, struct evbuffer *input)
{
	handshake_start(conn, context, &inside_ops);
}

static const struct conn_ops plain_ops = {
	.open = plain_open, .data = plain_data, .drained = nothing, .closed = closed};

static void run_pending(struct loop *same)
{
	conn_run_pending(same);
	handshake_run(same);
}

static void freed(struct conn *same)
{
	conn = NULL;
}

static void second(struct loop *same)
{
}

static const struct loop_ops loop_ops = {.arrived = conn_new,
	.iterate = conn_end_iteration,
	.pending = run_pending,
	.second = second,
	.freed = freed};

static void run(void)
{
	for (int i = 0; i < 4; i++)
		event_base_loop(loop.base, EVLOOP_NONBLOCK);
}

static void pass(const char *bytes, size_t length)
{
	while (length > 0) {
		size_t size = length < piece ? length : piece;
		char *copy = malloc(size);
		memcpy(copy, bytes, size);
		if (changed_at >= sent && changed_at < sent + size)
			copy[changed_at - sent] = (char)(copy[changed_at - sent] ^ changed_by);
		(void)send(peer, copy, size, MSG_NOSIGNAL | MSG_DONTWAIT);
		free(copy);
		sent += size;
		bytes += size;
		length -= size;
		run();
	}
}

/* Passes on what the client has written, and gives it what the conn has answered. */
static void exchange(BIO *in, BIO *out)
{
	char bytes[MOST];
	int length;
	while ((length = BIO_read(out, bytes, sizeof bytes)) > 0)
		pass(bytes, (size_t)length);
	run();
	while ((length = (int)recv(peer, bytes, sizeof bytes, MSG_DONTWAIT)) > 0)
		BIO_write(in, bytes, length);
}

static void speak(int mode, const char *text, size_t length)
{
	SSL *client = SSL_new(client_context);
	BIO *in = BIO_new(BIO_s_mem()), *out = BIO_new(BIO_s_mem());
	BIO_set_mem_eof_return(in, -1);
	SSL_set_bio(client, in, out);
	SSL_set_connect_state(client);
	if (mode & 1)
		SSL_set_max_proto_version(client, TLS1_2_VERSION);
	for (int i = 0; i < ROUNDS && SSL_do_handshake(client) != 1; i++)
		exchange(in, out);
	if (SSL_is_init_finished(client) && length > 0)
		SSL_write(client, text, (int)length);
	exchange(in, out);
	if (SSL_is_init_finished(client) && mode & 4)
		SSL_shutdown(client);
	exchange(in, out);
	ERR_clear_error();
	SSL_free(client);
}

static void prepare(void)
{
	char error[TLS_ERROR_SIZE];
	struct tls_certificate loaded;
	char *text = tls_self_signed((const char *const[]){"test", NULL});
	log_set_level(LOG_ERROR);
	context = tls_context_new();
	client_context = SSL_CTX_new(TLS_client_method());
	FUZZ_CHECK(text && client_context);
	FUZZ_CHECK(tls_context_load_text(context, "test", text, &loaded, error));
	free(text);
}

static void begin(const uint8_t *data)
{
	int fds[2];
	loop_init(&loop, 0, &loop_ops);
	FUZZ_CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds) == 0);
	peer = fds[1];
	got_length = sent = 0;
	inside = whole = ended = false;
	piece = (size_t)data[1] + 1;
	changed_at = (size_t)(data[2] | data[3] << 8);
	changed_by = data[4];
	conn_new(&loop, &(struct arrival){.fd = fds[0], .ops = &plain_ops});
}

static void end(void)
{
	shutdown(peer, SHUT_WR);
	run();
	FUZZ_CHECK(!inside || !conn || conn->at_end);
	if (conn)
		conn_abort(conn);
	FUZZ_CHECK(!loop.handshakes);
	loop_finish(&loop);
	close(peer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!context)
		prepare();
	if (size < HEAD || size > MOST)
		return 0;
	const char *rest = (const char *)data + HEAD;
	size_t length = size - HEAD;
	int mode = data[0];
	begin(data);
	if (mode & 2)
		pass(rest, length);
	else
		speak(mode, rest, length);
	end();
	if (mode & 2) {
		FUZZ_CHECK(!inside && got_length == 0);
		return 0;
	}
	bool changed = changed_by != 0 && changed_at < sent;
	FUZZ_CHECK(got_length <= length && memcmp(got, rest, got_length) == 0);
	FUZZ_CHECK(changed || (inside && ended && got_length == length));
	FUZZ_CHECK(changed || whole == ((mode & 4) != 0));
	FUZZ_CHECK(!whole || got_length == length);
	return 0;
}
