/* The certificate that a server makes for itself. */
#include "tls_self_signed.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "pems.h"
#include "tls_context.h"
#include "unit.h"

static char *text;
static X509 *made;

#define MAKE(...) make((const char *const[]){__VA_ARGS__, NULL})

static void make(const char *const *names)
{
	text = tls_self_signed(names);
	ck_assert_ptr_nonnull(text);
	BIO *bio = BIO_new_mem_buf(text, -1);
	made = PEM_read_bio_X509(bio, NULL, NULL, NULL);
	ck_assert_ptr_nonnull(made);
	BIO_free(bio);
}

static void tear_down(void)
{
	free(text);
	X509_free(made);
}

static bool is_for(const char *name)
{
	return X509_check_host(made, name, 0, 0, NULL) == 1;
}

static void expect_common(const char *name)
{
	char got[256];
	X509_NAME_get_text_by_NID(
		X509_get_subject_name(made), NID_commonName, got, (int)sizeof got);
	unit_same(got, name);
}

START_TEST(it_is_for_all_names_of_the_server)
{
	MAKE("chat.example.org", "machine-7");
	ck_assert(is_for("chat.example.org"));
	ck_assert(is_for("machine-7"));
	ck_assert(is_for("localhost"));
	ck_assert_int_eq(X509_check_ip_asc(made, "127.0.0.1", 0), 1);
	ck_assert_int_eq(X509_check_ip_asc(made, "::1", 0), 1);
	ck_assert(!is_for("example.org"));
	expect_common("chat.example.org");
}
END_TEST

START_TEST(what_is_no_host_name_is_left_out)
{
	char longest[256], long_name[67] = "";
	memset(longest, 'x', 254);
	longest[254] = '\0';
	memset(long_name, 'y', 65);
	MAKE("", "my chat", "a,DNS:b", "-x", ".x", "a..b", "caf\xC3\xA9", longest, long_name);
	ck_assert(is_for(long_name)); /* too long to be a common name */
	ck_assert(!is_for("b"));
	ck_assert(!is_for(longest));
	expect_common("localhost");
	GENERAL_NAMES *names = X509_get_ext_d2i(made, NID_subject_alt_name, NULL, NULL);
	ck_assert_int_eq(sk_GENERAL_NAME_num(names), 4);
	GENERAL_NAMES_free(names);
}
END_TEST

static void expect_time(const ASN1_TIME *time, const char *wanted)
{
	struct tm parts;
	char got[32];
	ck_assert_int_eq(ASN1_TIME_to_tm(time, &parts), 1);
	strftime(got, sizeof got, "%Y-%m-%d", &parts);
	unit_same(got, wanted);
}

START_TEST(it_is_what_clients_expect)
{
	MAKE("localhost");
	EVP_PKEY *key = X509_get0_pubkey(made);
	char curve[32];
	ck_assert_int_eq(
		EVP_PKEY_get_utf8_string_param(key, "group", curve, sizeof curve, NULL), 1);
	unit_same(curve, "prime256v1");
	ck_assert_int_eq(X509_verify(made, key), 1);
	ck_assert_int_eq(X509_get_version(made), X509_VERSION_3);
	ck_assert_int_eq(X509_get_signature_nid(made), NID_ecdsa_with_SHA256);
	ck_assert_int_eq(X509_check_ca(made), 0);
	ck_assert_uint_eq(X509_get_key_usage(made), KU_DIGITAL_SIGNATURE);
	ck_assert_uint_eq(X509_get_extended_key_usage(made), XKU_SSL_SERVER);
	ck_assert_int_ge(ASN1_STRING_length(X509_get0_serialNumber(made)), 19);
	ck_assert_int_le(ASN1_STRING_length(X509_get0_serialNumber(made)), 20);
	expect_time(X509_get0_notBefore(made), "2000-01-01");
	expect_time(X509_get0_notAfter(made), "9999-12-31");
	expect_common("localhost");
}
END_TEST

START_TEST(each_is_another)
{
	struct tls_context *context = tls_context_new();
	struct tls_certificate one, other;
	char error[TLS_ERROR_SIZE];
	MAKE("localhost");
	ck_assert(tls_context_load_text(context, "memory", text, &one, error));
	tear_down();
	MAKE("localhost");
	ck_assert(tls_context_load_text(context, "memory", text, &other, error));
	ck_assert_str_ne(one.fingerprint, other.fingerprint);
	tls_context_free(context);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {it_is_for_all_names_of_the_server,
		what_is_no_host_name_is_left_out, it_is_what_clients_expect, each_is_another, NULL};
	return unit_cases_with("tls_self_signed", NULL, tear_down, cases);
}
