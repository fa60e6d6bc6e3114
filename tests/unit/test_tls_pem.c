/* Files of certificates and keys that cannot be used, and what is said of them. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <openssl/pem.h>

#include "pems.h"
#include "temporary.h"
#include "tls_context.h"
#include "unit.h"

static struct tls_context *context;
static struct pair pair, other;
static char *certificate, *key;

static void set_up(void)
{
	context = tls_context_new();
	pair = pair_make("P-256", "chat.example.org", NULL, -1, 1);
	other = pair_make("P-256", "other", NULL, -1, 1);
	certificate = pem_certificates(&pair, NULL);
	key = pem_key(&pair, NULL);
}

static void tear_down(void)
{
	free(certificate);
	free(key);
	pair_free(&pair);
	pair_free(&other);
	tls_context_free(context);
}

static bool begins(const char *text, const char *name)
{
	return *name && strncmp(text, name, strlen(name)) == 0;
}

/* Loads them, and puts C and K for their names into the sentence. */
static const char *load_files(const char *certificate_file, const char *key_file)
{
	static char said[2 * TLS_ERROR_SIZE];
	struct tls_certificate loaded;
	char error[TLS_ERROR_SIZE] = "";
	if (tls_context_load(context, certificate_file, key_file, &loaded, error))
		return "";
	char *out = said;
	for (const char *in = error; *in;) {
		bool first = begins(in, certificate_file);
		bool second = !first && begins(in, key_file);
		in += first ? strlen(certificate_file) : second ? strlen(key_file) : 1;
		*out++ = first ? 'C' : second ? 'K' : in[-1];
	}
	*out = '\0';
	return said;
}

static const char *load(const char *certificate_text, const char *key_text)
{
	char *certificate_file = pem_file(certificate_text, NULL);
	char *key_file = pem_file(key_text, NULL);
	const char *said = load_files(certificate_file, key_file);
	temporary_remove(certificate_file);
	temporary_remove(key_file);
	return said;
}

static const char *load_one(const char *text, const char *more)
{
	char *file = pem_file(text, more);
	const char *said = load_files(file, file);
	temporary_remove(file);
	return said;
}

START_TEST(a_good_pair_is_loaded)
{
	unit_same(load(certificate, key), "");
	unit_same(load_one(certificate, key), ""); /* in any order, and with words in between */
	unit_same(load_one(key, certificate), "");
	char *bag = pem_file("Bag Attributes\n  friendlyName: chat\n", certificate);
	char *key_file = pem_file(key, NULL);
	unit_same(load_files(bag, key_file), "");
	temporary_remove(bag);
	temporary_remove(key_file);
	char *old = pem_old_key(&pair, NULL);
	unit_same(load(certificate, old), "");
	free(old);
}
END_TEST

START_TEST(files_that_cannot_be_read_are_named)
{
	char *good = pem_file(certificate, NULL), folder[TEMPORARY_PATH_SIZE];
	char pipe[TEMPORARY_PATH_SIZE + 8];
	temporary_subfolder(folder, "folder");
	snprintf(pipe, sizeof pipe, "%s/pipe", folder);
	ck_assert_int_eq(mkfifo(pipe, 0600), 0);
	unit_same(load_files("/nowhere/a", good),
		"cannot read the file 'C': No such file or directory");
	unit_same(load_files(good, "/nowhere/b"),
		"cannot read the file 'K': No such file or directory");
	unit_same(load_files(folder, good), "cannot read the file 'C': Is a directory");
	unit_same(load_files(good, pipe), "cannot read the file 'K': it must be a regular file "
					  "here");
	unit_same(load_files("/dev/zero", good),
		"cannot read the file 'C': it must be a regular file here");
	unit_same(load_files("", good), "cannot read the file '': No such file or directory");
	temporary_remove(good);
}
END_TEST

START_TEST(a_file_has_a_largest_size)
{
	char *large = malloc(1048578);
	memset(large, '\n', 1048577);
	large[1048577] = '\0';
	unit_same(load(large, key), "the file 'C' has more than 1048576 bytes");
	large[1048576] = '\0';
	unit_same(load(large, key), "the file 'C' has no certificate in PEM form");
	free(large);
}
END_TEST

START_TEST(what_is_missing_is_told)
{
	static const char no_certificate[] = "the file 'C' has no certificate in PEM form";
	static const char no_key[] = "the file 'K' has no private key in PEM form";
	unit_same(load("", key), no_certificate);
	unit_same(load("hello\n", key), no_certificate);
	unit_same(load(key, certificate), no_certificate);
	unit_same(load(certificate, ""), no_key);
	unit_same(load(certificate, "hello\n"), no_key);
	unit_same(load(certificate, certificate), no_key);
	unit_same(load_one(certificate, NULL), "the file 'C' has no private key in PEM form; name "
					       "the key's file, too");
}
END_TEST

/* As `openssl x509 -outform DER` writes it. */
START_TEST(binary_files_are_not_pem)
{
	unsigned char *bytes = NULL;
	int length = i2d_X509(pair.certificate, &bytes);
	char *der = temporary_file((char *)bytes, (size_t)length), *good = pem_file(key, NULL);
	unit_same(load_files(der, good), "the file 'C' has no certificate in PEM form");
	temporary_remove(der);
	temporary_remove(good);
	OPENSSL_free(bytes);
}
END_TEST

/* Copies the text with `to` in place of the byte behind `behind`. */
static char *damage(const char *text, const char *behind, char to)
{
	char *copy = strdup(text);
	strstr(copy, behind)[strlen(behind)] = to;
	return copy;
}

START_TEST(damage_is_told)
{
	static const char wrong_certificate[] =
		"the file 'C' has a certificate that cannot be read: ...";
	static const char wrong_key[] = "the private key in 'K' is damaged, or of an unknown kind";
	char *half = strndup(certificate, strlen(certificate) / 2);
	char *half_key = strndup(key, strlen(key) / 2);
	char *odd = damage(certificate, "CERTIFICATE-----\n", '!');
	char *odd_key = damage(key, "PRIVATE KEY-----\n", '!');
	char *chain = pem_certificates(&pair, &other, NULL);
	char *half_chain = strndup(chain, strlen(chain) - 40);
	unit_like(load(half, key), wrong_certificate);
	unit_like(load(odd, key), wrong_certificate);
	unit_like(load(half_chain, key), wrong_certificate);
	unit_same(load(certificate, half_key), wrong_key);
	unit_same(load(certificate, odd_key), wrong_key);
	free(half);
	free(half_key);
	free(odd);
	free(odd_key);
	free(chain);
	free(half_chain);
}
END_TEST

START_TEST(a_key_must_be_that_of_the_first_certificate)
{
	static const char mismatch[] =
		"the private key in 'K' is not that of the first certificate in 'C'";
	struct pair large = pair_make("RSA 2048", "large", NULL, -1, 1);
	char *others = pem_key(&other, NULL), *larges = pem_key(&large, NULL);
	char *backwards = pem_certificates(&other, &pair, NULL);
	char *public = pem_certificates(&pair, &other, NULL);
	unit_same(load(certificate, others), mismatch);
	unit_same(load(certificate, larges), mismatch);
	unit_same(load(backwards, key), "the private key in 'K' is not that of the first "
					"certificate in 'C', but of a later one: put it first");
	unit_same(load(public, key), "");
	free(public);
	free(backwards);
	free(others);
	free(larges);
	pair_free(&large);
}
END_TEST

/* With a terminal of its own. Exits with 0 if both are refused in the right words. */
static void try_encrypted(const char *of_now, const char *of_old, const char *terminal)
{
	static const char encrypted[] =
		"the private key in 'K' is encrypted: chatd needs one without a password";
	bool has_terminal =
		setsid() > 0 && open(terminal, O_RDWR) >= 0 && open("/dev/tty", O_RDWR) >= 0;
	_exit(!has_terminal || strcmp(load(certificate, of_now), encrypted) != 0 ||
		strcmp(load(certificate, of_old), encrypted) != 0);
}

/* OpenSSL would ask for the password there. */
START_TEST(an_encrypted_key_is_refused_and_nothing_is_asked)
{
	char *of_now = pem_key(&pair, "secret"), *of_old = pem_old_key(&pair, "secret");
	char written[64];
	int status, terminal = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
	ck_assert_int_ge(terminal, 0);
	ck_assert_int_eq(grantpt(terminal), 0);
	ck_assert_int_eq(unlockpt(terminal), 0);
	pid_t pid = fork();
	if (pid == 0)
		try_encrypted(of_now, of_old, ptsname(terminal));
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	ck_assert_int_eq(read(terminal, written, sizeof written), -1);
	free(of_now);
	free(of_old);
}
END_TEST

/* Certificates that no client of today would take. */
static const char *const unfit[] = {"RSA 1024", "DSA", "secp224r1", "sect283r1"};

START_TEST(one_that_clients_cannot_use_is_refused)
{
	struct pair weak = pair_make(unfit[_i], "weak", NULL, -1, 1);
	char *text = pem_certificates(&weak, NULL), *its_key = pem_key(&weak, NULL);
	unit_like(load(text, its_key), "the certificate in 'C' cannot be used: ...");
	free(text);
	free(its_key);
	pair_free(&weak);
}
END_TEST

START_TEST(what_was_loaded_stays)
{
	unit_same(load(certificate, key), "");
	unit_like(load(certificate, certificate), "...no private key...");
	SSL *session = tls_context_session(context);
	ck_assert_ptr_nonnull(session);
	ck_assert_int_eq(X509_cmp(SSL_get_certificate(session), pair.certificate), 0);
	SSL_free(session);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {a_good_pair_is_loaded, files_that_cannot_be_read_are_named,
		a_file_has_a_largest_size, what_is_missing_is_told, binary_files_are_not_pem,
		damage_is_told, a_key_must_be_that_of_the_first_certificate,
		an_encrypted_key_is_refused_and_nothing_is_asked, what_was_loaded_stays, NULL};
	Suite *suite = unit_cases_with("tls_pem", set_up, tear_down, cases);
	TCase *each = tcase_create("each");
	tcase_add_checked_fixture(each, set_up, tear_down);
	tcase_set_timeout(each, 60);
	tcase_add_loop_test(
		each, one_that_clients_cannot_use_is_refused, 0, sizeof unfit / sizeof *unfit);
	suite_add_tcase(suite, each);
	return suite;
}
