/* The settings of every TLS session. */
#ifndef TLS_SETTINGS_H
#define TLS_SETTINGS_H

#include <stdbool.h>

#include <openssl/ssl.h>

/* NULL where OpenSSL fails; tls_reason() tells why. */
SSL_CTX *tls_settings_new(void);

/* Whether a client of today can shake hands with these settings and their certificate. */
bool tls_settings_work(SSL_CTX *ssl);

#endif
