/* Files of certificates and keys: what stands before the first NUL is the certificates' file, what
 * stands behind it the key's; without one both are the same file. What is taken can be used. */
#include <string.h>

#include <openssl/ssl.h>

#include "fuzz.h"
#include "tls_pem.h"

/* A sentence that can stand in a row of the log, and no part of a key. */
static void check_error(const char *error)
{
	FUZZ_CHECK(*error && strlen(error) < TLS_ERROR_SIZE);
	for (; *error; error++)
		FUZZ_CHECK(*error >= ' ' && *error <= '~');
}

static void check_taken(const struct tls_pem *pem)
{
	struct tls_certificate about;
	FUZZ_CHECK(pem->certificate && pem->key);
	FUZZ_CHECK(X509_check_private_key(pem->certificate, pem->key) == 1);
	tls_pem_about(pem, &about);
	FUZZ_CHECK(strlen(about.fingerprint) == FINGERPRINT_TEXT_SIZE - 1);
}

/* With all of the settings, and a handshake. */
static void check_loaded(const char *bytes, size_t size)
{
	struct tls_context *context = tls_context_new();
	struct tls_certificate about;
	char error[TLS_ERROR_SIZE] = "";
	char *text = strndup(bytes, size);
	bool good = tls_context_load_text(context, "file", text, &about, error);
	SSL *session = tls_context_session(context);
	FUZZ_CHECK(good == (session != NULL));
	if (!good)
		check_error(error);
	SSL_free(session);
	tls_context_free(context);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data;
	const char *middle = size > 0 ? memchr(bytes, '\0', size) : NULL;
	struct tls_text certificates = {"certificates", bytes, size}, key = certificates;
	char error[TLS_ERROR_SIZE] = "";
	struct tls_pem pem;
	if (middle) {
		certificates.length = (size_t)(middle - bytes);
		key = (struct tls_text){"key", middle + 1, size - certificates.length - 1};
	}
	if (!tls_pem_read(&pem, &certificates, &key, error)) {
		check_error(error);
		FUZZ_CHECK(!pem.certificate && !pem.key && !pem.chain);
		return 0;
	}
	check_taken(&pem);
	tls_pem_finish(&pem);
	if (!middle)
		check_loaded(bytes, size);
	return 0;
}
