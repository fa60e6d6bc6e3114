/* Several rooms and people: which is in front, what is unread elsewhere, and where words go. */
#include <stdio.h>
#include <string.h>

#include "client_scene.h"

static void let_into(const char *room)
{
	peer_let_join(&peer, room);
	char told[64];
	snprintf(told, sizeof told, "ou are in %s now", room);
	terminal_expect(told);
}

/* ada is in #room and #dev, which is in front. */
static void open_two(void)
{
	scene_open(ECHO);
	type_line("/join dev");
	let_into("#dev");
}

START_TEST(join_opens_one_more)
{
	open_two();
	terminal_expect("-- You are in #room now, with bob.\n"
			"-- You are in #dev now, with bob.\n#dev>\n");
	type_line("hello");
	hear_and_echo("#dev", "hello");
	terminal_expect("<ada> hello\n#dev>\n");
	ck_assert_ptr_null(strstr(peer.got.bytes, "PART"));
}
END_TEST

START_TEST(room_and_alt_and_a_number_switch)
{
	open_two();
	terminal_type("half");
	terminal_key("M-1");
	terminal_expect("\n#room> half\n");
	terminal_key("M-2");
	terminal_expect("\n#dev> half\n");
	terminal_key("M-7");
	terminal_key("C-u");
	type_line("/room room");
	terminal_expect("\n#room>\n");
	type_line("/room #DEV");
	terminal_expect("\n#dev>\n");
	type_line("/room 1");
	terminal_expect("\n#room>\n");
	type_line("/room");
	terminal_expect("--   1  #room, in front\n--   2  #dev\n");
	type_line("/room nowhere");
	terminal_expect("!! there is no nowhere among your rooms;");
	type_line("hello");
	hear_and_echo("#room", "hello");
	terminal_expect("<ada> hello\n#room>\n");
}
END_TEST

START_TEST(what_is_typed_behind_join_goes_there)
{
	scene_open(ECHO);
	type_line("/join dev");
	terminal_expect("\n#dev>\n");
	type_line("hello");
	let_into("#dev");
	hear_said("#dev", "hello");
	echo("", "#dev", "hello");
	terminal_expect("-- You are in #dev now, with bob.\n<ada> hello\n#dev>\n");
}
END_TEST

START_TEST(lines_of_other_rooms_have_their_names)
{
	open_two();
	says("bob", "#room", "there");
	terminal_expect("\n#room <bob> there\n#dev [#room 1]>\n");
	says("bob", "#dev", "here");
	terminal_expect("\n#room <bob> there\n<bob> here\n#dev [#room 1]>\n");
	says("bob", "#room", "two");
	terminal_expect("\n#room <bob> two\n#dev [#room 2]>\n");
	terminal_key("M-1");
	terminal_expect("\n#room <bob> two\n#room>\n");
	says("bob", "#room", "three");
	terminal_expect("\n#room <bob> two\n---- #room ----\n<bob> three\n#room>\n");
	ck_assert_int_eq(times_shown("there\n"), 1);
}
END_TEST

START_TEST(lines_of_other_rooms_can_wait)
{
	wishes.settings = "elsewhere = count";
	open_two();
	says("bob", "#room", "one");
	says("bob", "#room", "two, ada");
	says("bob", "#dev", "here");
	terminal_expect("<bob> here\n#dev [#room 2!]>\n");
	expect_not_shown("one");
	terminal_key("M-1");
	terminal_expect("<bob> here\n---- #room ----\n<bob> one\n*<bob> two, ada\n#room>\n");
	terminal_key("M-2");
	terminal_expect("*<bob> two, ada\n#dev>\n");
	ck_assert_int_eq(times_shown("<bob> one"), 1);
}
END_TEST

START_TEST(query_talks_to_one_person)
{
	scene_open(ECHO);
	type_line("/query bob");
	terminal_expect("\nbob>\n");
	type_line("psst");
	hear_and_echo("bob", "psst");
	terminal_expect("[to bob] psst\nbob>\n");
	says("bob", "ada", "what?");
	says("bob", "#room", "hm");
	terminal_expect("[bob] what?\n#room <bob> hm\nbob [#room 1]>\n");
	type_line("/close");
	terminal_expect("\n#room>\n");
	type_line("/query bob again");
	hear_and_echo("bob", "again");
	terminal_expect("[to bob] again\nbob>\n");
	peer_line(&peer, ":bob!user@host.test NICK bert");
	terminal_expect("\nbert>\n");
	type_line("still you");
	hear_said("bert", "still you");
}
END_TEST

START_TEST(who_writes_alone_is_counted_and_answered)
{
	scene_open(ECHO);
	says("carol", "ada", "are you there?");
	terminal_expect("[carol] are you there?\n#room [carol 1!]>\n");
	type_line("/reply yes");
	hear_and_echo("carol", "yes");
	terminal_expect("[to carol] yes\n#room>\n");
	terminal_key("M-2");
	terminal_expect("\ncarol>\n");
	says("carol", "ada", "good");
	terminal_expect("[carol] good\ncarol>\n");
	type_line("/msg dave hi");
	hear_and_echo("dave", "hi");
	terminal_expect("[to dave] hi\ncarol>\n");
}
END_TEST

START_TEST(who_is_put_out_says_nothing_to_others)
{
	open_two();
	terminal_type("for dev alone");
	peer_line(&peer, ":bob!user@host.test KICK #dev ada :enough");
	terminal_expect("-- bob put you out of #dev (enough).\n"
			"   /join #dev takes you there.\n(no room)> for dev alone\n");
	terminal_key("Enter");
	terminal_expect("!! nobody is here to hear that;");
	ck_assert_ptr_null(strstr(peer.got.bytes, "PRIVMSG"));
	type_line("/room room");
	terminal_expect("\n#room>\n");
}
END_TEST

START_TEST(who_leaves_is_back_in_the_room_before)
{
	open_two();
	type_line("/part bye");
	hear("PART #dev bye");
	peer_line(&peer, ":ada!user@host.test PART #dev bye");
	terminal_expect("-- You left #dev (bye).\n#room>\n");
}
END_TEST

START_TEST(who_leaves_does_not_talk_with_who_has_only_written)
{
	scene_open(ECHO);
	says("bob", "ada", "psst");
	terminal_expect("#room [bob 1!]>");
	type_line("/part");
	hear("PART #room");
	peer_line(&peer, ":ada!user@host.test PART #room");
	terminal_expect("-- You left #room.\n(no room) [bob 1!]>\n");
	type_line("for the room");
	terminal_expect("!! nobody is here to hear that;");
	terminal_key("M-1");
	type_line("for bob");
	hear_said("bob", "for bob");
}
END_TEST

/* The long names and the many counts must leave room for what is typed. */
START_TEST(the_prompt_takes_half_of_the_row_at_most)
{
	open_two();
	says("bob", "#room", "one");
	terminal_type("typed");
	terminal_expect("one\n#dev [#room 1]> typed\n");
	says("carol", "ada", "two");
	terminal_expect("two\n#dev [+2!]> typed\n");
	terminal_size(60, 12);
	terminal_expect("two\n#dev [carol 1!, #room 1]> typed\n");
}
END_TEST

/* The plain editor names the room in its prompt, too. */
START_TEST(rooms_are_switched_by_words_alone)
{
	wishes.options = "'#room' --plain";
	open_two();
	says("bob", "#room", "there");
	terminal_expect("In #room, bob says: there\n");
	type_line("/room room");
	type_line("hello");
	hear_said("#room", "hello");
}
END_TEST

static void add_tests(TCase *any, TCase *readline)
{
	tcase_add_test(any, rooms_are_switched_by_words_alone);
	tcase_add_test(readline, join_opens_one_more);
	tcase_add_test(readline, room_and_alt_and_a_number_switch);
	tcase_add_test(readline, what_is_typed_behind_join_goes_there);
	tcase_add_test(readline, lines_of_other_rooms_have_their_names);
	tcase_add_test(readline, lines_of_other_rooms_can_wait);
	tcase_add_test(readline, query_talks_to_one_person);
	tcase_add_test(readline, who_writes_alone_is_counted_and_answered);
	tcase_add_test(readline, who_is_put_out_says_nothing_to_others);
	tcase_add_test(readline, who_leaves_is_back_in_the_room_before);
	tcase_add_test(readline, who_leaves_does_not_talk_with_who_has_only_written);
	tcase_add_test(readline, the_prompt_takes_half_of_the_row_at_most);
}

int main(void)
{
	return scenes_run("client rooms", add_tests);
}
