/* Accounts at the line door: over real sockets, with several loops, from other machines; and that
 * no password is written anywhere. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness.h"
#include "temporary.h"

#define HERE "192.0.2.1"
#define THERE "192.0.2.9"
#define PASSWORD "correct horse battery"

static char folder[TEMPORARY_PATH_SIZE];
static struct server server;
static struct client alice, bob;

static void set_up(void)
{
	temporary_subfolder(folder, "state");
	server_start_at(&server, "0.0.0.0",
		ARGUMENTS("--history", "strict", "--state", folder, "--rate", "0"));
}

static void set_up_network(void)
{
	static const char *const all[] = {
		HERE, THERE, "192.0.2.11", "192.0.2.12", "192.0.2.13", "192.0.2.14", NULL};
	network_enter();
	for (const char *const *each = all; *each; each++)
		network_add_address(*each);
	set_up();
}

static void join(struct client *client, const char *name)
{
	client_join(client, &server, name);
	client->check = client_any_line;
}

static void expect_in(struct client *client)
{
	client_await(client, "-- You are logged in as alice.");
}

static void register_alice(void)
{
	join(&alice, "alice");
	client_ask(&alice, "/register " PASSWORD, "-- The name alice is yours now...");
	expect_in(&alice);
}

START_TEST(a_name_is_its_owners)
{
	register_alice();
	client_rename(&alice, "other");
	join(&bob, "bob");
	client_ask(&bob, "/nick ALICE",
		"!! the name ALICE belongs to somebody who has registered it; if that is you: "
		"/login ALICE PASSWORD");
	client_ask(&bob, "/login wrong", "!! there is no account with that name and password");
	client_say(&bob, "/login " PASSWORD);
	expect_in(&bob);
	client_expect_named(&bob, "alice");
	client_say(&bob, "/who");
	client_await(&bob, "--   alice*, other (alice)");
	client_close(&bob);
	client_close(&alice);
	server_stop(&server);
}
END_TEST

/* On another loop or the same one, whichever it is. */
START_TEST(the_owner_takes_the_name_back)
{
	struct client witness;
	register_alice();
	join(&witness, "witness");
	for (int i = 0; i < 3; i++) {
		client_come(&bob, &server);
		client_say(&bob, "/login alice " PASSWORD);
		expect_in(&bob);
		client_await(&bob, "-- You are alice now.");
		client_await(&alice,
			"!! You have logged in as alice from elsewhere, so this connection ends.");
		client_expect_end(&alice);
		client_close(&alice);
		client_await(&witness, "-- alice left (logged in from elsewhere)");
		alice = bob;
	}
	client_come(&bob, &server);
	client_say(&bob, "/login alice " PASSWORD);
	expect_in(&bob);
	client_await(&bob, "!! your other connection has the name alice; /regain ends it...");
	client_say(&bob, "/regain");
	client_await(&bob, "-- You are alice now.");
	client_await_end(&alice);
	client_close(&alice);
	client_close(&bob);
	client_close(&witness);
	server_stop(&server);
}
END_TEST

/* The file does not have it. */
static void expect_without(const char *name, const char *secret)
{
	char path[TEMPORARY_PATH_SIZE + 32];
	struct text text = {0};
	snprintf(path, sizeof path, "%s/%s", folder, name);
	int fd = open(path, O_RDONLY);
	must(fd >= 0, "there is no %s", path);
	while (text_read(&text, fd))
		continue;
	must(!memmem(text.bytes, text.length, secret, strlen(secret)), "%s has %s", path, secret);
	close(fd);
	text_free(&text);
}

/* Mistyped in every way that people mistype, it is neither said nor kept nor logged. */
START_TEST(no_password_is_said_kept_or_logged)
{
	static const char *const lines[] = {" /login alice " PASSWORD, "login alice " PASSWORD,
		"/ login alice " PASSWORD, "Login " PASSWORD, "register " PASSWORD,
		" /register " PASSWORD, ".register " PASSWORD, "password " PASSWORD,
		"/ password " PASSWORD, "now /login alice " PASSWORD, "identify battery",
		"msg NickServ identify battery", "/msg NickServ identify " PASSWORD,
		"PRIVMSG NickServ :identify battery", "\xEF\xBC\x8Flogin alice " PASSWORD,
		"/loginalice battery", "/nickserv identify battery", "7login alice " PASSWORD,
		"pass battery", "/help register", "/help login", NULL};
	struct client witness;
	register_alice();
	join(&witness, "witness");
	client_sync(&alice);
	for (const char *const *line = lines; *line; line++)
		client_say(&alice, "%s", *line);
	client_say(&alice, "/password another one that is long");
	client_await(&alice, "-- Your password is changed.");
	client_say(&alice, "/logout");
	client_await(&alice, "-- You are guest-...");
	client_say(&alice, "/login alice wrong");
	client_say(&alice, "/login alice another one that is long");
	client_await(&alice, "-- You are alice now.");
	client_say(&alice, "the last line");
	client_await(&witness, "<alice> the last line");
	ck_assert_ptr_null(strstr(witness.got.bytes, "battery"));
	ck_assert_ptr_null(strstr(witness.got.bytes, "another one"));
	/* nor is it repeated to who typed it */
	ck_assert_ptr_null(strstr(alice.got.bytes, "horse"));
	client_close(&witness);
	client_close(&alice);
	server_signal(&server, SIGTERM);
	ck_assert_int_eq(server_wait(&server), 0);
	ck_assert_ptr_null(strstr(server.log.bytes, "battery"));
	ck_assert_ptr_null(strstr(server.log.bytes, "another one"));
	expect_without("history.db", "battery");
	expect_without("history.db", "another one that is long");
	expect_without("words.db", "battery");
	server_free(&server);
}
END_TEST

/* Then alice may log in from there. */
static void start_with_plain_passwords(void)
{
	struct client client;
	server_start_at(&server, "0.0.0.0",
		ARGUMENTS("--history", "strict", "--state", folder, "--plain-passwords"));
	client_connect_from(&client, &server, THERE, HERE, 0);
	client_greet(&client);
	client_say(&client, "/login alice " PASSWORD);
	expect_in(&client);
	client_close(&client);
}

/* Somebody on the way could read it; `plain_passwords` takes it all the same. */
START_TEST(passwords_come_in_private_only)
{
	register_alice();
	client_connect_from(&bob, &server, THERE, HERE, 0);
	client_greet(&bob);
	bob.check = client_any_line;
	client_ask(
		&bob, "/login alice " PASSWORD, "!! passwords are not taken here, for others...");
	client_ask(&bob, "/nick bob", "-- You are bob now.");
	client_ask(&bob, "/register " PASSWORD, "!! passwords are not taken here, for others...");
	client_close(&bob);
	client_close(&alice);
	server_stop(&server);
	start_with_plain_passwords();
	server_stop(&server);
}
END_TEST

/* From three addresses: each waits, then the account, in words; but not the owner at home. */
START_TEST(guessing_has_to_wait)
{
	static const char *const from[] = {"192.0.2.11", "192.0.2.12", "192.0.2.13"};
	register_alice();
	server_stop(&server);
	client_close(&alice);
	start_with_plain_passwords();
	for (int i = 0; i < 3; i++) {
		client_connect_from(&bob, &server, from[i], HERE, 0);
		client_greet(&bob);
		client_say(&bob, "/login alice wrong");
		client_await(&bob, "!! there is no account with that name and password");
		client_close(&bob);
	}
	client_connect_from(&bob, &server, "192.0.2.14", HERE, 0);
	client_greet(&bob);
	client_ask(&bob, "/login alice " PASSWORD,
		"!! too many wrong passwords for alice; try again in ... second...");
	client_connect_from(&alice, &server, THERE, HERE, 0);
	client_greet(&alice);
	client_say(&alice, "/login alice " PASSWORD);
	expect_in(&alice);
	client_close(&alice);
	client_close(&bob);
	server_stop(&server);
}
END_TEST

/* Many at once, on all loops: logins while others take the name, sessions that end while their
 * password is checked, an account that goes meanwhile. */
START_TEST(all_at_once)
{
	enum { COUNT = 24 };
	static struct client many[COUNT];
	int rounds = is_sanitized() ? 2 : 6;
	register_alice();
	for (int round = 0; round < rounds; round++) {
		for (int i = 0; i < COUNT; i++) {
			client_come(&many[i], &server);
		}
		for (int i = 0; i < COUNT; i++)
			client_say(&many[i],
				i % 4 == 0 ? "/login alice wrong" : "/login alice " PASSWORD);
		for (int i = 0; i < COUNT; i += 3)
			client_reset(&many[i]);
		for (int i = 1; i < COUNT; i += 3)
			client_say(&many[i], "/regain");
		if (round == rounds - 1)
			client_say(&many[2], "/drop alice");
		for (int i = 0; i < COUNT; i++)
			if (i % 3 != 0)
				client_close(&many[i]);
	}
	client_close(&alice);
	join(&bob, "bob");
	client_sync(&bob);
	client_close(&bob);
	server_stop(&server);
}
END_TEST

int main(void)
{
	const TTest *const cases[] = {a_name_is_its_owners, the_owner_takes_the_name_back,
		no_password_is_said_kept_or_logged, all_at_once, NULL};
	Suite *suite = suite_create("accounts");
	TCase *here = tcase_create("here"), *elsewhere = tcase_create("elsewhere");
	server_threads = 3;
	tcase_set_timeout(here, 120);
	tcase_set_timeout(elsewhere, 120);
	tcase_add_checked_fixture(here, set_up, NULL);
	for (const TTest *const *each = cases; *each; each++)
		tcase_add_test(here, *each);
	suite_add_tcase(suite, here);
	if (network_available()) {
		tcase_add_checked_fixture(elsewhere, set_up_network, NULL);
		tcase_add_test(elsewhere, passwords_come_in_private_only);
		tcase_add_test(elsewhere, guessing_has_to_wait);
		suite_add_tcase(suite, elsewhere);
	} else {
		note("no network of its own: nobody comes from another machine");
	}
	return run_suite(suite);
}
