/* The client on a terminal: talk above, the line being typed below. */
#include <stdio.h>
#include <string.h>

#include "client_scene.h"

#define HERE "-- You are in #room now, with bob.\n"

/* 16 wide characters: with the prompt, 39 columns. */
#define WIDE_ROW "日本語の長い行を入力しています、"
#define WIDE_REST "折り返しを確かめる"

START_TEST(own_lines_are_shown_once_with_labels)
{
	scene_open(LABELS);
	type_line("hello");
	const char *label = hear_said("#room", "hello");
	ck_assert_str_ne(label, "");
	says("bob", "#room", "before it");
	terminal_expect(HERE "<bob> before it\n#room>\n");
	echo(label, "#room", "hello");
	says("bob", "#room", "behind it");
	terminal_expect(HERE "<bob> before it\n<ada> hello\n<bob> behind it\n#room>\n");
}
END_TEST

START_TEST(what_is_typed_before_the_server_lets_us_in_is_said_then)
{
	scene_connect();
	terminal_expect("\n#room>\n");
	type_line("early");
	terminal_expect("-- said when the server lets you in:\n   early\n");
	type_line("/list");
	terminal_expect("!! the server has not let you in yet;\n   try again in a moment\n");
	peer_let_in(&peer, ECHO);
	peer_let_join(&peer, "#room");
	hear_and_echo("#room", "early");
	terminal_expect("<ada> early\n#room>\n");
}
END_TEST

START_TEST(own_lines_are_shown_once_with_echoes)
{
	scene_open(ECHO);
	type_line("same");
	type_line("same");
	hear_and_echo("#room", "same");
	says("bob", "#room", "between");
	hear_and_echo("#room", "same");
	terminal_expect(HERE "<ada> same\n<bob> between\n<ada> same\n#room>\n");
}
END_TEST

START_TEST(own_lines_are_shown_once_with_neither)
{
	char token[64];
	scene_open("");
	type_line("hello");
	hear_said("#room", "hello");
	says("bob", "#room", "before it");
	terminal_expect(HERE "<bob> before it\n#room>\n");
	peer_expect(&peer, "\r\n");
	ck_assert_int_eq(sscanf(peer.got.bytes, "PING %63s", token), 1);
	peer_line(&peer, ":irc.test PONG irc.test %s", token);
	says("bob", "#room", "behind it");
	terminal_expect(HERE "<bob> before it\n<ada> hello\n<bob> behind it\n#room>\n");
}
END_TEST

/* What the server makes of a line is what others see. */
START_TEST(an_own_line_is_shown_as_the_server_has_it)
{
	scene_open(LABELS);
	type_line("darn it");
	echo(hear_said("#room", "darn it"), "#room", "**** it");
	terminal_expect(HERE "<ada> **** it\n#room>\n");
	expect_not_shown("darn");
}
END_TEST

static const char *const both_ways[] = {LABELS, "", ECHO};

START_TEST(a_refused_line_is_marked)
{
	scene_open(both_ways[_i]);
	type_line("not here");
	const char *label = hear_said("#room", "not here");
	peer_line(&peer, "%s%s%s:irc.test 404 ada #room :Cannot send to channel",
		*label ? "@label=" : "", label, *label ? " " : "");
	terminal_expect("\n!! #room: Cannot send to channel (not\n   said: not here)\n#room>\n");
	says("bob", "#room", "end");
	terminal_expect("<bob> end\n#room>\n");
	ck_assert_int_eq(times_shown("said: not here"), 1);
	expect_not_shown("<ada>");
}
END_TEST

START_TEST(a_line_that_nobody_confirms_is_told_of)
{
	scene_open(LABELS);
	type_line("hello");
	const char *label = hear_said("#room", "hello");
	terminal_type("next");
	terminal_expect(HERE "not confirmed yet: 1 line\n#room> next\n");
	echo(label, "#room", "hello");
	terminal_expect(HERE "<ada> hello\n#room> next\n");
}
END_TEST

START_TEST(a_line_that_is_lost_is_marked_and_kept)
{
	scene_open(LABELS);
	type_line("maybe");
	hear_said("#room", "maybe");
	scene_lose();
	terminal_expect("?? to #room, not confirmed before the\n   connection was lost: maybe\n");
	scene_accept_again(LABELS);
	terminal_expect("1 line kept: /send or /drop it\n#room>\n");
	type_line("/kept");
	terminal_expect("--   to #room: maybe (it may have been\n       said)\n");
	type_line("/send");
	hear_and_echo("#room", "maybe");
	terminal_expect("<ada> maybe\n#room>\n");
	ck_assert_int_eq(times_shown("<ada> maybe"), 1);
}
END_TEST

START_TEST(the_line_being_typed_stays_whole_below_what_arrives)
{
	scene_open("");
	terminal_type("half a line");
	terminal_expect("#room> half a line");
	says("bob", "#room", "one");
	says("bob", "#room", "two");
	terminal_expect(HERE "<bob> one\n<bob> two\n#room> half a line\n");
	for (int i = 0; i < 4; i++)
		terminal_key("Left");
	says("bob", "#room", "three");
	terminal_type("long ");
	terminal_expect("<bob> three\n#room> half a long line\n");
	terminal_key("Enter");
	hear_said("#room", "half a long line");
}
END_TEST

START_TEST(typing_goes_on_while_lines_arrive)
{
	char text[64] = "";
	scene_open("");
	for (int i = 0; i < 20; i++) {
		char key[2] = {(char)('a' + i), '\0'}, line[32];
		snprintf(line, sizeof line, "line %d", i);
		says("bob", "#room", line);
		terminal_type(key);
		strcat(text, key);
	}
	strcat(text, "\n");
	terminal_expect("<bob> line 18\n<bob> line 19\n#room> abcdefghijklmnopqrst\n");
	terminal_key("Enter");
	text[strlen(text) - 1] = '\0';
	hear_said("#room", text);
}
END_TEST

START_TEST(long_lines_wrap_with_a_hanging_indent)
{
	scene_open("");
	terminal_type("typed");
	says("bob", "#room", "a line that is longer than the forty columns of this terminal");
	terminal_expect(HERE "<bob> a line that is longer than the\n"
			     "      forty columns of this terminal\n#room> typed\n");
	says("bob", "#room", "see https://chat.example.org/a/long/path now");
	terminal_expect("<bob> see\n    https://chat.example.org/a/long/path\n      now\n");
}
END_TEST

START_TEST(wide_and_combining_characters_stay_whole)
{
	scene_open("");
	terminal_type(WIDE_ROW WIDE_REST);
	terminal_expect("#room> " WIDE_ROW "\n" WIDE_REST);
	says("bob", "#room", "漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字");
	terminal_expect(HERE "<bob> 漢字漢字漢字漢字漢字漢字漢字漢字漢\n      字漢字\n"
			     "#room> " WIDE_ROW "\n" WIDE_REST "\n");
	says("bob", "#room", "ae\u0301o\u0308 👩\u200D👩\u200D👧 e\u0301");
	terminal_expect("<bob> ae\u0301o\u0308 ");
	terminal_key("BSpace");
	terminal_type("e\u0301");
	terminal_key("Enter");
	hear_said("#room", WIDE_ROW "折り返しを確かめe\u0301");
}
END_TEST

/* Lines of many rows: the rows of names are as wide as the terminal will ever be. */
START_TEST(a_new_size_in_mid_line_breaks_nothing)
{
	scene_open("");
	for (int i = 0; i < 12; i++)
		says("bob", "#room", "more");
	says("bob", "#room", "last");
	peer_line(&peer, ":carol!c@host.test JOIN #room");
	peer_line(&peer, ":dan!d@host.test JOIN #room");
	terminal_type(WIDE_ROW WIDE_REST);
	terminal_expect(
		"<bob> last\n-- carol and dan joined\n#room> " WIDE_ROW "\n" WIDE_REST "\n");
	terminal_size(30, 12);
	terminal_expect("<bob> last\n-- carol and dan joined\n#room> 日本語の長い行を入力し\n"
			"ています、折り返しを確かめる\n");
	terminal_size(17, 12);
	terminal_type("ab");
	terminal_expect(
		"<bob> last\n-- carol and dan\n#room> 日本語の長\nい行を入力してい\nます、折"
		"り返しを\n確かめるab\n");
	terminal_size(60, 12);
	terminal_expect("<bob> last\n-- carol and dan joined\n#room> " WIDE_ROW WIDE_REST "ab\n");
	says("bob", "#room", "a line that is longer than the forty columns of before");
	terminal_expect("<bob> last\n-- carol and dan joined\n<bob> a line that is longer than the "
			"forty columns of before\n#room> " WIDE_ROW WIDE_REST "ab\n");
	terminal_key("Enter");
	hear_said("#room", WIDE_ROW WIDE_REST "ab");
}
END_TEST

START_TEST(pasted_lines_are_said_after_enter_one_by_one)
{
	scene_open("");
	terminal_paste("one\n\n/two\nthree");
	terminal_expect(HERE "3 lines: Enter sends, Ctrl-U deletes\n#room> one\n\n/two\nthree\n");
	says("bob", "#room", "meanwhile");
	terminal_expect("<bob> meanwhile\n3 lines: Enter sends, Ctrl-U deletes\n#room> one\n");
	ck_assert_ptr_null(strstr(peer.got.bytes, "PRIVMSG"));
	terminal_key("Enter");
	hear_said("#room", "one");
	hear_said("#room", "/two");
	hear_said("#room", "three");
	terminal_paste("four\nfive");
	terminal_expect("2 lines:");
	terminal_key("C-u");
	terminal_key("C-u");
	type_line("six");
	hear_said("#room", "six");
}
END_TEST

START_TEST(an_unfinished_paste_holds_up_nothing)
{
	scene_open("");
	terminal_type("draft \033[200~one\ntwo");
	peer_line(&peer, "PING :are you there");
	hear("PONG :are you there");
	says("bob", "#room", "hi");
	terminal_expect(HERE "<bob> hi\n");
	terminal_expect("<bob> hi\n2 lines: Enter sends, Ctrl-U deletes\n#room> draft one\ntwo\n");
	terminal_key("C-c");
	terminal_key("C-c");
	hear("QUIT");
	peer_close(&peer);
	terminal_expect_left(0);
}
END_TEST

START_TEST(blank_lines_are_not_said)
{
	scene_open("");
	terminal_key("Enter");
	type_line("   ");
	type_line("end");
	hear("PRIVMSG #room end");
	terminal_expect(HERE "#room>\n");
}
END_TEST

START_TEST(a_line_that_is_too_long_is_said_in_parts)
{
	char text[801] = "", part[512];
	scene_open(LABELS);
	for (int i = 0; i < 100; i++)
		snprintf(text + 8 * i, 9, "word%03d ", i);
	terminal_paste(text);
	terminal_key("Enter");
	peer_expect(&peer, "word099");
	char *first = strstr(peer.got.bytes, "PRIVMSG #room :word000");
	ck_assert_ptr_nonnull(first);
	first += strlen("PRIVMSG #room :");
	snprintf(part, sizeof part, "%.*s", (int)strcspn(first, "\r"), first);
	ck_assert_uint_gt(strlen(part), 300);
	ck_assert(strncmp(text, part, strlen(part)) == 0);
	echo(hear_said("#room", part), "#room", part);
	terminal_expect("<ada> word000 word001 word002 word003\n      word004");
}
END_TEST

START_TEST(a_search_in_the_history_goes_on_below_what_arrives)
{
	scene_open(ECHO);
	type_line("find me");
	hear_and_echo("#room", "find me");
	terminal_expect("<ada> find me\n#room>");
	terminal_key("C-r");
	terminal_type("fi");
	terminal_expect("`fi': find me");
	says("bob", "#room", "hi");
	terminal_expect("<bob> hi\n(reverse-i-search)`fi': find me\n");
	terminal_key("Enter");
	hear_said("#room", "find me");
}
END_TEST

/* An environment that says nothing about characters must not break them. */
START_TEST(utf8_works_without_a_locale)
{
	wishes.environment = "LC_ALL=C";
	scene_open("");
	terminal_type("日本x");
	terminal_expect("#room> 日本x");
	terminal_key("BSpace");
	terminal_key("BSpace");
	terminal_type("é");
	says("bob", "#room", "tschüß 日本");
	terminal_expect("<bob> tschüß 日本\n#room> 日é\n");
	terminal_key("Enter");
	hear_said("#room", "日é");
}
END_TEST

static void add_tests(TCase *any, TCase *readline)
{
	tcase_add_test(readline, own_lines_are_shown_once_with_labels);
	tcase_add_test(readline, what_is_typed_before_the_server_lets_us_in_is_said_then);
	tcase_add_test(readline, own_lines_are_shown_once_with_echoes);
	tcase_add_test(readline, own_lines_are_shown_once_with_neither);
	tcase_add_test(readline, an_own_line_is_shown_as_the_server_has_it);
	tcase_add_loop_test(readline, a_refused_line_is_marked, 0, 3);
	tcase_add_test(readline, a_line_that_nobody_confirms_is_told_of);
	tcase_add_test(readline, a_line_that_is_lost_is_marked_and_kept);
	tcase_add_test(readline, the_line_being_typed_stays_whole_below_what_arrives);
	tcase_add_test(readline, typing_goes_on_while_lines_arrive);
	tcase_add_test(readline, long_lines_wrap_with_a_hanging_indent);
	tcase_add_test(readline, wide_and_combining_characters_stay_whole);
	tcase_add_test(readline, a_new_size_in_mid_line_breaks_nothing);
	tcase_add_test(readline, pasted_lines_are_said_after_enter_one_by_one);
	tcase_add_test(readline, an_unfinished_paste_holds_up_nothing);
	tcase_add_test(readline, blank_lines_are_not_said);
	tcase_add_test(readline, a_line_that_is_too_long_is_said_in_parts);
	tcase_add_test(readline, a_search_in_the_history_goes_on_below_what_arrives);
	tcase_add_test(readline, utf8_works_without_a_locale);
}

int main(void)
{
	return scenes_run("client terminal", add_tests);
}
