/* A server with a password, and one for people with an account: what nc and IRC clients are asked
 * before anything of the chat is shown, and what is wrong. */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "irc.h"
#include "temporary.h"

#define ASKS "-- This server asks for a password: type it and press Enter."
#define WELCOME "-- Welcome to chatd. ..."

static struct server server;
static char *file;
static char folder[TEMPORARY_PATH_SIZE];

/* The hash of a password, as --hash-password prints it. */
static const char *hash_of(const char *password)
{
	return strchr(server_operator(password), ':') + 1;
}

static void start(const char *more)
{
	const char *hash = hash_of("open sesame");
	temporary_subfolder(folder, "state");
	file = temporary_file(hash, strlen(hash));
	char *operator= strdup(server_operator("secret"));
	server_start_at(&server, "127.0.0.1:0",
		ARGUMENTS("--history", "strict", "--state", folder, "--password-file", file,
			"--oper", operator, more));
	free(operator);
}

static void stop(void)
{
	server_stop(&server);
	temporary_remove(file);
}

static void come(struct client *client, const char *source)
{
	client_connect_from(client, &server, source, "127.0.0.1", 0);
	client_expect(client, ASKS);
}

START_TEST(nc_is_asked)
{
	struct client client, other;
	start(NULL);
	come(&other, "127.0.0.1");
	come(&client, "127.0.0.1");
	client_say(&client, "open");
	client_expect(&client, "!! that is not the password");
	client_say(&client, "/help");
	client_expect(&client, ASKS);
	client_say(&client, "open sesame");
	client_expect(&client, "-- Welcome to chatd. You are guest-1 in #lobby, with nobody else.");
	client_await(&client, "-- Type a line");
	client_rename(&client, "alice");
	client_say(&other, "/who"); /* a wrong password like any other */
	client_expect(&other, "!! that is not the password");
	client_expect_nothing(&client); /* who is outside is seen by nobody */
	client_say(&other, "/quit");
	client_expect(&other, "-- Goodbye.");
	client_expect_end(&other);
	client_close(&other);
	client_close(&client);
	server_read_log(&server);
	ck_assert_uint_eq(server_log_count(&server, "sesame"), 0);
	stop();
}
END_TEST

static void become_operator(struct client *root)
{
	come(root, "127.0.0.1");
	client_say(root, "open sesame");
	client_await(root, "-- Type a line");
	root->check = client_any_line;
	client_say(root, "/oper root secret");
	client_await(root, "-- You are one of the server's operators now.");
}

/* Who is asked already, and has the right password, is told of a ban that came meanwhile, in many
 * words; who comes later is not asked. */
START_TEST(whoever_is_banned_is_told_so)
{
	struct client root, clients[20];
	char why[281];
	start(NULL);
	become_operator(&root);
	for (int i = 0; i < 20; i++)
		come(&clients[i], "127.0.0.9");
	memset(why, 'x', sizeof why - 1);
	why[sizeof why - 1] = '\0';
	client_say(&root, "/server-ban 127.0.0.9 2h %s", why);
	client_await(&root, "-- You have banned 127.0.0.9");
	for (int i = 0; i < 20; i++) {
		client_say(&clients[i], "open sesame");
		client_expect(&clients[i], "!! you are banned from this server, for another ...");
		client_expect_end(&clients[i]);
		client_close(&clients[i]);
	}
	client_connect_from(&clients[0], &server, "127.0.0.9", "127.0.0.1", 0);
	client_expect(&clients[0], "!! you are banned from this server, for another ...");
	client_expect_end(&clients[0]);
	client_close(&clients[0]);
	struct irc irc;
	irc_connect_from(&irc, &server, "127.0.0.9");
	irc_say(&irc, "NICK alice");
	irc_say(&irc, "USER alice 0 * :Alice");
	irc_await(&irc, ":* 465 alice :You are banned from this server, for another *");
	irc_close(&irc);
	client_sync(&root);
	client_close(&root);
	stop();
}
END_TEST

/* Sent at once, as scripts do; the lines behind the password are said. */
START_TEST(a_script_may_send_all_at_once)
{
	static const char all[] = "open sesame\r\n/nick bot\r\nhello\r\n/quit\r\n";
	struct client client, alice;
	start(NULL);
	come(&alice, "127.0.0.1");
	client_say(&alice, "open sesame");
	client_await(&alice, "-- Type a line");
	client_connect(&client, &server);
	client_send(&client, all, sizeof all - 1);
	client_expect(&client, ASKS);
	client_expect(&client, WELCOME);
	client_await(&client, "-- You are bot now.");
	client_await(&client, "-- Goodbye.");
	client_expect_end(&client);
	client_await(&alice, "<bot> hello");
	client_close(&client);
	client_close(&alice);
	stop();
}
END_TEST

START_TEST(three_wrong_ones_end_it)
{
	struct client client;
	start(NULL);
	come(&client, "127.0.0.9");
	client_say(&client, "a");
	client_expect(&client, "!! that is not the password");
	client_say(&client, "b");
	client_expect(&client, "!! that is not the password; try again in 2 seconds");
	client_say(&client, "open sesame"); /* not even this one */
	client_expect(&client, "!! wrong passwords came from your address; try again in ...");
	client_close(&client);
	client_connect_from(&client, &server, "127.0.0.1", "127.0.0.1", 0);
	client_expect(&client, ASKS);
	client_say(&client, "open sesame"); /* another address is not concerned */
	client_expect(&client, WELCOME);
	client_close(&client);
	stop();
}
END_TEST

/* Whoever asks and asks without a password. */
START_TEST(twenty_lines_end_it)
{
	struct client client;
	start(NULL);
	come(&client, "127.0.0.1");
	for (int i = 0; i < 20; i++)
		client_say(&client, i % 2 ? "" : "/help");
	for (int i = 0; i < 20; i++)
		client_expect(&client, ASKS);
	client_expect(&client, "!! these were too many lines; connect again");
	client_expect_end(&client);
	client_close(&client);
	stop();
}
END_TEST

/* Also who keeps sending something. */
START_TEST(a_minute_ends_it)
{
	struct client silent, busy;
	start(NULL);
	come(&silent, "127.0.0.1");
	come(&busy, "127.0.0.1");
	client_send(&busy, "op", 2);
	long until = now_ms() + 60000 + WAIT_MS;
	ck_assert(wait_fd(silent.fd, POLLIN, until));
	ck_assert(wait_fd(busy.fd, POLLIN, until));
	client_expect(&silent, "!! you have not answered, so the connection is closed");
	client_expect_end(&silent);
	client_expect(&busy, "!! you have not answered, so the connection is closed");
	client_expect_end(&busy);
	client_close(&silent);
	client_close(&busy);
	stop();
}
END_TEST

static void irc_comes(struct irc *irc, const char *pass)
{
	irc_connect(irc, &server);
	if (pass)
		irc_say(irc, "PASS :%s", pass);
	irc_say(irc, "NICK alice");
	irc_say(irc, "USER alice 0 * :Alice");
}

START_TEST(irc_gives_it_by_pass)
{
	struct irc irc;
	start(NULL);
	irc_comes(&irc, NULL);
	irc_await(&irc, ":* 464 * :This server asks for a password: set it in your client (PASS)");
	irc_await(&irc, "ERROR :Closing link: This server asks for a password");
	client_expect_end(&irc.client);
	irc_close(&irc);
	irc_comes(&irc, "wrong");
	irc_await(&irc, ":* 464 * :Password incorrect");
	irc_await(&irc, "ERROR :Closing link: The server's password was not given");
	client_expect_end(&irc.client);
	irc_close(&irc);
	irc_comes(&irc, "open sesame");
	irc_await(&irc, ":* 001 alice :Welcome *");
	irc_close(&irc);
	stop();
}
END_TEST

static void reload(const char *text, const char *logged)
{
	temporary_write(file, text, strlen(text));
	server_signal(&server, SIGHUP);
	server_expect_log(&server, logged);
}

START_TEST(another_password_after_a_reload)
{
	struct client client;
	start(NULL);
	reload("not a hash", "event=not_reloaded");
	come(&client, "127.0.0.1");
	client_say(&client, "open sesame");
	client_expect(&client, WELCOME);
	client_close(&client);
	reload(hash_of("other"), "event=reloaded");
	come(&client, "127.0.0.1");
	client_say(&client, "open sesame");
	client_expect(&client, "!! that is not the password");
	client_say(&client, "other");
	client_expect(&client, WELCOME);
	client_close(&client);
	stop();
}
END_TEST

START_TEST(what_is_no_hash_is_a_start_error)
{
	static const char *const wrong[] = {"", "open sesame\n", "$argon2id$v=19$"};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		size_t at = 0;
		char *path = temporary_file(wrong[i], strlen(wrong[i]));
		server_spawn(&server, ARGUMENTS("--port", "0", "--password-file", path), NULL);
		ck_assert_int_eq(server_wait(&server), 2);
		text_await(&server.log, &at, server.log_fd, "'password-file': the file ");
		ck_assert_ptr_null(strstr(server.log.bytes, "sesame"));
		server_free(&server);
		temporary_remove(path);
	}
}
END_TEST

/* root comes with the password of the server, which is not enough; bob's account is. */
START_TEST(people_with_an_account)
{
	struct client root, bob;
	struct irc irc;
	start(NULL);
	come(&root, "127.0.0.1");
	client_say(&root, "open sesame");
	client_await(&root, "-- Type a line");
	client_say(&root, "/oper root secret");
	client_await(&root, "-- You are one of the server's operators now.");
	client_say(&root, "/account-add bob tea at four");
	client_await(&root, "-- bob has an account now. Give the password to bob, ...");
	come(&bob, "127.0.0.1");
	client_say(&bob, "/login bob tea at five");
	client_expect(&bob, "!! there is no account with that name and password...");
	client_say(&bob, "/login bob tea at four");
	client_await(&bob, "-- Welcome to chatd. You are bob in #lobby, ");
	client_close(&bob);
	irc_comes(&irc, "bob:tea at five"); /* as if nobody were called bob */
	irc_await(&irc, ":* 464 * :Password incorrect*");
	irc_await(&irc, "ERROR :Closing link: The server's password was not given");
	irc_close(&irc);
	irc_comes(&irc, "bob:tea at four");
	irc_await(&irc, ":* 900 *");
	irc_await(&irc, ":* 001 *");
	irc_close(&irc);
	client_close(&root);
	stop();
}
END_TEST

START_TEST(people_with_an_account_only)
{
	struct client root, bob, guest;
	struct irc irc;
	char *operator= strdup(server_operator("secret"));
	static const char file_text[] = "accounts-only = true\nhistory = strict\n";
	temporary_subfolder(folder, "state");
	file = temporary_file("history = strict\n", 17);
	server_start_at(&server, "127.0.0.1:0",
		ARGUMENTS("--state", folder, "--oper", operator, "--config", file, "--history",
			"strict"));
	free(operator);
	client_connect(&root, &server);
	client_greet(&root);
	client_connect(&guest, &server);
	client_greet(&guest);
	client_say(&root, "/oper root secret");
	client_await(&root, "-- You are one of the server's operators now.");
	client_say(&root, "/account-add bob tea at four");
	client_await(&root, "-- bob has an account now. ...");
	client_sync(&guest);
	reload(file_text, "event=reloaded");
	client_await(&guest, "!! this server is for people with an account; ...");
	client_expect_end(&guest);
	client_sync(&root); /* an operator stays */
	client_close(&guest);
	client_connect(&bob, &server);
	client_expect(&bob, "-- This server is for people with an account: /login NAME PASSWORD");
	client_say(&bob, "hello?");
	client_expect(&bob, "!! this server is for people with an account; ...");
	client_say(&bob, "/login bob");
	client_expect(&bob, "!! type it like this: /login NAME PASSWORD");
	client_say(&bob, "/login bob tea at four");
	client_await(&bob, "-- Welcome to chatd. You are bob in #lobby, ");
	client_await(&bob, "-- Type a line");
	client_say(&bob, "/logout");
	client_await(&bob, "!! this server is for people with an account; ...");
	client_expect_end(&bob);
	client_close(&bob);
	irc_comes(&irc, NULL);
	irc_await(&irc, ":* 465 * :You must log in to an account (SASL)");
	irc_await(&irc, "ERROR :Closing link: This server is for people with an account");
	irc_close(&irc);
	irc_comes(&irc, "bob:tea at four");
	irc_await(&irc, ":* 001 *");
	client_say(&root, "/server-ban bob 2h");
	irc_await(
		&irc, "ERROR :Closing link: You are banned from this server, for another 2 hours");
	irc_close(&irc);
	irc_comes(&irc, "bob:tea at four");
	irc_await(&irc, ":* 465 alice :You are banned from this server, for another *");
	irc_await(&irc, "ERROR :Closing link: You are banned from this server, for another *");
	irc_close(&irc);
	client_close(&root);
	stop();
}
END_TEST

int main(void)
{
	const TTest *const each[] = {nc_is_asked, whoever_is_banned_is_told_so,
		a_script_may_send_all_at_once, three_wrong_ones_end_it, twenty_lines_end_it,
		irc_gives_it_by_pass, another_password_after_a_reload, people_with_an_account,
		people_with_an_account_only, NULL};
	const TTest *const once[] = {what_is_no_hash_is_a_start_error, a_minute_ends_it, NULL};
	return run_tests("closed_door", each, once);
}
