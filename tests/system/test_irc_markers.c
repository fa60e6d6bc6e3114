/* Read markers of accounts: shared by all connections, and there after a restart. */
#include <signal.h>
#include <stdio.h>

#include "account.h"
#include "stored_lines.h"
#include "temporary.h"

#define MARKED "timestamp=2026-01-04T14:33:26.123Z"
#define LATER "timestamp=2026-02-01T00:00:00.000Z"
#define CAPS "sasl draft/read-marker"

static char folder[TEMPORARY_PATH_SIZE];
static struct server server;
static struct irc alice, other, bob;

static void start(void)
{
	irc_server_start(
		&server, ARGUMENTS("--rate", "0", "--history", "strict", "--state", folder));
}

static void come(struct irc *irc, const char *account, const char *nick)
{
	account_connect(irc, &server, CAPS);
	account_login(irc, account, ACCOUNT_PASSWORD);
	account_welcome(irc, nick);
}

/* alice is in #tea, where a line is stored; on another connection she is alice2. */
static void set_up(void)
{
	temporary_subfolder(folder, "state");
	start();
	account_make(&server, "alice");
	account_make(&server, "bob");
	come(&alice, "alice", "alice");
	come(&other, "alice", "alice2");
	come(&bob, "bob", "bob");
	irc_enter(&alice, "#tea");
	irc_enter(&bob, "#tea");
	irc_say(&alice, "PRIVMSG #tea :hello");
	irc_await(&bob, ":alice!* PRIVMSG #tea :hello");
	irc_sync(&alice);
}

static void close_all(void)
{
	irc_close(&alice);
	irc_close(&other);
	irc_close(&bob);
}

static void end(void)
{
	close_all();
	server_stop(&server);
	stored_verify(folder);
	temporary_remove_tree(folder);
}

static void restart(void)
{
	server_kill(&server);
	close_all();
	start();
}

START_TEST(all_connections_are_told)
{
	struct irc plain;
	account_connect(&plain, &server, "sasl");
	account_login(&plain, "alice", ACCOUNT_PASSWORD);
	account_welcome(&plain, "alice3");
	irc_ask(&alice, "MARKREAD #tea " MARKED, ":* MARKREAD #tea " MARKED);
	irc_expect(&other, ":" IRC_SERVER " MARKREAD #tea " MARKED);
	irc_ask(&alice, "MARKREAD bob " LATER, ":* MARKREAD bob " LATER);
	irc_expect(&other, ":" IRC_SERVER " MARKREAD bob " LATER);
	irc_ask(&other, "MARKREAD #tea", ":* MARKREAD #tea " MARKED);
	irc_ask(&other, "MARKREAD bob", ":* MARKREAD bob " LATER);
	/* A room of which nothing is kept ends with its last member, and its mark stays. */
	irc_enter(&other, "#empty");
	irc_ask(&other, "MARKREAD #empty " MARKED, ":* MARKREAD #empty " MARKED);
	irc_expect(&alice, ":" IRC_SERVER " MARKREAD #empty " MARKED);
	irc_ask(&other, "PART #empty", ":alice2!* PART #empty");
	irc_say(&other, "JOIN #empty");
	irc_await(&other, ":" IRC_SERVER " MARKREAD #empty " MARKED);
	irc_sync(&other);
	/* What changes nothing is told to nobody; and who is somebody else, or has not asked for
	 * it, is not told. */
	irc_ask(&other, "MARKREAD #tea timestamp=2020-01-01T00:00:00.000Z",
		":* MARKREAD #tea " MARKED);
	irc_ask(&other, "MARKREAD #tea " MARKED, ":* MARKREAD #tea " MARKED);
	irc_expect_nothing(&alice);
	irc_expect_nothing(&bob);
	irc_expect_nothing(&plain);
	irc_ask(&bob, "MARKREAD #tea", ":* MARKREAD #tea \x2A");
	irc_ask(&other, "MARKREAD #tea " LATER, ":* MARKREAD #tea " LATER);
	irc_expect(&alice, ":" IRC_SERVER " MARKREAD #tea " LATER);
	irc_close(&plain);
	end();
}
END_TEST

START_TEST(a_marker_comes_back)
{
	irc_ask(&alice, "MARKREAD #tea " MARKED, ":* MARKREAD #tea " MARKED);
	irc_ask(&alice, "MARKREAD bob " MARKED, ":* MARKREAD bob " MARKED);
	irc_ask(&bob, "MARKREAD #tea " LATER, ":* MARKREAD #tea " LATER);
	irc_say(&bob, "PRIVMSG #tea :so it is stored");
	irc_await(&alice, ":bob!* PRIVMSG #tea :*");
	restart();
	come(&alice, "alice", "alice");
	irc_say(&alice, "JOIN #tea");
	irc_expect(&alice, ":alice!* JOIN #tea");
	irc_expect(&alice, ":" IRC_SERVER " MARKREAD #tea " MARKED);
	irc_await_numeric(&alice, 366);
	irc_sync(&alice);
	irc_ask(&alice, "MARKREAD bob", ":* MARKREAD bob \x2A"); /* is on no disk */
	come(&bob, "bob", "bob");
	irc_ask(&bob, "MARKREAD #tea", ":* MARKREAD #tea " LATER);
	come(&other, "alice", "alice2");
	end();
}
END_TEST

/* Without a login a connection has its own, and with one the account's. */
START_TEST(a_connection_without_an_account_has_its_own)
{
	struct irc eve;
	irc_join(&eve, &server, "eve", CAPS);
	irc_ask(&eve, "MARKREAD #tea " MARKED, ":* MARKREAD #tea " MARKED);
	irc_ask(&alice, "MARKREAD #tea " LATER, ":* MARKREAD #tea " LATER);
	irc_ask(&eve, "MARKREAD #tea", ":* MARKREAD #tea " MARKED);
	account_login(&eve, "alice", ACCOUNT_PASSWORD);
	irc_ask(&eve, "MARKREAD #tea", ":* MARKREAD #tea " LATER);
	irc_say(&eve, "NS LOGOUT");
	irc_await(&eve, ":NickServ!*");
	irc_ask(&eve, "MARKREAD #tea", ":* MARKREAD #tea " MARKED);
	irc_close(&eve);
	end();
}
END_TEST

/* The one that was set first goes, and does not come back either. */
START_TEST(an_account_has_so_many)
{
	char name[32];
	irc_ask(&alice, "MARKREAD #tea " MARKED, ":* MARKREAD #tea " MARKED);
	irc_expect(&other, ":* MARKREAD #tea " MARKED);
	for (int i = 0; i < 200; i++) {
		snprintf(name, sizeof name, "p%d", i);
		irc_say(&alice, "MARKREAD %s " MARKED, name);
		irc_expect(&alice, ":* MARKREAD %s " MARKED, name);
		irc_expect(&other, ":* MARKREAD %s " MARKED, name);
	}
	irc_ask(&alice, "MARKREAD #tea", ":* MARKREAD #tea \x2A");
	irc_say(&alice, "PRIVMSG #tea :so it is stored");
	irc_await(&bob, ":alice!* PRIVMSG #tea :so*");
	restart();
	come(&alice, "alice", "alice");
	irc_ask(&alice, "MARKREAD #tea", ":* MARKREAD #tea \x2A");
	come(&other, "alice", "alice2");
	come(&bob, "bob", "bob");
	end();
}
END_TEST

/* A dropped account's markers are not those of the next one of its name. */
START_TEST(markers_go_with_the_account)
{
	irc_ask(&alice, "MARKREAD #tea " MARKED, ":* MARKREAD #tea " MARKED);
	irc_say(&alice, "NS DROP " ACCOUNT_PASSWORD);
	irc_await(&alice, ":NickServ!*");
	irc_sync(&alice);
	irc_say(&other, "QUIT");
	irc_await(&other, "ERROR :*");
	account_make(&server, "alice5");
	restart();
	irc_join(&alice, &server, "alice", CAPS);
	irc_say(&alice, "NS REGISTER " ACCOUNT_PASSWORD);
	irc_await_numeric(&alice, 900);
	irc_ask(&alice, "MARKREAD #tea", ":* MARKREAD #tea \x2A");
	irc_join(&other, &server, "carol", NULL);
	come(&bob, "bob", "bob");
	end();
}
END_TEST

int main(void)
{
	const TTest *const once[] = {all_connections_are_told, a_marker_comes_back,
		a_connection_without_an_account_has_its_own, an_account_has_so_many,
		markers_go_with_the_account, NULL};
	if (!stored_available())
		return run_nothing("this build has no store");
	return run_once("irc_markers", once, set_up, NULL);
}
