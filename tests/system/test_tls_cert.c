/* The server's certificate as its operator and its users see it. */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <openssl/x509.h>

#include "process.h"
#include "temporary.h"
#include "tls.h"

#define PAIRS 4
#define MEMBERS 6
#define VISITORS 2
#define PRINT_SIZE 96

static struct server server;
static char folder[TEMPORARY_PATH_SIZE], fingerprints[PAIRS][PRINT_SIZE];
static char certificate[TEMPORARY_PATH_SIZE + 16], key[TEMPORARY_PATH_SIZE + 16];

/* Runs a shell command that must not fail, in the folder. What it says, without its status. */
__attribute__((format(printf, 1, 2))) static const char *shell(const char *format, ...)
{
	static char said[8192];
	char command[2048];
	va_list list;
	int length = snprintf(command, sizeof command, "cd %s && ", folder);
	va_start(list, format);
	vsnprintf(command + length, sizeof command - (size_t)length, format, list);
	va_end(list);
	snprintf(said, sizeof said, "%s", process_shell(command));
	char *status = strstr(said, "status 0\n");
	must(status, "%s: %s", command, said);
	*status = '\0';
	return said;
}

/* Makes key0.pem and cert0.pem to key3.pem and cert3.pem, of several kinds. */
static void make_pairs(void)
{
	static const char *const kinds[PAIRS] = {"ec -pkeyopt ec_paramgen_curve:P-256",
		"ec -pkeyopt ec_paramgen_curve:P-384", "ED25519", "rsa:2048"};
	for (int i = 0; i < PAIRS; i++) {
		shell("openssl req -x509 -nodes -newkey %s -keyout key%d.pem -out cert%d.pem "
		      "-subj /CN=localhost -days 2 2>/dev/null",
			kinds[i], i, i);
		const char *print =
			shell("openssl x509 -in cert%d.pem -noout -fingerprint -sha256", i);
		snprintf(fingerprints[i], PRINT_SIZE, "%s", strchr(print, '=') + 1);
	}
}

static void set_up(void)
{
	temporary_subfolder(folder, "pairs");
	snprintf(certificate, sizeof certificate, "%s/cert.pem", folder);
	snprintf(key, sizeof key, "%s/key.pem", folder);
}

static void take_pair(int certificate_of, int key_of)
{
	shell("cp cert%d.pem cert.pem && cp key%d.pem key.pem", certificate_of, key_of);
}

static void hang_up(void)
{
	server_signal(&server, SIGHUP);
	server_expect_log(&server, "event=reloaded");
}

/* What a new caller is shown. */
static void expect_shown(const char *fingerprint)
{
	struct client client;
	unsigned char digest[32];
	char text[PRINT_SIZE] = "";
	client_connect(&client, &server);
	SSL *ssl = tls_shake(client.fd, NULL);
	X509_digest(SSL_get0_peer_certificate(ssl), EVP_sha256(), digest, NULL);
	for (int i = 0; i < 32; i++)
		sprintf(text + 3 * i, i < 31 ? "%02X:" : "%02X", digest[i]);
	SSL_free(ssl);
	client_close(&client);
	ck_assert_str_eq(text, fingerprint);
}

static void start_with_files(void)
{
	make_pairs();
	take_pair(0, 0);
	server_start_at(
		&server, "127.0.0.1", ARGUMENTS("--tls-cert", certificate, "--tls-key", key));
}

/* The banner's, without the blanks before it. */
static const char *printed(void)
{
	static char print[PRINT_SIZE];
	static const char label[] = "Its fingerprint:  SHA-256 ";
	while (!server.out.bytes || !strstr(server.out.bytes, "Ctrl-C ends it.\n")) {
		must(wait_fd(server.out_fd, POLLIN, now_ms() + WAIT_MS), "no banner");
		text_read(&server.out, server.out_fd);
	}
	const char *found = strstr(server.out.bytes, label);
	must(found, "no fingerprint in: %s", server.out.bytes);
	snprintf(print, sizeof print, "%s", found + strlen(label));
	print[strcspn(print, "\n")] = '\0';
	return print;
}

START_TEST(the_first_start_makes_one)
{
	char first[PRINT_SIZE], path[TEMPORARY_PATH_SIZE + 32];
	struct stat status;
	umask(0);
	server_start_at(&server, "127.0.0.1", ARGUMENTS("--state", folder));
	snprintf(first, sizeof first, "%s", printed());
	expect_shown(first);
	const char *seen = shell("openssl s_client -connect 127.0.0.1:%d </dev/null 2>/dev/null | "
				 "openssl x509 -noout -fingerprint -sha256",
		server.port);
	must(strcasecmp(seen, "sha256 Fingerprint=") > 0 && strstr(seen, first), "%s", seen);
	snprintf(path, sizeof path, "%s/certificate.pem", folder);
	ck_assert_int_eq(stat(path, &status), 0);
	ck_assert_uint_eq(status.st_mode & 0777, 0600);
	server_stop(&server);
	server_start_at(&server, "127.0.0.1", ARGUMENTS("--state", folder));
	ck_assert_str_eq(printed(), first);
	expect_shown(first);
	server_stop(&server);
}
END_TEST

START_TEST(a_signal_replaces_it_and_nobody_notices)
{
	struct client alice;
	start_with_files();
	tls_connect(&alice, &server);
	client_greet(&alice);
	client_rename(&alice, "alice");
	expect_shown(fingerprints[0]);
	for (int i = 1; i < PAIRS; i++) {
		take_pair(i, i);
		hang_up();
		server_expect_log(&server, fingerprints[i]);
		expect_shown(fingerprints[i]);
		client_ask(&alice, "/topic", "-- #lobby has no topic...");
	}
	client_close(&alice);
	server_stop(&server);
}
END_TEST

static void expect_kept(const char *why)
{
	hang_up();
	server_expect_log(&server, "level=error event=certificate_not_loaded reason=");
	server_expect_log(&server, why);
	expect_shown(fingerprints[0]);
}

START_TEST(one_that_cannot_be_used_changes_nothing)
{
	start_with_files();
	take_pair(0, 1);
	expect_kept("is not that of the first certificate in");
	take_pair(1, 0);
	expect_kept("is not that of the first certificate in");
	shell("echo hello >cert.pem");
	expect_kept("/cert.pem' has no certificate in PEM form");
	take_pair(0, 0);
	shell("head -c 100 key0.pem >key.pem");
	expect_kept("/key.pem' is damaged");
	shell("rm key.pem");
	expect_kept("/key.pem': No such file or directory");
	take_pair(1, 1);
	hang_up();
	server_expect_log(&server, fingerprints[1]);
	expect_shown(fingerprints[1]);
	server_stop(&server);
}
END_TEST

/* Exit status 1, or 2 for what no file can mend, and a sentence. */
static void expect_refused(const char *const *arguments, int status, const char *why)
{
	struct server refused;
	server_spawn(&refused, arguments, NULL);
	ck_assert_int_eq(server_wait(&refused), status);
	must(strstr(refused.log.bytes, why), "it said: %s", refused.log.bytes);
	server_free(&refused);
}

START_TEST(files_that_cannot_be_used_end_the_start)
{
	make_pairs();
	take_pair(0, 1);
	expect_refused(ARGUMENTS("--port", "0", "--tls-cert", certificate, "--tls-key", key), 1,
		"/key.pem' is not that of the first certificate in '");
	expect_refused(ARGUMENTS("--port", "0", "--tls-cert", certificate), 1,
		"/cert.pem' has no private key in PEM form; name the key's file, too");
	expect_refused(ARGUMENTS("--port", "0", "--tls-key", key), 2,
		"'tls-key' needs the certificate's file in 'tls-cert'");
	shell("cat key0.pem >>cert.pem"); /* one file will do */
	server_start_at(&server, "127.0.0.1", ARGUMENTS("--tls-cert", certificate));
	expect_shown(fingerprints[0]);
	server_stop(&server);
}
END_TEST

/* One visit: a handshake, a question and its answer. Who speaks at once is greeted at once. */
static void visit(void)
{
	struct client client;
	tls_connect(&client, &server);
	client_say(&client, "/topic");
	client_await(&client, "-- #lobby has no topic");
	client_close(&client);
}

/* Until the pipe ends; then it writes into the other how often it came. */
static void visit_on(int until_fd, int count_fd)
{
	unsigned visits = 0;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (!wait_fd(until_fd, POLLIN, now_ms())) {
		visit();
		visits++;
	}
	_exit(write(count_fd, &visits, sizeof visits) == sizeof visits ? 0 : 1);
}

static unsigned visits_of(pid_t child, int count_fd)
{
	unsigned visits = 0;
	ck_assert_int_eq(process_status(child), 0);
	ck_assert_int_eq((int)read(count_fd, &visits, sizeof visits), sizeof visits);
	ck_assert_uint_gt(visits, 0);
	return visits;
}

/* Members talk and visitors come while the files change. */
START_TEST(a_hundred_of_them_under_load_drop_nobody)
{
	struct client members[MEMBERS];
	char name[16], line[32];
	pid_t visitors[VISITORS];
	int ends[2], counts[2], swaps = is_sanitized() ? 20 : 100;
	unsigned visits = 0;
	start_with_files();
	for (int i = 0; i < MEMBERS; i++) {
		snprintf(name, sizeof name, "member%d", i);
		tls_connect(&members[i], &server);
		client_greet(&members[i]);
		client_rename(&members[i], name);
		client_say(&members[i], "/join #talk");
		client_await(&members[i], "-- You are in #talk now");
	}
	ck_assert(pipe(ends) == 0 && pipe(counts) == 0);
	for (int i = 0; i < VISITORS; i++) {
		visitors[i] = fork();
		if (visitors[i] == 0) {
			close(ends[1]);
			visit_on(ends[0], counts[1]);
		}
	}
	for (int i = 1; i <= swaps; i++) {
		struct client *speaker = &members[i % MEMBERS];
		take_pair(i % PAIRS, i % PAIRS);
		hang_up();
		server_expect_log(&server, fingerprints[i % PAIRS]);
		snprintf(line, sizeof line, "line %d", i);
		client_say(speaker, "%s", line);
		for (int j = 0; j < MEMBERS; j++)
			if (&members[j] != speaker)
				client_await(&members[j], line);
	}
	close(ends[1]);
	for (int i = 0; i < VISITORS; i++)
		visits += visits_of(visitors[i], counts[0]);
	for (int i = 0; i < MEMBERS; i++) {
		client_sync(&members[i]);
		client_close(&members[i]);
	}
	server_stop(&server);
	ck_assert_int_eq((int)server_log_count(&server, "event=tls_failed"), 0);
	printf("# result: %d certificates in turn, %d members heard every line, %u handshakes of "
	       "others were served, none failed\n",
		swaps, MEMBERS, visits);
}
END_TEST

int main(void)
{
	const TTest *const once[] = {the_first_start_makes_one,
		a_signal_replaces_it_and_nobody_notices, one_that_cannot_be_used_changes_nothing,
		files_that_cannot_be_used_end_the_start, a_hundred_of_them_under_load_drop_nobody,
		NULL};
	return run_once("tls_cert", once, set_up, NULL);
}
