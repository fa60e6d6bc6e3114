#include "tls.h"

bool tls_available(void)
{
	return false;
}

struct tls *tls_new(
	const char *host, const char *own, tls_accept_fn *accept, void *data, const char **why)
{
	*why = "this chat-client was built without TLS";
	return NULL;
}

void tls_free(struct tls *tls)
{
}

void tls_receive(struct tls *tls, struct evbuffer *in, struct evbuffer *out)
{
}

void tls_send(struct tls *tls, const char *bytes, size_t length)
{
}

void tls_finish(struct tls *tls)
{
}

void tls_take_output(struct tls *tls, struct evbuffer *to)
{
}

bool tls_is_open(const struct tls *tls)
{
	return false;
}

bool tls_is_ended(const struct tls *tls)
{
	return false;
}

const char *tls_failure(const struct tls *tls)
{
	return NULL;
}

bool tls_is_spoken(const struct tls *tls)
{
	return false;
}

bool tls_is_plain(const struct tls *tls)
{
	return false;
}

bool tls_is_denied(const struct tls *tls)
{
	return false;
}

const char *tls_version(const struct tls *tls)
{
	return "TLS";
}
