#include "tls_self_signed.h"

#include <stdbool.h>
#include <string.h>

#include <openssl/bn.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "buffer.h"
#include "memory.h"

#define NAME_MAX_BYTES 64	/* of a common name (X.520) */
#define SERIAL_BITS 159		/* positive, and at most 20 bytes (RFC 5280, section 4.1.2.2) */
#define FROM "20000101000000Z"	/* so that a clock that is wrong does no harm */
#define UNTIL "99991231235959Z" /* no end (RFC 5280, section 4.1.2.5) */

/* Of letters, digits, hyphens and dots (RFC 1123). */
static bool is_host_name(const char *name)
{
	size_t length = strlen(name);
	return length > 0 && length <= 253 && *name != '-' && *name != '.' &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-") ==
		       length &&
	       !strstr(name, "..");
}

static bool set_name(X509 *certificate, const char *const *names)
{
	const char *common = "localhost";
	for (size_t i = 0; names[i]; i++)
		if (is_host_name(names[i]) && strlen(names[i]) <= NAME_MAX_BYTES) {
			common = names[i];
			break;
		}
	X509_NAME *name = X509_NAME_new();
	bool good = name &&
		    X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_ASC,
			    (const unsigned char *)common, -1, -1, 0) == 1 &&
		    X509_set_subject_name(certificate, name) == 1 &&
		    X509_set_issuer_name(certificate, name) == 1;
	X509_NAME_free(name);
	return good;
}

static bool add_extension(X509 *certificate, int nid, const char *value)
{
	X509V3_CTX context;
	X509V3_set_ctx(&context, certificate, certificate, NULL, NULL, 0);
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
	bool good = extension && X509_add_ext(certificate, extension, -1) == 1;
	X509_EXTENSION_free(extension);
	return good;
}

static bool add_names(X509 *certificate, const char *const *names)
{
	struct buffer list = {0};
	buffer_add_text(&list, "DNS:localhost,IP:127.0.0.1,IP:::1");
	for (size_t i = 0; names[i]; i++)
		if (is_host_name(names[i]) && strcmp(names[i], "localhost") != 0)
			buffer_format(&list, ",DNS:%s", names[i]);
	bool good = add_extension(certificate, NID_subject_alt_name, buffer_text(&list));
	buffer_finish(&list);
	return good;
}

static bool set_serial(X509 *certificate)
{
	BIGNUM *number = BN_new();
	bool good = number &&
		    BN_rand(number, SERIAL_BITS, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
		    BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate));
	BN_free(number);
	return good;
}

static bool fill(X509 *certificate, EVP_PKEY *key, const char *const *names)
{
	return X509_set_version(certificate, X509_VERSION_3) == 1 && set_serial(certificate) &&
	       ASN1_TIME_set_string(X509_getm_notBefore(certificate), FROM) == 1 &&
	       ASN1_TIME_set_string(X509_getm_notAfter(certificate), UNTIL) == 1 &&
	       set_name(certificate, names) && X509_set_pubkey(certificate, key) == 1 &&
	       add_extension(certificate, NID_basic_constraints, "critical,CA:FALSE") &&
	       add_extension(certificate, NID_key_usage, "critical,digitalSignature") &&
	       add_extension(certificate, NID_ext_key_usage, "serverAuth") &&
	       add_extension(certificate, NID_subject_key_identifier, "hash") &&
	       add_names(certificate, names) && X509_sign(certificate, key, EVP_sha256()) > 0;
}

/* BIO_s_secmem() wipes its memory when it is freed. */
static char *text_of(X509 *certificate, EVP_PKEY *key)
{
	BIO *bio = BIO_new(BIO_s_secmem());
	char *bytes, *text = NULL;
	if (bio && PEM_write_bio_PKCS8PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL) == 1 &&
		PEM_write_bio_X509(bio, certificate) == 1) {
		long length = BIO_get_mem_data(bio, &bytes);
		text = memory_text_n(bytes, (size_t)length);
	}
	BIO_free(bio);
	return text;
}

char *tls_self_signed(const char *const *names)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *certificate = X509_new();
	char *text = NULL;
	if (key && certificate && fill(certificate, key, names))
		text = text_of(certificate, key);
	X509_free(certificate);
	EVP_PKEY_free(key);
	return text;
}
