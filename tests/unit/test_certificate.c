/* The server's certificate: its own, that of the options, and how it is replaced. */
#include "certificate.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "memory.h"
#include "pems.h"
#include "stderr_pipe.h"
#include "temporary.h"
#include "unit.h"

static struct certificate certificate;
static struct config config;
static char state[TEMPORARY_PATH_SIZE], files[TEMPORARY_PATH_SIZE];
static char certificate_file[TEMPORARY_PATH_SIZE + 16], key_file[TEMPORARY_PATH_SIZE + 16];
static char own_file[TEMPORARY_PATH_SIZE + 32], logged[STDERR_TEXT_SIZE];
static struct pair pair, other;

static void set_up(void)
{
	temporary_subfolder(state, "state");
	temporary_subfolder(files, "files");
	snprintf(certificate_file, sizeof certificate_file, "%s/cert.pem", files);
	snprintf(key_file, sizeof key_file, "%s/key.pem", files);
	snprintf(own_file, sizeof own_file, "%s/5555/certificate.pem", state);
	setenv("STATE_DIRECTORY", state, 1);
	config = (struct config){.name = memory_text("chatd")};
	pair = pair_make("P-256", "one", NULL, -1, 1);
	other = pair_make("P-256", "other", NULL, -1, 1);
	stderr_pipe_open();
}

static void tear_down(void)
{
	certificate_close(&certificate);
	free(config.name);
	pair_free(&pair);
	pair_free(&other);
}

static void write_certificate(const struct pair *from)
{
	char *text = pem_certificates(from, NULL);
	temporary_write(certificate_file, text, strlen(text));
	free(text);
}

static void write_key(const struct pair *from)
{
	char *text = pem_key(from, NULL);
	temporary_write(key_file, text, strlen(text));
	ck_assert_int_eq(chmod(key_file, 0640), 0);
	free(text);
}

static void open_on(int port)
{
	char error[OPTION_ERROR_SIZE] = "";
	ck_assert_msg(certificate_open(&certificate, &config, port, error), "%s", error);
}

static void open_files(void)
{
	config.tls_cert = certificate_file;
	config.tls_key = key_file;
	write_certificate(&pair);
	write_key(&pair);
	open_on(5555);
}

/* Until the thread has ended; then what was logged. */
static const char *await(void)
{
	while (certificate.looking && !atomic_load(&certificate.done))
		sched_yield();
	stderr_pipe_read(logged);
	return logged;
}

static const char *minute(void)
{
	for (int i = 0; i < CERTIFICATE_LOOK_SECONDS; i++)
		certificate_second(&certificate);
	return await();
}

static const char *hang_up(void)
{
	certificate_reload(&certificate, &config);
	return await();
}

/* The one that new sessions get. */
static void expect_loaded(const struct pair *wanted)
{
	SSL *session = tls_context_session(certificate.tls);
	ck_assert_int_eq(X509_cmp(SSL_get_certificate(session), wanted->certificate), 0);
	SSL_free(session);
}

static void expect_said(const char *pattern)
{
	char said[8192];
	certificate_describe(&certificate, said, sizeof said);
	unit_like(said, pattern);
}

static unsigned mode_of(const char *path)
{
	struct stat status;
	ck_assert_int_eq(stat(path, &status), 0);
	return status.st_mode & 0777;
}

START_TEST(the_first_start_makes_one_and_the_second_keeps_it)
{
	char fingerprint[FINGERPRINT_TEXT_SIZE];
	umask(0);
	open_on(5555);
	snprintf(fingerprint, sizeof fingerprint, "%s", certificate.look.loaded.fingerprint);
	ck_assert_uint_eq(mode_of(own_file), 0600);
	ck_assert_uint_eq(strlen(fingerprint), 95);
	expect_said("The TLS certificate is in .../state.../5555/certificate.pem.\n"
		    "Its fingerprint:  SHA-256 ...");
	certificate_close(&certificate);
	open_on(5555);
	unit_same(certificate.look.loaded.fingerprint, fingerprint);
	certificate_close(&certificate);
	open_on(5556);
	ck_assert_str_ne(certificate.look.loaded.fingerprint, fingerprint);
}
END_TEST

START_TEST(without_a_folder_it_is_in_memory)
{
	open_on(0);
	expect_said("The TLS certificate is in memory, and gone when chatd ends (port 0 is another "
		    "one each time: name a folder with --state).\nIts fingerprint:  SHA-256 ...");
	unit_same(minute(), ""); /* there is nothing to look at */
	ck_assert(!certificate.looking);
	certificate_close(&certificate);
	setenv("STATE_DIRECTORY", "/proc/chatd", 1);
	open_on(5555);
	expect_said("...in memory...(the file '/proc/chatd/5555/certificate.pem' cannot be made: "
		    "...).\n...");
	certificate_log(&certificate);
	unit_like(await(), "...level=warning event=certificate sha256=... reason=\"the file ...");
	unit_same(minute(), "");
	setenv("STATE_DIRECTORY", state, 1);
}
END_TEST

/* Not made anew: its owner may want to see what happened to it. */
START_TEST(a_damaged_one_is_left_alone)
{
	open_on(5555);
	certificate_close(&certificate);
	temporary_write(own_file, "hello", 5);
	open_on(5555);
	expect_said("...in memory...has no certificate in PEM form...");
	certificate_close(&certificate);
	ck_assert_int_eq(unlink(own_file), 0);
	open_on(5555);
	expect_said("The TLS certificate is in /...");
}
END_TEST

START_TEST(files_of_the_options_must_be_good_at_the_start)
{
	char error[OPTION_ERROR_SIZE];
	config.tls_cert = certificate_file;
	config.tls_key = key_file;
	ck_assert(!certificate_open(&certificate, &config, 5555, error));
	unit_like(error, "cannot read the file '.../cert.pem': No such file or directory");
	certificate_close(&certificate);
	write_certificate(&pair);
	write_key(&other);
	ck_assert(!certificate_open(&certificate, &config, 5555, error));
	unit_like(error, "the private key in '.../key.pem' is not that of ...");
	certificate_close(&certificate);
	write_key(&pair);
	open_on(5555);
	expect_loaded(&pair);
	ck_assert_int_eq(access(own_file, F_OK), -1); /* nothing is made that is not needed */
}
END_TEST

START_TEST(files_that_change_are_noticed_within_a_minute)
{
	open_files();
	unit_same(minute(), "");
	write_certificate(&other);
	write_key(&other);
	for (int i = 1; i < CERTIFICATE_LOOK_SECONDS; i++)
		certificate_second(&certificate);
	unit_same(await(), "");
	expect_loaded(&pair);
	certificate_second(&certificate);
	unit_like(await(), "...level=info event=certificate sha256=... file=/.../cert.pem ...");
	expect_loaded(&other);
	unit_same(minute(), "");
}
END_TEST

START_TEST(half_a_pair_is_mended_by_the_next_look)
{
	open_files();
	write_certificate(&other);
	unit_like(minute(), "...level=error event=certificate_not_loaded reason=\"the private key "
			    "in '/.../key.pem' is not that of the first certificate in "
			    "'/.../cert.pem'\"\n");
	expect_loaded(&pair);
	unit_same(minute(), ""); /* told once */
	write_key(&other);
	unit_like(minute(), "...event=certificate sha256=...");
	expect_loaded(&other);
}
END_TEST

START_TEST(what_is_wrong_is_told_once_for_each_change)
{
	open_files();
	ck_assert_int_eq(unlink(key_file), 0);
	unit_like(minute(), "...event=certificate_not_loaded reason=\"cannot read the file "
			    "'/.../key.pem': No such file or directory\"\n");
	unit_same(minute(), "");
	temporary_write(key_file, "hello\n", 6);
	unit_like(minute(), "...has no private key in PEM form\"\n");
	unit_same(minute(), "");
	expect_loaded(&pair);
	write_key(&pair); /* as it was */
	unit_like(minute(), "...level=info event=certificate sha256=...");
	unit_same(minute(), "");
}
END_TEST

START_TEST(a_signal_looks_at_once)
{
	open_files();
	unit_same(hang_up(), "");
	write_certificate(&other);
	unit_like(hang_up(), "...event=certificate_not_loaded ...");
	unit_like(hang_up(), "...event=certificate_not_loaded ..."); /* whoever asks is told */
	unit_same(minute(), "");
	write_key(&other);
	unit_like(hang_up(), "...event=certificate sha256=...");
	expect_loaded(&other);
}
END_TEST

START_TEST(other_files_and_its_own_may_be_asked_for)
{
	open_files();
	config.tls_cert = config.tls_key = NULL;
	unit_like(hang_up(), "...event=certificate sha256=... file=/.../5555/certificate.pem ...");
	ck_assert_uint_eq(mode_of(own_file), 0600);
	unit_same(minute(), "");
	config.tls_cert = certificate_file;
	config.tls_key = key_file;
	unit_like(hang_up(), "...event=certificate sha256=... file=/.../cert.pem ...");
	expect_loaded(&pair);
	unit_same(minute(), "");
}
END_TEST

START_TEST(one_that_is_not_valid_is_told_once)
{
	pair_free(&pair);
	pair = pair_make("P-256", "old", NULL, -3, -1);
	open_files();
	certificate_log(&certificate);
	unit_like(await(), "...event=certificate sha256=...\n...level=warning "
			   "event=certificate_not_valid from=... until=...\n");
	unit_same(minute(), "");
	expect_loaded(&pair);
	write_certificate(&other);
	write_key(&other);
	unit_like(minute(), "...event=certificate sha256=...");
	ck_assert_ptr_null(strstr(logged, "not_valid"));
}
END_TEST

START_TEST(a_key_that_everybody_can_read_is_told)
{
	open_files();
	certificate_log(&certificate);
	ck_assert_ptr_null(strstr(await(), "key_file_open"));
	ck_assert_int_eq(chmod(key_file, 0644), 0);
	certificate_log(&certificate);
	unit_like(await(), "...event=certificate sha256=...\n...level=warning "
			   "event=key_file_open file=/.../key.pem advice=...\n");
	certificate_close(&certificate);
	config.tls_cert = config.tls_key = NULL;
	open_on(5555);
	ck_assert_int_eq(chmod(own_file, 0644), 0);
	certificate_log(&certificate);
	unit_like(await(), "...event=key_file_open file=/.../5555/certificate.pem ...");
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {the_first_start_makes_one_and_the_second_keeps_it,
		without_a_folder_it_is_in_memory, a_damaged_one_is_left_alone,
		files_of_the_options_must_be_good_at_the_start,
		files_that_change_are_noticed_within_a_minute,
		half_a_pair_is_mended_by_the_next_look, what_is_wrong_is_told_once_for_each_change,
		a_signal_looks_at_once, other_files_and_its_own_may_be_asked_for,
		one_that_is_not_valid_is_told_once, a_key_that_everybody_can_read_is_told, NULL};
	return unit_cases_with("certificate", set_up, tear_down, cases);
}
