#include <check.h>

#include "tls_end.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <event2/buffer.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "temporary.h"

struct tls_certified tls_certify(const char *host, const struct tls_certified *issuer, int days)
{
	struct tls_certified made;
	unsigned char digest[FINGERPRINT_BYTES];
	char names[256];
	bool is_address = host && host[strspn(host, "0123456789.")] == '\0';
	snprintf(names, sizeof names, "%s:%s", is_address ? "IP" : "DNS", host ? host : "");
	made.pair =
		pair_make_with("P-256", host ? host : "authority", issuer ? &issuer->pair : NULL,
			-1000, days, host ? NID_subject_alt_name : NID_basic_constraints,
			host ? names : "critical,CA:TRUE");
	ck_assert_int_eq(X509_digest(made.pair.certificate, EVP_sha256(), digest, NULL), 1);
	fingerprint_text(made.fingerprint, digest);
	return made;
}

void tls_certified_free(struct tls_certified *certified)
{
	pair_free(&certified->pair);
	certified->fingerprint[0] = '\0';
}

void tls_trust(const struct tls_certified *authority)
{
	char path[TEMPORARY_PATH_SIZE + 16];
	snprintf(path, sizeof path, "%s/authorities", temporary_folder());
	FILE *file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	if (authority)
		ck_assert_int_eq(PEM_write_X509(file, authority->pair.certificate), 1);
	fclose(file);
	setenv("SSL_CERT_FILE", path, 1);
	setenv("SSL_CERT_DIR", "/nonexistent", 1);
}

void tls_end_open(struct tls_end *end, const struct tls_certified *certified, int version)
{
	end->context = SSL_CTX_new(TLS_server_method());
	SSL_CTX_set_min_proto_version(end->context, version);
	SSL_CTX_set_max_proto_version(end->context, version);
	SSL_CTX_use_certificate(end->context, certified->pair.certificate);
	SSL_CTX_use_PrivateKey(end->context, certified->pair.key);
	end->ssl = SSL_new(end->context);
	SSL_set_bio(end->ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
	SSL_set_accept_state(end->ssl);
}

void tls_end_close(struct tls_end *end)
{
	SSL_free(end->ssl);
	SSL_CTX_free(end->context);
	*end = (struct tls_end){0};
}

static void move(struct tls_end *end, struct evbuffer *out)
{
	char bytes[4096];
	int length;
	while ((length = BIO_read(SSL_get_wbio(end->ssl), bytes, sizeof bytes)) > 0)
		evbuffer_add(out, bytes, (size_t)length);
}

void tls_end_take(struct tls_end *end, const char *bytes, size_t length, struct evbuffer *out)
{
	BIO_write(SSL_get_rbio(end->ssl), bytes, (int)length);
	if (!SSL_is_init_finished(end->ssl))
		SSL_do_handshake(end->ssl);
	move(end, out);
}

void tls_end_say(struct tls_end *end, const char *text, struct evbuffer *out)
{
	ck_assert_int_eq(SSL_write(end->ssl, text, (int)strlen(text)), (int)strlen(text));
	move(end, out);
}

void tls_end_finish(struct tls_end *end, struct evbuffer *out)
{
	SSL_shutdown(end->ssl);
	move(end, out);
}

const char *tls_end_heard(struct tls_end *end)
{
	static char text[4096];
	int length = SSL_read(end->ssl, text, sizeof text - 1);
	text[length > 0 ? length : 0] = '\0';
	return text;
}

bool tls_end_is_ended(struct tls_end *end)
{
	return SSL_get_shutdown(end->ssl) & SSL_RECEIVED_SHUTDOWN;
}
