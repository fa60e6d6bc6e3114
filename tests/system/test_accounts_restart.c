/* Accounts, and what is theirs, outlive the server, after TERM and after a kill. */
#include <poll.h>
#include <stdlib.h>

#include "disk.h"
#include "harness.h"
#include "irc.h"
#include "stored_lines.h"
#include "temporary.h"

#define SECRET "correct horse"
#define OTHERS "another horse"

static char folder[TEMPORARY_PATH_SIZE];
static struct server server;
static struct client alice, bob;

static void start(const char *mode)
{
	server_start(&server, ARGUMENTS("--history", mode, "--state", folder));
}

/* `killed`: with no chance to write anything more. */
static void restart(bool killed)
{
	if (killed)
		server_kill(&server);
	else
		server_stop(&server);
	client_close(&alice);
	client_close(&bob);
	start("strict");
}

/* Others come and go meanwhile. */
static void ask(struct client *client, const char *question, const char *answer)
{
	client_say(client, "%s", question);
	client_await(client, answer);
}

static void enroll(struct client *client, const char *name, const char *password)
{
	client_come(client, &server);
	client_say(client, "/nick %s", name);
	client_say(client, "/register %s", password);
	client_await(client, " is yours now. When you come back: /login");
	client_expect(client, "-- You are logged in as %s.", name);
}

static void log_in(struct client *client, const char *name, const char *password)
{
	client_come(client, &server);
	client_say(client, "/login %s %s", name, password);
	client_await(client, "-- You are logged in as");
	client_await(client, "-- You are ... now.");
}

static void set_up(void)
{
	temporary_subfolder(folder, "state");
	start("strict");
	enroll(&alice, "alice", SECRET);
	enroll(&bob, "bob", OTHERS);
}

static void tear_down(void)
{
	client_close(&alice);
	client_close(&bob);
	server_stop(&server);
	stored_verify(folder);
	temporary_remove_tree(folder);
}

START_TEST(an_account_comes_back)
{
	ask(&alice, "/password " OTHERS, "-- Your password is changed.");
	restart(_i);
	client_come(&alice, &server);
	ask(&alice, "/nick alice", "!! the name alice belongs to somebody ...");
	ask(&alice, "/login alice " SECRET, "!! there is no account ...");
	ask(&alice, "/login alice " OTHERS, "-- You are logged in as alice.");
	client_expect_named(&alice, "alice");
	log_in(&bob, "bob", OTHERS);
	client_say(&bob, "/drop bob");
	client_await(&bob, "-- The account bob is gone, and anybody may take the name.");
	client_sync(&bob);
	restart(_i);
	client_come(&bob, &server);
	ask(&bob, "/nick bob", "-- You are bob now.");
	ask(&bob, "/login bob " OTHERS, "!! there is no account ...");
	client_come(&alice, &server);
	tear_down();
}
END_TEST

/* Who has founded it and who operates it by their accounts; and nobody else, whoever comes first.
 */
START_TEST(a_room_is_theirs)
{
	ask(&alice, "/join tea", "-- You are in #tea now");
	ask(&alice, "/topic Green", "-- You have set the topic of #tea: Green");
	ask(&alice, "/mode moderated", "-- You have made #tea moderated: ...");
	ask(&alice, "/ban mallory!*@*", "-- You have banned ...");
	ask(&bob, "/join tea", "-- You are in #tea now");
	client_await(&alice, "-- bob joined");
	ask(&alice, "/op bob", "-- You have made bob ...");
	ask(&alice, "/mode key sesame", "-- You have given #tea the key sesame");
	client_await(&bob, "-- alice gave #tea the key sesame"); /* so it is stored */
	restart(_i);
	client_come(&bob, &server);
	ask(&bob, "/nick bobby", "-- You are bobby now.");
	ask(&bob, "/join tea", "!! #tea wants a key: /join #tea KEY");
	client_say(&bob, "/join tea sesame");
	client_await(&bob, "-- The topic of #tea is: Green (set by alice ...)");
	ask(&bob, "/mode secret", "!! only operators of #tea can do that...");
	ask(&bob, "/login bob " OTHERS, "-- The server made bobby an operator of #tea");
	ask(&bob, "/room", "-- #tea belongs to alice; operators with accounts: bob.");
	ask(&bob, "/mode -moderated", "-- You have ended the moderation of #tea");
	ask(&bob, "/banlist", "--   mallory!*@* by alice ...");
	client_await(&bob, "-- 1 ban.");
	log_in(&alice, "alice", SECRET);
	client_say(&alice, "/join tea"); /* without the key */
	client_await(&alice, "-- The topic of #tea is: Green (set by alice ...)");
	client_await(&bob, "-- The server made alice a founder of #tea");
	ask(&alice, "/mode", "-- ...key sesame...");
	ask(&alice, "/account", "--   #tea is yours");
	tear_down();
}
END_TEST

START_TEST(a_room_is_given_up_for_good)
{
	struct client witness;
	ask(&alice, "/join tea", "-- You are in #tea now");
	ask(&alice, "/room drop", "-- You have given #tea up: it belongs to nobody now.");
	client_come(&witness, &server);
	ask(&witness, "/join tea", "-- You are in #tea now");
	client_say(&alice, "seen");
	client_await(&witness, "<alice> seen"); /* so it is stored */
	client_close(&witness);
	restart(_i);
	client_come(&alice, &server);
	ask(&alice, "/join tea", "-- You are in #tea now, with nobody else.");
	ask(&alice, "/room", "-- #tea belongs to nobody.");
	ask(&alice, "/mode secret", "-- You have made #tea secret...");
	client_come(&bob, &server);
	tear_down();
}
END_TEST

/* What the founder's account was called says nothing once it is dropped. */
START_TEST(a_room_of_a_dropped_account_is_nobodys)
{
	ask(&alice, "/join tea", "-- You are in #tea now");
	ask(&alice, "/topic Green", "-- You have set the topic of #tea: Green");
	client_say(&alice, "/drop alice");
	client_await(&alice, "-- The account alice is gone");
	client_sync(&alice);
	ask(&alice, "/nick alice", "-- You are alice now.");
	ask(&alice, "/register " SECRET, "-- You are logged in as alice.");
	restart(_i);
	log_in(&alice, "alice", SECRET);
	client_say(&alice, "/join tea");
	client_await(&alice, "-- The topic of #tea is: Green");
	ask(&alice, "/room", "-- #tea belongs to nobody.");
	client_come(&bob, &server);
	tear_down();
}
END_TEST

START_TEST(who_registers_is_told_where_accounts_end_with_the_server)
{
	static const char *const modes[] = {"memory", "off"};
	temporary_subfolder(folder, "state");
	for (size_t i = 0; i < 2; i++) {
		start(modes[i]);
		client_come(&alice, &server);
		client_rename(&alice, "alice");
		client_say(&alice, "/register " SECRET);
		client_expect(&alice, "-- The name alice is yours now. ...");
		client_expect(&alice, "-- This server does not keep accounts: ...");
		client_expect(&alice, "-- You are logged in as alice.");
		client_close(&alice);
		server_stop(&server);
	}
	temporary_remove_tree(folder);
}
END_TEST

/* Whether the server has sent nothing up to now. */
static bool has_nothing(const struct client *client)
{
	return client->at == client->got.length && !wait_fd(client->fd, POLLIN, now_ms());
}

/* bob sees that alice is logged in while the disk still works on it; alice is told behind that. */
static void expect_held(struct disk *disk, struct irc *witness, struct client *client,
	const char *command, const char *confirmation)
{
	disk_hold(disk);
	client_say(client, "%s", command);
	irc_await(witness, ":alice!* ACCOUNT alice");
	disk_await_held(disk);
	irc_sync(witness);
	must(has_nothing(client), "%s is answered before it is stored", command);
	disk_release(disk);
	client_await(client, confirmation);
}

START_TEST(nobody_is_told_before_it_is_stored)
{
	struct irc witness, carol;
	struct disk *disk;
	server_threads = 1; /* bob's answers come behind alice's */
	temporary_subfolder(folder, "state");
	disk = disk_new(folder, NULL);
	disk_use(disk);
	server_start_at(&server, "127.0.0.1",
		ARGUMENTS("--history", "strict", "--state", folder, "--history-wait", "600000"));
	irc_join(&witness, &server, "bob", "account-notify");
	irc_enter(&witness, "#tea");
	client_come(&alice, &server);
	ask(&alice, "/nick alice", "-- You are alice now.");
	ask(&alice, "/join tea", "-- You are in #tea now");
	expect_held(disk, &witness, &alice, "/register " SECRET, "-- The name alice is yours now");
	client_say(&alice, "/drop alice");
	irc_await(&witness, ":alice!* ACCOUNT *");
	client_await(&alice, "-- The account alice is gone");
	client_close(&alice);
	irc_join(&carol, &server, "alice", NULL);
	irc_enter(&carol, "#tea");
	irc_sync(&carol);
	carol.client.check = client_any_line;
	expect_held(
		disk, &witness, &carol.client, "REGISTER * * :" SECRET, "REGISTER SUCCESS alice");
	irc_close(&carol);
	irc_close(&witness);
	server_stop(&server);
	disk_free(disk);
	temporary_remove_tree(folder);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("accounts_restart");
	TCase *all = tcase_create("all");
	server_threads = 3;
	if (!stored_available())
		return run_nothing("this build has no store");
	tcase_set_timeout(all, 100);
	tcase_add_checked_fixture(all, set_up, NULL);
	tcase_add_loop_test(all, an_account_comes_back, 0, 2);
	tcase_add_loop_test(all, a_room_is_theirs, 0, 2);
	tcase_add_loop_test(all, a_room_is_given_up_for_good, 0, 2);
	tcase_add_loop_test(all, a_room_of_a_dropped_account_is_nobodys, 0, 2);
	suite_add_tcase(suite, all);
	TCase *none = tcase_create("none");
	tcase_set_timeout(none, 100);
	tcase_add_test(none, nobody_is_told_before_it_is_stored);
	tcase_add_test(none, who_registers_is_told_where_accounts_end_with_the_server);
	suite_add_tcase(suite, none);
	return run_suite(suite);
}
