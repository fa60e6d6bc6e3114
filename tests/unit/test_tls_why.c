/* Errors of OpenSSL in plain words. */
#include "tls_why.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "unit.h"

static void expect_failed(int library, int reason, const char *wanted)
{
	unit_same(tls_why_failed(ERR_PACK(library, 0, reason)), wanted);
}

START_TEST(what_the_peer_has_said)
{
	expect_failed(ERR_LIB_SSL, SSL_AD_REASON_OFFSET + SSL_AD_UNKNOWN_CA,
		"the peer does not know who has signed the certificate");
	expect_failed(ERR_LIB_SSL, SSL_AD_REASON_OFFSET + SSL_AD_BAD_CERTIFICATE,
		"the peer does not accept the certificate");
	expect_failed(ERR_LIB_SSL, SSL_AD_REASON_OFFSET + SSL_AD_DECODE_ERROR,
		"the peer has ended the handshake");
	expect_failed(ERR_LIB_SSL, SSL_AD_REASON_OFFSET + 255, "the peer has ended the handshake");
}
END_TEST

START_TEST(what_the_peer_has_done)
{
	static const char broken[] = "the peer does not keep to the rules of TLS";
	expect_failed(ERR_LIB_SSL, SSL_R_NO_SHARED_CIPHER,
		"the peer knows no cipher that is allowed here");
	expect_failed(ERR_LIB_SSL, SSL_R_UNSUPPORTED_PROTOCOL,
		"the peer speaks only versions of TLS before 1.2");
	expect_failed(ERR_LIB_SSL, SSL_R_UNEXPECTED_MESSAGE, broken);
	expect_failed(ERR_LIB_ASN1, SSL_R_NO_SHARED_CIPHER, broken); /* a number of another part */
	expect_failed(ERR_LIB_ASN1, SSL_AD_REASON_OFFSET + SSL_AD_UNKNOWN_CA, broken);
}
END_TEST

START_TEST(what_is_not_the_peers_fault)
{
	expect_failed(ERR_LIB_SSL, ERR_R_MALLOC_FAILURE, "OpenSSL failed");
	expect_failed(ERR_LIB_EVP, ERR_R_INTERNAL_ERROR, "OpenSSL failed");
}
END_TEST

START_TEST(what_is_wrong_with_a_certificate)
{
	unit_same(tls_why_unusable(ERR_PACK(ERR_LIB_SSL, 0, SSL_R_EE_KEY_TOO_SMALL)),
		"its key is too short");
	ck_assert_ptr_null(tls_why_unusable(ERR_PACK(ERR_LIB_SSL, 0, SSL_R_BAD_LENGTH)));
	ck_assert_ptr_null(tls_why_unusable(0));
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {what_the_peer_has_said, what_the_peer_has_done,
		what_is_not_the_peers_fault, what_is_wrong_with_a_certificate, NULL};
	return unit_cases("tls_why", cases);
}
