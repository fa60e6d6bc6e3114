/* What one changes of oneself by the IRC door, who is told, and whom one watches. */
#include <stdio.h>
#include <string.h>

#include "irc.h"

static void rename_to(struct irc *irc, const char *nick)
{
	irc_say(irc, "NICK %s", nick);
	irc_expect(irc, ":%s!* NICK %s", irc->nick, nick);
	snprintf(irc->nick, sizeof irc->nick, "%s", nick);
}

START_TEST(a_new_nick_is_told_once)
{
	struct server server;
	struct irc alice, bob;
	irc_server_start(&server, NULL);
	irc_join(&alice, &server, "alice", NULL);
	irc_join(&bob, &server, "bob", NULL);
	rename_to(&alice, "alone"); /* nobody shares a room */
	irc_expect_nothing(&bob);
	irc_enter(&alice, "#one");
	irc_enter(&alice, "#two");
	irc_enter(&bob, "#one");
	irc_enter(&bob, "#two");
	irc_sync(&alice);
	rename_to(&alice, "Alice");
	irc_expect(&bob, ":alone!alice@localhost NICK Alice");
	rename_to(&alice, "ALICE"); /* in case alone */
	irc_expect(&bob, ":Alice!alice@localhost NICK ALICE");
	irc_say(&alice, "NICK ALICE"); /* the same */
	irc_expect_nothing(&alice);
	irc_expect_nothing(&bob);
	irc_ask_numeric(&alice, "NICK BOB", 433, "BOB :*");
	irc_ask_numeric(&alice, "NICK", 431, ":*");
	irc_ask_numeric(&alice, "NICK a/b", 432, "a/b :*");
	irc_expect_nothing(&bob);
	irc_ask(&bob, "ISON alice", ":* 303 bob :ALICE");
	irc_close(&alice);
	irc_close(&bob);
	server_stop(&server);
}
END_TEST

START_TEST(away_is_notified)
{
	struct server server;
	struct irc alice, bob, carol;
	irc_server_start(&server, NULL);
	irc_join(&alice, &server, "alice", NULL);
	irc_join(&bob, &server, "bob", "away-notify");
	irc_join(&carol, &server, "carol", "away-notify");
	irc_enter(&alice, "#one");
	irc_enter(&bob, "#one");
	irc_sync(&alice);
	irc_ask_numeric(&alice, "AWAY :out", 306, ":*");
	irc_expect(&bob, ":alice!alice@localhost AWAY :out");
	irc_ask_numeric(&alice, "AWAY elsewhere", 306, ":*");
	irc_expect(&bob, ":alice!alice@localhost AWAY :elsewhere");
	irc_enter(&bob, "#two");
	irc_enter(&alice, "#two"); /* who is away comes */
	irc_expect(&bob, ":alice!alice@localhost JOIN #two");
	irc_expect(&bob, ":alice!alice@localhost AWAY :elsewhere");
	irc_ask_numeric(&alice, "AWAY", 305, ":*");
	irc_expect(&bob, ":alice!alice@localhost AWAY");
	irc_ask_numeric(&alice, "AWAY :", 305, ":*");
	irc_expect_nothing(&bob);
	irc_expect_nothing(&carol); /* shares no room */
	irc_close(&alice);
	irc_close(&bob);
	irc_close(&carol);
	server_stop(&server);
}
END_TEST

START_TEST(the_real_name_can_be_changed)
{
	struct server server;
	struct irc alice, bob, carol;
	char longest[152];
	irc_server_start(&server, NULL);
	irc_join(&alice, &server, "alice", "setname");
	irc_join(&bob, &server, "bob", "setname");
	irc_join(&carol, &server, "carol", NULL);
	irc_enter(&alice, "#room");
	irc_enter(&bob, "#room");
	irc_enter(&carol, "#room");
	irc_sync(&alice);
	irc_sync(&bob);
	irc_ask(&alice, "SETNAME :Al B.", ":alice!alice@localhost SETNAME :Al B.");
	irc_expect(&bob, ":alice!alice@localhost SETNAME :Al B.");
	irc_say(&carol, "WHOIS alice");
	irc_expect_numeric(&carol, 311, "alice alice localhost \x2A :Al B.");
	irc_ask(&alice, "SETNAME :", ":" IRC_SERVER " FAIL SETNAME INVALID_REALNAME :*");
	memset(longest, 'x', 151);
	longest[151] = '\0';
	irc_say(&alice, "SETNAME :%s", longest);
	irc_expect(&alice, ":" IRC_SERVER " FAIL SETNAME INVALID_REALNAME :*");
	irc_expect_nothing(&bob);
	irc_say(&carol, "SETNAME :Quiet"); /* without the capability: silently */
	irc_expect(&bob, ":carol!carol@localhost SETNAME :Quiet");
	irc_await_numeric(&carol, 318);
	irc_expect_nothing(&carol);
	irc_close(&alice);
	irc_close(&bob);
	irc_close(&carol);
	server_stop(&server);
}
END_TEST

START_TEST(bots_are_marked)
{
	struct server server;
	struct irc robot, bob;
	irc_server_start(&server, NULL);
	irc_join(&robot, &server, "robot", NULL);
	irc_join(&bob, &server, "bob", "message-tags");
	irc_ask(&robot, "MODE robot +B", ":robot!robot@localhost MODE robot *B*");
	irc_ask_numeric(&robot, "MODE robot", 221, "+B");
	irc_say(&robot, "PRIVMSG bob :beep");
	irc_expect(&bob, "@*;bot :robot!robot@localhost PRIVMSG bob :beep");
	irc_say(&bob, "WHOIS robot");
	irc_await(&bob, ":* 335 bob robot :*");
	irc_await_numeric(&bob, 318);
	irc_say(&bob, "WHO robot");
	irc_expect_numeric(&bob, 352, "* robot H*B* :0 robot");
	irc_expect_numeric(&bob, 315, "robot :*");
	irc_close(&robot);
	irc_close(&bob);
	server_stop(&server);
}
END_TEST

START_TEST(monitor_tells_who_comes_and_goes)
{
	struct server server;
	struct irc alice, bob;
	irc_server_start(&server, NULL);
	irc_join(&bob, &server, "bob", NULL);
	irc_join(&alice, &server, "alice", NULL);
	irc_say(&bob, "MONITOR + Alice,nobody,bad!name,NEXT");
	irc_expect(&bob, ":" IRC_SERVER " 730 bob :alice!alice@localhost");
	irc_expect(&bob, ":" IRC_SERVER " 731 bob :nobody,NEXT");
	rename_to(&alice, "ALICE"); /* is still the same */
	irc_expect_nothing(&bob);
	rename_to(&alice, "next");
	irc_expect(&bob, ":" IRC_SERVER " 731 bob :ALICE");
	irc_expect(&bob, ":" IRC_SERVER " 730 bob :next!alice@localhost");
	rename_to(&alice, "Alice");
	irc_expect(&bob, ":" IRC_SERVER " 731 bob :next");
	irc_expect(&bob, ":" IRC_SERVER " 730 bob :Alice!alice@localhost");
	irc_say(&alice, "QUIT");
	irc_expect(&bob, ":" IRC_SERVER " 731 bob :Alice");
	irc_close(&alice);
	irc_join(&alice, &server, "ALICE", NULL);
	irc_expect(&bob, ":" IRC_SERVER " 730 bob :ALICE!ALICE@localhost");
	irc_say(&bob, "MONITOR - alice,stranger");
	irc_say(&bob, "MONITOR L");
	irc_expect_numeric(&bob, 732, ":*nobody*");
	irc_expect_numeric(&bob, 733, ":*");
	irc_close(&alice);
	irc_say(&bob, "MONITOR C");
	irc_ask_numeric(&bob, "MONITOR L", 733, ":*");
	irc_say(&bob, "MONITOR S");
	irc_expect_nothing(&bob);
	irc_ask_numeric(&bob, "MONITOR", 461, "MONITOR :*");
	irc_ask_numeric(&bob, "MONITOR +", 461, "MONITOR :*");
	irc_close(&bob);
	server_stop(&server);
}
END_TEST

START_TEST(monitor_has_a_limit)
{
	struct server server;
	struct irc bob;
	irc_server_start(&server, ARGUMENTS("--rate", "0"));
	irc_join(&bob, &server, "bob", NULL);
	for (int i = 0; i < 99; i++)
		irc_say(&bob, "MONITOR + name%d", i);
	irc_sync(&bob);
	irc_say(&bob, "MONITOR + BOB,over,NAME1,Over2");
	irc_expect_numeric(&bob, 734, "100 over,Over2 :*");
	irc_expect_numeric(&bob, 730, ":bob!bob@localhost");
	irc_expect_numeric(&bob, 731, ":NAME1");
	irc_say(&bob, "MONITOR S");
	irc_expect_numeric(&bob, 730, ":bob!bob@localhost");
	int names = 0;
	while (names < 99) {
		const char *list = irc_expect_numeric(&bob, 731, ":name*");
		for (names++; (list = strchr(list, ',')); list++)
			names++;
	}
	irc_expect_nothing(&bob);
	irc_close(&bob);
	server_stop(&server);
}
END_TEST

START_TEST(who_is_here)
{
	struct server server;
	struct irc alice, bob;
	irc_server_start(&server, NULL);
	irc_join(&alice, &server, "alice", NULL);
	irc_join(&bob, &server, "bob", NULL);
	irc_ask_numeric(&alice, "ISON BOB nobody alice", 303, ":bob alice");
	irc_ask_numeric(&alice, "ISON :nobody BOB", 303, ":bob");
	irc_ask_numeric(&alice, "ISON nobody", 303, ":");
	irc_ask_numeric(&alice, "ISON", 461, "ISON :*");
	irc_ask_numeric(&bob, "AWAY :x", 306, ":*");
	irc_ask_numeric(&alice, "USERHOST BOB nobody alice", 302,
		":bob=-bob@localhost alice=+alice@localhost");
	irc_ask_numeric(&alice, "USERHOST nobody", 302, ":");
	irc_ask_numeric(&alice, "USERHOST", 461, "USERHOST :*");
	irc_say(&bob, "QUIT");
	irc_expect_error(&bob);
	irc_say(&alice, "WHOWAS BOB");
	irc_expect_numeric(&alice, 314, "bob bob localhost \x2A :bob");
	irc_await(&alice, ":* 369 alice BOB :*");
	irc_say(&alice, "WHOWAS nobody");
	irc_expect_numeric(&alice, 406, "nobody :*");
	irc_expect_numeric(&alice, 369, "nobody :*");
	irc_ask_numeric(&alice, "WHOWAS", 431, ":*");
	irc_close(&alice);
	irc_close(&bob);
	server_stop(&server);
}
END_TEST

START_TEST(about_the_server)
{
	struct server server;
	struct irc alice;
	irc_server_start(&server,
		ARGUMENTS("--admin", "root@example.org", "--description", "Tea, and cake"));
	irc_join(&alice, &server, "alice", NULL);
	irc_ask_numeric(&alice, "MOTD", 422, ":*");
	irc_ask_numeric(&alice, "TIME", 391, IRC_SERVER " * :*");
	irc_say(&alice, "ADMIN " IRC_SERVER);
	irc_expect_numeric(&alice, 256, IRC_SERVER " :*");
	irc_expect_numeric(&alice, 257, ":*");
	irc_expect_numeric(&alice, 258, ":*");
	irc_expect_numeric(&alice, 259, ":root@example.org");
	irc_say(&alice, "INFO");
	irc_await_numeric(&alice, 374);
	irc_say(&alice, "LUSERS");
	irc_expect_numeric(&alice, 251, ":There are 1 users and 0 invisible on 1 servers");
	irc_expect_numeric(&alice, 255, ":I have 1 clients and 0 servers");
	irc_expect_numeric(&alice, 265, "1 1 :*");
	irc_expect_numeric(&alice, 266, "1 1 :*");
	irc_say(&alice, "LINKS");
	irc_expect_numeric(&alice, 364, "* " IRC_SERVER " :0 Tea, and cake");
	irc_expect_numeric(&alice, 365, "\x2A :*");
	irc_ask_numeric(&alice, "STATS", 461, "STATS :*");
	irc_ask_numeric(&alice, "STATS u", 242, ":Server Up 0 days 0:00:*");
	irc_expect_numeric(&alice, 219, "u :*");
	irc_say(&alice, "HELP privmsg");
	irc_expect_numeric(&alice, 704, "privmsg :*");
	irc_expect_numeric(&alice, 705, "privmsg :");
	irc_await_numeric(&alice, 706);
	irc_ask_numeric(&alice, "HELP :no such thing", 524, "\x2A :*");
	static const char *const asks[] = {"MOTD", "VERSION", "TIME", "INFO", "ADMIN", "STATS u"};
	for (int i = 0; i < 6; i++) {
		irc_say(&alice, "%s nowhere.example", asks[i]);
		irc_expect_numeric(&alice, 402, "nowhere.example :*");
	}
	irc_ask_numeric(&alice, "NoNsEnSe x", 421, "NoNsEnSe :*");
	irc_expect_nothing(&alice);
	irc_close(&alice);
	server_stop(&server);
}
END_TEST

/* A room that is kept for somebody who lost the connection is not shown, nor counted. */
START_TEST(an_empty_room_is_not_counted)
{
	struct server server;
	struct irc alice, bob;
	irc_server_start(&server, NULL);
	irc_join(&alice, &server, "alice", NULL);
	irc_join(&bob, &server, "bob", NULL);
	irc_enter(&bob, "#hall");
	irc_enter(&alice, "#hall");
	irc_enter(&alice, "#den");
	irc_await(&bob, ":alice!* JOIN #hall");
	irc_say(&bob, "LUSERS");
	irc_await_numeric(&bob, 251);
	irc_expect_numeric(&bob, 254, "2 :channels formed");
	irc_await_numeric(&bob, 266);
	irc_close(&alice);
	irc_await(&bob, ":alice!* QUIT *");
	irc_say(&bob, "LUSERS");
	irc_await_numeric(&bob, 251);
	irc_expect_numeric(&bob, 254, "1 :channels formed");
	irc_close(&bob);
	server_stop(&server);
}
END_TEST

int main(void)
{
	const TTest *const each[] = {a_new_nick_is_told_once, away_is_notified,
		the_real_name_can_be_changed, bots_are_marked, monitor_tells_who_comes_and_goes,
		monitor_has_a_limit, who_is_here, about_the_server, an_empty_room_is_not_counted,
		NULL};
	return run_tests("irc_self", each, NULL);
}
