/* Talking: in the room, to one person, and who does not hear it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"

#define SEND(client, text) client_send((client), (text), sizeof(text) - 1)

/* Alice, Bob and Carol are in the lobby and have read who came. */
struct party {
	struct server server;
	struct client alice, bob, carol;
};

static void sync_all(struct party *party)
{
	client_sync(&party->alice);
	client_sync(&party->bob);
	client_sync(&party->carol);
}

static void party_start(struct party *party)
{
	server_start(&party->server, NULL);
	client_join(&party->alice, &party->server, "alice");
	client_join(&party->bob, &party->server, "bob");
	client_join(&party->carol, &party->server, "carol");
	sync_all(party);
}

static void party_end(struct party *party)
{
	client_close(&party->alice);
	client_close(&party->bob);
	client_close(&party->carol);
	server_stop(&party->server);
}

/* Nothing has come for anybody. Carol's questions come last of those that could cause something. */
static void expect_nothing(struct party *party)
{
	client_expect_nothing(&party->alice);
	client_expect_nothing(&party->bob);
	client_expect_nothing(&party->carol);
	client_expect_nothing(&party->alice);
}

START_TEST(greeting)
{
	struct server server;
	struct client client[12];
	server_start(&server, ARGUMENTS("--name", "The Pub"));
	client_connect(&client[0], &server);
	client_expect(
		&client[0], "-- Welcome to The Pub. ... guest-1 ... #lobby, with nobody else.");
	client_expect(&client[0], "-- Type a line to say it. ...");
	for (int i = 1; i < 12; i++) {
		client_connect(&client[i], &server);
		client_expect(&client[i], "-- Welcome to The Pub. You are guest-...");
	}
	client_connect(&client[1], &server);
	const char *line = client_line(&client[1]);
	ck_assert_ptr_nonnull(line);
	ck_assert_msg(strstr(line, "You are guest-13 in #lobby, with guest-") != NULL, "%s", line);
	ck_assert_msg(strstr(line, " and 4 more.") != NULL, "%s", line);
	server_stop(&server);
}
END_TEST

START_TEST(room_lines)
{
	struct party party;
	party_start(&party);
	client_say(&party.alice, "hello");
	client_expect(&party.bob, "<alice> hello");
	client_expect(&party.carol, "<alice> hello");
	client_say(&party.alice, "/me waves");
	client_expect(&party.bob, "* alice waves");
	client_say(&party.alice, "  two  blanks\tand a tab  ");
	client_expect(&party.bob, "<alice>   two  blanks\tand a tab  ");
	client_expect(&party.carol, "* alice waves");
	client_expect(&party.carol, "<alice>   two  blanks\tand a tab  ");
	expect_nothing(&party); /* nor an echo */
	party_end(&party);
}
END_TEST

START_TEST(endings_of_lines)
{
	struct party party;
	party_start(&party);
	SEND(&party.alice, "one\r\ntwo\nthree\r");
	client_expect(&party.bob, "<alice> one");
	client_expect(&party.bob, "<alice> two");
	SEND(&party.alice, "\n\n\r\n  \t\nfour\n");
	client_expect(&party.bob, "<alice> three");
	client_expect(&party.bob, "<alice> four");
	SEND(&party.alice, "a\rb\r\r\n");
	client_expect(&party.bob, "<alice> a\uFFFDb\uFFFD");
	client_sync(&party.carol);
	expect_nothing(&party);
	party_end(&party);
}
END_TEST

START_TEST(slashes)
{
	struct party party;
	party_start(&party);
	client_say(&party.alice, "//quit is a command");
	client_expect(&party.bob, "<alice> /quit is a command");
	client_say(&party.alice, "///");
	client_expect(&party.bob, "<alice> //");
	client_say(&party.alice, " /quit with a blank before it");
	client_expect(&party.alice, "!! this was not said, ... command /quit: ...");
	client_say(&party.alice, "/say  /quit with a blank before it");
	client_expect(&party.bob, "<alice> /quit with a blank before it");
	client_sync(&party.carol);
	expect_nothing(&party);
	party_end(&party);
}
END_TEST

/* What a password may be in is not said, and not repeated to who typed it either. */
START_TEST(slips)
{
	static const char *const mistyped[] = {"oper alice hunter2", " /oper alice hunter2",
		"/ oper alice hunter2", "hel/oper alice hunter2", "pass hunter2",
		"msg NickServ identify hunter2", "//oper alice hunter2", "/opre alice hunter2",
		"/ns identify hunter2", "help", "quit", "nick alicia", NULL};
	struct party party;
	party_start(&party);
	for (const char *const *slip = mistyped; *slip; slip++) {
		client_say(&party.alice, "%s", *slip);
		const char *line = client_line(&party.alice);
		must(strncmp(line, "!! ", 3) == 0 && !strstr(line, "hunter2"), "%s: %s", *slip,
			line);
	}
	client_sync(&party.alice);
	client_expect_nothing(&party.bob);
	client_say(&party.alice, "/say oper alice hunter2");
	client_expect(&party.bob, "<alice> oper alice hunter2");
	client_expect(&party.carol, "<alice> oper alice hunter2");
	expect_nothing(&party);
	party_end(&party);
}
END_TEST

START_TEST(private_lines)
{
	struct party party;
	party_start(&party);
	client_ask(&party.alice, "/msg bob a secret", "[to bob] a secret");
	client_expect(&party.bob, "[alice] a secret");
	client_ask(&party.alice, "/TELL BOB  another", "[to bob] another");
	client_expect(&party.bob, "[alice] another");
	client_ask(&party.bob, "/reply what?", "[to alice] what?");
	client_expect(&party.alice, "[bob] what?");
	client_ask(&party.alice, "/r nothing", "[to bob] nothing");
	client_expect(&party.bob, "[alice] nothing");
	client_ask(&party.alice, "/w carol /quit", "[to carol] /quit");
	client_expect(&party.carol, "[alice] /quit");
	client_ask(&party.alice, "/msg dave hi", "!! nobody ... called dave...");
	client_ask(&party.alice, "/msg bob", "!! type it ... /msg NAME TEXT");
	client_ask(&party.alice, "/msg", "!! type it ... /msg NAME TEXT");
	client_ask(&party.alice, "/msg alice hi", "!! that is you");
	expect_nothing(&party);
	party_end(&party);
}
END_TEST

/* What is for one alone may be longer than a block of its feed. */
START_TEST(long_private_lines)
{
	static const int lengths[] = {400, 470, 500, 1000, 2000, 4000};
	struct party party;
	char text[4001];
	party_start(&party);
	for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
		for (int j = 0; j < lengths[i]; j++)
			text[j] = (char)('a' + j % 26);
		text[lengths[i]] = '\0';
		client_say(&party.alice, "/msg bob %s", text);
		client_expect(&party.alice, "[to bob] %s", text);
		client_expect(&party.bob, "[alice] %s", text);
		client_say(&party.alice, "%s", text);
		client_expect(&party.carol, "<alice> %s", text);
		client_expect(&party.bob, "<alice> %s", text);
	}
	expect_nothing(&party);
	party_end(&party);
}
END_TEST

START_TEST(reply_goes_to_the_person)
{
	struct party party;
	party_start(&party);
	client_ask(&party.carol, "/reply who?", "!! nobody has sent you a private message yet...");
	client_ask(&party.alice, "/msg bob hi", "[to bob] hi");
	client_expect(&party.bob, "[alice] hi");
	client_rename(&party.alice, "alicia");
	client_expect(&party.bob, "-- alice is alicia now");
	client_expect(&party.carol, "-- alice is alicia now");
	client_rename(&party.carol, "alice");
	client_expect(&party.bob, "-- carol is alice now");
	client_say(&party.bob, "/reply for the first alice only");
	client_expect(&party.bob, "!! alice, who wrote to you, is gone or has another name...");
	client_expect(&party.alice, "-- carol is alice now");
	expect_nothing(&party);
	party_end(&party);
}
END_TEST

START_TEST(ignoring)
{
	struct party party;
	party_start(&party);
	client_ask(&party.bob, "/ignore", "-- You ignore nobody.");
	client_ask(&party.bob, "/ignore Alice", "-- You no longer see ... alice says...");
	client_say(&party.alice, "not for bob");
	client_say(&party.alice, "/me neither");
	client_ask(&party.alice, "/msg bob nor this", "!! bob ignores you...");
	client_expect(&party.carol, "<alice> not for bob");
	client_expect(&party.carol, "* alice neither");
	client_say(&party.carol, "for all");
	client_expect(&party.bob, "<carol> for all");
	client_expect(&party.alice, "<carol> for all");
	expect_nothing(&party);
	party_end(&party);
}
END_TEST

START_TEST(ignoring_survives_a_new_name)
{
	struct party party;
	party_start(&party);
	client_ask(&party.bob, "/ignore alice", "-- You no longer see ... alice says...");
	client_rename(&party.alice, "malice");
	client_expect(&party.carol, "-- alice is malice now");
	client_say(&party.alice, "hidden still");
	client_expect(&party.carol, "<malice> hidden still");
	client_ask(&party.alice, "/msg bob hey", "!! bob ignores you...");
	client_enter(&party.alice, "away", "nobody else");
	client_expect(&party.carol, "-- malice left");
	client_rename(&party.alice, "eve");
	client_say(&party.alice, "/join lobby");
	client_expect(&party.alice, "-- You are in #lobby now, with ...");
	client_expect(&party.carol, "-- eve joined");
	client_say(&party.alice, "and still");
	client_expect(&party.carol, "<eve> and still");
	client_ask(&party.alice, "/msg bob hey", "!! bob ignores you...");
	client_sync(&party.bob);
	client_say(&party.bob, "/unignore alice");
	const char *answer = client_line(&party.bob);
	ck_assert_msg(strncmp(answer, "!! ", 3) == 0 || strncmp(answer, "-- You see", 10) == 0,
		"%s", answer);
	party_end(&party);
}
END_TEST

START_TEST(unignoring)
{
	struct party party;
	party_start(&party);
	client_ask(&party.bob, "/ignore alice", "-- You no longer see ... alice says...");
	client_ask(&party.bob, "/ignore", "-- You ignore these:");
	client_expect(&party.bob, "--   alice");
	client_ask(&party.bob, "/unignore carol", "!! you do not ignore carol...");
	client_ask(&party.bob, "/unignore ALICE", "-- You see ... ALICE ... again.");
	client_say(&party.alice, "hello again");
	client_expect(&party.bob, "<alice> hello again");
	client_expect(&party.carol, "<alice> hello again");
	client_ask(&party.bob, "/ignore bob", "!! that is you");
	client_ask(&party.bob, "/ignore dave", "!! nobody ... called dave...");
	expect_nothing(&party);
	party_end(&party);
}
END_TEST

/* What is for one alone never overtakes what the room said before it, nor the other way. */
START_TEST(private_and_room_lines_keep_their_order)
{
	struct party party;
	party_start(&party);
	for (int i = 0; i < 20; i++)
		client_say(&party.alice, "room %d\n/msg bob private %d", i, i);
	for (int i = 0; i < 20; i++) {
		client_expect(&party.bob, "<alice> room %d", i);
		client_expect(&party.bob, "[alice] private %d", i);
		client_expect(&party.carol, "<alice> room %d", i);
		client_expect(&party.alice, "[to bob] private %d", i);
	}
	expect_nothing(&party);
	party_end(&party);
}
END_TEST

START_TEST(away_is_told_to_who_writes)
{
	struct party party;
	party_start(&party);
	client_ask(&party.bob, "/away at lunch", "-- You ... away: at lunch");
	client_ask(&party.alice, "/msg bob there?", "[to bob] there?");
	client_expect(&party.alice, "-- bob is away: at lunch");
	client_expect(&party.bob, "[alice] there?");
	client_ask(&party.bob, "/away", "-- You are back.");
	client_ask(&party.alice, "/msg bob now?", "[to bob] now?");
	client_expect(&party.bob, "[alice] now?");
	client_ask(&party.bob, "/away", "-- You are away.");
	client_ask(&party.alice, "/msg bob again?", "[to bob] again?");
	client_expect(&party.alice, "-- bob is away.");
	client_expect(&party.bob, "[alice] again?");
	expect_nothing(&party);
	party_end(&party);
}
END_TEST

START_TEST(rooms_do_not_hear_each_other)
{
	struct party party;
	party_start(&party);
	client_enter(&party.alice, "tea", "nobody else");
	client_expect(&party.bob, "-- alice left");
	client_expect(&party.carol, "-- alice left");
	client_say(&party.bob, "/j #TEA");
	client_expect_inside(&party.bob, "tea", "alice");
	client_expect(&party.alice, "-- bob joined");
	client_expect(&party.carol, "-- bob left");
	client_say(&party.alice, "in the tea room");
	client_expect(&party.bob, "<alice> in the tea room");
	client_say(&party.carol, "in the lobby");
	client_ask(&party.carol, "/msg bob across", "[to bob] across");
	client_expect(&party.bob, "[carol] across");
	expect_nothing(&party);
	party_end(&party);
}
END_TEST

int main(void)
{
	const TTest *const each[] = {greeting, room_lines, endings_of_lines, slashes, slips,
		private_lines, long_private_lines, reply_goes_to_the_person, ignoring,
		ignoring_survives_a_new_name, unignoring, private_and_room_lines_keep_their_order,
		away_is_told_to_who_writes, rooms_do_not_hear_each_other, NULL};
	return run_tests("talk", each, NULL);
}
