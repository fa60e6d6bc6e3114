#include "tls_context.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "tls_pem.h"
#include "tls_settings.h"
#include "tls_tickets.h"

struct tls_context {
	pthread_mutex_t lock;
	SSL_CTX *ssl; /* for new sessions; NULL until one is loaded */
	struct tls_tickets tickets;
};

bool tls_context_built(void)
{
	return true;
}

const char *tls_context_version(void)
{
	return OpenSSL_version(OPENSSL_VERSION_STRING);
}

struct tls_context *tls_context_new(void)
{
	struct tls_context *context = memory_zero(sizeof *context);
	pthread_mutex_init(&context->lock, NULL);
	tls_tickets_init(&context->tickets);
	return context;
}

void tls_context_free(struct tls_context *context)
{
	if (!context)
		return;
	SSL_CTX_free(context->ssl);
	tls_tickets_finish(&context->tickets);
	pthread_mutex_destroy(&context->lock);
	free(context);
}

static SSL_CTX *make(struct tls_context *context, const struct tls_pem *pem)
{
	SSL_CTX *ssl = tls_settings_new();
	if (!ssl)
		return NULL;
	tls_tickets_use(&context->tickets, ssl);
	if (SSL_CTX_use_certificate(ssl, pem->certificate) == 1 &&
		SSL_CTX_use_PrivateKey(ssl, pem->key) == 1 &&
		SSL_CTX_set1_chain(ssl, pem->chain) == 1 && tls_settings_work(ssl))
		return ssl;
	SSL_CTX_free(ssl);
	return NULL;
}

/* Sessions that exist hold the former one. */
static void replace(struct tls_context *context, SSL_CTX *ssl)
{
	pthread_mutex_lock(&context->lock);
	SSL_CTX *former = context->ssl;
	context->ssl = ssl;
	pthread_mutex_unlock(&context->lock);
	SSL_CTX_free(former);
}

/* Takes what was read, and frees it. */
static bool take(struct tls_context *context, struct tls_pem *pem, const char *name,
	struct tls_certificate *loaded, char error[TLS_ERROR_SIZE])
{
	SSL_CTX *ssl = make(context, pem);
	if (ssl) {
		tls_pem_about(pem, loaded);
		replace(context, ssl);
	} else {
		snprintf(error, TLS_ERROR_SIZE, "the certificate in '%s' cannot be used: %s", name,
			tls_reason());
	}
	tls_pem_finish(pem);
	return ssl != NULL;
}

bool tls_context_load(struct tls_context *context, const char *certificate_file,
	const char *key_file, struct tls_certificate *loaded, char error[TLS_ERROR_SIZE])
{
	struct tls_pem pem;
	return tls_pem_load(&pem, certificate_file, key_file, error) &&
	       take(context, &pem, certificate_file, loaded, error);
}

bool tls_context_load_text(struct tls_context *context, const char *name, const char *text,
	struct tls_certificate *loaded, char error[TLS_ERROR_SIZE])
{
	struct tls_pem pem;
	struct tls_text both = {.name = name, .bytes = text, .length = strlen(text)};
	return tls_pem_read(&pem, &both, &both, error) && take(context, &pem, name, loaded, error);
}

void tls_context_pack(struct tls_context *context, struct pack *out)
{
	tls_tickets_pack(&context->tickets, out);
}

bool tls_context_unpack(struct tls_context *context, struct unpack *in)
{
	return tls_tickets_unpack(&context->tickets, in);
}

struct ssl_st *tls_context_session(struct tls_context *context)
{
	pthread_mutex_lock(&context->lock);
	SSL_CTX *ssl = context->ssl;
	if (ssl)
		SSL_CTX_up_ref(ssl);
	pthread_mutex_unlock(&context->lock);
	SSL *session = ssl ? SSL_new(ssl) : NULL;
	SSL_CTX_free(ssl);
	if (ssl && !session)
		fatal("out of memory");
	if (session)
		SSL_set_accept_state(session);
	return session;
}
