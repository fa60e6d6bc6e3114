#include "tls_pem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <sodium.h>

#include "fingerprint.h"
#include "memory.h"
#include "text_file.h"
#include "tls_why.h"

#define FILE_MAX 1048576

static bool refuse(char error[TLS_ERROR_SIZE], const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static bool refuse(char error[TLS_ERROR_SIZE], const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(error, TLS_ERROR_SIZE, format, arguments);
	va_end(arguments);
	return false;
}

const char *tls_reason(void)
{
	unsigned long last = ERR_peek_last_error();
	const char *words = tls_why_unusable(last);
	if (!words && last)
		words = ERR_reason_error_string(last);
	ERR_clear_error();
	return words ? words : "it is damaged";
}

/* Whether the reader has come to the end of the text without a further block. */
static bool no_more(void)
{
	unsigned long last = ERR_peek_last_error();
	return ERR_GET_LIB(last) == ERR_LIB_PEM && ERR_GET_REASON(last) == PEM_R_NO_START_LINE;
}

/* Called where a block is encrypted. */
static int no_password(char *out, int size, int writing, void *asked)
{
	*(bool *)asked = true;
	return -1;
}

static bool read_chain(struct tls_pem *pem, BIO *bio, const char *name, char error[TLS_ERROR_SIZE])
{
	bool asked = false;
	X509 *next;
	pem->certificate = PEM_read_bio_X509_AUX(bio, NULL, no_password, &asked);
	if (!pem->certificate && no_more())
		return refuse(error, "the file '%s' has no certificate in PEM form", name);
	while (pem->certificate && (next = PEM_read_bio_X509(bio, NULL, no_password, &asked)))
		if (!sk_X509_push(pem->chain, next))
			fatal("out of memory");
	if (!no_more())
		return refuse(error, "the file '%s' has a certificate that cannot be read: %s",
			name, tls_reason());
	return true;
}

static BIO *bio_of(const struct tls_text *text)
{
	BIO *bio = BIO_new_mem_buf(text->bytes, (int)text->length);
	if (!bio)
		fatal("out of memory");
	return bio;
}

/* OpenSSL tries many kinds of keys, so its reason for the last one says nothing. */
static bool read_key(struct tls_pem *pem, const struct tls_text *text, const char *hint,
	char error[TLS_ERROR_SIZE])
{
	static const char begin[] = "PRIVATE KEY-----";
	bool asked = false;
	if (!memmem(text->bytes, text->length, begin, sizeof begin - 1))
		return refuse(
			error, "the file '%s' has no private key in PEM form%s", text->name, hint);
	BIO *bio = bio_of(text);
	pem->key = PEM_read_bio_PrivateKey(bio, NULL, no_password, &asked);
	BIO_free(bio);
	if (pem->key)
		return true;
	if (asked)
		return refuse(error,
			"the private key in '%s' is encrypted: chatd needs one without a password",
			text->name);
	return refuse(
		error, "the private key in '%s' is damaged, or of an unknown kind", text->name);
}

static bool fits_another(const struct tls_pem *pem)
{
	bool fits = false;
	for (int i = 0; !fits && i < sk_X509_num(pem->chain); i++)
		fits = X509_check_private_key(sk_X509_value(pem->chain, i), pem->key) == 1;
	return fits;
}

static bool read_both(struct tls_pem *pem, const struct tls_text *certificates,
	const struct tls_text *key, char error[TLS_ERROR_SIZE])
{
	BIO *bio = bio_of(certificates);
	bool good = read_chain(pem, bio, certificates->name, error);
	BIO_free(bio);
	if (!good)
		return false;
	ERR_clear_error();
	const char *hint =
		strcmp(key->name, certificates->name) == 0 ? "; name the key's file, too" : "";
	good = read_key(pem, key, hint, error);
	if (!good || X509_check_private_key(pem->certificate, pem->key) == 1)
		return good;
	return refuse(error,
		"the private key in '%s' is not that of the first certificate in '%s'%s", key->name,
		certificates->name, fits_another(pem) ? ", but of a later one: put it first" : "");
}

bool tls_pem_read(struct tls_pem *pem, const struct tls_text *certificates,
	const struct tls_text *key, char error[TLS_ERROR_SIZE])
{
	*pem = (struct tls_pem){.chain = sk_X509_new_null()};
	if (!pem->chain)
		fatal("out of memory");
	ERR_clear_error();
	bool good = read_both(pem, certificates, key, error);
	ERR_clear_error();
	if (!good)
		tls_pem_finish(pem);
	return good;
}

static bool load(struct tls_text *text, const char *file, char error[TLS_ERROR_SIZE])
{
	text->name = file;
	text->bytes = text_file_read(
		file, TEXT_FILE_REGULAR, FILE_MAX, &text->length, error, TLS_ERROR_SIZE);
	return text->bytes != NULL;
}

static void forget(struct tls_text *text)
{
	char *bytes = (char *)(uintptr_t)text->bytes;
	sodium_memzero(bytes, text->length);
	free(bytes);
}

bool tls_pem_load(struct tls_pem *pem, const char *certificate_file, const char *key_file,
	char error[TLS_ERROR_SIZE])
{
	struct tls_text certificates = {0}, key = {0};
	bool good = load(&certificates, certificate_file, error) && load(&key, key_file, error) &&
		    tls_pem_read(pem, &certificates, &key, error);
	forget(&certificates);
	forget(&key);
	return good;
}

void tls_pem_finish(struct tls_pem *pem)
{
	X509_free(pem->certificate);
	sk_X509_pop_free(pem->chain, X509_free);
	EVP_PKEY_free(pem->key);
	*pem = (struct tls_pem){0};
}

static int64_t time_of(const ASN1_TIME *time)
{
	struct tm parts;
	return ASN1_TIME_to_tm(time, &parts) ? (int64_t)timegm(&parts) * 1000 : 0;
}

void tls_pem_about(const struct tls_pem *pem, struct tls_certificate *about)
{
	unsigned char digest[FINGERPRINT_BYTES];
	if (X509_digest(pem->certificate, EVP_sha256(), digest, NULL) != 1)
		fatal("OpenSSL has no SHA-256");
	fingerprint_text(about->fingerprint, digest);
	about->from = time_of(X509_get0_notBefore(pem->certificate));
	about->until = time_of(X509_get0_notAfter(pem->certificate));
}
