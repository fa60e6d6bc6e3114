/* SASL EXTERNAL: logging in by the certificate that the client has shown. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "account.h"
#include "temporary.h"
#include "tls.h"

#define FROM ":NickServ!NickServ@" IRC_SERVER " NOTICE "

static struct server server;
static struct irc irc;

/* A certificate and its key in one file. */
static void make_certificate(char path[TEMPORARY_PATH_SIZE], const char *name)
{
	char command[512];
	snprintf(path, TEMPORARY_PATH_SIZE, "%s/%s.pem", temporary_folder(), name);
	snprintf(command, sizeof command,
		"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 "
		"-subj /CN=%s -keyout %s -out %s.crt 2>/dev/null && cat %s.crt >>%s",
		name, path, path, path, path);
	ck_assert_int_eq(system(command), 0);
}

/* As openssl prints it, behind "=". */
static void fingerprint_of(char out[100], const char *path)
{
	char command[512];
	snprintf(command, sizeof command,
		"openssl x509 -in %s -noout -fingerprint -sha256 | sed 's/.*=//'", path);
	FILE *pipe = popen(command, "r");
	ck_assert_ptr_nonnull(pipe);
	ck_assert_ptr_nonnull(fgets(out, 100, pipe));
	ck_assert_int_eq(pclose(pipe), 0);
	out[strcspn(out, "\n")] = '\0';
}

static void connect_with(struct irc *client, const char *certificate)
{
	irc_connect(client, &server);
	tls_start(&client->client, &(struct tls_options){.certificate = certificate});
	irc_say(client, "CAP REQ :sasl");
	irc_expect(client, ":" IRC_SERVER " CAP * ACK :sasl");
}

/* Says that it is who the certificate says, and acts as this name. */
static void external(struct irc *client, const char *acts_as)
{
	account_begin(client, "EXTERNAL");
	account_send(client, acts_as, strlen(acts_as));
}

static void refused(struct irc *client, const char *acts_as, const char *why)
{
	external(client, acts_as);
	irc_expect_numeric(client, 904, ":SASL authentication failed: %s", why);
}

/* Without a fingerprint the client's own is added. */
START_TEST(a_certificate_logs_in)
{
	char mine[TEMPORARY_PATH_SIZE], other[TEMPORARY_PATH_SIZE], text[100], other_text[100];
	make_certificate(mine, "mine");
	make_certificate(other, "other");
	fingerprint_of(text, mine);
	fingerprint_of(other_text, other);
	account_server_start(&server, NULL);
	account_make(&server, "bob");
	account_make(&server, "alice");
	connect_with(&irc, mine);
	refused(&irc, "", "no account has your client's certificate");
	account_login(&irc, "alice", ACCOUNT_PASSWORD);
	account_welcome(&irc, "alice");
	irc_ask(&irc, "CERT LIST", FROM "alice :Your account has no certificates.");
	irc_say(&irc, "CERT ADD");
	irc_expect(&irc, FROM "alice :The certificate %s logs you in now, by SASL EXTERNAL.", text);
	irc_say(&irc, "NS CERT ADD %s", other_text);
	irc_expect(&irc, FROM "alice :The certificate %s logs you in now, *", other_text);
	irc_ask(&irc, "CERT ADD", FROM "alice :Your account has that certificate already.");
	irc_say(&irc, "NS LOGOUT");
	irc_await(&irc, FROM "guest-* :You are not logged in any more.");
	irc_say(&irc, "NS IDENTIFY");
	irc_await(&irc, FROM "alice :You are logged in as alice.");
	irc_close(&irc);
	connect_with(&irc, other);
	refused(&irc, "bob", "the certificate is that of another account");
	external(&irc, "Alice");
	account_expect_login(&irc, "alice");
	account_welcome(&irc, "alice");
	irc_say(&irc, "CERT DEL %s", text);
	irc_expect(&irc, FROM "alice :The certificate %s logs nobody in any more.", text);
	irc_close(&irc);
	connect_with(&irc, other);
	external(&irc, "");
	account_expect_login(&irc, "alice");
	irc_close(&irc);
	connect_with(&irc, mine);
	refused(&irc, "alice", "no account has your client's certificate");
	irc_close(&irc);
	server_stop(&server);
}
END_TEST

START_TEST(without_a_certificate)
{
	account_server_start(&server, NULL);
	account_make(&server, "alice");
	irc_connect(&irc, &server);
	tls_start(&irc.client, NULL);
	irc_say(&irc, "CAP LS 302");
	irc_await(&irc, ":* CAP * LS *sasl=PLAIN,EXTERNAL*");
	irc_say(&irc, "CAP REQ :sasl");
	irc_await(&irc, ":* CAP * ACK :sasl");
	refused(&irc, "", "your client has sent no certificate");
	account_login(&irc, "alice", ACCOUNT_PASSWORD);
	account_welcome(&irc, "alice");
	irc_ask(&irc, "CERT ADD", FROM "alice :Your client has sent no certificate.");
	irc_close(&irc);
	server_stop(&server);
}
END_TEST

/* One certificate is of one account. */
START_TEST(whose_it_is)
{
	char mine[TEMPORARY_PATH_SIZE], text[100];
	struct irc bob;
	make_certificate(mine, "mine");
	fingerprint_of(text, mine);
	account_server_start(&server, NULL);
	account_make(&server, "alice");
	account_make(&server, "bob");
	account_connect(&bob, &server, "sasl");
	account_login(&bob, "bob", ACCOUNT_PASSWORD);
	account_welcome(&bob, "bob");
	irc_say(&bob, "CERT ADD %s", text); /* which is not bob's */
	irc_expect(&bob, FROM "bob :The certificate *");
	connect_with(&irc, mine);
	account_login(&irc, "alice", ACCOUNT_PASSWORD);
	account_welcome(&irc, "alice");
	irc_ask(&irc, "CERT ADD", FROM "alice :The certificate *"); /* who has the key */
	irc_ask(&bob, "CERT LIST", FROM "bob :Your account has no certificates.");
	irc_say(&bob, "CERT ADD %s", text);
	irc_expect(&bob, FROM "bob :That certificate belongs to another account.");
	irc_close(&bob);
	irc_close(&irc);
	server_stop(&server);
}
END_TEST

/* In hex digits without colons, as other servers show it. */
static void expect_certificate(struct irc *client, const char *nick, const char *text)
{
	char digits[65];
	size_t length = 0;
	for (; *text; text++)
		if (*text != ':')
			digits[length++] = (char)(*text >= 'A' ? *text - 'A' + 'a' : *text);
	digits[length] = '\0';
	irc_expect_numeric(client, 276, "%s :has client certificate fingerprint %s", nick, digits);
}

START_TEST(what_whois_tells)
{
	char mine[TEMPORARY_PATH_SIZE], text[100];
	struct irc bob;
	make_certificate(mine, "mine");
	fingerprint_of(text, mine);
	account_server_start(&server, ARGUMENTS("--oper", server_operator("secret")));
	connect_with(&irc, mine);
	account_welcome(&irc, "alice");
	irc_say(&irc, "WHOIS alice");
	irc_await(&irc, ":* 671 alice alice :is using a secure connection");
	expect_certificate(&irc, "alice", text);
	irc_await_numeric(&irc, 318);
	irc_join(&bob, &server, "bob", NULL);
	irc_say(&bob, "WHOIS alice,bob");
	irc_await(&bob, ":* 671 bob alice :is using a secure connection");
	irc_expect_numeric(&bob, 317, "alice *");
	irc_expect_numeric(&bob, 311, "bob *");
	irc_expect_numeric(&bob, 312, "bob *");
	irc_expect_numeric(&bob, 338, "bob *"); /* it is not encrypted */
	irc_await_numeric(&bob, 318);
	irc_ask_numeric(&bob, "OPER root secret", 381, ":*");
	irc_await(&bob, "* MODE bob :+o");
	irc_say(&bob, "WHOIS alice");
	irc_await_numeric(&bob, 671);
	expect_certificate(&bob, "alice", text);
	irc_await_numeric(&bob, 318);
	irc_close(&bob);
	irc_close(&irc);
	server_stop(&server);
}
END_TEST

static void come(struct client *person, const char *certificate)
{
	client_connect(person, &server);
	tls_start(person, &(struct tls_options){.certificate = certificate});
	client_say(person, "%s", ""); /* as client_come(); what it hears is what it was told */
	for (int i = 0; i < 2; i++)
		client_expect(person, "-- This server is for people with an account: ...");
}

/* A server that is for people with an account, to people with openssl s_client. */
START_TEST(it_lets_a_person_in)
{
	static const char closed[] = "accounts-only = true\n";
	char mine[TEMPORARY_PATH_SIZE], state[TEMPORARY_PATH_SIZE];
	struct client person;
	make_certificate(mine, "mine");
	temporary_subfolder(state, "state");
	char *file = temporary_file("\n", 1);
	server_start_at(&server, "127.0.0.1:0",
		ARGUMENTS("--history", "strict", "--state", state, "--config", file,
			NOBODY_IS_SILENT));
	account_make(&server, "alice");
	connect_with(&irc, mine);
	account_login(&irc, "alice", ACCOUNT_PASSWORD);
	account_welcome(&irc, "alice");
	irc_ask(&irc, "CERT ADD", FROM "alice :The certificate *");
	irc_close(&irc);
	temporary_write(file, closed, sizeof closed - 1);
	server_signal(&server, SIGHUP);
	server_expect_log(&server, "event=reloaded");
	come(&person, mine);
	client_say(&person, "/login");
	client_expect(&person, "-- Welcome to chatd. You are alice in #lobby, ...");
	client_close(&person);
	come(&person, NULL);
	client_say(&person, "/login");
	client_expect(&person, "!! type it like this: /login NAME PASSWORD");
	client_say(&person, "  /login alice " ACCOUNT_PASSWORD); /* mistyped, but what else */
	client_expect(&person, "-- Welcome to chatd. You are alice in #lobby, ...");
	client_close(&person);
	make_certificate(mine, "other");
	come(&person, mine);
	client_say(&person, "/login");
	client_expect(&person, "!! the certificate that your program has shown belongs to no ...");
	client_close(&person);
	server_stop(&server);
	temporary_remove(file);
}
END_TEST

int main(void)
{
	const TTest *const each[] = {a_certificate_logs_in, without_a_certificate, whose_it_is,
		what_whois_tells, it_lets_a_person_in, NULL};
	return run_tests("irc external", each, NULL);
}
