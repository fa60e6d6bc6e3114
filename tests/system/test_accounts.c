/* Accounts and rooms with owners at the line door: over real sockets, with several loops, from
 * other machines, after a restart; and that no password is written anywhere. */
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

static void start(void)
{
	server_start_at(&server, "0.0.0.0",
		ARGUMENTS("--history", "strict", "--state", folder, "--rate", "0"));
}

static void set_up(void)
{
	temporary_subfolder(folder, "state");
	start();
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

/* A guest. */
static void come(struct client *client)
{
	client_connect(client, &server);
	client_greet(client);
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

static void restart(int signal)
{
	server_signal(&server, signal);
	int status = server_wait(&server);
	ck_assert_int_eq(status, signal == SIGKILL ? 128 + SIGKILL : 0);
	client_close(&alice);
	server_free(&server);
	start();
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
		come(&bob);
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
	come(&bob);
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

static void make_room(void)
{
	client_enter(&alice, "tea", "nobody else");
	client_ask(&alice, "/topic tea at four", "-- You have set the topic of #tea: tea at four");
	client_ask(&alice, "/mode key hush", "-- You...");
	client_ask(&alice, "/ban mallory!*@*", "-- You have banned mallory!*@*...");
}

static void expect_own_room(void)
{
	come(&alice);
	client_say(&alice, "/login alice " PASSWORD);
	expect_in(&alice);
	client_await(&alice, "-- You are alice now.");
	client_say(&alice, "/join tea"); /* without the key */
	client_await(&alice, "-- You are in #tea now, with ...");
	client_await(&alice, "-- The topic of #tea is: tea at four...");
	client_say(&alice, "/room");
	client_await(&alice, "-- #tea belongs to alice; operators with accounts: bob.");
	client_say(&alice, "/mode");
	client_await(&alice, "-- ...key hush...");
	client_say(&alice, "/banlist");
	client_await(&alice, "--   mallory!*@*");
	client_say(&alice, "/account");
	client_await(&alice, "--   #tea is yours");
}

/* Founder, operators, topic, key and bans come back; _i: after a kill. */
START_TEST(a_room_is_its_founders_after_a_restart)
{
	register_alice();
	make_room();
	join(&bob, "bob");
	client_say(&bob, "/register " PASSWORD);
	client_await(&bob, "-- You are logged in as bob.");
	client_say(&bob, "/join tea hush");
	client_await(&bob, "-- You are in #tea now, with alice.");
	client_say(&alice, "/op bob");
	client_await(&bob, "made bob an operator of #tea");
	client_close(&bob);
	client_await(&alice, "-- bob left");
	restart(_i ? SIGKILL : SIGTERM);
	join(&bob, "bobby");
	client_ask(&bob, "/join tea", "!! #tea wants a key: /join #tea KEY");
	client_say(&bob, "/join tea hush");
	client_await(&bob, "-- You are in #tea now, with nobody else.");
	client_say(&bob, "/mode secret");
	client_await(&bob, "!! only operators of #tea can do that...");
	expect_own_room();
	client_await(&bob, "-- The server made alice a founder of #tea");
	client_say(&bob, "/login bob " PASSWORD);
	client_await(&alice, "-- The server made bob an operator of #tea");
	client_close(&alice);
	client_close(&bob);
	server_stop(&server);
}
END_TEST

START_TEST(a_room_is_given_up_for_good)
{
	register_alice();
	client_enter(&alice, "tea", "nobody else");
	client_ask(&alice, "/room drop", "-- You have given #tea up: it belongs to nobody now.");
	client_sync(&alice);
	join(&bob, "bob");
	client_say(&alice, "seen");
	client_say(&bob, "/join tea");
	client_await(&bob, "<alice> seen");
	client_close(&bob);
	restart(SIGTERM);
	join(&bob, "bob");
	client_say(&bob, "/join tea");
	client_await(&bob, "-- You are in #tea now, with nobody else.");
	client_ask(&bob, "/room", "-- #tea belongs to nobody.");
	client_ask(&bob, "/mode secret", "-- You have made #tea secret...");
	client_close(&bob);
	server_stop(&server);
}
END_TEST

START_TEST(a_dropped_account_is_gone_after_a_restart)
{
	register_alice();
	client_ask(&alice, "/drop bob", "!! your account is not called bob; /account shows it");
	client_ask(&alice, "/drop alice",
		"-- The account alice is gone, and anybody may take the name.");
	restart(SIGKILL);
	join(&alice, "alice");
	client_ask(&alice, "/login alice " PASSWORD,
		"!! there is no account with that name and password");
	client_close(&alice);
	server_stop(&server);
}
END_TEST

/* Reads a file and looks for the password. */
static void expect_without(const char *path, const char *secret)
{
	char bytes[1 << 16];
	struct text text = {0};
	int fd = open(path, O_RDONLY);
	if (fd < 0)
		return;
	for (ssize_t got; (got = read(fd, bytes, sizeof bytes)) > 0;)
		for (ssize_t i = 0; i + (ssize_t)strlen(secret) <= got; i++)
			must(memcmp(bytes + i, secret, strlen(secret)) != 0, "%s has %s", path,
				secret);
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
	static const char *const files[] = {
		"history.db", "history.db-wal", "words.db", "words.db-wal", NULL};
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
	for (const char *const *file = files; *file; file++) {
		char path[TEMPORARY_PATH_SIZE + 32];
		snprintf(path, sizeof path, "%s/%s", folder, *file);
		expect_without(path, "battery");
		expect_without(path, "another one that is long");
	}
	server_free(&server);
}
END_TEST

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
	server_start_at(&server, "0.0.0.0",
		ARGUMENTS("--history", "strict", "--state", folder, "--plain-passwords"));
	client_connect_from(&bob, &server, THERE, HERE, 0);
	client_greet(&bob);
	client_say(&bob, "/login alice " PASSWORD);
	expect_in(&bob);
	client_close(&bob);
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
	server_start_at(&server, "0.0.0.0",
		ARGUMENTS("--history", "strict", "--state", folder, "--plain-passwords"));
	client_connect_from(&alice, &server, THERE, HERE, 0);
	client_greet(&alice);
	client_say(&alice, "/login alice " PASSWORD);
	expect_in(&alice);
	client_close(&alice);
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
			client_connect(&many[i], &server);
			client_greet(&many[i]);
			many[i].check = client_any_line;
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
		a_room_is_given_up_for_good, a_dropped_account_is_gone_after_a_restart,
		no_password_is_said_kept_or_logged, all_at_once, NULL};
	Suite *suite = suite_create("accounts");
	TCase *here = tcase_create("here"), *elsewhere = tcase_create("elsewhere");
	server_threads = 3;
	tcase_set_timeout(here, 120);
	tcase_set_timeout(elsewhere, 120);
	tcase_add_checked_fixture(here, set_up, NULL);
	for (const TTest *const *each = cases; *each; each++)
		tcase_add_test(here, *each);
	tcase_add_loop_test(here, a_room_is_its_founders_after_a_restart, 0, 2);
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
