#include "conn_tls.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sodium.h>

#include "clock.h"
#include "memory.h"
#include "raw_send.h"
#include "tls_why.h"

#define RECORD_BYTES 16384 /* that one record can hold (RFC 8446, 5.1) */

/* Bytes that are queued. Records and last words are fewer; more are answers to a peer that has us
 * answer, as requests for new keys do, and does not read. */
#define QUEUED_MAX 131072

/* Bytes that bring no text: a peer may send as many at once, and then so many each second. A record
 * has 22 or 29 beside its text, so one with a few letters pays for itself. One that only changes
 * the keys has 27, is as much work as a line, and no limit of speed counts it. */
#define EMPTY_MAX 65536
#define EMPTY_A_SECOND 4000
#define EMPTY_A_LETTER 8

static _Thread_local char scratch[RECORD_BYTES];

/* The conn points to `ssl` alone, and the BIO of that to the conn and to this: to send takes no
 * look at it, which would cost a cache miss for each reader. */
struct conn_tls {
	SSL *ssl;
	struct evbuffer *input; /* decrypted; NULL while there is nothing */
	struct event *timer;	/* the conn's */
	int64_t empty;		/* of EMPTY_MAX, at the time `empty_at` of clock_monotonic_ms() */
	int64_t empty_at;
};

static struct conn_tls *tls_of(const struct conn *conn)
{
	return (void *)BIO_get_callback_arg(SSL_get_rbio(conn->ssl));
}

static int read_cb(BIO *bio, char *out, int size)
{
	struct conn *conn = BIO_get_data(bio);
	BIO_clear_retry_flags(bio);
	int got = evbuffer_remove(bufferevent_get_input(conn->bev), out, (size_t)size);
	if (got > 0)
		return got;
	BIO_set_retry_read(bio);
	return -1;
}

/* Takes all, as long as the conn is not broken. */
static int write_cb(BIO *bio, const char *bytes, int size)
{
	struct conn *conn = BIO_get_data(bio);
	struct evbuffer *output = bufferevent_get_output(conn->bev);
	ssize_t sent = 0;
	BIO_clear_retry_flags(bio);
	if (!conn->busy && !conn->broken) {
		sent = raw_send(conn->fd, bytes, (size_t)size);
		if (sent < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)
			conn->broken = true;
	}
	if (conn->busy && evbuffer_get_length(output) > QUEUED_MAX)
		conn->broken = true;
	if (conn->broken)
		return -1;
	sent = sent > 0 ? sent : 0;
	if (sent == size)
		return size;
	if (evbuffer_add(output, bytes + sent, (size_t)(size - sent)) != 0)
		fatal("out of memory");
	conn->busy = true;
	return size;
}

static long ctrl_cb(BIO *bio, int command, long number, void *data)
{
	return command == BIO_CTRL_FLUSH;
}

static BIO_METHOD *method;

static void make_method(void)
{
	method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "conn");
	if (!method || !BIO_meth_set_read(method, read_cb) ||
		!BIO_meth_set_write(method, write_cb) || !BIO_meth_set_ctrl(method, ctrl_cb))
		fatal("out of memory");
}

static BIO *bio_new(struct conn *conn)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, make_method);
	BIO *bio = BIO_new(method);
	if (!bio)
		fatal("out of memory");
	BIO_set_data(bio, conn);
	BIO_set_init(bio, 1);
	return bio;
}

struct conn_tls *conn_tls_new(struct conn *conn, struct tls_context *context)
{
	SSL *ssl = tls_context_session(context);
	if (!ssl)
		return NULL;
	BIO *bio = bio_new(conn);
	struct conn_tls *tls = memory_zero(sizeof *tls);
	SSL_set_bio(ssl, bio, bio);
	BIO_set_callback_arg(bio, (char *)tls);
	tls->ssl = ssl;
	return tls;
}

void conn_tls_free(struct conn_tls *tls)
{
	if (!tls)
		return;
	SSL_free(tls->ssl);
	if (tls->input)
		evbuffer_free(tls->input);
	free(tls);
}

/* Of what has just gone wrong. */
static struct conn_tls_failure failure_of(const SSL *ssl)
{
	unsigned long error = ERR_peek_last_error();
	bool left = SSL_get_shutdown(ssl) & SSL_RECEIVED_SHUTDOWN;
	if (error != 0)
		return (struct conn_tls_failure){
			tls_why_failed(error), ERR_reason_error_string(error)};
	return (struct conn_tls_failure){left ? "the peer has left" : "the connection broke", NULL};
}

enum conn_tls_step conn_tls_shake(struct conn_tls *tls, struct conn_tls_failure *failure)
{
	ERR_clear_error(); /* SSL_get_error() looks at all there are */
	int result = SSL_do_handshake(tls->ssl);
	if (result == 1)
		return CONN_TLS_DONE;
	if (SSL_get_error(tls->ssl, result) == SSL_ERROR_WANT_READ)
		return CONN_TLS_MORE;
	*failure = failure_of(tls->ssl);
	ERR_clear_error();
	return CONN_TLS_FAILED;
}

bool conn_tls_has_answered(const struct conn_tls *tls)
{
	return BIO_number_written(SSL_get_wbio(tls->ssl)) > 0;
}

void conn_tls_take(struct conn *conn, struct conn_tls *tls)
{
	conn->tls = true;
	conn->ssl = tls->ssl;
}

void conn_tls_drop(struct conn *conn)
{
	conn_tls_free(tls_of(conn));
}

struct event **conn_tls_timer(const struct conn *conn)
{
	return &tls_of(conn)->timer;
}

struct evbuffer *conn_tls_input(const struct conn *conn)
{
	struct conn_tls *tls = tls_of(conn);
	if (!tls->input)
		tls->input = evbuffer_new();
	if (!tls->input)
		fatal("out of memory");
	return tls->input;
}

void conn_tls_settle(struct conn *conn)
{
	struct conn_tls *tls = tls_of(conn);
	if (!tls->input || evbuffer_get_length(tls->input) > 0)
		return;
	evbuffer_free(tls->input);
	tls->input = NULL;
}

/* Whether the peer has sent too much that brings no text. */
static bool is_empty_talk(struct conn_tls *tls, size_t read, size_t text)
{
	int64_t more = (int64_t)read - (int64_t)text * (1 + EMPTY_A_LETTER);
	if (more <= 0 && tls->empty == 0)
		return false;
	int64_t now = clock_monotonic_ms();
	tls->empty -= (now - tls->empty_at) * EMPTY_A_SECOND / 1000;
	tls->empty = (tls->empty > 0 ? tls->empty : 0) + more;
	tls->empty = tls->empty > 0 ? tls->empty : 0;
	tls->empty_at = now;
	return tls->empty > EMPTY_MAX;
}

bool conn_tls_read(struct conn *conn)
{
	struct conn_tls *tls = tls_of(conn);
	size_t read = evbuffer_get_length(bufferevent_get_input(conn->bev)), text = 0;
	int got;
	if (conn->at_end)
		return false;
	ERR_clear_error();
	while ((got = SSL_read(tls->ssl, scratch, sizeof scratch)) > 0) {
		if (evbuffer_add(conn_tls_input(conn), scratch, (size_t)got) != 0)
			fatal("out of memory");
		sodium_memzero(scratch, (size_t)got); /* it may be a password */
		text += (size_t)got;
	}
	int error = SSL_get_error(tls->ssl, got);
	if (error == SSL_ERROR_WANT_READ && !is_empty_talk(tls, read, text))
		return text > 0;
	conn->at_end = true;
	if (error != SSL_ERROR_ZERO_RETURN)
		conn->broken = true;
	ERR_clear_error();
	return true;
}

/* A place in a run. */
struct place {
	const struct iovec *piece, *end;
	size_t at; /* in the piece */
};

/* The next bytes of the run that fit into one record: as they stand, or, where they are of several
 * pieces, gathered. Moves the place behind them. */
static size_t next_record(struct place *place, const char **bytes)
{
	const char *from = (const char *)place->piece->iov_base + place->at;
	size_t left = place->piece->iov_len - place->at, length = 0;
	if (left >= RECORD_BYTES || place->piece + 1 == place->end) {
		*bytes = from;
		length = left < RECORD_BYTES ? left : RECORD_BYTES;
		place->at += length;
		return length;
	}
	*bytes = scratch;
	while (place->piece < place->end && length < RECORD_BYTES) {
		from = (const char *)place->piece->iov_base + place->at;
		left = place->piece->iov_len - place->at;
		size_t size = left < RECORD_BYTES - length ? left : RECORD_BYTES - length;
		memcpy(scratch + length, from, size);
		length += size;
		place->at += size;
		if (size == left)
			*place = (struct place){place->piece + 1, place->end, 0};
	}
	return length;
}

/* False where the conn is broken. */
static bool write_record(struct conn *conn, SSL *ssl, const char *bytes, size_t length)
{
	if (SSL_write(ssl, bytes, (int)length) > 0)
		return true;
	ERR_clear_error();
	conn->broken = true;
	return false;
}

uint64_t conn_tls_send(struct conn *conn, const struct iovec *run, unsigned count, uint64_t total)
{
	SSL *ssl = conn->ssl;
	struct place place = {run, run + count, 0};
	uint64_t taken = 0;
	char last = '\n';
	while (taken < total && !conn->busy) {
		const char *bytes;
		size_t length = next_record(&place, &bytes);
		last = bytes[length - 1];
		bool written = write_record(conn, ssl, bytes, length);
		if (bytes == scratch)
			sodium_memzero(scratch, length); /* it may be a token */
		if (!written)
			return total; /* the conn reads what the peer still sent, then closes */
		taken += length;
	}
	conn->mid_line = last != '\n';
	return taken;
}

void conn_tls_add(struct conn *conn, const char *bytes, size_t length)
{
	SSL *ssl = conn->ssl;
	for (size_t size; length > 0; bytes += size, length -= size) {
		size = length < RECORD_BYTES ? length : RECORD_BYTES;
		if (!write_record(conn, ssl, bytes, size))
			return;
	}
}

void conn_tls_end(struct conn *conn)
{
	SSL *ssl = conn->ssl;
	if (SSL_get_shutdown(ssl) & SSL_SENT_SHUTDOWN)
		return;
	if (SSL_shutdown(ssl) < 0)
		conn->broken = true;
	ERR_clear_error();
}

bool conn_tls_certificate(const struct conn *conn, char out[CONN_CERTIFICATE_SIZE])
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned length = 0;
	const X509 *certificate = SSL_get0_peer_certificate(conn->ssl);
	if (!certificate || X509_digest(certificate, EVP_sha256(), digest, &length) != 1)
		return false;
	sodium_bin2hex(out, CONN_CERTIFICATE_SIZE, digest, length);
	return true;
}

bool conn_tls_has_protocol(const struct conn *conn, const char *name)
{
	const unsigned char *agreed;
	unsigned length;
	SSL_get0_alpn_selected(conn->ssl, &agreed, &length);
	return length == strlen(name) && memcmp(agreed, name, length) == 0;
}
