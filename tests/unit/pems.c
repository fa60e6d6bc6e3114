#include "pems.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/dsa.h>
#include <openssl/err.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include "temporary.h"
#include "unit.h"

#define DAY (24L * 3600)
#define ROUNDS 8

static EVP_PKEY *make_dsa(void)
{
	EVP_PKEY *settings = NULL, *key = NULL;
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_id(EVP_PKEY_DSA, NULL);
	ck_assert_int_eq(EVP_PKEY_paramgen_init(context), 1);
	ck_assert_int_eq(EVP_PKEY_CTX_set_dsa_paramgen_bits(context, 2048), 1);
	ck_assert_int_eq(EVP_PKEY_paramgen(context, &settings), 1);
	EVP_PKEY_CTX_free(context);
	context = EVP_PKEY_CTX_new(settings, NULL);
	ck_assert_int_eq(EVP_PKEY_keygen_init(context), 1);
	ck_assert_int_eq(EVP_PKEY_keygen(context, &key), 1);
	EVP_PKEY_CTX_free(context);
	EVP_PKEY_free(settings);
	return key;
}

static BIGNUM *odd_number(int bits)
{
	BIGNUM *number = BN_new();
	ck_assert_int_eq(BN_rand(number, bits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ODD), 1);
	return number;
}

/* Not a real key: it has these lengths alone, and what it signs is wrong. */
static EVP_PKEY *make_rsa(int bits, int exponent_bits)
{
	BIGNUM *n = odd_number(bits), *e = odd_number(exponent_bits), *d = odd_number(bits - 1);
	OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	EVP_PKEY *key = NULL;
	ck_assert_int_eq(OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, n), 1);
	ck_assert_int_eq(OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, e), 1);
	ck_assert_int_eq(OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_D, d), 1);
	OSSL_PARAM *settings = OSSL_PARAM_BLD_to_param(build);
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	ck_assert_int_eq(EVP_PKEY_fromdata_init(context), 1);
	ck_assert_int_eq(EVP_PKEY_fromdata(context, &key, EVP_PKEY_KEYPAIR, settings), 1);
	EVP_PKEY_CTX_free(context);
	OSSL_PARAM_free(settings);
	OSSL_PARAM_BLD_free(build);
	BN_free(n);
	BN_free(e);
	BN_free(d);
	return key;
}

static EVP_PKEY *make_key(const char *type)
{
	int bits, exponent_bits;
	if (sscanf(type, "RSA %d %d", &bits, &exponent_bits) == 2)
		return make_rsa(bits, exponent_bits);
	if (strncmp(type, "RSA ", 4) == 0)
		return EVP_RSA_gen((unsigned)atoi(type + 4));
	if (strcmp(type, "DSA") == 0)
		return make_dsa();
	if (strcmp(type, "ED25519") == 0)
		return EVP_PKEY_Q_keygen(NULL, NULL, type);
	return EVP_EC_gen(type);
}

static void add_extension(X509 *certificate, int which, const char *value)
{
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, which, value);
	ck_assert_ptr_nonnull(extension);
	X509_add_ext(certificate, extension, -1);
	X509_EXTENSION_free(extension);
}

struct pair pair_make_with(const char *type, const char *name, const struct pair *issuer, int from,
	int until, int extension, const char *value)
{
	struct pair pair = {make_key(type), X509_new()};
	X509_NAME *subject = X509_get_subject_name(pair.certificate);
	ck_assert_msg(pair.key, "no key of type %s", type);
	X509_set_version(pair.certificate, X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(pair.certificate), rand());
	X509_gmtime_adj(X509_getm_notBefore(pair.certificate), from * DAY);
	X509_gmtime_adj(X509_getm_notAfter(pair.certificate), until * DAY);
	X509_NAME_add_entry_by_txt(
		subject, "CN", MBSTRING_UTF8, (const unsigned char *)name, -1, -1, 0);
	X509_set_issuer_name(
		pair.certificate, issuer ? X509_get_subject_name(issuer->certificate) : subject);
	X509_set_pubkey(pair.certificate, pair.key);
	if (value)
		add_extension(pair.certificate, extension, value);
	EVP_PKEY *signer = issuer ? issuer->key : pair.key;
	bool digest = EVP_PKEY_get_base_id(signer) != EVP_PKEY_ED25519;
	ck_assert_int_gt(X509_sign(pair.certificate, signer, digest ? EVP_sha256() : NULL), 0);
	return pair;
}

struct pair pair_make(
	const char *type, const char *name, const struct pair *issuer, int from, int until)
{
	return pair_make_with(type, name, issuer, from, until, 0, NULL);
}

void pair_free(struct pair *pair)
{
	EVP_PKEY_free(pair->key);
	X509_free(pair->certificate);
	*pair = (struct pair){0};
}

static char *text_of(BIO *bio)
{
	char *bytes;
	long length = BIO_get_mem_data(bio, &bytes);
	char *text = strndup(bytes, (size_t)length);
	BIO_free(bio);
	return text;
}

char *pem_certificates(const struct pair *first, ...)
{
	BIO *bio = BIO_new(BIO_s_mem());
	va_list list;
	va_start(list, first);
	for (const struct pair *pair = first; pair; pair = va_arg(list, const struct pair *))
		ck_assert_int_eq(PEM_write_bio_X509(bio, pair->certificate), 1);
	va_end(list);
	return text_of(bio);
}

char *pem_key(const struct pair *pair, const char *password)
{
	BIO *bio = BIO_new(BIO_s_mem());
	ck_assert_int_eq(
		PEM_write_bio_PKCS8PrivateKey(bio, pair->key, password ? EVP_aes_256_cbc() : NULL,
			password, password ? (int)strlen(password) : 0, NULL, NULL),
		1);
	return text_of(bio);
}

char *pem_old_key(const struct pair *pair, const char *password)
{
	BIO *bio = BIO_new(BIO_s_mem());
	ck_assert_int_eq(
		PEM_write_bio_PrivateKey_traditional(bio, pair->key,
			password ? EVP_aes_256_cbc() : NULL, (const unsigned char *)password,
			password ? (int)strlen(password) : 0, NULL, NULL),
		1);
	return text_of(bio);
}

char *pem_file(const char *text, const char *more)
{
	size_t length = strlen(text) + (more ? strlen(more) : 0);
	char *both = malloc(length + 1);
	ck_assert_ptr_nonnull(both);
	strcpy(both, text);
	strcat(both, more ? more : "");
	char *path = temporary_file(both, length);
	free(both);
	return path;
}

static int ticket_cb(SSL *client, SSL_SESSION *ticket)
{
	struct ends *ends = SSL_get_app_data(client);
	SSL_SESSION_free(ends->ticket);
	ends->ticket = ticket;
	ends->tickets++;
	return 1;
}

static void info_cb(const SSL *server, int where, int number)
{
	struct ends *ends = SSL_get_app_data(server);
	if (where == SSL_CB_WRITE_ALERT)
		ends->alert = number & 0xFF;
}

static void prepare_client(struct ends *ends, const struct client_wish *wish)
{
	SSL_CTX *context = ends->context = SSL_CTX_new(TLS_client_method());
	SSL_CTX_set_session_cache_mode(
		context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL_STORE);
	SSL_CTX_sess_set_new_cb(context, ticket_cb);
	if (wish->version) {
		SSL_CTX_set_security_level(context, 0); /* else the old versions are not sent */
		SSL_CTX_set_cipher_list(context, "ALL");
		SSL_CTX_set_min_proto_version(context, wish->version);
		SSL_CTX_set_max_proto_version(context, wish->version);
	}
	if (wish->protocols)
		SSL_CTX_set_alpn_protos(context, (const unsigned char *)wish->protocols,
			(unsigned)strlen(wish->protocols));
	if (wish->groups)
		ck_assert_int_eq(SSL_CTX_set1_groups_list(context, wish->groups), 1);
	if (wish->certificate) {
		SSL_CTX_use_certificate(context, wish->certificate->certificate);
		SSL_CTX_use_PrivateKey(context, wish->certificate->key);
	}
	ends->client = SSL_new(context);
	SSL_set_app_data(ends->client, ends);
	if (wish->resume)
		SSL_set_session(ends->client, wish->resume);
	SSL_set_connect_state(ends->client);
}

void ends_connect(struct ends *ends, SSL *server, const struct client_wish *wish)
{
	BIO *there = BIO_new(BIO_s_mem()), *back = BIO_new(BIO_s_mem());
	char byte;
	*ends = (struct ends){.server = server, .alert = -1};
	ck_assert_ptr_nonnull(server);
	SSL_set_app_data(server, ends);
	SSL_set_info_callback(server, info_cb);
	prepare_client(ends, wish);
	BIO_set_mem_eof_return(there, -1);
	BIO_set_mem_eof_return(back, -1);
	BIO_up_ref(there);
	BIO_up_ref(back);
	SSL_set_bio(ends->client, back, there);
	SSL_set_bio(server, there, back);
	int done[2] = {0};
	for (int i = 0; i < ROUNDS && (done[0] != 1 || done[1] != 1); i++) {
		done[0] = SSL_do_handshake(ends->client);
		done[1] = SSL_do_handshake(server);
	}
	ends->good = done[0] == 1 && done[1] == 1;
	if (ends->good)
		ck_assert_int_eq(SSL_read(ends->client, &byte, 1), -1); /* takes the ticket */
	ERR_clear_error();
}

void ends_free(struct ends *ends)
{
	SSL_SESSION_free(ends->ticket);
	if (ends->client) /* else OpenSSL takes the ticket for a bad one */
		SSL_set_shutdown(ends->client, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
	SSL_free(ends->client);
	SSL_free(ends->server);
	SSL_CTX_free(ends->context);
	*ends = (struct ends){0};
}

static void expect_arrival(SSL *from, SSL *to)
{
	char got[16];
	ck_assert_int_eq(SSL_write(from, "hello", 5), 5);
	ck_assert_int_eq(SSL_read(to, got, sizeof got), 5);
	ck_assert_mem_eq(got, "hello", 5);
}

void ends_expect_talk(struct ends *ends)
{
	expect_arrival(ends->client, ends->server);
	expect_arrival(ends->server, ends->client);
}
