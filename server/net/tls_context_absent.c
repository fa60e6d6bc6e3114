/* In a build without TLS. */
#include "tls_context.h"
#include "tls_self_signed.h"

bool tls_context_built(void)
{
	return false;
}

const char *tls_context_version(void)
{
	return "";
}

struct tls_context *tls_context_new(void)
{
	return NULL;
}

void tls_context_free(struct tls_context *context)
{
}

bool tls_context_load(struct tls_context *context, const char *certificate_file,
	const char *key_file, struct tls_certificate *loaded, char error[TLS_ERROR_SIZE])
{
	error[0] = '\0';
	return false;
}

bool tls_context_load_text(struct tls_context *context, const char *name, const char *text,
	struct tls_certificate *loaded, char error[TLS_ERROR_SIZE])
{
	error[0] = '\0';
	return false;
}

void tls_context_pack(struct tls_context *context, struct pack *out)
{
}

bool tls_context_unpack(struct tls_context *context, struct unpack *in)
{
	return true;
}

struct ssl_st *tls_context_session(struct tls_context *context)
{
	return NULL;
}

char *tls_self_signed(const char *const *names)
{
	return NULL;
}
