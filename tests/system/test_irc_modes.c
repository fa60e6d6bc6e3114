/* MODE by the IRC door, of rooms and of people, and what modes do. */
#include <stdio.h>
#include <string.h>

#include "irc.h"

/* Alice changes something, and she alone is told what of it was done. */
static void change(struct irc_scene *scene, const char *what, const char *done)
{
	irc_say(&scene->alice, "MODE #room %s", what);
	irc_expect(&scene->alice, ":alice!alice@localhost MODE #room %s", done);
}

/* Both are told. */
static void change_for_both(struct irc_scene *scene, const char *what, const char *done)
{
	change(scene, what, done);
	irc_expect(&scene->bob, ":alice!alice@localhost MODE #room %s", done);
}

START_TEST(how_a_room_is_set)
{
	struct irc_scene scene;
	irc_scene_start(&scene, NULL, false);
	irc_ask_numeric(&scene.bob, "MODE", 461, "MODE :*");
	irc_ask_numeric(&scene.bob, "MODE :", 461, "MODE :*");
	irc_ask_numeric(&scene.bob, "MODE #none", 403, "#none :*");
	irc_ask_numeric(&scene.bob, "MODE #none +m", 403, "#none :*");
	irc_ask_numeric(&scene.bob, "MODE #ROOM", 324, "#room +n");
	irc_expect_numeric(&scene.bob, 329, "#room 1*");
	change(&scene, "+ntmikl secret 5", "+tmikl secret 5");
	irc_ask_numeric(&scene.alice, "MODE #room", 324, "#room +imntkl secret 5");
	irc_expect_numeric(&scene.alice, 329, "#room 1*");
	irc_ask_numeric(&scene.bob, "MODE #room", 324, "#room +imntkl * 5");
	irc_expect_numeric(&scene.bob, 329, "#room 1*");
	change(&scene, "+s", "+s");
	irc_ask_numeric(&scene.bob, "MODE #room", 442, "#room :*");
	irc_ask_numeric(&scene.bob, "MODE #room b", 442, "#room :*");
	irc_scene_end(&scene);
}
END_TEST

START_TEST(several_changes_are_one_line)
{
	struct irc_scene scene;
	irc_scene_start(&scene, NULL, true);
	change_for_both(&scene, "+mb-n+ov-l *!*@a.b bob bob", "+mb-n+ov *!*@a.b bob bob");
	change_for_both(&scene, "-o+i-i+b bob x", "-o+b bob x!*@*");
	irc_say(&scene.alice, "MODE #room +m-n+v BOB");
	irc_say(&scene.alice, "MODE #room -lk");
	irc_say(&scene.alice, "MODE #room +b X");
	irc_say(&scene.alice, "MODE #room -b nothing");
	irc_say(&scene.alice, "MODE #room +");
	irc_say(&scene.alice, "MODE #room :");
	irc_say(&scene.alice, "MODE #room +bbbbbbbb 1 2 3 4 5 6 7 8");
	irc_expect(&scene.alice, ":* MODE #room +bbbbbb 1!*@* 2!*@* 3!*@* 4!*@* 5!*@* 6!*@*");
	irc_sync(&scene.bob);
	irc_scene_end(&scene);
}
END_TEST

/* As many as fit into a message; each mistake is told once. */
START_TEST(many_changes_are_told_as_what_is_left)
{
	struct irc_scene scene;
	char letters[480] = "MODE #room ";
	irc_scene_start(&scene, NULL, true);
	while (strlen(letters) < 460)
		strcat(letters, "+i-i");
	irc_say(&scene.alice, "%s+s", letters);
	irc_expect(&scene.alice, ":alice!alice@localhost MODE #room +s");
	irc_expect(&scene.bob, ":alice!alice@localhost MODE #room +s");
	letters[strlen("MODE #room ")] = '\0';
	while (strlen(letters) < 460)
		strcat(letters, "Zlz");
	irc_say(&scene.alice, "%s", letters);
	irc_expect_numeric(&scene.alice, 472, "Z :*");
	irc_expect_numeric(&scene.alice, 696, "#room l * :*");
	irc_expect_numeric(&scene.alice, 472, "z :*");
	irc_sync(&scene.alice);
	irc_scene_end(&scene);
}
END_TEST

START_TEST(what_cannot_be_set)
{
	struct irc_scene scene;
	irc_scene_start(&scene, NULL, true);
	irc_ask_numeric(&scene.alice, "MODE #room +x", 472, "x :*");
	irc_ask_numeric(&scene.alice, "MODE #room :+: é", 472, "* :*");
	irc_expect_numeric(&scene.alice, 472, "* :*");
	irc_expect_numeric(&scene.alice, 472, "* :*");
	irc_ask_numeric(&scene.alice, "MODE #room +xt", 472, "x :*");
	irc_expect(&scene.alice, ":alice!alice@* MODE #room +t");
	irc_expect(&scene.bob, ":alice!alice@* MODE #room +t");
	irc_ask_numeric(&scene.alice, "MODE #room +k", 696, "#room k * :*");
	irc_ask_numeric(&scene.alice, "MODE #room +k :", 696, "#room k * :*");
	irc_ask_numeric(&scene.alice, "MODE #room +k :two words", 696, "#room k * :*");
	irc_ask_numeric(&scene.alice, "MODE #room +k a,b", 696, "#room k * :*");
	irc_ask_numeric(&scene.alice, "MODE #room +l", 696, "#room l * :*");
	irc_ask_numeric(&scene.alice, "MODE #room +l many", 696, "#room l many :*");
	irc_ask_numeric(&scene.alice, "MODE #room +l -1", 696, "#room l -1 :*");
	irc_ask_numeric(&scene.alice, "MODE #room +l 0", 696, "#room l 0 :*");
	irc_ask_numeric(&scene.alice, "MODE #room +l 99999999999999999999", 696, "#room l 9*");
	irc_ask_numeric(&scene.alice, "MODE #room +b :a b", 696, "#room b * :*");
	irc_ask_numeric(&scene.alice, "MODE #room +o", 696, "#room o * :*");
	irc_ask_numeric(&scene.alice, "MODE #room +o nobody", 401, "nobody :*");
	irc_ask(&scene.bob, "PART #room", ":bob!bob@* PART #room");
	irc_expect(&scene.alice, ":bob!bob@* PART #room");
	irc_ask_numeric(&scene.alice, "MODE #room +v bob", 441, "bob #room :*");
	irc_ask_numeric(&scene.alice, "MODE #room +q alice", 482, "#room :*");
	irc_scene_end(&scene);
}
END_TEST

START_TEST(who_is_no_operator_changes_nothing)
{
	struct irc_scene scene;
	struct irc carol;
	irc_scene_start(&scene, NULL, true);
	irc_join(&carol, &scene.server, "carol", NULL);
	irc_ask_numeric(&scene.bob, "MODE #room +mik-n+l+o bob", 482, "#room :*");
	irc_ask_numeric(&scene.bob, "MODE #room +k", 482, "#room :*");
	irc_ask_numeric(&scene.bob, "MODE #room +b bob", 482, "#room :*");
	irc_ask_numeric(&scene.bob, "MODE #room -o alice", 482, "#room :*");
	irc_ask_numeric(&carol, "MODE #room +m", 482, "#room :*");
	irc_ask_numeric(&carol, "MODE #room +o carol", 482, "#room :*");
	irc_ask_numeric(&scene.bob, "MODE #room +b", 368, "#room :*");
	irc_ask_numeric(&carol, "MODE #room b", 368, "#room :*");
	change_for_both(&scene, "-o alice", "-o alice");
	irc_ask_numeric(&scene.alice, "MODE #room +o alice", 482, "#room :*");
	irc_scene_end(&scene);
	irc_close(&carol);
}
END_TEST

START_TEST(keys_and_limits)
{
	struct irc_scene scene;
	irc_scene_start(&scene, NULL, true);
	change_for_both(&scene, "+k one", "+k one");
	irc_say(&scene.alice, "MODE #room +k one");
	change_for_both(&scene, "+k two", "+k two");
	change_for_both(&scene, "-k wrong", "-k two");
	change_for_both(&scene, "+k three", "+k three");
	change_for_both(&scene, "-k", "-k three");
	change_for_both(&scene, "+l 0020", "+l 20");
	irc_say(&scene.alice, "MODE #room +l 20");
	change_for_both(&scene, "+l 21", "+l 21");
	change_for_both(&scene, "-l+k x", "-l+k x");
	irc_scene_end(&scene);
}
END_TEST

static void expect_list(struct irc *irc, char letter, int row, int end, const char *mask)
{
	irc_say(irc, "MODE #room +%c%c", letter, letter);
	irc_expect_numeric(irc, row, "#room %s alice 1*", mask);
	irc_expect_numeric(irc, end, "#room :*");
	irc_expect_nothing(irc);
}

START_TEST(lists_of_masks)
{
	struct irc_scene scene;
	irc_scene_start(&scene, NULL, true);
	irc_ask_numeric(&scene.bob, "MODE #room b", 368, "#room :*");
	irc_ask_numeric(&scene.bob, "MODE #room e", 349, "#room :*");
	irc_ask_numeric(&scene.bob, "MODE #room I", 347, "#room :*");
	change_for_both(&scene, "+b nick", "+b nick!*@*");
	expect_list(&scene.bob, 'b', 367, 368, "nick!*@*");
	change_for_both(&scene, "-b NICK!*@*", "-b nick!*@*");
	change_for_both(&scene, "+e us@ho.st", "+e *!us@ho.st");
	expect_list(&scene.bob, 'e', 348, 349, "*!us@ho.st");
	change_for_both(&scene, "+I a!b@c", "+I a!b@c");
	expect_list(&scene.bob, 'I', 346, 347, "a!b@c");
	change_for_both(&scene, "+bbb ho.st !x @y", "+bbb *!*@ho.st *!x@* *!*@y");
	change_for_both(&scene, "-bbb x!*@* *!*@ho.st *!x@*", "-bb *!*@ho.st *!x@*");
	irc_ask_numeric(&scene.alice, "MODE #room +beI", 367, "#room *!*@y alice 1*");
	irc_expect_numeric(&scene.alice, 368, "#room :*");
	irc_expect_numeric(&scene.alice, 348, "#room *!us@ho.st alice 1*");
	irc_expect_numeric(&scene.alice, 349, "#room :*");
	irc_expect_numeric(&scene.alice, 346, "#room a!b@c alice 1*");
	irc_expect_numeric(&scene.alice, 347, "#room :*");
	irc_scene_end(&scene);
}
END_TEST

START_TEST(lists_have_an_end)
{
	struct irc_scene scene;
	irc_scene_start(&scene, NULL, false);
	for (int i = 0; i < 20; i++)
		irc_say(&scene.alice, "MODE #room +bbeIb m%da m%db m%dc m%dd m%de", i, i, i, i, i);
	irc_sync(&scene.alice);
	irc_ask_numeric(&scene.alice, "MODE #room +b another", 478, "#room another :*");
	irc_say(&scene.bob, "MODE #room b");
	for (int i = 0; i < 60; i++)
		irc_expect_numeric(&scene.bob, 367, "#room m%d*!*@* alice 1*", i / 3);
	irc_expect_numeric(&scene.bob, 368, "#room :*");
	change(&scene, "-b+b m0a another", "-b+b m0a!*@* another!*@*");
	irc_scene_end(&scene);
}
END_TEST

/* Bob tries each way of speaking. */
static void expect_silence(struct irc_scene *scene, const char *target)
{
	irc_say(&scene->bob, "PRIVMSG %s :words", target);
	irc_expect_numeric(&scene->bob, 404, "%s :*", target);
	irc_say(&scene->bob, "@+x=y TAGMSG %s", target);
	irc_expect_numeric(&scene->bob, 404, "%s :*", target);
	irc_say(&scene->bob, "NOTICE %s :words", target);
	irc_expect_nothing(&scene->bob);
}

static void expect_speech(struct irc_scene *scene)
{
	irc_say(&scene->bob, "PRIVMSG #room :words");
	irc_expect(&scene->alice, "@* :bob!bob@* PRIVMSG #room :words");
	irc_say(&scene->bob, "@+x=y TAGMSG #room");
	irc_expect(&scene->alice, "@*+x=y :bob!bob@* TAGMSG #room");
	irc_say(&scene->bob, "NOTICE #room :words");
	irc_expect(&scene->alice, "@* :bob!bob@* NOTICE #room :words");
}

START_TEST(who_may_speak)
{
	struct irc_scene scene;
	irc_scene_start(&scene, "message-tags", false);
	expect_silence(&scene, "#room");
	irc_say(&scene.alice, "MODE #room -n");
	irc_await(&scene.alice, "*MODE #room -n");
	expect_speech(&scene);
	irc_say(&scene.alice, "MODE #room +m");
	irc_await(&scene.alice, "*MODE #room +m");
	expect_silence(&scene, "#room");
	irc_enter(&scene.bob, "#room");
	expect_silence(&scene, "#room");
	irc_say(&scene.alice, "MODE #room +v-m+b bob *!bob@*");
	irc_await(&scene.alice, "*MODE #room +v-m+b bob *!bob@*");
	irc_sync(&scene.bob);
	expect_speech(&scene);
	irc_say(&scene.alice, "MODE #room -v bob");
	irc_await(&scene.alice, "*MODE #room -v bob");
	irc_sync(&scene.bob);
	expect_silence(&scene, "#room");
	expect_silence(&scene, "@#room");
	irc_say(&scene.alice, "MODE #room +e *!*@localhost");
	irc_await(&scene.alice, "*MODE #room +e *!*@localhost");
	irc_sync(&scene.bob);
	expect_speech(&scene);
	irc_ask_numeric(&scene.bob, "PRIVMSG #none :words", 403, "#none :*");
	irc_scene_end(&scene);
}
END_TEST

START_TEST(words_for_those_with_a_role)
{
	struct irc_scene scene;
	struct irc carol;
	irc_scene_start(&scene, NULL, true);
	irc_join(&carol, &scene.server, "carol", NULL);
	irc_enter(&carol, "#room");
	irc_sync(&scene.alice);
	irc_sync(&scene.bob);
	change_for_both(&scene, "+v bob", "+v bob");
	irc_expect(&carol, ":* MODE #room +v bob");
	irc_say(&carol, "PRIVMSG +#ROOM :up");
	irc_expect(&scene.alice, ":carol!carol@* PRIVMSG +#room :up");
	irc_expect(&scene.bob, ":carol!carol@* PRIVMSG +#room :up");
	irc_say(&carol, "NOTICE @#room :higher");
	irc_expect(&scene.alice, ":carol!carol@* NOTICE @#room :higher");
	irc_say(&carol, "PRIVMSG @+#room :both");
	irc_expect(&scene.alice, ":carol!carol@* PRIVMSG +#room :both");
	irc_expect(&scene.bob, ":carol!carol@* PRIVMSG +#room :both");
	irc_say(&carol, "PRIVMSG ~#room :nobody");
	irc_expect_nothing(&carol);
	irc_ask_numeric(&carol, "PRIVMSG @#none :x", 403, "@#none :*");
	irc_ask(&carol, "PART #room", ":carol!carol@* PART #room");
	irc_expect(&scene.alice, ":carol!carol@* PART #room");
	irc_expect(&scene.bob, ":carol!carol@* PART #room");
	irc_scene_end(&scene);
	irc_close(&carol);
}
END_TEST

START_TEST(modes_of_people)
{
	struct irc_scene scene;
	irc_scene_start(&scene, NULL, false);
	irc_ask_numeric(&scene.alice, "MODE alice", 221, "+");
	irc_ask_numeric(&scene.alice, "MODE bob", 502, ":*");
	irc_ask_numeric(&scene.alice, "MODE bob +i", 502, ":*");
	irc_ask_numeric(&scene.alice, "MODE nobody +i", 401, "nobody :*");
	irc_ask(&scene.alice, "MODE ALICE +wBi", ":alice!alice@localhost MODE alice +wBi");
	irc_ask_numeric(&scene.alice, "MODE alice", 221, "+Biw");
	irc_ask(&scene.alice, "MODE alice -i+x-w+B", ":alice!alice@localhost MODE alice -iw");
	irc_expect_numeric(&scene.alice, 501, ":*");
	irc_ask_numeric(&scene.alice, "MODE alice +é", 501, ":*");
	irc_say(&scene.alice, "MODE alice +o");
	irc_say(&scene.alice, "MODE alice -o");
	irc_say(&scene.alice, "MODE alice +B");
	irc_ask_numeric(&scene.alice, "MODE alice", 221, "+B");
	irc_scene_end(&scene);
}
END_TEST

/* What was set goes with the room. */
/* As the line door's /ban. */
START_TEST(people_are_banned_by_name_and_for_a_time)
{
	struct irc_scene scene;
	irc_scene_start(&scene, NULL, true);
	irc_ask_numeric(&scene.alice, "BAN #room", 461, "BAN :*");
	irc_ask_numeric(&scene.alice, "BAN #none bob 10m", 403, "#none :*");
	irc_ask_numeric(&scene.bob, "BAN #room alice 10m", 482, "#room :*");
	irc_ask_numeric(&scene.alice, "BAN #room alice 10m", 400, "BAN :That is you");
	irc_ask_numeric(
		&scene.alice, "BAN #room bob 10x :too loud", 400, "BAN :A time is written 90s, *");
	irc_ask_numeric(&scene.alice, "BAN #room bob :3 strikes", 400, "BAN :A time is written *");
	irc_ask_numeric(&scene.alice, "UNBAN #room bob", 400, "UNBAN :There is no such ban");
	irc_ask(&scene.alice, "BAN #room bob 2h :too loud", ":alice!* MODE #room +b bob!*");
	irc_expect(&scene.alice, ":* NOTICE #room :The ban on bob!* is for 2 hours");
	irc_expect(&scene.alice, ":alice!* KICK #room bob :too loud");
	irc_await(&scene.bob, ":* NOTICE #room :The ban on bob!* is for 2 hours");
	irc_await(&scene.bob, ":alice!* KICK #room bob :too loud");
	irc_ask_numeric(&scene.bob, "JOIN #room", 474, "#room :*");
	irc_ask(&scene.alice, "UNBAN #room BOB", ":alice!* MODE #room -b bob!*");
	irc_ask(&scene.alice, "BAN #room eve :a reason alone", ":alice!* MODE #room +b eve!*");
	irc_say(&scene.bob, "JOIN #room");
	irc_await(&scene.bob, "* 366 bob #room *");
	irc_await(&scene.alice, "* JOIN #room*");
	irc_scene_end(&scene);
}
END_TEST

START_TEST(a_room_made_anew_is_new)
{
	struct irc_scene scene;
	irc_scene_start(&scene, NULL, false);
	change(&scene, "+imk-n+b key bob", "+imk-n+b key bob!*@*");
	irc_ask(&scene.alice, "PART #room", ":alice!alice@* PART #room");
	irc_ask(&scene.bob, "JOIN #room", ":bob!bob@* JOIN #room");
	irc_expect_numeric(&scene.bob, 353, "= #room :@bob");
	irc_expect_numeric(&scene.bob, 366, "#room :*");
	irc_ask_numeric(&scene.bob, "MODE #room", 324, "#room +n");
	irc_expect_numeric(&scene.bob, 329, "#room 1*");
	irc_ask_numeric(&scene.bob, "MODE #room b", 368, "#room :*");
	irc_scene_end(&scene);
}
END_TEST

int main(void)
{
	const TTest *const each[] = {how_a_room_is_set, several_changes_are_one_line,
		many_changes_are_told_as_what_is_left, what_cannot_be_set,
		who_is_no_operator_changes_nothing, keys_and_limits, lists_of_masks,
		lists_have_an_end, who_may_speak, words_for_those_with_a_role, modes_of_people,
		people_are_banned_by_name_and_for_a_time, a_room_made_anew_is_new, NULL};
	return run_tests("irc_modes", each, NULL);
}
