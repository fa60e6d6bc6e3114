/* Rooms outlive the server: what they were and what was said in them, after TERM and after a kill.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "irc.h"
#include "temporary.h"

#define HERE "192.0.2.1"  /* where the server listens, in a network of its own */
#define THERE "192.0.2.9" /* another host there */

static char folder[TEMPORARY_PATH_SIZE];
static struct server server;
static struct client alice, bob;

static void start(void)
{
	server_start_at(&server, "0.0.0.0", ARGUMENTS("--history", "strict", "--state", folder));
}

/* `killed`: with no chance to write anything more. */
static void restart(bool killed)
{
	if (killed)
		server_kill(&server);
	else
		server_stop(&server);
	client_close(&alice);
	start();
}

/* What was said before begins with a time, as no other line does. */
static void join(struct client *client, const char *name)
{
	client_join(client, &server, name);
	client->check = client_any_line;
}

static void set_up(void)
{
	temporary_subfolder(folder, "state");
	start();
	client_join(&alice, &server, "alice");
	client_enter(&alice, "tea", "nobody else");
}

/* Says a line in #tea that somebody has seen, so that it is stored. */
static void say(const char *key, const char *line)
{
	struct client witness;
	join(&witness, "witness");
	client_say(&witness, "/join tea %s", key);
	client_await(&witness, "-- You are in #tea now");
	client_say(&alice, "%s", line);
	client_await(&witness, line);
	client_close(&witness);
	client_await(&alice, "-- witness left");
}

static void stop(void)
{
	client_close(&alice);
	server_stop(&server);
}

START_TEST(a_room_comes_back)
{
	client_ask(&alice, "/topic Green or black?", "-- You have set the topic of #tea: ...");
	client_ask(&alice, "/mode moderated", "-- You have made #tea moderated: ...");
	client_ask(&alice, "/mode limit 7", "-- You have limited #tea to 7 people");
	client_ask(&alice, "/mode keep 91d",
		"!! lines are kept for a time like 12h or 30d, no longer than the server keeps "
		"them (90d): /mode keep TIME; or that long: /mode -keep");
	client_ask(&alice, "/mode keep 30d", "-- You have limited the history of #tea to 30d");
	client_ask(&alice, "/ban *!*@*.example 2d too loud", "-- You have banned ...");
	say("", "hello");
	restart(_i);
	join(&alice, "carol");
	client_say(&alice, "/join tea");
	client_await(&alice, "<alice> hello");
	client_expect(&alice, "-- You are in #tea now, with nobody else.");
	client_expect(&alice, "-- The topic of #tea is: Green or black? (set by alice ...)");
	client_ask(&alice, "/mode", "-- ...moderated...limit 7, keep 30d");
	client_ask(&alice, "/banlist", "--   *!*@*.example by alice ... (too loud)");
	client_await(&alice, "-- 1 ban.");
	client_ask(&alice, "/mode -limit", "-- You have taken the limit from #tea");
	stop();
}
END_TEST

/* Operators do not outlive it: it is who comes first. */
START_TEST(who_enters_first_is_the_operator)
{
	say("", "hello");
	restart(_i);
	join(&bob, "bob");
	client_say(&bob, "/join tea");
	client_await(&bob, "-- You are in #tea now, with nobody else.");
	join(&alice, "alice");
	client_say(&alice, "/join tea");
	client_await(&alice, "-- You are in #tea now, with bob.");
	client_ask(&alice, "/mode secret", "!! only operators of #tea ...");
	client_expect(&bob, "-- alice joined");
	client_ask(&bob, "/mode secret", "-- You have made #tea secret");
	client_close(&bob);
	stop();
}
END_TEST

/* Nobody is shown that there was one. */
START_TEST(an_empty_room_is_shown_to_nobody)
{
	struct irc eve;
	say("", "hello");
	restart(_i);
	join(&alice, "alice");
	client_ask(&alice, "/list", "--   #lobby ...");
	client_expect(&alice, "-- 1 room. ...");
	client_ask(&alice, "/who tea", "!! there is no room #tea...");
	irc_join(&eve, &server, "eve", NULL);
	irc_ask_numeric(&eve, "LIST", 321, "*");
	irc_expect_numeric(&eve, 322, "#lobby *");
	irc_expect_numeric(&eve, 323, "*");
	irc_ask_numeric(&eve, "MODE #tea", 403, "#tea *");
	irc_ask_numeric(&eve, "NAMES #tea", 366, "#tea *");
	irc_ask_numeric(&eve, "TOPIC #tea", 403, "#tea *");
	irc_ask_numeric(&eve, "WHO #tea", 315, "#tea *");
	irc_ask_numeric(&eve, "PRIVMSG #tea :hi", 403, "#tea *");
	irc_ask_numeric(&eve, "INVITE alice #tea", 403, "#tea *");
	irc_ask_numeric(&eve, "KICK #tea alice", 403, "#tea *");
	irc_ask_numeric(&eve, "PART #tea", 403, "#tea *");
	irc_say(&eve, "LUSERS");
	irc_await_numeric(&eve, 254);
	irc_close(&eve);
	stop();
}
END_TEST

START_TEST(an_irc_client_says_how_long_a_room_is_kept)
{
	struct irc eve;
	irc_join(&eve, &server, "eve", NULL);
	irc_enter(&eve, "#coffee");
	irc_ask(&eve, "MODE #coffee +H 12h", ":eve!* MODE #coffee +H 12h");
	irc_ask_numeric(&eve, "MODE #coffee", 324, "#coffee +nH 12h");
	irc_await_numeric(&eve, 329);
	irc_ask_numeric(&eve, "MODE #coffee +H 91d", 696, "#coffee H 91d :*");
	irc_ask_numeric(&eve, "MODE #coffee +H", 696, "#coffee H * :*");
	irc_ask(&eve, "MODE #coffee -H", ":eve!* MODE #coffee -H");
	irc_close(&eve);
	stop();
}
END_TEST

START_TEST(a_key_still_keeps_people_out)
{
	client_ask(&alice, "/mode key sesame", "-- You have given #tea the key sesame");
	say("sesame", "a secret");
	restart(_i);
	join(&alice, "alice");
	client_ask(&alice, "/join tea", "!! ...key...");
	client_say(&alice, "/join tea sesame");
	client_await(&alice, "<alice> a secret");
	client_expect(&alice, "-- You are in #tea now, with nobody else.");
	client_ask(&alice, "/part", "-- You left #tea...");
	client_enter(&alice, "tea", "nobody else"); /* a new one, without a key and a past */
	stop();
}
END_TEST

/* Numbers go on, and lines of both servers are one past. */
START_TEST(the_past_goes_on)
{
	for (int i = 0; i < 3; i++) {
		char line[32];
		snprintf(line, sizeof line, "line %d", i);
		say("", line);
		restart(i % 2);
		join(&alice, "alice");
		client_say(&alice, "/join tea");
		for (int j = 0; j <= i; j++) {
			snprintf(line, sizeof line, "<alice> line %d", j);
			client_await(&alice, line);
		}
		client_expect(&alice, "-- You are in #tea now, with nobody else.");
	}
	stop();
}
END_TEST

/* The cloak of a host is the same one after a restart. */
START_TEST(a_banned_host_stays_banned)
{
	if (!network_available()) {
		note("bans of hosts: no private network is permitted here");
		stop();
		return;
	}
	stop();
	network_enter();
	network_add_address(HERE);
	start();
	join(&alice, "alice");
	client_enter(&alice, "tea", "nobody else");
	client_connect_from(&bob, &server, HERE, HERE, 0);
	client_greet(&bob);
	client_rename(&bob, "bob");
	client_ask(&bob, "/join tea", "-- You are in #tea now, with alice.");
	client_expect(&alice, "-- bob joined");
	client_ask(&alice, "/ban bob for good", "-- You have banned ... from #tea...");
	client_await(&bob, "banned"); /* so it is stored */
	client_close(&bob);
	restart(_i);
	client_connect_from(&bob, &server, HERE, HERE, 0);
	client_greet(&bob);
	client_rename(&bob, "rob");
	client_ask(&bob, "/join tea", "!! ...banned...");
	client_close(&bob);
	client_connect_from(&bob, &server, THERE, HERE, 0);
	client_greet(&bob);
	bob.check = client_any_line;
	client_say(&bob, "/join tea");
	client_await(&bob, "-- You are in #tea now, with nobody else.");
	client_close(&bob);
	join(&alice, "alice");
	stop();
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("rooms_restart");
	TCase *all = tcase_create("rooms_restart");
	tcase_set_timeout(all, 100);
	tcase_add_checked_fixture(all, set_up, NULL);
	tcase_add_loop_test(all, a_room_comes_back, 0, 2);
	tcase_add_loop_test(all, who_enters_first_is_the_operator, 0, 2);
	tcase_add_loop_test(all, an_empty_room_is_shown_to_nobody, 0, 2);
	tcase_add_loop_test(all, a_key_still_keeps_people_out, 0, 2);
	tcase_add_test(all, an_irc_client_says_how_long_a_room_is_kept);
	tcase_add_test(all, the_past_goes_on);
	tcase_add_loop_test(all, a_banned_host_stays_banned, 0, 2);
	suite_add_tcase(suite, all);
	return run_suite(suite);
}
