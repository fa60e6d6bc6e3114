/* Bans from the server, and a server that is closed: what its operators do, at both doors, and
 * after a restart. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "irc.h"
#include "temporary.h"

#define PASSWORD "horse-battery"
#define CLOSED "!! this server lets nobody new in at the moment"

static char folder[TEMPORARY_PATH_SIZE];
static struct server server;
static struct client root;

static void start(void)
{
	server_start_at(&server, "127.0.0.1:0",
		ARGUMENTS("--history", "strict", "--state", folder, "--oper",
			server_operator("secret")));
}

/* root is an operator on this machine. */
static void root_comes(void)
{
	client_come(&root, &server);
	client_rename(&root, "root");
	client_say(&root, "/oper root secret");
	client_await(&root, "-- You are one of the server's operators now.");
	client_sync(&root);
}

static void set_up(void)
{
	temporary_subfolder(folder, "state");
	start();
	root_comes();
}

static void tear_down(void)
{
	client_close(&root);
	server_stop(&server);
}

/* With no chance to write anything more: what was confirmed is stored. */
static void restart(void)
{
	client_close(&root);
	server_kill(&server);
	start();
	root_comes();
}

static void expect_in(const char *source)
{
	struct client client;
	client_connect_from(&client, &server, source, "127.0.0.1", 0);
	client_await(&client, "-- Welcome to chatd. "); /* behind the past */
	client_close(&client);
}

START_TEST(a_ban_ends_and_keeps_out)
{
	struct client mallory;
	struct irc other;
	client_connect_from(&mallory, &server, "127.0.0.9", "127.0.0.1", 0);
	client_greet(&mallory);
	client_rename(&mallory, "mallory");
	irc_connect_from(&other, &server, "127.0.0.9");
	irc_say(&other, "NICK other");
	irc_say(&other, "USER other 0 * :Other");
	irc_await(&other, ":* 422 *");
	client_sync(&mallory);
	client_say(&root, "/server-ban mallory 2h too loud");
	client_await(&root,
		"-- You have banned 127.0.0.9 from the server for 2 hours (too loud); 2 people had "
		"to leave");
	client_await(
		&mallory, "!! you are banned from this server, for another 2 hours (too loud)");
	client_expect_end(&mallory);
	irc_await(&other,
		"ERROR :Closing link: You are banned from this server, for another 2 hours (too "
		"loud)");
	client_expect_end(&other.client);
	client_expect_refused(&server, "127.0.0.9",
		"!! you are banned from this server, for another 2 hours (too loud)");
	irc_close(&other);
	irc_connect_from(&other, &server, "127.0.0.9");
	irc_say(&other, "NICK other");
	irc_say(&other, "USER other 0 * :Other");
	irc_await(&other,
		"ERROR :Closing link: You are banned from this server, for another * (too loud)");
	client_expect_end(&other.client);
	expect_in("127.0.0.10");
	client_say(&root, "/server-unban 127.0.0.9");
	client_await(&root, "-- You have lifted the ban of 127.0.0.9 from the server");
	expect_in("127.0.0.9");
	client_close(&mallory);
	irc_close(&other);
}
END_TEST

START_TEST(bans_hold_after_a_restart)
{
	client_rename(&root, "boss"); /* still the operator root, by whom the bans are */
	client_say(&root, "/server-ban 127.0.0.8/31 spam");
	client_await(&root, "-- You have banned 127.0.0.8/31 from the server (spam)");
	client_say(&root, "/server-ban 127.0.0.12 2d");
	client_await(&root, "-- You have banned 127.0.0.12 from the server for 2 days");
	client_say(&root, "/server-ban 127.0.0.16 1s");
	client_await(&root, "-- You have banned 127.0.0.16 from the server for 1 second");
	client_say(&root, "/server-ban 127.0.0.20");
	client_await(&root, "-- You have banned 127.0.0.20 from the server");
	client_say(&root, "/server-unban 127.0.0.20");
	client_await(&root, "-- You have lifted");
	restart();
	client_expect_refused(&server, "127.0.0.9", "!! you are banned from this server (spam)");
	client_expect_refused(
		&server, "127.0.0.12", "!! you are banned from this server, for another ...");
	expect_in("127.0.0.20");
	client_say(&root, "/server-ban"); /* in any order, if all were made in one millisecond */
	client_await(&root, "--   127.0.0.8/31 by root ...");
	client_say(&root, "/server-ban");
	client_await(&root, "--   127.0.0.12 by root ...");
	client_say(&root, "/server-unban 127.0.0.8/31");
	client_await(&root, "-- You have lifted");
	restart();
	expect_in("127.0.0.9");
	client_expect_refused(
		&server, "127.0.0.12", "!! you are banned from this server, for another ...");
}
END_TEST

static void log_in(struct client *client)
{
	client_connect(client, &server);
	client_greet(client);
	client->check = client_any_line;
	client_say(client, "/login bob " PASSWORD);
}

static void expect_account_banned(void)
{
	struct client client;
	log_in(&client);
	client_await(&client, "!! you are banned from this server, for another ...(spam)");
	client_expect_end(&client);
	client_close(&client);
}

static void expect_nickserv_banned(void)
{
	struct irc irc;
	irc_join(&irc, &server, "walter", NULL);
	irc_say(&irc, "PRIVMSG NickServ :IDENTIFY bob " PASSWORD);
	irc_await(&irc, "ERROR :Closing link: You are banned from this server, for another *");
	client_expect_end(&irc.client);
	irc_close(&irc);
}

/* Wherever it comes from, and however it logs in; nobody loses the name to it, and it ends. */
START_TEST(a_banned_account_stays_out)
{
	struct client bob, phone, other;
	client_join(&bob, &server, "bob");
	bob.check = client_any_line;
	client_say(&bob, "/register " PASSWORD);
	client_await(&bob, "-- You are logged in as bob.");
	client_rename(&bob, "laptop");
	client_connect(&phone, &server);
	client_greet(&phone);
	phone.check = client_any_line;
	client_rename(&phone, "phone");
	client_say(&phone, "/login bob " PASSWORD);
	client_await(&phone, "-- You are logged in as bob.");
	client_say(&root, "/server-ban bob 2h spam");
	client_await(
		&root, "-- You have banned bob from the server for 2 hours (spam); 2 people ...");
	client_await(&bob, "!! you are banned from this server, for another 2 hours (spam)");
	client_await_end(&bob);
	client_await(&phone, "!! you are banned from this server, for another 2 hours (spam)");
	client_await_end(&phone);
	client_close(&bob);
	client_close(&phone);
	expect_account_banned();
	expect_nickserv_banned();
	restart();
	expect_account_banned();
	client_say(&root, "/server-ban");
	client_await(&root, "--   bob by root ...");
	client_say(&root, "/server-ban bob 1s");
	client_await(&root, "-- You have banned bob from the server for 1 second");
	restart();
	long until = now_ms() + WAIT_MS;
	bool in = false;
	while (!in && now_ms() < until) { /* each try waits for its answer */
		const char *line;
		log_in(&other);
		do
			line = client_line(&other);
		while (line && !strstr(line, "logged in as bob") && !strstr(line, "are banned"));
		in = line && strstr(line, "logged in as bob");
		client_close(&other);
	}
	ck_assert(in);
}
END_TEST

START_TEST(a_ban_ends_by_itself)
{
	long until = now_ms() + WAIT_MS;
	client_say(&root, "/server-ban 127.0.0.9 1s");
	client_await(&root, "-- You have banned");
	bool in = false;
	while (!in && now_ms() < until) { /* each try waits to be greeted or refused */
		struct client client;
		client_connect_from(&client, &server, "127.0.0.9", "127.0.0.1", 0);
		const char *line = client_line(&client);
		in = line && strncmp(line, "-- Welcome", 10) == 0;
		client_close(&client);
	}
	ck_assert(in);
}
END_TEST

/* Who is in stays; operators come back from this machine and from where they were. */
START_TEST(closed_to_newcomers)
{
	struct client bob, helper;
	client_connect_from(&bob, &server, "127.0.0.9", "127.0.0.1", 0);
	client_greet(&bob);
	client_connect_from(&helper, &server, "127.0.0.10", "127.0.0.1", 0);
	client_greet(&helper);
	client_say(&helper, "/oper root secret");
	client_await(&helper, "-- You are one of the server's operators now.");
	client_sync(&helper);
	client_say(&root, "/close back soon");
	client_await(&root, "-- You have closed the server (back soon): nobody new is let in, ...");
	client_await(&helper, "-- root has closed the server (back soon): ...");
	client_expect_refused(&server, "127.0.0.9", CLOSED " (back soon); try again later");
	client_sync(&bob);
	expect_in("127.0.0.10");
	expect_in("127.0.0.1");
	client_close(&helper);
	restart();
	server_expect_log(&server, "level=warning event=server_closed\n");
	text_await(&server.out, &(size_t){0}, server.out_fd, "\nIt is closed: nobody new comes in");
	client_expect_refused(&server, "127.0.0.9", CLOSED " (back soon); try again later");
	client_say(&root, "/open");
	client_await(&root, "-- You have opened the server");
	expect_in("127.0.0.9");
	restart();
	expect_in("127.0.0.9");
	client_close(&bob);
}
END_TEST

int main(void)
{
	const TTest *const each[] = {a_ban_ends_and_keeps_out, bans_hold_after_a_restart,
		a_banned_account_stays_out, a_ban_ends_by_itself, closed_to_newcomers, NULL};
	return run_scenes("server_ban", each, set_up, tear_down);
}
