/* Across the two doors: rooms are kept in order from both, and the limits are the same. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "irc.h"

#define FROM_PENNY ":penny!line@localhost "
#define FROM_IRIS ":iris!iris@localhost "

static struct server server;
static struct client penny, pete;
static struct irc iris, ivan;

static void line_comes(struct client *client, const char *name)
{
	client_connect(client, &server);
	client_say(client, "/nick %s", name); /* who speaks is greeted at once */
	client_greet(client);
	client_expect_named(client, name);
}

/* Two of each door; all are in #dev, of which the first one to come is operator. */
static void start(bool by_irc)
{
	server_start_at(&server, "127.0.0.1", NULL);
	line_comes(&penny, "penny");
	line_comes(&pete, "pete");
	irc_join(&iris, &server, "iris", NULL);
	irc_join(&ivan, &server, "ivan", NULL);
	if (by_irc)
		irc_enter(&iris, "#dev");
	client_say(&penny, "/join dev");
	client_sync(&penny);
	if (!by_irc)
		irc_enter(&iris, "#dev");
	irc_enter(&ivan, "#dev");
	client_say(&pete, "/join dev");
	client_sync(&pete);
	client_sync(&penny);
	irc_sync(&iris);
	irc_sync(&ivan);
}

static void end(void)
{
	client_sync(&penny);
	client_sync(&pete);
	irc_sync(&iris);
	irc_sync(&ivan);
	client_expect_nothing(&penny);
	client_expect_nothing(&pete);
	irc_expect_nothing(&iris);
	irc_expect_nothing(&ivan);
	server_stop(&server);
}

/* What she does, and what those at both doors are told of it. */
static void penny_does(const char *what, const char *deed, const char *message)
{
	char line[256];
	client_say(&penny, "%s", what);
	client_expect_own(&penny, deed);
	client_expect(&pete, "-- penny %s", deed);
	snprintf(line, sizeof line, FROM_PENNY "%s", message);
	irc_expect(&iris, "%s", line);
	irc_expect(&ivan, "%s", line);
}

static void iris_does(const char *message, const char *deed)
{
	irc_say(&iris, "%s", message);
	irc_expect(&iris, FROM_IRIS "%s", message);
	irc_expect(&ivan, FROM_IRIS "%s", message);
	client_expect(&penny, "-- iris %s", deed);
	client_expect(&pete, "-- iris %s", deed);
}

START_TEST(a_person_keeps_order)
{
	start(false);
	penny_does("/topic tea", "set the topic ... #dev: tea", "TOPIC #dev :tea");
	penny_does("/mode topic-locked", "let only operators ... topic ... #dev", "MODE #dev +t");
	irc_ask_numeric(&iris, "TOPIC #dev :mine", 482, "#dev :*");
	penny_does("/voice ivan", "gave ivan a voice ... #dev", "MODE #dev +v ivan");
	penny_does("/mode moderated", "made #dev moderated: ...", "MODE #dev +m");
	irc_ask_numeric(&iris, "PRIVMSG #dev :hello", 404, "#dev :*");
	irc_say(&ivan, "PRIVMSG #dev :hello");
	client_expect(&penny, "<ivan> hello");
	client_expect(&pete, "<ivan> hello");
	irc_expect(&iris, ":ivan!ivan@localhost PRIVMSG #dev :hello");
	client_ask(&pete, "hello", "!! only those ... voice ... #dev...");
	client_ask(&pete, "/topic mine", "!! only operators of #dev...");
	penny_does("/mode -moderated", "ended the moderation ... #dev: ...", "MODE #dev -m");
	penny_does("/mode key sesame", "gave #dev ... key sesame", "MODE #dev +k sesame");
	penny_does("/kick iris out", "put iris out ... #dev (out)", "KICK #dev iris :out");
	irc_ask_numeric(&iris, "JOIN #dev", 475, "#dev :*");
	irc_say(&iris, "JOIN #dev sesame");
	irc_await_numeric(&iris, 366);
	irc_expect(&ivan, FROM_IRIS "JOIN #dev");
	client_expect(&penny, "-- iris joined");
	client_expect(&pete, "-- iris joined");
	penny_does("/op iris", "made iris an operator ... #dev", "MODE #dev +o iris");
	penny_does("/mode limit 3", "limited #dev to 3 people", "MODE #dev +l 3");
	end();
}
END_TEST

START_TEST(a_person_bans)
{
	start(false);
	client_say(&penny, "/ban iris 10m for this");
	client_expect(&penny, "-- You have banned iris!*@* ... #dev...");
	client_expect(&penny, "-- You have put iris out ... #dev (for this)");
	client_expect(&pete, "-- penny banned iris!*@* ... #dev...");
	client_expect(&pete, "-- penny put iris out ... #dev (for this)");
	irc_expect(&ivan, FROM_PENNY "MODE #dev +b iris!*@*");
	irc_expect(&ivan, ":" IRC_SERVER " NOTICE #dev :The ban on iris!*@* is for 10 minutes");
	irc_expect(&ivan, FROM_PENNY "KICK #dev iris :for this");
	irc_expect(&iris, FROM_PENNY "MODE #dev +b iris!*@*");
	irc_expect(&iris, ":" IRC_SERVER " NOTICE #dev :The ban on iris!*@* is for 10 minutes");
	irc_expect(&iris, FROM_PENNY "KICK #dev iris :for this");
	irc_ask_numeric(&iris, "JOIN #dev", 474, "#dev :*");
	irc_say(&ivan, "MODE #dev b");
	irc_expect_numeric(&ivan, 367, "#dev iris!*@* penny *");
	irc_expect_numeric(&ivan, 368, "*");
	client_say(&penny, "/unban iris");
	client_expect(&penny, "-- You have lifted the ban ... iris!*@* ... #dev");
	client_expect(&pete, "-- penny lifted the ban ... iris!*@* ... #dev");
	irc_expect(&ivan, FROM_PENNY "MODE #dev -b iris!*@*");
	irc_enter(&iris, "#dev");
	end();
}
END_TEST

START_TEST(an_irc_client_keeps_order)
{
	start(true);
	iris_does("TOPIC #dev :cake", "set the topic ... #dev: cake");
	iris_does("MODE #dev +t", "let only operators ... topic ... #dev");
	client_ask(&penny, "/topic mine", "!! only operators of #dev...");
	iris_does("MODE #dev +m", "made #dev moderated: ...");
	client_ask(&penny, "/me waves", "!! only those ... voice ... #dev...");
	iris_does("MODE #dev +v penny", "gave penny a voice ... #dev");
	client_say(&penny, "hello");
	client_expect(&pete, "<penny> hello");
	irc_expect(&iris, FROM_PENNY "PRIVMSG #dev :hello");
	irc_expect(&ivan, FROM_PENNY "PRIVMSG #dev :hello");
	irc_say(&iris, "MODE #dev -mt+s");
	irc_expect(&iris, FROM_IRIS "MODE #dev -mt+s");
	irc_expect(&ivan, FROM_IRIS "MODE #dev -mt+s");
	client_expect(&penny, "-- iris ended the moderation ... #dev: ...");
	client_expect(&penny, "-- iris let everyone ... topic ... #dev");
	client_expect(&penny, "-- iris made #dev secret");
	client_expect(&pete, "-- iris ended the moderation ... #dev: ...");
	client_expect(&pete, "-- iris let everyone ... topic ... #dev");
	client_expect(&pete, "-- iris made #dev secret");
	iris_does("MODE #dev +o penny", "made penny an operator ... #dev");
	penny_does("/deop iris", "made iris no operator ... #dev...", "MODE #dev -o iris");
	irc_ask_numeric(&iris, "KICK #dev pete :no", 482, "#dev :*");
	end();
}
END_TEST

START_TEST(an_irc_client_bans_and_invites)
{
	start(true);
	iris_does("MODE #dev +b penny!*@*", "banned penny!*@* from #dev");
	client_ask(&penny, "hello", "!! you are banned ... #dev, so nobody there was told...");
	irc_say(&iris, "KICK #dev penny :be off");
	irc_expect(&iris, FROM_IRIS "KICK #dev penny :be off");
	client_expect(&penny, "-- iris put you out ... #dev (be off)...");
	client_expect(&pete, "-- iris put penny out ... #dev (be off)");
	client_ask(&penny, "/join dev", "!! you are banned ... #dev...");
	irc_expect(&ivan, FROM_IRIS "KICK #dev penny :be off");
	irc_say(&iris, "MODE #dev -b+i penny!*@*");
	client_expect(&pete, "-- iris lifted the ban ... penny!*@* ... #dev");
	client_expect(&pete, "-- iris made #dev ... invited");
	irc_expect(&iris, FROM_IRIS "MODE #dev -b+i penny!*@*");
	irc_expect(&ivan, FROM_IRIS "MODE #dev -b+i penny!*@*");
	client_ask(&penny, "/join dev", "!! #dev is for those ... invited...");
	irc_ask_numeric(&iris, "INVITE penny #dev", 341, "penny #dev");
	client_expect(&penny, "-- iris asks you ... #dev. ...");
	client_say(&penny, "/join dev");
	client_expect(&penny, "-- You are in #dev now, with ...");
	client_sync(&penny);
	end();
}
END_TEST

/* What comes faster than it may is read later; nothing is lost, and one is told once. */
START_TEST(too_fast)
{
	server_start_at(&server, "127.0.0.1", ARGUMENTS("--rate", "50", "--burst", "10"));
	line_comes(&penny, "penny");
	irc_join(&iris, &server, "iris", NULL);
	irc_enter(&iris, "#lobby");
	client_sync(&penny);
	for (int i = 0; i < 60; i++)
		irc_say(&iris, "PRIVMSG #lobby :line %d", i);
	for (int i = 0; i < 60; i++)
		client_expect(&penny, "<iris> line %d", i);
	irc_expect(
		&iris, ":" IRC_SERVER " NOTICE * :You are sending faster than 50 lines a second*");
	irc_expect_nothing(&iris);
	server_stop(&server);
}
END_TEST

START_TEST(too_slow)
{
	struct irc stuck;
	char text[400];
	bool gone = false;
	server_start_at(&server, "127.0.0.1",
		ARGUMENTS("--rate", "0", "--send-queue", "65536", "--slow-queue", "65536",
			"--slow-seconds", "1"));
	line_comes(&penny, "penny");
	irc_join(&iris, &server, "iris", NULL);
	irc_enter(&iris, "#lobby");
	irc_join(&stuck, &server, "stuck", NULL);
	irc_enter(&stuck, "#lobby");
	memset(text, 'x', sizeof text);
	for (int round = 0; !gone; round++) {
		const char *line;
		must(round < 5000, "stuck has not been closed");
		for (int i = 0; i < 50; i++)
			client_say(&penny, "%.400s", text);
		client_sync(&penny);
		irc_say(&iris, "PING round");
		while ((line = irc_line(&iris)) && !strstr(line, " PONG "))
			gone |= strcmp(line, ":stuck!stuck@localhost QUIT :too slow") == 0;
	}
	char last[64] = "";
	stuck.client.check = client_any_line; /* a line may end where it was told */
	for (const char *line; (line = irc_line(&stuck));)
		snprintf(last, sizeof last, "%s", line);
	must(irc_like(last, "ERROR :Closing link: you have not read *"), "last: %s", last);
	server_stop(&server);
}
END_TEST

int main(void)
{
	const TTest *const each[] = {a_person_keeps_order, a_person_bans, an_irc_client_keeps_order,
		an_irc_client_bans_and_invites, too_fast, too_slow, NULL};
	return run_tests("irc and line rooms", each, NULL);
}
