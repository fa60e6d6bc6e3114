/* chat-client and a chatd with TLS: what is asked, what is remembered, and what is refused. The
 * server is at 127.0.0.2, which counts as another machine. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client_home.h"
#include "client_scene.h"

#define HOST "127.0.0.2"
#define LINES 2000

static struct server server;
static int port;			/* of the server; 0 before the first start */
static char state[TEMPORARY_PATH_SIZE]; /* of the server */
static char address[32], fingerprint[96];

/* Reads the fingerprint that the server has logged, as a person would. */
static void read_fingerprint(void)
{
	static const char mark[] = "event=certificate sha256=";
	const char *found = server.log.bytes ? strstr(server.log.bytes, mark) : NULL;
	must(found != NULL, "the server has no certificate");
	snprintf(fingerprint, sizeof fingerprint, "%.95s", found + sizeof mark - 1);
}

/* Starts the server at its port, or a free one, with two words behind its address. */
static void start_server(const char *words, const char *const *arguments)
{
	char bind[64];
	snprintf(bind, sizeof bind, HOST ":%d%s", port, words);
	server_start_at(&server, bind, arguments);
	port = server.port;
	snprintf(address, sizeof address, HOST ":%d", server.port);
}

static void start_self_signed(void)
{
	temporary_subfolder(state, "server");
	start_server("", ARGUMENTS("--state", state));
	read_fingerprint();
}

static void kill_server(void)
{
	kill(server.pid, SIGKILL);
	server_wait(&server);
	server_free(&server);
}

/* What the client remembers. */
static const char *known(void)
{
	static char path[TEMPORARY_PATH_SIZE + 64];
	snprintf(path, sizeof path, "%s/chat-client/known_servers", home);
	return path;
}

/* Says a line with two more options (or ""), and returns the exit status. */
static int say(const char *one, const char *two)
{
	const char *words[] = {address, "-n", "ada", "#ci", "-m", "hello", NULL, NULL, NULL};
	int used = 6;
	if (*one)
		words[used++] = one;
	if (*two)
		words[used++] = two;
	return home_run(words);
}

static void expect_known(const char *what)
{
	char text[1024], wanted[256];
	FILE *file = fopen(known(), "r");
	snprintf(wanted, sizeof wanted, "%s %s\n", address, what);
	ck_assert_ptr_nonnull(file);
	text[fread(text, 1, sizeof text - 1, file)] = '\0';
	fclose(file);
	ck_assert_str_eq(text, wanted);
}

/* A certificate for HOST, with its key in the same file, that a new authority has signed; the
 * client trusts that. */
static const char *vouched_certificate(void)
{
	static char path[TEMPORARY_PATH_SIZE + 16];
	char command[1024], authority[TEMPORARY_PATH_SIZE + 16];
	snprintf(path, sizeof path, "%s/server.pem", home);
	snprintf(authority, sizeof authority, "%s/authority.pem", home);
	snprintf(command, sizeof command,
		"cd %s && K='-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes' && "
		"openssl req -x509 $K -keyout ca.key -out authority.pem -days 2 -subj /CN=ca && "
		"openssl req $K -keyout s.key -out s.csr -subj /CN=x && "
		"echo subjectAltName=IP:" HOST " >ext && "
		"openssl x509 -req -in s.csr -CA authority.pem -CAkey ca.key -CAcreateserial "
		"-days 2 -extfile ext -out s.crt && cat s.crt s.key >server.pem && echo made",
		home);
	const char *said = process_shell(command);
	must(strstr(said, "made\nstatus 0\n") != NULL, "%s", said);
	setenv("SSL_CERT_FILE", authority, 1);
	return path;
}

static void open_terminal(const char *options)
{
	home_terminal(120, "-n ada %s '#room' %s", address, options);
}

/* On the screen, in two rows. */
static void expect_fingerprint(void)
{
	char row[64];
	snprintf(row, sizeof row, "%.48s\n", fingerprint);
	terminal_expect(row);
	snprintf(row, sizeof row, "%s\n", fingerprint + 48);
	terminal_expect(row);
}

START_TEST(a_program_takes_no_certificate_that_is_not_known)
{
	start_self_signed();
	ck_assert_int_eq(say("", ""), 5);
	home_complained("chat-client: the certificate of %s is not known here, and the system's "
			"authorities do not vouch for it (self-signed certificate)\n"
			"chat-client: if whoever runs the server says that it is right, join once "
			"on a terminal, or accept it with\n"
			"chat-client: --fingerprint %s\n" NOTHING_SAID,
		address, fingerprint);
	ck_assert_int_ne(access(known(), F_OK), 0);
	ck_assert_int_eq(say("--follow", ""), 5);
	ck_assert_int_eq(say("--fingerprint", fingerprint), 0);
	home_silent();
	expect_known(fingerprint);
	ck_assert_int_eq(say("", ""), 0);
	server_stop(&server);
}
END_TEST

START_TEST(another_certificate_is_refused)
{
	char old[sizeof fingerprint];
	start_self_signed();
	ck_assert_int_eq(say("--fingerprint", fingerprint), 0);
	server_stop(&server);
	strcpy(old, fingerprint);
	start_self_signed();
	ck_assert_str_ne(old, fingerprint);
	ck_assert_int_eq(say("", ""), 5);
	home_complained("chat-client: the certificate of %s has changed, so somebody may be in "
			"between\n"
			"chat-client: its SHA-256 fingerprint was\n"
			"chat-client: %.48s\nchat-client: %s\n"
			"chat-client: and now it is\nchat-client: %.48s\nchat-client: %s\n"
			"chat-client: if whoever runs the server says that this is right, name it "
			"with --fingerprint, or delete line 1 of %s\n" NOTHING_SAID,
		address, old, old + 48, fingerprint, fingerprint + 48, known());
	ck_assert_int_eq(say("--tls=never", ""), 0);
	ck_assert_int_eq(say("--fingerprint", old), 5);
	ck_assert_int_eq(say("--fingerprint", fingerprint), 0);
	ck_assert_int_eq(say("", ""), 0);
	server_stop(&server);
}
END_TEST

START_TEST(nothing_is_asked_where_the_authorities_vouch)
{
	const char *both = vouched_certificate();
	start_server("", ARGUMENTS("--tls-cert", both, "--tls-key", both));
	ck_assert_int_eq(say("", ""), 0);
	home_silent();
	expect_known("vouched");
	server_stop(&server);
	start_self_signed();
	ck_assert_int_eq(say("", ""), 5);
	home_complained("chat-client: the system's authorities vouched for the certificate of %s "
			"before, and not for this one (self-signed certificate)...",
		address);
	server_stop(&server);
}
END_TEST

START_TEST(a_better_certificate_is_taken_without_a_question)
{
	const char *both = vouched_certificate();
	start_self_signed();
	ck_assert_int_eq(say("--fingerprint", fingerprint), 0);
	server_stop(&server);
	start_server("", ARGUMENTS("--tls-cert", both, "--tls-key", both));
	ck_assert_int_eq(say("", ""), 0);
	expect_known("vouched");
	server_stop(&server);
}
END_TEST

START_TEST(a_server_without_tls_is_joined_unless_it_had_it)
{
	start_server(",plain", NULL);
	ck_assert_int_eq(say("", ""), 0);
	home_silent();
	ck_assert_int_eq(say("--tls", "always"), 1);
	home_complained("chat-client: %s does not speak TLS (...), which --tls=always asks "
			"for\n" NOTHING_SAID,
		address);
	server_stop(&server);
	start_self_signed();
	ck_assert_int_eq(say("--fingerprint", fingerprint), 0);
	server_stop(&server);
	start_server(",plain", NULL);
	ck_assert_int_eq(say("", ""), 5);
	home_complained("chat-client: %s has spoken TLS before and does not now (...), so somebody "
			"may be in between; --tls=never joins it without encryption\n" NOTHING_SAID,
		address);
	ck_assert_int_eq(say("--tls=never", ""), 0);
	server_stop(&server);
}
END_TEST

START_TEST(the_settings_say_it_too)
{
	char text[512];
	start_self_signed();
	snprintf(text, sizeof text,
		"tls = never\nserver work {\n\taddress = \"%s\"\n\ttls = always\n"
		"\tfingerprint = \"%s\"\n}\n",
		address, fingerprint);
	char *config = temporary_file(text, strlen(text));
	ck_assert_int_eq(home_run(ARGUMENTS("work", "-c", config, "-m", "x", "#ci")), 0);
	expect_known(fingerprint);
	unlink(known());
	ck_assert_int_eq(home_run(ARGUMENTS(address, "-c", config, "-m", "x", "#ci")), 0);
	ck_assert_int_ne(access(known(), F_OK), 0);
	temporary_remove(config);
	server_stop(&server);
}
END_TEST

START_TEST(every_line_is_confirmed_over_tls)
{
	static char lines[LINES * 8];
	char *to = lines;
	struct client bob;
	server_start_at(&server, HOST ":0", ARGUMENTS("--rate", "0"));
	snprintf(address, sizeof address, HOST ":%d", server.port);
	read_fingerprint();
	client_connect_from(&bob, &server, NULL, HOST, 0);
	client_greet(&bob);
	client_rename(&bob, "bob");
	client_enter(&bob, "ci", "nobody else");
	for (int i = 0; i < LINES; i++)
		to += sprintf(to, "%d\n", i);
	process_start_client(
		&piped, -1, ARGUMENTS(address, "-n", "ada", "#ci", "--fingerprint", fingerprint));
	process_feed(&piped, lines);
	process_end_input(&piped);
	ck_assert_int_eq(process_wait(&piped), 0);
	for (int i = 0; i < LINES; i++) {
		char wanted[32];
		snprintf(wanted, sizeof wanted, "<ada> %d", i);
		ck_assert_str_eq(client_await(&bob, "<ada> "), wanted);
	}
	client_close(&bob);
	server_stop(&server);
}
END_TEST

/* The account knows the certificate: no password is needed. */
START_TEST(a_certificate_logs_in)
{
	struct client ada;
	char print[96], command[512], file[TEMPORARY_PATH_SIZE + 16];
	snprintf(file, sizeof file, "%s/own.pem", home);
	snprintf(command, sizeof command,
		"cd %s && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes "
		"-keyout own.key -out own.crt -days 2 -subj /CN=ada 2>/dev/null && "
		"cat own.crt own.key >own.pem && openssl x509 -in own.crt -noout -fingerprint "
		"-sha256",
		home);
	const char *said = strchr(process_shell(command), '=');
	ck_assert_ptr_nonnull(said);
	snprintf(print, sizeof print, "%.95s", said + 1);
	server_start_at(&server, "127.0.0.1", NULL);
	snprintf(address, sizeof address, "127.0.0.1:%d", server.port);
	read_fingerprint();
	client_join(&ada, &server, "ada");
	client_say(&ada, "/register lovelace1");
	client_say(&ada, "/cert add %s", print);
	client_await(&ada, print);
	client_close(&ada);
	ck_assert_int_eq(home_run(ARGUMENTS(address, "--login", "ada", "--client-cert", file,
				 "--fingerprint", fingerprint, "-m", "hello", "#ci")),
		0);
	ck_assert_int_eq(home_run(ARGUMENTS(address, "--login", "ada", "--client-cert", known(),
				 "--fingerprint", fingerprint, "-m", "hello", "#ci")),
		1);
	home_complained("chat-client: cannot ask %s for TLS, with the certificate in %s: no start "
			"line\n" NOTHING_SAID,
		address, known());
	server_stop(&server);
}
END_TEST

START_TEST(a_new_server_is_shown_on_a_terminal)
{
	start_self_signed();
	open_terminal("");
	terminal_expect_joined("-- connected to 127.0.0.2:");
	terminal_expect_joined(" is new here, and the system's authorities do not vouch");
	expect_fingerprint();
	terminal_expect("-- It is remembered, and another one will be refused.");
	terminal_expect("\n#room>\n");
	home_leave();
	expect_known(fingerprint);
	open_terminal("");
	terminal_expect("\n#room>\n");
	ck_assert_ptr_null(strstr(terminal_text(), "is new here"));
	ck_assert_ptr_null(strstr(terminal_text(), "not encrypted"));
	home_leave();
	server_stop(&server);
}
END_TEST

START_TEST(a_changed_certificate_ends_it_on_a_terminal)
{
	start_self_signed();
	ck_assert_int_eq(say("--fingerprint", fingerprint), 0);
	server_stop(&server);
	start_self_signed();
	open_terminal("");
	terminal_expect_joined("has changed, so somebody may be in between");
	expect_fingerprint();
	terminal_expect_left(5);
	server_stop(&server);
}
END_TEST

START_TEST(what_is_not_encrypted_is_marked)
{
	start_server(",plain", NULL);
	open_terminal("");
	terminal_expect(", not encrypted\n");
	terminal_expect("\n#room (not encrypted)>\n");
	terminal_size(40, 24);
	terminal_expect("\n#room (plain)>\n");
	home_leave();
	server_stop(&server);
}
END_TEST

START_TEST(it_comes_back_to_the_same_certificate_alone)
{
	char old[TEMPORARY_PATH_SIZE];
	start_self_signed();
	open_terminal("");
	terminal_expect("-- You are in #room now");
	kill_server();
	terminal_expect("-- the connection was lost: it was cut off; you will be back");
	strcpy(old, state);
	start_self_signed();
	type_line("/reconnect");
	terminal_expect_joined("has changed, so somebody may be in between");
	expect_fingerprint();
	kill_server();
	start_server("", ARGUMENTS("--state", old));
	type_line("/reconnect");
	terminal_expect("-- Connected again; you are ada.");
	home_leave();
	server_stop(&server);
}
END_TEST

int main(void)
{
	const TTest *const in_pipe[] = {
		a_program_takes_no_certificate_that_is_not_known,
		another_certificate_is_refused,
		nothing_is_asked_where_the_authorities_vouch,
		a_better_certificate_is_taken_without_a_question,
		a_server_without_tls_is_joined_unless_it_had_it,
		the_settings_say_it_too,
		every_line_is_confirmed_over_tls,
		a_certificate_logs_in,
		NULL,
	};
	const TTest *const in_terminal[] = {
		a_new_server_is_shown_on_a_terminal,
		a_changed_certificate_ends_it_on_a_terminal,
		what_is_not_encrypted_is_marked,
		it_comes_back_to_the_same_certificate_alone,
		NULL,
	};
	return home_main("client_tls", in_pipe, in_terminal);
}
