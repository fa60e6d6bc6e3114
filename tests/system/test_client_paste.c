/* The line being typed, by itself: pastes, and what a paste must not do; Ctrl-C and Ctrl-\. */
#include <check.h>
#include <signal.h>

#include "editor_support.h"
#include "terminal.h"

#define BEGIN "\033[200~"
#define END "\033[201~"

/* Nothing waits for it: what comes is shown, and signals are heard. */
START_TEST(an_unfinished_paste_stops_nothing)
{
	terminal_type("draft ");
	terminal_type(BEGIN "one\ntwo");
	tell("above meanwhile");
	terminal_expect("-- welcome\nmeanwhile\n");
	terminal_expect("-- welcome\nmeanwhile\n2 lines: Enter sends, Ctrl-U deletes\n"
			"> draft one\ntwo\n");
	terminal_key("Enter");
	terminal_expect("meanwhile\nentered: draft one|two\n>\n");
}
END_TEST

START_TEST(in_an_unfinished_paste_the_client_can_be_ended)
{
	terminal_type(BEGIN "one\ntwo");
	tell("above before");
	terminal_expect("-- welcome\nbefore\n");
	terminal_signal(SIGTERM);
	terminal_expect_left(0);
}
END_TEST

START_TEST(ctrl_c_drops_an_unfinished_paste)
{
	terminal_type(BEGIN "one\ntwo");
	tell("above before");
	terminal_expect("-- welcome\nbefore\n>");
	terminal_key("C-c");
	terminal_type("three");
	terminal_type("\nfour" END); /* its late rest */
	terminal_expect("before\n2 lines: Enter sends, Ctrl-U deletes\n> three\nfour\n");
	terminal_key("Enter");
	terminal_expect("-- welcome\nbefore\nentered: three|four\n>\n");
}
END_TEST

START_TEST(the_late_rest_of_a_paste_is_not_sent)
{
	terminal_type(BEGIN "one\ntw");
	terminal_expect("> one\ntw\n");
	terminal_type("o\nthree\n" END);
	terminal_expect("3 lines: Enter sends, Ctrl-U deletes\n> one\ntwo\nthree\n");
	terminal_key("Enter");
	terminal_expect("-- welcome\nentered: one|two|three\n>\n");
}
END_TEST

/* Escape, and then a paste that comes before or after readline has been told of the Escape. */
START_TEST(escape_and_a_paste_send_nothing)
{
	terminal_type("draft");
	terminal_type("\033" BEGIN "one\ntwo\n" END);
	terminal_expect("-- welcome\n2 lines: Enter sends, Ctrl-U deletes\n> draftone\ntwo\n");
	terminal_key("Enter");
	terminal_expect("-- welcome\nentered: draftone|two\n>\n");
}
END_TEST

START_TEST(in_vi_mode_escape_and_a_paste_send_nothing)
{
	editor_open_inputrc("set editing-mode vi\n");
	terminal_type("draft");
	terminal_type("\033" BEGIN "one\ntwo\n" END);
	terminal_expect("-- welcome\n2 lines: Enter sends, Ctrl-U deletes\n> draftone\ntwo\n");
	terminal_key("Enter");
	terminal_expect("-- welcome\nentered: draftone|two\n>\n");
	terminal_type("abc\033");
	terminal_type("0");
	terminal_type("l");
	terminal_paste("x\ny"); /* behind the cursor */
	terminal_expect("entered: draftone|two\n2 lines: Enter sends, Ctrl-U deletes\n> abx\nyc");
	terminal_type("0i");
	terminal_key("Enter");
	terminal_expect("entered: draftone|two\nentered: abx|yc\n>\n");
}
END_TEST

/* They ask for one more key, and get none of a paste. */
START_TEST(a_paste_is_no_answer_to_a_key)
{
	terminal_type("a ");
	terminal_key("C-v");
	terminal_paste("one\n");
	terminal_key("C-]");
	terminal_paste("two\n");
	terminal_key("M--");
	terminal_expect("(arg: -1)");
	terminal_paste("three");
	terminal_key("C-x");
	terminal_paste("four");
	terminal_expect("-- welcome\n3 lines: Enter sends, Ctrl-U deletes\n"
			"> a one\ntwo\nthreefour\n");
	terminal_key("Enter");
	terminal_expect("-- welcome\nentered: a one|two|threefour\n>\n");
}
END_TEST

START_TEST(a_paste_goes_into_a_search)
{
	terminal_type("find me");
	terminal_key("Enter");
	terminal_type("other");
	terminal_key("Enter");
	terminal_key("C-r");
	terminal_paste("find\n");
	terminal_key("BSpace");
	terminal_expect("(reverse-i-search)`find': find me\n");
	terminal_key("C-g");
	terminal_key("M-p");
	terminal_paste("find");
	terminal_expect("other\n> :find\n");
	terminal_key("Enter");
	terminal_expect("-- welcome\nentered: find me\nentered: other\n> find me\n");
}
END_TEST

START_TEST(lines_may_end_with_cr_lf)
{
	terminal_type(BEGIN "one\r\ntwo\r\n\rthree" END);
	terminal_expect("3 lines: Enter sends, Ctrl-U deletes\n> one\ntwo\n\nthree\n");
}
END_TEST

START_TEST(ctrl_c_drops_a_half_typed_line)
{
	terminal_type("first");
	terminal_key("Enter");
	terminal_expect("entered: first\n>");
	tell("status here");
	terminal_type("half a line that is longer than the row is");
	terminal_key("C-a");
	terminal_key("C-c");
	terminal_expect("-- welcome\nentered: first\n> half a line that is longer than the ro\n"
			"w is^C\nhere\n>\n");
	terminal_key("Up");
	terminal_type("!");
	terminal_expect("here\n> first!\n");
	terminal_key("C-c");
	terminal_expect("> first!^C\nhere\n>\n");
	terminal_key("Up");
	terminal_expect("> first!^C\nhere\n> first\n");
	terminal_key("C-c");
	terminal_type("second");
	terminal_key("Enter");
	terminal_expect("> first^C\nentered: second\nhere\n>\n");
	terminal_key("C-c");
	terminal_expect_left(0);
}
END_TEST

START_TEST(ctrl_c_leaves_what_waits_for_a_key)
{
	terminal_key("C-r");
	terminal_expect("(reverse-i-search)");
	terminal_key("C-c");
	terminal_expect("-- welcome\n>\n");
	terminal_key("M-p");
	terminal_type("abc");
	terminal_expect("-- welcome\n> :abc\n");
	terminal_key("C-c");
	terminal_expect("-- welcome\n>\n");
	terminal_key("M--");
	terminal_expect("-- welcome\n(arg: -1)");
	terminal_key("C-c");
	terminal_expect("-- welcome\n>\n");
	terminal_type("one");
	terminal_key("Enter");
	terminal_expect("-- welcome\nentered: one\n>\n");
	terminal_key("C-c");
	terminal_expect_left(0);
}
END_TEST

START_TEST(ctrl_c_drops_a_line_in_vi_mode)
{
	editor_open_inputrc("set editing-mode vi\n");
	terminal_type("abc\033");
	terminal_expect("> abc");
	terminal_type("d");
	tell("above one");
	terminal_expect("one\n> abc");
	terminal_key("C-c");
	terminal_expect("-- welcome\none\n> abc^C\n>\n");
	terminal_type("dd");
	terminal_key("Enter");
	terminal_expect("one\n> abc^C\nentered: dd\n>\n");
}
END_TEST

START_TEST(ctrl_backslash_gives_the_terminal_back)
{
	terminal_type("half");
	terminal_expect("> half");
	terminal_expect_echo(false);
	terminal_key("C-\\");
	terminal_expect_left(128 + SIGQUIT);
	terminal_expect_echo(true);
	editor_open("plain", LOCALE);
	terminal_key("C-\\");
	terminal_expect_left(128 + SIGQUIT);
}
END_TEST

START_TEST(the_plain_one_drops_a_half_typed_line_at_ctrl_c)
{
	editor_open("plain", LOCALE);
	terminal_expect("-- welcome\n>");
	terminal_type("half");
	terminal_expect("> half");
	terminal_key("C-c");
	terminal_expect("-- welcome\n> half^C\n>\n");
	terminal_type("whole");
	terminal_key("Enter");
	terminal_expect("-- welcome\n> half^C\n> whole\nentered: whole\n>\n");
	terminal_key("C-c");
	terminal_expect_left(0);
}
END_TEST

/* What is typed behind it is not dropped, and what was typed before it is not sent. */
START_TEST(ctrl_c_keeps_its_place)
{
	terminal_type("abc\003def\rghi");
	terminal_expect("-- welcome\n> abc^C\nentered: def\n> ghi\n");
	editor_open("plain", LOCALE);
	terminal_expect(">");
	terminal_type("abc\003def\rghi");
	terminal_expect("entered: def\n");
	terminal_key("C-c");
	terminal_expect("^C\n>\n");
	terminal_key("C-c");
	terminal_expect_left(0);
}
END_TEST

static void add_tests(TCase *readline, TCase *plain)
{
	tcase_add_test(readline, an_unfinished_paste_stops_nothing);
	tcase_add_test(readline, in_an_unfinished_paste_the_client_can_be_ended);
	tcase_add_test(readline, ctrl_c_drops_an_unfinished_paste);
	tcase_add_test(readline, the_late_rest_of_a_paste_is_not_sent);
	tcase_add_test(readline, escape_and_a_paste_send_nothing);
	tcase_add_test(readline, in_vi_mode_escape_and_a_paste_send_nothing);
	tcase_add_test(readline, a_paste_is_no_answer_to_a_key);
	tcase_add_test(readline, a_paste_goes_into_a_search);
	tcase_add_test(readline, lines_may_end_with_cr_lf);
	tcase_add_test(readline, ctrl_c_drops_a_half_typed_line);
	tcase_add_test(readline, ctrl_c_leaves_what_waits_for_a_key);
	tcase_add_test(readline, ctrl_c_drops_a_line_in_vi_mode);
	tcase_add_test(readline, ctrl_backslash_gives_the_terminal_back);
	tcase_add_test(plain, the_plain_one_drops_a_half_typed_line_at_ctrl_c);
	tcase_add_test(readline, ctrl_c_keeps_its_place);
}

int main(void)
{
	return editor_run("client paste", add_tests);
}
