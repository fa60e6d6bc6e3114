/* Connections inside TLS cannot be kept in an upgrade: they are told to come back, and do so. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "follower.h"
#include "irc.h"
#include "temporary.h"
#include "tls.h"
#include "upgrade.h"

#define UPGRADES 10

static struct client plain, secret;
static struct irc irc;

/* As the server has logged it. */
static const char *fingerprint(void)
{
	static char sha256[96];
	static const char mark[] = "event=certificate sha256=";
	const char *found = strstr(server.log.bytes, mark);
	ck_assert_ptr_nonnull(found);
	snprintf(sha256, sizeof sha256, "%.95s", found + sizeof mark - 1);
	return sha256;
}

static void start(void)
{
	char folder[TEMPORARY_PATH_SIZE];
	upgrade_use_copy();
	temporary_subfolder(folder, "state");
	server_start_at(&server, "127.0.0.1",
		ARGUMENTS(
			"--history", "strict", "--state", folder, "--rate", "0", NOBODY_IS_SILENT));
}

/* Who stays is told, and the old process takes leave. */
START_TEST(who_is_inside_tls_is_told_to_come_back)
{
	start();
	client_join(&plain, &server, "alice");
	tls_come(&secret, &server);
	client_say(&secret, "/nick bob");
	client_await(&plain, "bob");
	client_say(&secret, "/join #lobby");
	irc_connect(&irc, &server);
	tls_start(&irc.client, NULL);
	irc_register(&irc, "carol", "standard-replies");
	irc_enter(&irc, "#lobby");
	client_await(&plain, "carol joined");
	upgrade_ask(&server);
	client_await(&secret,
		"-- chatd was upgraded. Connections inside TLS cannot be kept: connect again.");
	client_expect_end(&secret);
	irc_await(&irc, ":* NOTE * UPGRADED :chatd was upgraded; *");
	irc_expect(&irc, "ERROR :Closing link: chatd was upgraded: connect again");
	client_expect_end(&irc.client);
	upgrade_expect(&server);
	client_await(&plain, "bob left...the server was upgraded");
	client_say(&plain, "/who");
	client_await(&plain, "alice");
	client_close(&secret);
	client_close(&irc.client);
	client_close(&plain);
	server_stop(&server);
}
END_TEST

/* chat-client, which speaks TLS by itself, prints every line once, in order. */
START_TEST(chat_client_comes_back_without_a_gap)
{
	int said = 0;
	start();
	client_join(&bob, &server, "bob");
	client_say(&bob, "/join #dev");
	client_await(&bob, "#dev");
	snprintf(address, sizeof address, "127.0.0.1:%d", server.port);
	process_start_client(&follower, -1,
		ARGUMENTS(
			address, "-n", "ada", "--follow", "#dev", "--fingerprint", fingerprint()));
	listen_to(&follower);
	client_await(&bob, "ada joined");
	for (int i = 0; i < UPGRADES; i++) {
		client_say(&bob, "line %d", said++);
		upgrade_ask(&server);
		for (int j = 0; j < 5; j++)
			client_say(&bob, "line %d", said++);
		upgrade_expect(&server);
		client_await(&bob, "ada joined");
		client_say(&bob, "line %d", said++);
	}
	for (int i = 0; i < said; i++) {
		char line[32];
		snprintf(line, sizeof line, "line %d", i);
		const char *found = client_await(&printed, "<bob> ...");
		must(strcmp(strstr(found, "line "), line) == 0, "'%s' where '%s' is next", found,
			line);
	}
	client_close(&bob);
	server_stop(&server);
}
END_TEST

/* The handshake of who comes back is short. */
START_TEST(tickets_stay_valid)
{
	char greeting[512];
	start();
	client_connect(&secret, &server);
	fcntl(secret.fd, F_SETFL, 0);
	SSL *ssl = tls_shake(secret.fd, NULL);
	ck_assert_int_eq(SSL_write(ssl, "\n", 1), 1);		       /* as client_come() */
	ck_assert_int_gt(SSL_read(ssl, greeting, sizeof greeting), 0); /* tickets come before */
	SSL_SESSION *session = SSL_get1_session(ssl);
	SSL_shutdown(ssl); /* else OpenSSL gives the session up */
	SSL_free(ssl);
	client_close(&secret);
	upgrade_server(&server);
	client_connect(&secret, &server);
	fcntl(secret.fd, F_SETFL, 0);
	ssl = tls_new(secret.fd, NULL);
	ck_assert_int_eq(SSL_set_session(ssl, session), 1);
	ck_assert_int_eq(SSL_connect(ssl), 1);
	ck_assert_int_eq(SSL_session_reused(ssl), 1);
	SSL_SESSION_free(session);
	SSL_free(ssl);
	client_close(&secret);
	server_stop(&server);
}
END_TEST

int main(void)
{
	const TTest *const each[] = {who_is_inside_tls_is_told_to_come_back,
		chat_client_comes_back_without_a_gap, tickets_stay_valid, NULL};
	return run_tests("upgrade tls", each, NULL);
}
