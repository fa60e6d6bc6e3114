/* What an error of OpenSSL's means, for who reads a log. */
#ifndef TLS_WHY_H
#define TLS_WHY_H

/* Why a handshake has failed, in plain words: an error of OpenSSL's queue (ERR_peek_last_error()),
 * which may be one that the peer has told (an alert; RFC 8446, 6.2). A constant. */
const char *tls_why_failed(unsigned long error);

/* Why a certificate or a key cannot be used; NULL where only OpenSSL has words for it. */
const char *tls_why_unusable(unsigned long error);

#endif
