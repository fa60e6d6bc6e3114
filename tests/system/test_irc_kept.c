/* The only operator of a room loses the connection: name and room are kept for the address. */
#include <stdio.h>
#include <string.h>

#include "irc.h"

#define HOME "127.0.0.2"
#define FAR "127.0.0.3"

static struct server server;
static struct client bob;

static void come_from(struct client *client, const char *address)
{
	client_connect_from(client, &server, address, "127.0.0.1", 0);
	client_greet(client);
}

static void come_by_irc(struct irc *irc, const char *nick)
{
	irc_say(irc, "NICK %s\r\nUSER %s 0 * :%s", nick, nick, nick);
	snprintf(irc->nick, sizeof irc->nick, "%s", nick);
	irc_await_numeric(irc, 422);
}

/* bob is in the room that alice, who came from HOME, has made. */
static void start(struct client *alice)
{
	server_start(&server, NULL);
	come_from(alice, HOME);
	client_rename(alice, "alice");
	client_enter(alice, "dev", "nobody else");
	client_join(&bob, &server, "bob");
	client_enter(&bob, "dev", "alice");
	client_sync(alice);
}

static void bob_is_told(void)
{
	client_expect(&bob, "-- #dev is kept for alice, ... 5 minutes.");
}

START_TEST(name_and_room_are_kept)
{
	struct client alice, mallory;
	start(&alice);
	client_reset(&alice);
	client_expect(&bob, "-- alice left (connection lost)");
	bob_is_told();
	come_from(&mallory, FAR);
	client_say(&mallory, "/nick alice");
	client_expect(&mallory, "!! the name alice is kept for ...");
	client_enter(&mallory, "dev", "bob");
	client_expect(&mallory, "-- #dev is kept for alice, ...");
	client_say(&mallory, "/kick bob");
	client_expect(&mallory, "!! only operators of #dev...");
	client_await(&bob, "joined");
	come_from(&alice, HOME);
	client_rename(&alice, "alice");
	client_say(&alice, "/join dev");
	client_expect(&alice, "-- You are in #dev now, with ...");
	client_expect(&alice, "-- The server made alice an operator ... #dev");
	client_expect(&bob, "-- alice joined");
	client_expect(&bob, "-- The server made alice an operator ... #dev");
	client_close(&alice);
	client_close(&mallory);
	client_close(&bob);
	server_stop(&server);
}
END_TEST

START_TEST(a_goodbye_frees_both)
{
	struct client alice, mallory;
	start(&alice);
	client_ask(&bob, "/part", "-- You left #dev ... no room...");
	client_say(&alice, "/quit");
	client_await_end(&alice);
	client_close(&alice);
	come_from(&mallory, FAR);
	client_rename(&mallory, "alice");
	client_enter(&mallory, "dev", "nobody else");
	client_say(&mallory, "/mode secret");
	client_await(&mallory, "made #dev secret");
	client_close(&mallory);
	client_close(&bob);
	server_stop(&server);
}
END_TEST

START_TEST(by_irc_as_well)
{
	struct irc alice, mallory;
	server_start_at(&server, "127.0.0.1", NULL);
	irc_connect_from(&alice, &server, HOME);
	come_by_irc(&alice, "alice");
	irc_enter(&alice, "#dev");
	client_join(&bob, &server, "bob");
	client_enter(&bob, "dev", "alice");
	client_reset(&alice.client);
	client_await(&bob, "left");
	bob_is_told();
	irc_connect_from(&mallory, &server, FAR);
	irc_ask_numeric(&mallory, "NICK Alice", 437, "Alice :*");
	come_by_irc(&mallory, "mallory");
	irc_ask_numeric(&mallory, "NICK alice", 437, "alice :*");
	irc_say(&mallory, "JOIN #dev");
	irc_await(&mallory, ":* NOTICE #dev :#dev is kept for alice, who runs it and lost the "
			    "connection, for another * seconds");
	irc_await_numeric(&mallory, 366);
	irc_ask_numeric(&mallory, "MODE #dev +s", 482, "#dev :*");
	irc_connect_from(&alice, &server, HOME);
	come_by_irc(&alice, "alice");
	irc_say(&alice, "JOIN #dev");
	irc_await(&alice, ":" IRC_SERVER " MODE #dev +o alice");
	const char *names = irc_expect_numeric(&alice, 353, "= #dev :*");
	ck_assert_ptr_nonnull(strstr(names, "@alice"));
	irc_close(&alice);
	irc_close(&mallory);
	client_close(&bob);
	server_stop(&server);
}
END_TEST

int main(void)
{
	const TTest *const each[] = {
		name_and_room_are_kept, a_goodbye_frees_both, by_irc_as_well, NULL};
	return run_tests("irc_kept", each, NULL);
}
