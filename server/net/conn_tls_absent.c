/* In a build without TLS: no conn has it, so most of these are never called. */
#include "conn_tls.h"

struct conn_tls *conn_tls_new(struct conn *conn, struct tls_context *context)
{
	return NULL;
}

void conn_tls_free(struct conn_tls *tls)
{
}

enum conn_tls_step conn_tls_shake(struct conn_tls *tls, struct conn_tls_failure *failure)
{
	*failure = (struct conn_tls_failure){"built without TLS", NULL};
	return CONN_TLS_FAILED;
}

bool conn_tls_has_answered(const struct conn_tls *tls)
{
	return false;
}

void conn_tls_take(struct conn *conn, struct conn_tls *tls)
{
}

void conn_tls_drop(struct conn *conn)
{
}

struct event **conn_tls_timer(const struct conn *conn)
{
	return NULL;
}

struct evbuffer *conn_tls_input(const struct conn *conn)
{
	return NULL;
}

void conn_tls_settle(struct conn *conn)
{
}

bool conn_tls_read(struct conn *conn)
{
	return false;
}

uint64_t conn_tls_send(struct conn *conn, const struct iovec *run, unsigned count, uint64_t total)
{
	return total;
}

void conn_tls_add(struct conn *conn, const char *bytes, size_t length)
{
}

void conn_tls_end(struct conn *conn)
{
}

bool conn_tls_certificate(const struct conn *conn, char out[CONN_CERTIFICATE_SIZE])
{
	return false;
}

bool conn_tls_has_protocol(const struct conn *conn, const char *name)
{
	return false;
}
