#include "tls_why.h"

#include <stdbool.h>
#include <stddef.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

#define REFUSED "the peer does not accept the certificate"
#define NO_VERSION "the peer speaks only versions of TLS before 1.2"
#define NO_CURVE "the peer knows no key exchange that is allowed here"
#define NO_SIGNATURE "the peer cannot check signatures with a key of this kind"

struct reason {
	int number;
	const char *words;
};

static const struct reason failures[] = {
	/* What the peer has said. */
	{SSL_R_TLSV1_ALERT_UNKNOWN_CA, "the peer does not know who has signed the certificate"},
	{SSL_R_SSLV3_ALERT_BAD_CERTIFICATE, REFUSED},
	{SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE, REFUSED},
	{SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN, REFUSED},
	{SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED, "the peer takes the certificate for revoked"},
	{SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED, "the peer takes the certificate for expired"},
	{SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE, "the peer finds nothing that both can do"},
	{SSL_R_TLSV1_ALERT_PROTOCOL_VERSION, "the peer does not want this version of TLS"},
	{SSL_R_TLSV1_ALERT_USER_CANCELLED, "the peer's user has ended the handshake"},
	{SSL_R_TLSV1_UNRECOGNIZED_NAME, "the peer looks for a server of another name"},
	/* What it has done. */
	{SSL_R_UNSUPPORTED_PROTOCOL, NO_VERSION},
	{SSL_R_VERSION_TOO_LOW, NO_VERSION},
	{SSL_R_INAPPROPRIATE_FALLBACK, "the peer asks for an older version of TLS than it has to"},
	{SSL_R_NO_SHARED_CIPHER, "the peer knows no cipher that is allowed here"},
	{SSL_R_NO_SUITABLE_KEY_SHARE, NO_CURVE},
	{SSL_R_NO_SUITABLE_GROUPS, NO_CURVE},
	{SSL_R_NO_SHARED_GROUPS, NO_CURVE},
	{SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM, NO_SIGNATURE},
	{SSL_R_NO_SHARED_SIGNATURE_ALGORITHMS, NO_SIGNATURE},
	{SSL_R_NO_APPLICATION_PROTOCOL, "the peer asks for other protocols than irc and http/1.1"},
	{SSL_R_BAD_SIGNATURE, "the peer has not the key of the certificate that it shows"},
	{SSL_R_CERTIFICATE_VERIFY_FAILED, "the peer's certificate has a key that is not taken"},
	{SSL_R_EXCESSIVE_MESSAGE_SIZE, "the peer has sent too many bytes"},
	{SSL_R_WRONG_VERSION_NUMBER, "what the peer has sent is no TLS"},
	{0, NULL},
};

static const struct reason faults[] = {
	{SSL_R_EE_KEY_TOO_SMALL, "its key is too short"},
	{SSL_R_CA_KEY_TOO_SMALL, "the key of a certificate above it is too short"},
	{SSL_R_CA_MD_TOO_WEAK, "it is signed in a way that is not safe any more"},
	{SSL_R_UNKNOWN_CERTIFICATE_TYPE, "TLS has no use for its kind of key"},
	{SSL_R_NO_SHARED_CIPHER, "clients of today have no use for its kind of key"},
	{SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM, "clients of today have no use for its kind of key"},
	{0, NULL},
};

static const char *find(const struct reason *reasons, unsigned long error)
{
	if (ERR_GET_LIB(error) != ERR_LIB_SSL)
		return NULL;
	while (reasons->words && reasons->number != ERR_GET_REASON(error))
		reasons++;
	return reasons->words;
}

static bool is_alert(unsigned long error)
{
	int reason = ERR_GET_REASON(error);
	return ERR_GET_LIB(error) == ERR_LIB_SSL && reason >= SSL_AD_REASON_OFFSET &&
	       reason <= SSL_AD_REASON_OFFSET + 255;
}

const char *tls_why_failed(unsigned long error)
{
	const char *words = find(failures, error);
	if (words)
		return words;
	if (is_alert(error))
		return "the peer has ended the handshake";
	return ERR_FATAL_ERROR(error) ? "OpenSSL failed"
				      : "the peer does not keep to the rules of TLS";
}

const char *tls_why_unusable(unsigned long error)
{
	return find(faults, error);
}
