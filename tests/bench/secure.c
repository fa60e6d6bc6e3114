#include "secure.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

static SSL_CTX *client_context, *server_context;

static _Noreturn void die(const char *what)
{
	fprintf(stderr, "%s\n", what);
	ERR_print_errors_fp(stderr);
	exit(1);
}

static SSL_CTX *new_context(const SSL_METHOD *method)
{
	SSL_CTX *context = SSL_CTX_new(method);
	if (!context)
		die("SSL_CTX_new");
	SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
	SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE |
					  SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
					  SSL_MODE_RELEASE_BUFFERS);
	SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_options(context, SSL_OP_IGNORE_UNEXPECTED_EOF);
	SSL_CTX_set_read_ahead(context, 1);
	return context;
}

static void use_own_certificate(SSL_CTX *context)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *certificate = X509_new();
	if (!key || !certificate)
		die("certificate");
	X509_NAME *name = X509_get_subject_name(certificate);
	X509_set_version(certificate, X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
	X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
	X509_gmtime_adj(X509_getm_notAfter(certificate), 86400);
	X509_NAME_add_entry_by_txt(
		name, "CN", MBSTRING_ASC, (const unsigned char *)"bare", -1, -1, 0);
	X509_set_issuer_name(certificate, name);
	X509_set_pubkey(certificate, key);
	if (X509_sign(certificate, key, EVP_sha256()) == 0 ||
		SSL_CTX_use_certificate(context, certificate) != 1 ||
		SSL_CTX_use_PrivateKey(context, key) != 1)
		die("certificate");
	X509_free(certificate);
	EVP_PKEY_free(key);
}

bool secure_start(void)
{
	signal(SIGPIPE, SIG_IGN); /* OpenSSL writes without MSG_NOSIGNAL */
	client_context = new_context(TLS_client_method());
	server_context = new_context(TLS_server_method());
	SSL_CTX_set_num_tickets(server_context, 1);
	use_own_certificate(server_context);
	return true;
}

static SSL *new_ssl(SSL_CTX *context, int fd)
{
	SSL *ssl = SSL_new(context);
	if (!ssl || SSL_set_fd(ssl, fd) != 1)
		die("SSL_new");
	return ssl;
}

struct secure *secure_client(int fd)
{
	SSL *ssl = new_ssl(client_context, fd);
	SSL_set_connect_state(ssl);
	return (struct secure *)ssl;
}

struct secure *secure_server(int fd)
{
	SSL *ssl = new_ssl(server_context, fd);
	SSL_set_accept_state(ssl);
	return (struct secure *)ssl;
}

/* What the call with this result is to a caller who knows sockets: 0 is the end. */
static ssize_t as_of_socket(SSL *ssl, int result)
{
	if (result > 0)
		return result;
	switch (SSL_get_error(ssl, result)) {
	case SSL_ERROR_WANT_READ:
	case SSL_ERROR_WANT_WRITE:
		errno = EAGAIN;
		return -1;
	case SSL_ERROR_ZERO_RETURN:
		return 0;
	case SSL_ERROR_SYSCALL:
		return -1;
	default:
		ERR_clear_error();
		errno = EPROTO;
		return -1;
	}
}

bool secure_handshake(struct secure *secure)
{
	return as_of_socket((SSL *)secure, SSL_do_handshake((SSL *)secure)) > 0;
}

ssize_t secure_read(struct secure *secure, void *bytes, size_t size)
{
	int most = size < INT_MAX ? (int)size : INT_MAX;
	return as_of_socket((SSL *)secure, SSL_read((SSL *)secure, bytes, most));
}

ssize_t secure_write(struct secure *secure, const void *bytes, size_t length)
{
	int most = length < INT_MAX ? (int)length : INT_MAX;
	return as_of_socket((SSL *)secure, SSL_write((SSL *)secure, bytes, most));
}

bool secure_pending(const struct secure *secure)
{
	return SSL_has_pending((const SSL *)secure);
}

void secure_free(struct secure *secure)
{
	SSL_free((SSL *)secure);
}
