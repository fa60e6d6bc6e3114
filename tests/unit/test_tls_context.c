/* The certificate and key of TLS: what is refused, and in which words. */
#include "tls_context.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include "temporary.h"
#include "unit.h"

START_TEST(nothing_is_loaded_at_first)
{
	struct tls_context *context = tls_context_new();
	ck_assert_ptr_null(tls_context_session(context));
	tls_context_free(context);
}
END_TEST

START_TEST(a_file_that_is_not_there_is_named)
{
	struct tls_context *context = tls_context_new();
	struct tls_certificate loaded;
	char error[TLS_ERROR_SIZE];
	ck_assert(!tls_context_load(context, "/nowhere/a", "/nowhere/b", &loaded, error));
	unit_same(error, "cannot read the file '/nowhere/a': No such file or directory");
	ck_assert_ptr_null(tls_context_session(context));
	tls_context_free(context);
}
END_TEST

Suite *unit_suite(void)
{
	return unit_cases("tls_context", (const TTest *const[]){nothing_is_loaded_at_first,
						 a_file_that_is_not_there_is_named, NULL});
}
