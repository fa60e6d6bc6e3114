/* Rooms by the IRC door: JOIN, PART, TOPIC, NAMES, INVITE, KICK. */
#include <stdio.h>
#include <string.h>

#include "irc.h"

START_TEST(joining_is_told_in_order)
{
	struct irc_scene scene;
	irc_scene_start(&scene, NULL, false);
	irc_ask(&scene.alice, "TOPIC #room :of things", ":alice!alice@* TOPIC #room :of things");
	irc_ask(&scene.bob, "JOIN #ROOM", ":bob!bob@* JOIN #room");
	irc_expect_numeric(&scene.bob, 332, "#room :of things");
	irc_expect_numeric(&scene.bob, 333, "#room alice 1*");
	irc_expect_numeric(&scene.bob, 353, "= #room :@alice bob");
	irc_expect_numeric(&scene.bob, 366, "#room :*");
	irc_expect(&scene.alice, ":bob!bob@* JOIN #room");
	irc_say(&scene.bob, "JOIN #room");
	irc_say(&scene.bob, "JOIN #rOOm");
	irc_scene_end(&scene);
}
END_TEST

START_TEST(who_makes_a_room_is_its_operator)
{
	struct irc_scene scene;
	irc_scene_start(&scene, NULL, true);
	irc_ask(&scene.bob, "JOIN #new,#room,,#other", ":bob!bob@* JOIN #new");
	irc_expect_numeric(&scene.bob, 353, "= #new :@bob");
	irc_expect_numeric(&scene.bob, 366, "#new :*");
	irc_expect(&scene.bob, ":bob!bob@* JOIN #other");
	irc_await_numeric(&scene.bob, 366);
	irc_ask(&scene.bob, "JOIN 0", ":bob!bob@* PART #other");
	irc_expect(&scene.bob, ":bob!bob@* PART #new");
	irc_expect(&scene.bob, ":bob!bob@* PART #room");
	irc_expect(&scene.alice, ":bob!bob@* PART #room");
	irc_ask(&scene.alice, "JOIN #new", ":alice!alice@* JOIN #new");
	irc_expect_numeric(&scene.alice, 353, "= #new :@alice");
	irc_await_numeric(&scene.alice, 366);
	irc_scene_end(&scene);
}
END_TEST

START_TEST(bad_joins_are_refused)
{
	struct irc_scene scene;
	irc_scene_start(&scene, NULL, false);
	irc_ask_numeric(&scene.bob, "JOIN", 461, "JOIN :*");
	irc_ask_numeric(&scene.bob, "JOIN :", 461, "JOIN :*");
	irc_ask_numeric(&scene.bob, "JOIN ,", 461, "JOIN :*");
	irc_ask_numeric(&scene.bob, "JOIN room", 403, "room :*");
	irc_ask_numeric(&scene.bob, "JOIN #", 403, "# :*");
	irc_ask_numeric(&scene.bob, "JOIN :#a b", 403, "* :*");
	irc_ask_numeric(&scene.bob, "JOIN &local", 403, "&local :*");
	for (int i = 0; i < 10; i++)
		irc_say(&scene.bob, "JOIN #%d0,#%d1,#%d2,#%d3,#%d4,#%d5,#%d6,#%d7,#%d8,#%d9", i, i,
			i, i, i, i, i, i, i, i);
	irc_sync(&scene.bob);
	irc_ask_numeric(&scene.bob, "JOIN #room", 405, "#room :*");
	irc_scene_end(&scene);
}
END_TEST

START_TEST(keys_belong_to_rooms_by_their_place)
{
	struct irc_scene scene;
	irc_scene_start(&scene, NULL, false);
	irc_enter(&scene.alice, "#one");
	irc_enter(&scene.alice, "#two");
	irc_ask(&scene.alice, "MODE #one +k first", ":alice!alice@* MODE #one +k first");
	irc_ask(&scene.alice, "MODE #two +k second", ":alice!alice@* MODE #two +k second");
	irc_ask_numeric(&scene.bob, "JOIN #one", 475, "#one :*");
	irc_ask_numeric(&scene.bob, "JOIN #one,#two second", 475, "#one :*");
	irc_expect_numeric(&scene.bob, 475, "#two :*");
	irc_ask(&scene.bob, "JOIN #room,#two ,second", ":bob!bob@* JOIN #room");
	irc_await_numeric(&scene.bob, 366);
	irc_expect(&scene.bob, ":bob!bob@* JOIN #two");
	irc_await_numeric(&scene.bob, 366);
	irc_ask(&scene.bob, "JOIN #two,#one x,first", ":bob!bob@* JOIN #one");
	irc_await_numeric(&scene.bob, 366);
	irc_sync(&scene.alice);
	irc_scene_end(&scene);
}
END_TEST

START_TEST(rooms_keep_people_out)
{
	struct irc_scene scene;
	irc_scene_start(&scene, NULL, false);
	irc_ask(&scene.alice, "MODE #room +l 1", ":* MODE #room +l 1");
	irc_ask_numeric(&scene.bob, "JOIN #room", 471, "#room :*");
	irc_ask(&scene.alice, "MODE #room -l+i", ":* MODE #room -l+i");
	irc_ask_numeric(&scene.bob, "JOIN #room", 473, "#room :*");
	irc_ask(&scene.alice, "MODE #room -i+b *!*bob@*", ":* MODE #room -i+b *!*bob@*");
	irc_ask_numeric(&scene.bob, "JOIN #room", 474, "#room :*");
	irc_ask(&scene.alice, "MODE #room +e BOB", ":* MODE #room +e BOB!*@*");
	irc_enter(&scene.bob, "#room");
	irc_expect(&scene.alice, ":bob!bob@* JOIN #room");
	irc_ask(&scene.bob, "PART #room", ":bob!bob@* PART #room");
	irc_expect(&scene.alice, ":bob!bob@* PART #room");
	irc_ask(&scene.alice, "MODE #room -b+iI *!*bob@* bob!*@*",
		":* MODE #room -b+iI *!*bob@* bob!*@*");
	irc_enter(&scene.bob, "#room");
	irc_expect(&scene.alice, ":bob!bob@* JOIN #room");
	irc_scene_end(&scene);
}
END_TEST

START_TEST(extended_joins_carry_the_real_name)
{
	struct irc_scene scene;
	irc_scene_start(&scene, "extended-join", false);
	irc_ask(&scene.bob, "JOIN #room", ":bob!bob@* JOIN #room * :bob");
	irc_await_numeric(&scene.bob, 366);
	irc_expect(&scene.alice, ":bob!bob@* JOIN #room * :bob");
	irc_scene_end(&scene);
}
END_TEST

START_TEST(parting)
{
	struct irc_scene scene;
	irc_scene_start(&scene, NULL, true);
	irc_ask_numeric(&scene.bob, "PART", 461, "PART :*");
	irc_ask_numeric(&scene.bob, "PART :", 461, "PART :*");
	irc_ask_numeric(&scene.bob, "PART #none", 403, "#none :*");
	irc_enter(&scene.bob, "#own");
	irc_ask_numeric(&scene.bob, "PART #none,#ROOM,#own :so  long", 403, "#none :*");
	irc_expect(&scene.bob, ":bob!bob@* PART #room :so  long");
	irc_expect(&scene.bob, ":bob!bob@* PART #own :so  long");
	irc_expect(&scene.alice, ":bob!bob@* PART #room :so  long");
	irc_ask_numeric(&scene.bob, "PART #room", 442, "#room :*");
	irc_ask_numeric(&scene.bob, "PART #own", 403, "#own :*");
	irc_enter(&scene.bob, "#room");
	irc_ask(&scene.bob, "PART #room :", ":bob!bob@* PART #room");
	irc_sync(&scene.alice);
	irc_scene_end(&scene);
}
END_TEST

START_TEST(topics)
{
	struct irc_scene scene;
	irc_scene_start(&scene, NULL, true);
	irc_ask_numeric(&scene.bob, "TOPIC", 461, "TOPIC :*");
	irc_ask_numeric(&scene.bob, "TOPIC #none", 403, "#none :*");
	irc_ask_numeric(&scene.bob, "TOPIC #none :x", 403, "#none :*");
	irc_ask_numeric(&scene.bob, "TOPIC #room", 331, "#room :*");
	irc_ask(&scene.bob, "TOPIC #room ::)", ":bob!bob@* TOPIC #room ::)");
	irc_expect(&scene.alice, ":bob!bob@* TOPIC #room ::)");
	irc_ask_numeric(&scene.alice, "TOPIC #room", 332, "#room ::)");
	irc_expect_numeric(&scene.alice, 333, "#room bob 1*");
	irc_ask(&scene.alice, "MODE #room +t", ":* MODE #room +t");
	irc_expect(&scene.bob, ":* MODE #room +t");
	irc_ask_numeric(&scene.bob, "TOPIC #room :no", 482, "#room :*");
	irc_ask(&scene.alice, "TOPIC #room :", ":alice!alice@* TOPIC #room :");
	irc_expect(&scene.bob, ":alice!alice@* TOPIC #room :");
	irc_ask_numeric(&scene.bob, "TOPIC #room", 331, "#room :*");
	irc_say(&scene.bob, "PART #room");
	irc_sync(&scene.bob);
	irc_ask_numeric(&scene.bob, "TOPIC #room :from outside", 442, "#room :*");
	irc_ask(&scene.alice, "MODE #room +s", ":* PART #room");
	irc_expect(&scene.alice, ":* MODE #room +s");
	irc_ask_numeric(&scene.bob, "TOPIC #room", 442, "#room :*");
	irc_scene_end(&scene);
}
END_TEST

START_TEST(long_topics_are_cut_at_a_character)
{
	struct irc_scene scene;
	char topic[480];
	irc_scene_start(&scene, NULL, false);
	for (size_t i = 0; i + 2 < sizeof topic; i += 2)
		memcpy(topic + i, "é", 2);
	topic[sizeof topic - 2] = '\0';
	irc_say(&scene.alice, "TOPIC #room :x%s", topic);
	const char *line = irc_expect(&scene.alice, ":alice!alice@* TOPIC #room :xé*");
	ck_assert_uint_eq(strlen(strstr(line, ":x") + 1), 389);
	irc_scene_end(&scene);
}
END_TEST

START_TEST(names)
{
	struct irc_scene scene;
	irc_scene_start(&scene, NULL, false);
	irc_ask_numeric(&scene.bob, "NAMES", 366, "* :*");
	irc_ask_numeric(&scene.bob, "NAMES :", 366, "* :*");
	irc_ask_numeric(&scene.bob, "NAMES #none", 366, "#none :*");
	irc_ask_numeric(&scene.bob, "NAMES :a b", 366, "* :*");
	irc_ask_numeric(&scene.bob, "NAMES #ROOM,#none,#room", 353, "= #room :@alice");
	irc_expect_numeric(&scene.bob, 366, "#room :*");
	irc_expect_numeric(&scene.bob, 366, "#none :*");
	irc_expect_numeric(&scene.bob, 366, "#room :*");
	irc_ask(&scene.alice, "MODE alice +i", ":alice!alice@* MODE alice +i");
	irc_ask_numeric(&scene.bob, "NAMES #room", 366, "#room :*");
	irc_ask(&scene.alice, "MODE #room +s", ":* MODE #room +s");
	irc_ask_numeric(&scene.alice, "NAMES #room", 353, "@ #room :@alice");
	irc_expect_numeric(&scene.alice, 366, "#room :*");
	irc_ask_numeric(&scene.bob, "NAMES #room", 366, "#room :*");
	irc_enter(&scene.bob, "#room");
	irc_ask_numeric(&scene.bob, "NAMES #room", 353, "@ #room :@alice bob");
	irc_expect_numeric(&scene.bob, 366, "#room :*");
	irc_sync(&scene.alice);
	irc_scene_end(&scene);
}
END_TEST

START_TEST(names_with_all_prefixes_and_sources)
{
	struct irc_scene scene;
	struct irc carol;
	irc_scene_start(&scene, "multi-prefix", true);
	irc_ask(&scene.alice, "MODE #room +v alice", ":alice!alice@* MODE #room +v alice");
	irc_expect(&scene.bob, ":alice!alice@* MODE #room +v alice");
	irc_ask_numeric(&scene.bob, "NAMES #room", 353, "= #room :@+alice bob");
	irc_expect_numeric(&scene.bob, 366, "#room :*");
	irc_join(&carol, &scene.server, "carol", "userhost-in-names");
	irc_ask_numeric(&carol, "NAMES #room", 353, "= #room :@alice!alice@localhost bob!bob@*");
	irc_expect_numeric(&carol, 366, "#room :*");
	irc_scene_end(&scene);
	irc_close(&carol);
}
END_TEST

/* Names of 21 bytes: 50 of them take three lines. */
START_TEST(names_take_as_many_lines_as_they_need)
{
	struct irc_scene scene;
	struct irc others[50];
	char nick[32];
	unsigned lines = 0, blanks = 0;
	irc_scene_start(&scene, NULL, false);
	for (int i = 0; i < 50; i++) {
		snprintf(nick, sizeof nick, "somebody-number-%03d-x", i);
		irc_join(&others[i], &scene.server, nick, NULL);
		irc_enter(&others[i], "#room");
	}
	irc_say(&scene.bob, "NAMES #room");
	const char *line;
	while (!irc_like(line = irc_line(&scene.bob), "* 366 *")) {
		ck_assert(irc_like(line, "* 353 bob = #room :*"));
		lines++;
		for (const char *at = line; (at = strchr(at + 1, ' ')) != NULL;)
			blanks++;
	}
	ck_assert_uint_eq(lines, 3);
	ck_assert_uint_eq(blanks - 4 * lines, 51);
	for (int i = 0; i < 50; i++)
		irc_close(&others[i]);
	irc_close(&scene.alice);
	irc_close(&scene.bob);
	server_stop(&scene.server);
}
END_TEST

START_TEST(inviting)
{
	struct irc_scene scene;
	irc_scene_start(&scene, NULL, false);
	irc_ask_numeric(&scene.alice, "INVITE bob", 461, "INVITE :*");
	irc_ask_numeric(&scene.alice, "INVITE nobody #room", 401, "nobody :*");
	irc_ask_numeric(&scene.alice, "INVITE bob #none", 403, "#none :*");
	irc_ask_numeric(&scene.alice, "INVITE alice #room", 443, "alice #room :*");
	irc_ask_numeric(&scene.bob, "INVITE alice #room", 442, "#room :*");
	irc_ask(&scene.alice, "MODE #room +is", ":* MODE #room +is");
	irc_ask_numeric(&scene.bob, "INVITE alice #room", 442, "#room :*");
	irc_ask_numeric(&scene.bob, "INVITE", 337, ":*");
	irc_ask_numeric(&scene.alice, "INVITE BOB #ROOM", 341, "bob #room");
	irc_expect(&scene.bob, ":alice!alice@* INVITE bob #room");
	irc_ask_numeric(&scene.bob, "INVITE", 336, "#room");
	irc_expect_numeric(&scene.bob, 337, ":*");
	irc_ask(&scene.bob, "NICK bobby", ":bob!bob@* NICK bobby");
	snprintf(scene.bob.nick, sizeof scene.bob.nick, "bobby");
	irc_enter(&scene.bob, "#room");
	irc_say(&scene.bob, "INVITE alice #room");
	irc_expect_numeric(&scene.bob, 443, "alice #room :*");
	irc_ask(&scene.bob, "PART #room", ":bobby!bob@* PART #room");
	irc_ask_numeric(&scene.bob, "JOIN #room", 473, "#room :*");
	irc_sync(&scene.alice);
	irc_scene_end(&scene);
}
END_TEST

START_TEST(invitations_are_told_to_who_asked_for_it)
{
	struct irc_scene scene;
	struct irc carol;
	irc_scene_start(&scene, NULL, true);
	irc_join(&carol, &scene.server, "carol", "invite-notify");
	irc_enter(&carol, "#room");
	irc_sync(&scene.alice);
	irc_sync(&scene.bob);
	irc_say(&scene.alice, "AWAY :shopping");
	irc_await_numeric(&scene.alice, 306);
	irc_enter(&carol, "#other");
	irc_ask_numeric(&carol, "INVITE alice #other", 341, "alice #other");
	irc_expect_numeric(&carol, 301, "alice :shopping");
	irc_expect(&scene.alice, ":carol!carol@* INVITE alice #other");
	struct irc dave;
	irc_join(&dave, &scene.server, "dave", NULL);
	irc_ask_numeric(&scene.bob, "INVITE dave #room", 341, "dave #room");
	irc_expect(&carol, ":bob!bob@* INVITE dave #room");
	irc_expect(&dave, ":bob!bob@* INVITE dave #room");
	irc_ask(&scene.alice, "MODE #room +i", ":* MODE #room +i");
	irc_expect(&scene.bob, ":* MODE #room +i");
	irc_ask_numeric(&scene.bob, "INVITE dave #room", 482, "#room :*");
	irc_close(&dave);
	irc_sync(&scene.alice);
	irc_sync(&scene.bob);
	irc_scene_end(&scene);
	irc_close(&carol);
}
END_TEST

START_TEST(kicking)
{
	struct irc_scene scene;
	struct irc carol;
	irc_scene_start(&scene, NULL, true);
	irc_join(&carol, &scene.server, "carol", NULL);
	irc_ask_numeric(&scene.alice, "KICK #room", 461, "KICK :*");
	irc_ask_numeric(&scene.alice, "KICK #room :", 461, "KICK :*");
	irc_ask_numeric(&scene.alice, "KICK #none bob", 403, "#none :*");
	irc_ask_numeric(&scene.alice, "KICK #room carol", 441, "carol #room :*");
	irc_ask_numeric(&scene.alice, "KICK #room nobody", 441, "nobody #room :*");
	irc_ask_numeric(&carol, "KICK #room bob", 442, "#room :*");
	irc_ask_numeric(&scene.bob, "KICK #room alice", 482, "#room :*");
	irc_enter(&carol, "#room");
	irc_sync(&scene.alice);
	irc_sync(&scene.bob);
	irc_ask(&scene.alice, "KICK #ROOM BOB", ":alice!alice@* KICK #room bob :alice");
	irc_expect(&scene.bob, ":alice!alice@* KICK #room bob :alice");
	irc_expect(&carol, ":alice!alice@* KICK #room bob :alice");
	irc_enter(&scene.bob, "#room");
	irc_sync(&scene.alice);
	irc_ask(&scene.alice, "KICK #room bob,nobody,carol :out you  go",
		":alice!alice@* KICK #room bob :out you  go");
	irc_expect_numeric(&scene.alice, 441, "nobody #room :*");
	irc_expect(&scene.alice, ":alice!alice@* KICK #room carol :out you  go");
	irc_expect(&scene.bob, ":alice!alice@* KICK #room bob :out you  go");
	irc_ask_numeric(&scene.bob, "PART #room", 442, "#room :*");
	irc_scene_end(&scene);
	irc_close(&carol);
}
END_TEST

START_TEST(kicking_from_several_rooms)
{
	struct irc_scene scene;
	irc_scene_start(&scene, NULL, true);
	irc_enter(&scene.bob, "#two");
	irc_enter(&scene.alice, "#two");
	irc_expect(&scene.bob, ":alice!alice@* JOIN #two");
	irc_ask(&scene.bob, "MODE #two +o alice", ":* MODE #two +o alice");
	irc_expect(&scene.alice, ":* MODE #two +o alice");
	irc_ask(&scene.alice, "KICK #room,#two bob,bob :twice", ":* KICK #room bob :twice");
	irc_expect(&scene.alice, ":* KICK #two bob :twice");
	irc_expect(&scene.bob, ":* KICK #room bob :twice");
	irc_expect(&scene.bob, ":* KICK #two bob :twice");
	irc_ask(&scene.alice, "KICK #two alice :myself", ":* KICK #two alice :myself");
	irc_ask_numeric(&scene.bob, "KICK #two alice", 403, "#two :*");
	irc_scene_end(&scene);
}
END_TEST

int main(void)
{
	const TTest *const each[] = {joining_is_told_in_order, who_makes_a_room_is_its_operator,
		bad_joins_are_refused, keys_belong_to_rooms_by_their_place, rooms_keep_people_out,
		extended_joins_carry_the_real_name, parting, topics,
		long_topics_are_cut_at_a_character, names, names_with_all_prefixes_and_sources,
		names_take_as_many_lines_as_they_need, inviting,
		invitations_are_told_to_who_asked_for_it, kicking, kicking_from_several_rooms,
		NULL};
	return run_tests("irc_rooms", each, NULL);
}
