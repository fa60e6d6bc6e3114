/* Each command of the line door, and what its answers tell. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"

static struct server server;
static struct client alice, bob;

static void start(void)
{
	server_start(&server, ARGUMENTS("--rate", "0"));
	client_join(&alice, &server, "alice");
	client_join(&bob, &server, "bob");
	client_sync(&alice);
	client_sync(&bob);
}

static void end(void)
{
	client_sync(&alice);
	client_close(&alice);
	client_close(&bob);
	server_stop(&server);
}

START_TEST(help)
{
	static const char *const words[] = {"help", "nick", "who", "list", "join", "part", "topic",
		"say", "me", "msg", "reply", "ignore", "unignore", "away", "whois", "invite",
		"mode", "banlist", "room", "register", "login", "motd", "quit"};
	char start_of_line[32];
	start();
	client_say(&alice, "/help");
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		snprintf(start_of_line, sizeof start_of_line, "--   /%s ", words[i]);
		client_await(&alice, start_of_line);
	}
	client_await(&alice, "-- Anything else you type");
	client_expect(&alice, "-- /help COMMAND ...");
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		client_say(&alice, "/help %s", words[i]);
		snprintf(start_of_line, sizeof start_of_line, "--   /%s ", words[i]);
		client_expect(&alice, "%s...", start_of_line);
		client_expect(&alice, "--   ..."); /* more on it */
		client_sync(&alice);
	}
	client_say(&alice, "/? /who");
	client_expect(&alice, "--   /who [ROOM] ...");
	client_expect(&alice, "--   the same: /names /users");
	client_expect(&alice, "--   In front of a name, @ ...");
	client_expect(&alice, "--   Behind it, * ...");
	client_expect(&alice, "--   Examples: /who, /who tea");
	client_say(&alice, "/help ban"); /* also who may not use it */
	client_await(&alice, "10m, 2h or 7d: seconds, minutes, hours or days");
	client_sync(&alice);
	client_ask(&alice, "/help hepl", "!! there is no command /hepl; ... mean /help?");
	client_expect_nothing(&alice);
	end();
}
END_TEST

START_TEST(unknown_words)
{
	start();
	client_ask(&alice, "/jion tea", "!! there is no command /jion; ... mean /join?");
	client_ask(&alice, "/xyzzy", "!! there is no command /xyzzy...");
	client_ask(&alice, "/", "!! there is no command /;...");
	client_say(&alice, "/%0200d tail", 0);
	client_expect(&alice, "!! there is no command /00000000...");
	client_ask(&alice, "/NICK", "!! type it ... /nick NAME");
	client_expect_nothing(&alice);
	client_expect_nothing(&bob); /* all of this was private */
	end();
}
END_TEST

START_TEST(nick)
{
	start();
	client_rename(&alice, "Zoë");
	client_expect(&bob, "-- alice is Zoë now");
	client_ask(&bob, "/nick ZOË", "!! the name ZOË is taken...");
	client_ask(&bob, "/nick \uFF3A\uFF4F\u00EB", "!! the name \uFF3A\uFF4F\u00EB is taken...");
	client_rename(&alice, "zoë");
	client_expect(&bob, "-- Zoë is zoë now");
	client_ask(&alice, "/nick zoë", "!! you are zoë already");
	client_ask(&alice, "/nick", "!! type it ... /nick NAME");
	client_ask(&alice, "/nick a b", "!! type it ... /nick NAME");
	client_say(&alice, "/nick 1st");
	client_expect(&alice, "!! a name cannot begin...");
	client_ask(&alice, "/nick a<b", "!! a name is made ...");
	client_ask(&alice, "/nick Guest-7",
		"!! names that begin with guest- are given by the server...");
	client_ask(&alice, "/nick a23456789012345678901234567890123",
		"!! a name has at most 32 characters and 63 bytes...");
	client_rename(&alice, "a2345678901234567890123456789012");
	client_rename(&alice, "[a]{b}|^_-9");
	client_ask(&bob, "/whois zoë", "-- zoë is a2345678901234567890123456789012 now");
	client_expect(&bob, "-- a2345678901234567890123456789012 is [a]{b}|^_-9 now");
	client_expect(&bob, "!! nobody ... called zoë...");
	client_expect_nothing(&bob);
	end();
}
END_TEST

START_TEST(joining_and_parting)
{
	start();
	client_ask(&alice, "/join lobby", "!! you are in #lobby already");
	client_enter(&alice, "tea", "nobody else");
	client_expect(&bob, "-- alice left");
	client_ask(&alice, "/part off to bed", "-- You left #tea ... no room...");
	client_ask(&alice, "hello?", "!! you are in no room...");
	client_ask(&alice, "/who", "!! you are in no room...");
	client_ask(&alice, "/part", "!! you are in no room...");
	client_ask(&alice, "/me waves", "!! you are in no room...");
	client_ask(&alice, "/msg bob hi", "[to bob] hi");
	client_expect(&bob, "[alice] hi");
	client_enter(&alice, "lobby", "bob");
	client_expect(&bob, "-- alice joined");
	client_ask(&alice, "/leave off to bed", "-- You left #lobby ... no room...");
	client_expect(&bob, "-- alice left (off to bed)");
	client_ask(&alice, "/join", "!! type it ... /join ROOM [KEY]");
	client_ask(&alice, "/join #", "!! a room's name is ...");
	client_ask(&alice, "/join #a*b", "!! a room's name is ...");
	client_say(&alice, "/join #%050d", 0);
	client_expect(&alice, "!! a room's name ... 49 characters...");
	client_enter(&alice, "1.0", "nobody else");
	end();
}
END_TEST

START_TEST(topic)
{
	start();
	client_enter(&alice, "tea", "nobody else");
	client_expect(&bob, "-- alice left");
	client_ask(&alice, "/topic", "-- #tea has no topic...");
	client_ask(&alice, "/topic  tea and   cake ",
		"-- You have set the topic ... #tea: tea and   cake");
	client_enter(&bob, "tea", "alice");
	client_expect(&bob, "-- The topic ... #tea is: tea and   cake (... alice ...");
	client_expect(&alice, "-- bob joined");
	client_ask(&bob, "/topic cake", "-- You have set the topic ... #tea: cake");
	client_expect(&alice, "-- bob set the topic ... #tea: cake");
	client_say(&alice, "/topic");
	client_expect(&alice, "-- The topic ... #tea is: cake (... bob ...");
	end();
}
END_TEST

/* It greets everyone who comes, so it is for the server's operators. */
START_TEST(topic_of_the_lobby)
{
	struct client carol;
	server_start(&server, ARGUMENTS("--oper", server_operator("secret")));
	client_join(&alice, &server, "alice");
	client_join(&bob, &server, "bob");
	client_sync(&alice);
	client_sync(&bob);
	client_ask(
		&bob, "/topic mine", "!! only the server's operators set the topic of #lobby...");
	client_say(&alice, "/oper root secret");
	client_await(&alice, "-- You are ... server's operators now.");
	client_await(&bob, "alice an operator of #lobby");
	client_sync(&alice);
	client_say(&alice, "/topic be kind");
	client_expect(&bob, "-- alice set the topic ... #lobby: be kind");
	client_await(&alice, "the topic of #lobby: be kind");
	client_connect(&carol, &server);
	client_expect(&carol, "-- Welcome to chatd. ...");
	client_expect(&carol, "-- The topic ... #lobby is: be kind (... alice ...");
	client_close(&carol);
	client_await(&alice, "left");
	client_await(&bob, "left");
	end();
}
END_TEST

START_TEST(whois)
{
	start();
	client_say(&alice, "/whois BOB");
	client_expect(&alice, "-- bob is in #lobby, came ...");
	client_sync(&alice);
	client_ask(&bob, "/away fishing", "-- You ... away: fishing");
	client_say(&alice, "/whois bob");
	const char *line = client_line(&alice);
	ck_assert_ptr_nonnull(line);
	ck_assert(strncmp(line, "-- bob is in #lobby, came ", 26) == 0);
	ck_assert_msg(strstr(line, "; away: fishing.") != NULL, "%s", line);
	client_say(&alice, "/whois alice");
	client_expect(&alice, "-- alice (you) is in #lobby, came ...");
	client_say(&alice, "/part");
	client_expect(&alice, "-- You left #lobby...");
	client_say(&bob, "/whois alice");
	client_expect(&bob, "-- alice left");
	client_expect(&bob, "-- alice is in no room, came ...");
	client_ask(&bob, "/whois dave", "!! nobody ... called dave...");
	client_ask(&bob, "/whois", "!! type it ... /whois NAME");
	end();
}
END_TEST

START_TEST(list)
{
	start();
	client_enter(&bob, "tea", "nobody else");
	client_say(&bob, "/topic cake");
	client_sync(&bob);
	client_expect(&alice, "-- bob left");
	client_enter(&alice, "tea", "bob");
	client_expect(&alice, "-- The topic ... #tea is: cake (... bob ...");
	client_say(&alice, "/list all");
	client_expect(&alice, "!! type it ... /list...");
	client_say(&alice, "/list");
	client_expect(&alice, "--   #tea                        2  cake");
	client_expect(&alice, "-- 1 room. ...");
	client_expect(&bob, "-- alice joined");
	client_enter(&bob, "lobby", "nobody else");
	client_expect(&alice, "-- bob left");
	client_say(&alice, "/list");
	client_expect(&alice, "--   #lobby                      1");
	client_expect(&alice, "--   #tea                        1  cake");
	client_expect(&alice, "-- 2 rooms. ...");
	end();
}
END_TEST

START_TEST(motd_and_quit)
{
	start();
	client_ask(&alice, "/motd", "-- This server has no message...");
	client_say(&bob, "/quit good night\nnot said any more");
	client_expect(&bob, "-- Goodbye.");
	client_expect_end(&bob);
	client_expect(&alice, "-- bob left (good night)");
	static const char *const words[] = {"/quit", "/exit", "/BYE"};
	for (int i = 0; i < 3; i++) {
		client_close(&bob);
		client_join(&bob, &server, "bob");
		client_say(&bob, "%s", words[i]);
		client_expect(&bob, "-- Goodbye.");
		client_expect_end(&bob);
		client_await(&alice, " is bob now");
		client_expect(&alice, "-- bob left");
	}
	client_expect_nothing(&alice);
	end();
}
END_TEST

/* The names of all who are in the room, from wrapped lines; true for each that was there. */
static void read_names(struct client *client, bool *found, int most)
{
	int count = 0;
	client_expect(client, "-- %d people ... #lobby:", most);
	while (count < most) {
		const char *line = client_line(client);
		ck_assert_ptr_nonnull(line);
		ck_assert_msg(strncmp(line, "--   ", 5) == 0, "%s", line);
		ck_assert_msg(strlen(line) <= 80, "not wrapped: %s", line);
		for (const char *name = strstr(line, "person-"); name;
			name = strstr(name + 1, "person-")) {
			int number = atoi(name + 7);
			ck_assert_msg(number >= 0 && number < most && !found[number], "%s", line);
			found[number] = true;
			count++;
		}
	}
}

START_TEST(who_with_300_names)
{
	enum { COUNT = 300 };
	static struct client people[COUNT];
	bool found[COUNT] = {false};
	char name[32];
	server_start(&server, ARGUMENTS("--rate", "0"));
	for (int i = 0; i < COUNT; i++) {
		snprintf(name, sizeof name, "person-%03d", i);
		client_join(&people[i], &server, name);
	}
	client_sync(&people[0]);
	client_say(&people[0], "/who");
	read_names(&people[0], found, COUNT);
	client_expect_nothing(&people[0]);
	client_say(&people[1], "/part");
	client_await(&people[1], "-- You left #lobby");
	client_ask(&people[1], "/names", "!! you are in no room...");
	client_say(&people[1], "/users lobby");
	client_expect(&people[1], "-- 299 people ... #lobby:");
	client_sync(&people[1]);
	client_ask(&people[1], "/who #nowhere", "!! there is no room #nowhere...");
	client_say(&people[1], "/list");
	client_expect(&people[1], "--   #lobby                    299");
	client_expect(&people[1], "-- 1 room. ...");
	for (int i = 0; i < COUNT; i++)
		client_close(&people[i]);
	server_stop(&server);
}
END_TEST

/* Comings and goings are told in rooms up to 50 members, and in larger ones are not. */
START_TEST(announcements)
{
	static struct client people[51];
	struct client last;
	char joined[64];
	server_start(&server, NULL);
	for (int i = 0; i < 50; i++) {
		client_connect(&people[i], &server);
		client_greet(&people[i]);
	}
	for (int i = 1; i < 50; i++) {
		snprintf(joined, sizeof joined, "-- guest-%d joined", i + 1);
		client_expect(&people[0], "%s", joined);
	}
	client_expect_nothing(&people[0]);
	client_connect(&people[50], &server);
	client_greet(&people[50]);
	client_expect_nothing(&people[0]);
	client_connect(&last, &server);
	client_greet(&last);
	client_rename(&last, "newcomer");
	client_rename(&last, "renamed");
	client_expect(&people[0], "-- newcomer is renamed now");
	client_say(&last, "/quit");
	client_expect(&last, "-- Goodbye.");
	client_expect_end(&last);
	client_say(&people[50], "/quit of 51");
	client_await_end(&people[50]);
	client_expect_nothing(&people[0]);
	client_say(&people[49], "/quit of 50");
	client_await_end(&people[49]);
	client_expect(&people[0], "-- guest-50 left (of 50)");
	client_expect_nothing(&people[0]);
	server_stop(&server);
}
END_TEST

/* Who came unannounced also goes unannounced, however that happens. */
START_TEST(announcements_of_the_51st)
{
	static const char *const ways[] = {"/part why", "/join elsewhere", "/quit why"};
	static struct client people[50];
	struct client last;
	server_start(&server, NULL);
	for (int i = 0; i < 50; i++) {
		client_connect(&people[i], &server);
		client_greet(&people[i]);
	}
	client_sync(&people[0]);
	for (int i = 0; i < 3; i++) {
		client_connect(&last, &server);
		client_greet(&last);
		client_say(&last, "%s\n/quit", ways[i]);
		client_await_end(&last);
		client_close(&last);
		client_expect_nothing(&people[0]);
	}
	server_stop(&server);
}
END_TEST

int main(void)
{
	const TTest *const each[] = {help, unknown_words, nick, joining_and_parting, topic,
		topic_of_the_lobby, whois, list, motd_and_quit, who_with_300_names, announcements,
		announcements_of_the_51st, NULL};
	return run_tests("commands", each, NULL);
}
