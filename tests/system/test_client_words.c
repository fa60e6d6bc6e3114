/* Typing: commands, completion, and the history. */
#include <stdio.h>
#include <string.h>

#include "client_scene.h"

START_TEST(two_slashes_say_one)
{
	scene_open("");
	type_line("//etc/motd is a file");
	hear_said("#room", "/etc/motd is a file");
}
END_TEST

START_TEST(an_unknown_command_is_answered_and_not_sent)
{
	scene_open("");
	type_line("/jion dev");
	terminal_expect(
		"!! there is no command /jion; did you\n   mean /join? //jion says it\n#room>\n");
	type_line("/frobnicate");
	terminal_expect("!! there is no command /frobnicate;\n   /help lists them.");
	peer_line(&peer, "PING :1");
	hear("PONG 1");
	ck_assert_ptr_null(strstr(peer.got.bytes, "jion"));
	type_line("end");
	peer_expect(&peer, "PRIVMSG #room end");
	ck_assert_ptr_null(strstr(peer.got.bytes, "jion"));
	ck_assert_ptr_null(strstr(peer.got.bytes, "frob"));
}
END_TEST

START_TEST(help_is_there_also_without_a_server)
{
	scene_open("");
	type_line("/help");
	terminal_expect("--   /join ROOM [KEY]");
	terminal_expect("Anything else is said to the room or");
	type_line("/help w");
	terminal_expect("--   /msg NAME TEXT");
	terminal_expect("--   the same: /tell /w\n");
	scene_lose();
	type_line("/help part");
	terminal_expect("--   /part [WHY]");
	type_line("/topic too many");
	terminal_expect("!! there is no connection now;");
}
END_TEST

START_TEST(raw_sends_a_line_as_it_is)
{
	scene_open("");
	type_line("/raw TOPIC #room :a new topic");
	hear("TOPIC #room :a new topic");
	peer_line(&peer, ":ada!user@host.test TOPIC #room :a new topic");
	terminal_expect("-- You have set the topic of #room: a\n   new topic\n");
	type_line("/raw");
	terminal_expect("!! type it like this: /raw LINE\n");
}
END_TEST

START_TEST(commands_do_what_they_are_called)
{
	scene_open(ECHO);
	type_line("/me waves");
	hear("PRIVMSG #room :\001ACTION waves\001");
	echo("", "#room", "\001ACTION waves\001");
	terminal_expect("* ada waves\n#room>\n");
	type_line("/who");
	terminal_expect("-- 2 people are in #room:\n--   ada, @bob\n");
	type_line("/topic");
	terminal_expect("-- #room has no topic.");
	type_line("/nick adele");
	hear("NICK adele");
	peer_line(&peer, ":ada!user@host.test NICK adele");
	terminal_expect("-- You are adele now.\n");
	type_line("/ignore bob");
	terminal_expect("-- You no longer see what bob says.");
	says("bob", "#room", "unseen");
	says("carol", "#room", "seen");
	terminal_expect("<carol> seen\n");
	expect_not_shown("unseen");
}
END_TEST

START_TEST(tab_completes_names)
{
	scene_open("");
	peer_line(&peer, ":carla!c@host.test JOIN #room");
	peer_line(&peer, ":carl!c@host.test JOIN #room");
	peer_line(&peer, ":Caro!c@host.test JOIN #room");
	says("carla", "#room", "first");
	says("Caro", "#room", "last");
	terminal_expect("<Caro> last\n");
	terminal_type("ca");
	terminal_key("Tab");
	terminal_expect("\n#room> Caro:\n");
	terminal_key("Tab");
	terminal_expect("\n#room> carla:\n");
	terminal_key("Tab");
	terminal_expect("\n#room> carl:\n");
	terminal_key("BTab");
	terminal_type("and bo");
	terminal_key("Tab");
	terminal_type("too");
	terminal_key("Enter");
	hear_said("#room", "carla: and bob too");
}
END_TEST

START_TEST(tab_completes_rooms_and_commands)
{
	scene_open("");
	type_line("/join dev-talk");
	peer_let_join(&peer, "#dev-talk");
	terminal_expect("\n#dev-talk>\n");
	terminal_type("/ro");
	terminal_key("Tab");
	terminal_expect("> /room\n");
	terminal_type("ro");
	terminal_key("Tab");
	terminal_expect("> /room #room\n");
	terminal_key("Enter");
	terminal_expect("\n#room>\n");
	terminal_type("see #d");
	terminal_key("Tab");
	terminal_key("Enter");
	hear("PRIVMSG #room :see #dev-talk ");
}
END_TEST

START_TEST(tab_completes_rooms_that_were_listed)
{
	scene_open(ECHO);
	type_line("/list");
	hear("LIST");
	peer_line(&peer, ":irc.test 322 ada #design 4 :colours");
	peer_line(&peer, ":irc.test 323 ada :End");
	terminal_expect("1 room.");
	type_line("/join des");
	terminal_expect("there is no #des in the list; did you\n   mean #design?");
	terminal_type("/join des");
	terminal_key("Tab");
	terminal_expect("> /join #design\n");
	terminal_key("Enter");
	hear("JOIN #design");
	ck_assert_ptr_null(strstr(peer.got.bytes, "JOIN #des\r"));
}
END_TEST

START_TEST(the_history_lasts_and_keeps_no_secrets)
{
	char path[256], text[512] = "";
	scene_open(ECHO);
	type_line("remember me");
	hear_and_echo("#room", "remember me");
	type_line("/oper ada hunter2");
	hear("OPER ada hunter2");
	type_line("/join vault opensesame");
	hear("JOIN #vault opensesame");
	terminal_key("Up");
	terminal_expect("\n#vault> remember me\n");
	terminal_key("C-u");
	says("bob", "ada", "psst");
	terminal_expect("[bob] psst");
	type_line("/reply password1");
	hear_and_echo("bob", "password1");
	type_line("/w NickServ identify password2");
	hear_and_echo("NickServ", "identify password2");
	type_line("/query NickServ");
	terminal_expect("NickServ>");
	type_line("identify password3");
	hear_and_echo("NickServ", "identify password3");
	type_line("/me password4");
	hear("PRIVMSG NickServ :\001ACTION password4\001");
	echo("", "NickServ", "\001ACTION password4\001");
	terminal_expect("ada password4");
	type_line("/ns identify password5");
	terminal_expect("no command /ns");
	type_line("/raw PRIVMSG NickServ :identify password6");
	hear("PRIVMSG NickServ :identify password6");
	type_line("/room room");
	terminal_expect("\n#room>");
	type_line(" /oper ada password7");
	terminal_expect("nothing of it was said");
	terminal_key("Up");
	terminal_key("Up");
	terminal_expect("\n#room> /ns identify password5\n");
	terminal_key("C-u");
	terminal_key("C-d");
	peer_expect(&peer, "QUIT");
	peer_close(&peer);
	terminal_expect_left(0);
	snprintf(path, sizeof path, "%s/.local/state/chat-client/history", scene_home);
	FILE *file = fopen(path, "r");
	ck_assert_ptr_nonnull(file);
	ck_assert_uint_gt(fread(text, 1, sizeof text - 1, file), 0);
	fclose(file);
	ck_assert_str_eq(text, "remember me\n/query NickServ\n/room room\n");
	scene_close();
	wishes.same_home = true;
	scene_open("");
	terminal_key("Up");
	terminal_key("Up");
	terminal_key("Up");
	terminal_expect("\n#room> remember me\n");
	terminal_key("Enter");
	hear_said("#room", "remember me");
}
END_TEST

static void add_tests(TCase *any, TCase *readline)
{
	tcase_add_test(any, two_slashes_say_one);
	tcase_add_test(any, help_is_there_also_without_a_server);
	tcase_add_test(readline, an_unknown_command_is_answered_and_not_sent);
	tcase_add_test(readline, raw_sends_a_line_as_it_is);
	tcase_add_test(readline, commands_do_what_they_are_called);
	tcase_add_test(readline, tab_completes_names);
	tcase_add_test(readline, tab_completes_rooms_and_commands);
	tcase_add_test(readline, tab_completes_rooms_that_were_listed);
	tcase_add_test(readline, the_history_lasts_and_keeps_no_secrets);
}

int main(void)
{
	return scenes_run("client words", add_tests);
}
