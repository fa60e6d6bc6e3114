/* Keeping a room in order: who may do what, and what all of them are told. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"

static struct server server;
static struct client alice, bob, carol;

/* Alice has made #dev, and Bob and Carol have come. */
static void start(void)
{
	server_start(&server, NULL);
	client_join(&alice, &server, "alice");
	client_enter(&alice, "dev", "nobody else");
	client_join(&bob, &server, "bob");
	client_enter(&bob, "dev", "alice");
	client_join(&carol, &server, "carol");
	client_enter(&carol, "dev", "alice and bob");
	client_sync(&carol);
	client_sync(&alice);
	client_sync(&bob);
}

static void end(void)
{
	client_sync(&alice);
	client_sync(&bob);
	client_sync(&carol);
	client_expect_nothing(&alice);
	client_expect_nothing(&bob);
	client_expect_nothing(&carol);
	client_close(&alice);
	client_close(&bob);
	client_close(&carol);
	server_stop(&server);
}

/* Alice does something, and the others read of it. */
static void alice_does(const char *what, const char *deed)
{
	client_say(&alice, "%s", what);
	client_expect_own(&alice, deed);
	client_expect(&bob, "-- alice %s", deed);
	client_expect(&carol, "-- alice %s", deed);
}

START_TEST(putting_out)
{
	start();
	client_say(&alice, "before");
	client_ask(&alice, "/kick bob enough now", "-- You have put bob out ... #dev (enough now)");
	client_say(&alice, "behind");
	client_expect(&bob, "<alice> before");
	client_expect(&bob, "-- alice put you out ... #dev (enough now)...");
	client_expect(&carol, "<alice> before");
	client_expect(&carol, "-- alice put bob out ... #dev (enough now)");
	client_expect(&carol, "<alice> behind");
	client_sync(&alice);
	client_sync(&bob);
	client_expect_nothing(&bob);
	client_ask(&bob, "hello", "!! you are in no room...");
	client_ask(&alice, "/kick bob", "!! bob is not in #dev...");
	client_enter(&bob, "dev", "alice and carol");
	client_expect(&alice, "-- bob joined");
	client_expect(&carol, "-- bob joined");
	client_ask(&bob, "/kick carol", "!! only operators of #dev...");
	client_ask(&alice, "/kick alice", "-- You have put yourself out ... #dev. ...");
	client_expect(&bob, "-- alice put alice out ... #dev");
	client_expect(&carol, "-- alice put alice out ... #dev");
	end();
}
END_TEST

START_TEST(banning)
{
	start();
	client_ask(&alice, "/ban bob 10m calm down",
		"-- You have banned bob!*@* ... #dev for 10 minutes");
	client_expect(&alice, "-- You have put bob out ... #dev (calm down)");
	client_expect(&bob, "-- alice banned bob!*@* ... #dev for 10 minutes");
	client_expect(&bob, "-- alice put you out ... #dev (calm down)...");
	client_expect(&carol, "-- alice banned bob!*@* ... #dev for 10 minutes");
	client_expect(&carol, "-- alice put bob out ... #dev (calm down)");
	client_ask(&bob, "/join dev", "!! you are banned ... #dev (calm down)...");
	client_say(&carol, "/banlist");
	client_expect(&carol, "--   bob (bob!*@*) by alice ...");
	client_expect(&carol, "-- 1 ban. ...");
	client_ask(&carol, "/unban bob", "!! only operators of #dev...");
	client_ask(&alice, "/unban nobody", "!! nobody is not banned...");
	client_ask(&alice, "/unban BOB", "-- You have lifted the ban ... bob!*@* ... #dev");
	client_expect(&carol, "-- alice lifted the ban ... bob!*@* ... #dev");
	client_ask(&alice, "/banlist", "-- Nobody is banned ... #dev.");
	client_enter(&bob, "dev", "alice and carol");
	client_expect(&alice, "-- bob joined");
	client_expect(&carol, "-- bob joined");
	alice_does("/ban *!*@*.example", "banned *!*@*.example from #dev");
	client_ask(&alice, "/ban alice", "!! that is you");
	end();
}
END_TEST

START_TEST(a_ban_ends_by_itself)
{
	start();
	client_say(&alice, "/ban bob 1s");
	client_await(&alice, "-- You have put bob out ... #dev (banned)");
	client_await(&alice, "-- The server lifted the ban ... bob!*@* ... #dev");
	client_await(&carol, "-- The server lifted the ban ... bob!*@* ... #dev");
	client_await(&bob, "-- alice put you out ... #dev (banned)...");
	client_enter(&bob, "dev", "alice and carol");
	client_expect(&alice, "-- bob joined");
	client_expect(&carol, "-- bob joined");
	end();
}
END_TEST

START_TEST(operators)
{
	start();
	client_ask(&bob, "/op bob", "!! only operators of #dev...");
	alice_does("/voice carol", "gave carol a voice ... #dev");
	client_say(&carol, "/who");
	client_expect(&carol, "-- 3 people ... #dev:");
	client_expect(&carol, "--   @alice, bob, +carol");
	alice_does("/op bob", "made bob an operator ... #dev");
	client_ask(&alice, "/op bob", "!! nothing was changed...");
	client_ask(&bob, "/deop alice", "-- You have made alice no operator ... #dev...");
	client_expect(&alice, "-- bob made alice no operator ... #dev...");
	client_expect(&carol, "-- bob made alice no operator ... #dev...");
	client_ask(&alice, "/kick carol", "!! only operators of #dev...");
	client_ask(&bob, "/op nobody", "!! nobody ... called nobody...");
	client_say(&carol, "/who");
	client_expect(&carol, "-- 3 people ... #dev:");
	client_expect(&carol, "--   alice, @bob, +carol");
	end();
}
END_TEST

START_TEST(nobody_runs_the_lobby)
{
	server_start(&server, NULL);
	client_join(&alice, &server, "alice");
	client_ask(&alice, "/mode", "-- #lobby is set to: members-only");
	client_ask(&alice, "/mode secret", "!! only operators of #lobby...");
	client_ask(&alice, "/kick alice", "!! only operators of #lobby...");
	client_ask(&alice, "/oper root secret", "!! this server has no operators...");
	client_close(&alice);
	server_stop(&server);
}
END_TEST

START_TEST(a_moderated_room)
{
	start();
	alice_does("/mode moderated", "made #dev moderated: ...");
	client_ask(&bob, "hello", "!! only those ... voice ... #dev...");
	client_ask(&bob, "/me waves", "!! only those ... voice ... #dev...");
	alice_does("/voice bob", "gave bob a voice ... #dev");
	client_say(&bob, "thanks");
	client_expect(&alice, "<bob> thanks");
	client_expect(&carol, "<bob> thanks");
	alice_does("/devoice bob", "took bob's voice ... #dev");
	client_say(&bob, "hello?");
	client_expect(&bob, "!! only those with a voice...");
	alice_does("/mode -moderated", "ended the moderation ... #dev: ...");
	client_say(&bob, "hello");
	client_expect(&alice, "<bob> hello");
	client_expect(&carol, "<bob> hello");
	end();
}
END_TEST

START_TEST(a_secret_room)
{
	struct client dave;
	start();
	client_join(&dave, &server, "dave");
	alice_does("/mode secret", "made #dev secret");
	client_say(&dave, "/list");
	client_expect(&dave, "--   #lobby                      1");
	client_expect(&dave, "-- 1 room. ...");
	client_ask(&dave, "/who dev", "!! there is no room #dev...");
	client_say(&dave, "/whois bob");
	client_expect(&dave, "-- bob is in no room, came ...");
	client_say(&carol, "/list");
	client_expect(&carol, "--   #dev                        3");
	client_expect(&carol, "--   #lobby                      1");
	client_expect(&carol, "-- 2 rooms. ...");
	client_say(&carol, "/whois bob");
	client_expect(&carol, "-- bob is in #dev, came ...");
	client_close(&dave);
	end();
}
END_TEST

START_TEST(a_key_and_a_limit)
{
	start();
	alice_does("/mode key hush", "gave #dev ... key hush");
	client_ask(&alice, "/mode", "-- #dev is set to: members-only, key hush");
	client_ask(&carol, "/mode", "-- #dev is set to: members-only, key");
	client_ask(&carol, "/part", "-- You left #dev ... no room...");
	client_expect(&alice, "-- carol left");
	client_expect(&bob, "-- carol left");
	client_ask(&carol, "/join dev", "!! #dev wants a key: ...");
	client_say(&carol, "/join dev hush");
	client_expect_inside(&carol, "dev", "alice and bob");
	client_expect(&alice, "-- carol joined");
	client_expect(&bob, "-- carol joined");
	alice_does("/mode -key", "took the key ... #dev");
	alice_does("/mode limit 2", "limited #dev to 2 people");
	client_enter(&carol, "lobby", "nobody else");
	client_expect(&alice, "-- carol left");
	client_expect(&bob, "-- carol left");
	client_ask(&carol, "/join dev", "!! #dev is full...");
	client_ask(&alice, "/mode limit many", "!! a limit is a number...");
	client_ask(&alice, "/mode secrte", "!! there is no mode secrte...");
	end();
}
END_TEST

START_TEST(a_room_for_the_invited)
{
	start();
	alice_does("/mode invite-only", "made #dev ... invited");
	client_enter(&carol, "lobby", "nobody else");
	client_expect(&alice, "-- carol left");
	client_expect(&bob, "-- carol left");
	client_ask(&carol, "/join dev", "!! #dev is for those ... invited...");
	client_ask(&bob, "/invite carol", "!! only operators of #dev...");
	client_ask(&alice, "/invite carol", "-- You asked carol ... #dev.");
	client_expect(&carol, "-- alice asks you ... #dev. ...");
	client_enter(&carol, "dev", "alice and bob");
	client_expect(&alice, "-- carol joined");
	client_expect(&bob, "-- carol joined");
	client_ask(&alice, "/invite carol", "!! carol is in #dev already");
	alice_does("/mode topic-locked", "let only operators ... topic ... #dev");
	client_ask(&bob, "/topic tea", "!! only operators of #dev...");
	end();
}
END_TEST

/* Whether a line of the help begins so. */
static bool help_has(struct client *client, const char *start_of_line)
{
	bool found = false;
	const char *line;
	client_say(client, "/help");
	while ((line = client_line(client)) && strncmp(line, "-- /help COMMAND", 16) != 0)
		found |= strncmp(line, start_of_line, strlen(start_of_line)) == 0;
	ck_assert_ptr_nonnull(line);
	return found;
}

START_TEST(help)
{
	static const char *const words[] = {
		"kick", "ban", "unban", "op", "deop", "voice", "devoice"};
	char line[32];
	start();
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		snprintf(line, sizeof line, "--   /%s ", words[i]);
		ck_assert_msg(help_has(&alice, line), "%s", line);
		ck_assert_msg(!help_has(&bob, line), "%s", line);
	}
	ck_assert(help_has(&bob, "--   /mode "));
	ck_assert(!help_has(&alice, "--   /oper "));
	alice_does("/op bob", "made bob an operator ... #dev");
	ck_assert(help_has(&bob, "--   /kick "));
	client_ask(&carol, "/help ban", "--   /ban NAME [10m] [WHY]");
	client_await(&carol, "/ban bob 10m calm down"); /* an example */
	end();
}
END_TEST

/* All are put out at once, again and again, while all talk: each is told of its own, and none is in
 * the room twice. */
START_TEST(many_are_put_out_and_come_back)
{
	struct client crowd[12];
	start();
	for (int i = 0; i < 12; i++) {
		char name[16];
		snprintf(name, sizeof name, "p%d", i);
		client_join(&crowd[i], &server, name);
		client_say(&crowd[i], "/join dev");
		client_await(&crowd[i], "-- You are in #dev now");
	}
	for (int turn = 0; turn < 5; turn++) {
		for (int i = 0; i < 12; i++)
			client_say(&crowd[i], "turn %d", turn);
		for (int i = 0; i < 12; i++)
			client_say(&alice, "/kick p%d turn %d", i, turn);
		for (int i = 0; i < 12; i++) {
			char wanted[64];
			snprintf(wanted, sizeof wanted, "-- alice put you out ... #dev (turn %d)",
				turn);
			client_await(&crowd[i], wanted);
			client_say(&crowd[i], "/join dev");
			client_await(&crowd[i], "-- You are in #dev now");
		}
	}
	client_say(&alice, "/who");
	client_await(&alice, "-- 15 people ... #dev:");
	for (int i = 0; i < 12; i++)
		client_close(&crowd[i]);
	client_close(&alice);
	client_close(&bob);
	client_close(&carol);
	server_stop(&server);
}
END_TEST

int main(void)
{
	const TTest *const each[] = {putting_out, banning, a_ban_ends_by_itself, operators,
		nobody_runs_the_lobby, a_moderated_room, a_secret_room, a_key_and_a_limit,
		a_room_for_the_invited, help, many_are_put_out_and_come_back, NULL};
	return run_tests("moderation", each, NULL);
}
