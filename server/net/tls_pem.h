/* Reads a certificate with its chain, and a private key, in PEM form (RFC 7468).
 *
 * The texts may hold anything. Nothing is ever asked for on the terminal. */
#ifndef TLS_PEM_H
#define TLS_PEM_H

#include <stdbool.h>
#include <stddef.h>

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "tls_context.h"

struct tls_pem {
	X509 *certificate;
	STACK_OF(X509) * chain; /* of the certificates above it; may be empty */
	EVP_PKEY *key;
};

struct tls_text {
	const char *name; /* of the file, for sentences */
	const char *bytes;
	size_t length;
};

/* False, with a sentence and nothing to free, where something is missing or damaged, or the key is
 * not that of the first certificate. */
bool tls_pem_read(struct tls_pem *pem, const struct tls_text *certificates,
	const struct tls_text *key, char error[TLS_ERROR_SIZE]);

/* The same for two files. */
bool tls_pem_load(struct tls_pem *pem, const char *certificate_file, const char *key_file,
	char error[TLS_ERROR_SIZE]);

void tls_pem_finish(struct tls_pem *pem);

/* Describes it. */
void tls_pem_about(const struct tls_pem *pem, struct tls_certificate *about);

/* Why OpenSSL's last call has failed, and clears its errors. A constant. */
const char *tls_reason(void);

#endif
