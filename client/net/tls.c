#include "tls.h"

#include <stdlib.h>
#include <string.h>

#include <event2/buffer.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/sslerr.h>
#include <openssl/x509v3.h>

#include "memory.h"

#define READ_BYTES 16384
/* The types of records (RFC 8446, 5.1). */
#define RECORD_ALERT 21
#define RECORD_HANDSHAKE 22

struct tls {
	SSL *ssl;
	BIO *in, *out; /* of `ssl` */
	tls_accept_fn *accept;
	void *data;
	char *failure;
	bool begun;  /* the server's first byte has been seen */
	bool spoken; /* and what it began was a handshake */
	bool plain;  /* or no record of TLS */
	bool denied; /* or the alert access_denied */
	bool open, ended;
};

bool tls_available(void)
{
	return true;
}

static void fail(struct tls *tls, const char *why)
{
	if (!tls->failure)
		tls->failure = memory_text(why);
	tls->open = false;
}

/* OpenSSL's word for the error that the others came of. */
static const char *reason(void)
{
	const char *word = ERR_reason_error_string(ERR_peek_error());
	return word ? word : "no reason given";
}

/* OpenSSL calls this with the server's certificates, and goes on with the handshake only if it
 * returns 1. */
static int verify_cb(X509_STORE_CTX *chain, void *data)
{
	struct tls *tls = data;
	struct tls_certificate seen;
	unsigned char digest[FINGERPRINT_BYTES];
	bool vouched = X509_verify_cert(chain) == 1;
	int error = X509_STORE_CTX_get_error(chain);
	if (!X509_digest(X509_STORE_CTX_get0_cert(chain), EVP_sha256(), digest, NULL))
		return 0;
	fingerprint_text(seen.fingerprint, digest);
	seen.doubt = vouched ? NULL : X509_verify_cert_error_string(error);
	bool good = tls->accept(tls->data, &seen);
	X509_STORE_CTX_set_error(chain, good ? X509_V_OK : X509_V_ERR_APPLICATION_VERIFICATION);
	if (!good)
		fail(tls, "its certificate is refused");
	return good;
}

static SSL_CTX *new_context(struct tls *tls)
{
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());
	if (!context)
		return NULL;
	SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
	SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
	SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
	SSL_CTX_set_default_verify_paths(context);
	SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
	SSL_CTX_set_cert_verify_callback(context, verify_cb, tls);
	return context;
}

/* A host is an address or a name; a name is also told to the server (RFC 6066, 3), without the full
 * stop at its end. */
static bool set_host(SSL *ssl, const char *host)
{
	char *name = memory_text_n(host, strcspn(host, "%"));
	size_t length = strlen(name);
	if (length > 1 && name[length - 1] == '.')
		name[length - 1] = '\0';
	bool good = X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), name) == 1;
	if (!good) {
		SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
		good = SSL_set1_host(ssl, name) == 1 && SSL_set_tlsext_host_name(ssl, name) == 1;
	}
	free(name);
	return good;
}

static bool set_own(SSL *ssl, const char *file)
{
	return SSL_use_certificate_chain_file(ssl, file) == 1 &&
	       SSL_use_PrivateKey_file(ssl, file, SSL_FILETYPE_PEM) == 1;
}

static bool start(struct tls *tls, const char *host, const char *own)
{
	SSL_CTX *context = new_context(tls);
	tls->ssl = context ? SSL_new(context) : NULL;
	SSL_CTX_free(context);
	if (!tls->ssl || !set_host(tls->ssl, host) || (own && !set_own(tls->ssl, own)))
		return false;
	tls->in = BIO_new(BIO_s_mem());
	tls->out = BIO_new(BIO_s_mem());
	if (!tls->in || !tls->out)
		fatal("out of memory");
	SSL_set_bio(tls->ssl, tls->in, tls->out);
	SSL_set_connect_state(tls->ssl);
	return true;
}

/* The server's first word is an alert, "tlsv1 alert access denied": the version tells nothing. */
static void fail_refused(struct tls *tls, const char *why)
{
	static const char mark[] = " alert ";
	const char *alert = strstr(why, mark);
	char *sentence = memory_format("it refuses TLS: %s", alert ? alert + sizeof mark - 1 : why);
	tls->denied = ERR_GET_REASON(ERR_peek_error()) == SSL_R_TLSV1_ALERT_ACCESS_DENIED;
	fail(tls, sentence);
	free(sentence);
}

static void shake(struct tls *tls)
{
	ERR_clear_error();
	int result = SSL_do_handshake(tls->ssl);
	tls->open = result == 1 && !tls->failure;
	if (result == 1 || SSL_get_error(tls->ssl, result) == SSL_ERROR_WANT_READ)
		return;
	if (tls->begun && !tls->spoken)
		fail_refused(tls, reason());
	else
		fail(tls, reason());
}

struct tls *tls_new(
	const char *host, const char *own, tls_accept_fn *accept, void *data, const char **why)
{
	struct tls *tls = memory_zero(sizeof *tls);
	tls->accept = accept;
	tls->data = data;
	ERR_clear_error();
	if (start(tls, host, own)) {
		shake(tls);
		return tls;
	}
	*why = reason();
	tls_free(tls);
	return NULL;
}

void tls_free(struct tls *tls)
{
	if (!tls)
		return;
	SSL_free(tls->ssl);
	free(tls->failure);
	free(tls);
}

/* What does not begin as a record does is no TLS. An alert is an answer of both: of servers that
 * speak TLS, and of those that only know what it looks like. */
static void look_at_first_byte(struct tls *tls, struct evbuffer *in)
{
	unsigned char byte;
	if (tls->begun || evbuffer_copyout(in, &byte, 1) != 1)
		return;
	tls->begun = true;
	tls->spoken = byte == RECORD_HANDSHAKE;
	tls->plain = !tls->spoken && byte != RECORD_ALERT;
	if (tls->plain)
		fail(tls, "it answers in plain text");
}

static void read_text(struct tls *tls, struct evbuffer *out)
{
	char bytes[READ_BYTES];
	int length;
	ERR_clear_error();
	while ((length = SSL_read(tls->ssl, bytes, sizeof bytes)) > 0)
		evbuffer_add(out, bytes, (size_t)length);
	int error = SSL_get_error(tls->ssl, length);
	if (error == SSL_ERROR_ZERO_RETURN)
		tls->ended = true;
	else if (error != SSL_ERROR_WANT_READ)
		fail(tls, reason());
}

void tls_receive(struct tls *tls, struct evbuffer *in, struct evbuffer *out)
{
	size_t length = evbuffer_get_length(in);
	look_at_first_byte(tls, in);
	if (!tls->failure && length > 0)
		BIO_write(tls->in, evbuffer_pullup(in, -1), (int)length);
	evbuffer_drain(in, length);
	if (!tls->failure && !tls->open)
		shake(tls);
	if (tls->open)
		read_text(tls, out);
}

void tls_send(struct tls *tls, const char *bytes, size_t length)
{
	if (!tls->open || length == 0)
		return;
	ERR_clear_error();
	if (SSL_write(tls->ssl, bytes, (int)length) <= 0)
		fail(tls, reason());
}

void tls_finish(struct tls *tls)
{
	if (tls->open)
		SSL_shutdown(tls->ssl);
}

void tls_take_output(struct tls *tls, struct evbuffer *to)
{
	char *bytes;
	long length = BIO_get_mem_data(tls->out, &bytes);
	if (length > 0)
		evbuffer_add(to, bytes, (size_t)length);
	BIO_reset(tls->out);
}

bool tls_is_open(const struct tls *tls)
{
	return tls->open;
}

bool tls_is_ended(const struct tls *tls)
{
	return tls->ended;
}

const char *tls_failure(const struct tls *tls)
{
	return tls->failure;
}

bool tls_is_spoken(const struct tls *tls)
{
	return tls->spoken;
}

bool tls_is_plain(const struct tls *tls)
{
	return tls->plain;
}

bool tls_is_denied(const struct tls *tls)
{
	return tls->denied;
}

const char *tls_version(const struct tls *tls)
{
	return SSL_get_version(tls->ssl);
}
