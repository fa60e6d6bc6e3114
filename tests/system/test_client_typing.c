/* The line being typed, by itself: what comes out of it. */
#include <check.h>
#include <string.h>
#include <sys/stat.h>

#include "editor_support.h"
#include "temporary.h"
#include "terminal.h"

START_TEST(a_search_ends_with_enter)
{
	terminal_type("find me");
	terminal_key("Enter");
	terminal_type("other");
	terminal_key("Enter");
	terminal_key("C-r");
	terminal_type("fi");
	terminal_expect("(reverse-i-search)`fi': find me\n");
	terminal_key("Enter");
	terminal_expect("-- welcome\nentered: find me\nentered: other\nentered: find me\n>\n");
	terminal_key("Up");
	terminal_key("Up");
	terminal_expect("entered: find me\n> other\n");
}
END_TEST

START_TEST(pasted_control_characters_do_nothing)
{
	terminal_paste("a\033[Ab\001c\x7F"
		       "d\302\233"
		       "31me");
	terminal_expect("-- welcome\n> a^[[Ab^Ac^?d");
	terminal_key("Enter");
	terminal_expect("-- welcome\nentered: a[Abcd31me\n>\n");
}
END_TEST

START_TEST(blank_lines_are_not_entered)
{
	terminal_key("Enter");
	terminal_type("   ");
	terminal_key("Enter");
	terminal_paste("\n \n");
	terminal_key("Enter");
	terminal_type("end");
	terminal_key("Enter");
	terminal_expect("-- welcome\nentered: end\n>\n");
}
END_TEST

/* An environment that says nothing about characters must not break them. */
START_TEST(utf8_works_without_a_locale)
{
	editor_open("readline", "INPUTRC=/dev/null LC_ALL=C");
	terminal_type("日本x");
	terminal_expect("> 日本x");
	terminal_key("BSpace");
	terminal_key("BSpace");
	terminal_type("é");
	terminal_expect("> 日é\n");
	terminal_key("Enter");
	terminal_expect("entered: 日é\n>");
}
END_TEST

START_TEST(tab_goes_through_the_candidates)
{
	terminal_type("xx a");
	terminal_key("Tab");
	terminal_expect("> xx anna\n");
	terminal_key("Tab");
	terminal_expect("> xx älva\n");
	terminal_key("Tab");
	terminal_expect("> xx axel\n");
	terminal_key("Tab");
	terminal_expect("> xx a\n");
	terminal_key("BTab");
	terminal_expect("> xx axel\n");
	terminal_key("BTab");
	terminal_expect("> xx älva\n");
	terminal_type("b");
	terminal_key("Tab");
	terminal_expect("> xx älva bob\n");
	terminal_key("Tab");
	terminal_expect("> xx älva b\n");
	terminal_type("z");
	terminal_key("Tab");
	terminal_type("y z");
	terminal_key("Tab");
	terminal_key("Enter");
	terminal_expect("entered: xx älva bzy z\n");
	terminal_type("b");
	terminal_key("Tab");
	terminal_expect("> bob:\n");
	terminal_type("hi");
	terminal_key("Enter");
	terminal_expect("entered: bob: hi\n");
	terminal_type("x a y");
	terminal_key("Left");
	terminal_key("Left");
	terminal_key("Tab");
	terminal_key("Tab");
	terminal_expect("> x älva y\n");
	terminal_key("C-_");
	terminal_key("C-_");
	terminal_expect("> x a y\n");
}
END_TEST

START_TEST(alt_and_a_digit_choose)
{
	terminal_type("half");
	terminal_key("M-1");
	terminal_expect("-- welcome\nchose: 1\n> half\n");
	terminal_key("M-0");
	terminal_expect("chose: 1\nchose: 0\n> half\n");
	terminal_key("M-7");
	terminal_expect("chose: 0\nchose: 7\nseven> half\n");
	terminal_type(" done");
	terminal_expect("seven> half done\n");
	tell("keys");
	terminal_expect("three keys or more\nseven> half done\n");
}
END_TEST

/* Escape and a digit are two keys of vi, however fast they are typed. */
START_TEST(in_vi_mode_ctrl_x_and_a_digit_choose)
{
	editor_open_inputrc("set editing-mode vi\n");
	terminal_type("one");
	terminal_key("C-x");
	terminal_key("2");
	terminal_expect("-- welcome\nchose: 2\n> one\n");
	terminal_key("Enter");
	terminal_expect("entered: one\n>\n");
	terminal_type("two");
	terminal_key("Escape");
	terminal_key("k");
	terminal_key("Enter");
	terminal_expect("entered: one\nentered: one\n>\n");
	terminal_type("hello\0330x");
	terminal_key("C-x");
	terminal_key("3");
	terminal_expect("entered: one\nchose: 3\n> ello\n");
	terminal_type("i\0332x\r");
	terminal_expect("entered: one\nentered: one\nchose: 3\nentered: lo\n>\n");
}
END_TEST

START_TEST(ctrl_x_and_a_digit_choose)
{
	terminal_type("half");
	terminal_key("C-x");
	terminal_key("0");
	terminal_expect("-- welcome\nchose: 0\n> half\n");
}
END_TEST

START_TEST(the_history_lasts)
{
	struct stat status;
	terminal_type("first");
	terminal_key("Enter");
	terminal_paste("#5 two\nthree");
	terminal_key("Enter");
	terminal_type("secret word");
	terminal_key("Enter");
	terminal_expect("secret word\n");
	terminal_type("private word");
	terminal_key("Enter");
	terminal_expect("private word\n");
	terminal_key("Up");
	terminal_expect("\n> private word\n");
	terminal_key("Up");
	terminal_expect("word\n2 lines: Enter sends, Ctrl-U deletes\n> #5 two\nthree\n");
	terminal_key("C-c");
	terminal_key("C-c");
	terminal_expect_left(0);
	ck_assert_int_eq(stat(history_path, &status), 0);
	ck_assert_uint_eq(status.st_mode & 0777, 0600);
	editor_open_again("readline", LOCALE);
	terminal_key("Up");
	terminal_expect("-- welcome\n2 lines: Enter sends, Ctrl-U deletes\n> #5 two\nthree\n");
	terminal_key("Up");
	terminal_key("Up"); /* to its first row, and before it */
	terminal_expect("-- welcome\n> first\n");
	terminal_key("C-r");
	terminal_type("secret");
	terminal_expect("(failed reverse-i-search)`secret':");
	terminal_key("C-g");
	terminal_key("C-r");
	terminal_type("private");
	terminal_expect("(failed reverse-i-search)`private':");
}
END_TEST

/* A line of the history that was changed, but not entered, is as before. */
/* More than 64 KiB. */
START_TEST(what_is_too_long_is_not_in_the_history)
{
	char part[14001] = "";
	terminal_type("first");
	terminal_key("Enter");
	terminal_expect("entered: first\n>\n");
	memset(part, 'x', sizeof part - 1);
	for (int i = 0; i < 5; i++)
		terminal_paste(part);
	terminal_key("Enter");
	terminal_expect("xxx\n>\n");
	terminal_key("Up");
	terminal_expect("xxx\n> first\n");
}
END_TEST

START_TEST(the_history_is_not_changed_by_editing)
{
	terminal_type("first");
	terminal_key("Enter");
	terminal_type("second");
	terminal_key("Enter");
	terminal_expect("entered: second\n>");
	terminal_key("Up");
	terminal_type("!");
	terminal_expect("> second!");
	terminal_key("Up");
	terminal_type("!");
	terminal_expect("> first!");
	terminal_key("Enter");
	terminal_expect("entered: second\nentered: first!\n>");
	terminal_key("Up");
	terminal_expect("> first!");
	terminal_key("Up");
	terminal_expect("> second\n");
	terminal_key("Up");
	terminal_expect("> first\n");
	terminal_key("C-_");
	terminal_key("C-_");
	terminal_expect("> first\n");
}
END_TEST

START_TEST(a_history_that_cannot_be_kept_is_said)
{
	terminal_key("C-c");
	terminal_expect_left(0);
	strcpy(history_path, "/dev/null/history");
	editor_open_again("readline", LOCALE);
	terminal_expect("trouble: Not a directory");
	terminal_type("on");
	terminal_key("Enter");
	terminal_expect("entered: on\n>");
	terminal_key("Up");
	terminal_expect("entered: on\n> on\n");
}
END_TEST

START_TEST(control_d_ends_on_an_empty_line)
{
	tell("status here");
	terminal_type("abc");
	terminal_key("Home");
	terminal_key("C-d");
	terminal_expect("here\n> bc\n");
	terminal_key("C-u");
	terminal_key("C-k");
	terminal_expect("here\n>\n");
	terminal_key("C-d");
	terminal_expect("-- welcome\nended\n[left with 0]\n");
	terminal_expect_left(0);
}
END_TEST

START_TEST(the_plain_one_leaves_lines_where_they_are)
{
	editor_open("plain", LOCALE);
	terminal_expect("-- welcome\n>\n");
	terminal_type("hello");
	terminal_key("Enter");
	terminal_expect("-- welcome\n> hello\nentered: hello\n>\n");
	tell("status here");
	tell("above one");
	terminal_expect("-- welcome\n> hello\nentered: hello\none\n>\n");
	terminal_key("Enter");
	terminal_expect("one\n>\n>\n"); /* else the kernel may show the next keys before it */
	terminal_key("C-v");
	terminal_key("Escape");
	terminal_type("[2J\tx");
	terminal_key("Enter");
	terminal_expect("one\n>\n> ^[[2J x\nentered: [2J<TAB>x\n>\n");
	terminal_key("C-d");
	terminal_expect("x\n>\nended\n");
	terminal_expect_left(0);
}
END_TEST

START_TEST(the_plain_one_can_do_without_a_prompt)
{
	editor_open("plain", LOCALE " HOST_PROMPT=");
	tell("above one");
	tell("above two");
	terminal_expect("-- welcome\none\ntwo\n");
	terminal_type("hello");
	terminal_key("Enter");
	terminal_expect("-- welcome\none\ntwo\nhello\nentered: hello\n\n");
}
END_TEST

/* A terminal that cannot erase goes to the next row. */
START_TEST(the_plain_one_works_on_a_dumb_terminal)
{
	editor_open("plain", LOCALE " TERM=dumb");
	terminal_expect("-- welcome\n>\n");
	terminal_type("hello");
	terminal_key("Enter");
	terminal_expect("-- welcome\n> hello\nentered: hello\n>\n");
	tell("above one");
	terminal_expect("-- welcome\n> hello\nentered: hello\n>\none\n>\n");
}
END_TEST

static void add_tests(TCase *readline, TCase *plain)
{
	tcase_add_test(readline, a_search_ends_with_enter);
	tcase_add_test(readline, pasted_control_characters_do_nothing);
	tcase_add_test(readline, blank_lines_are_not_entered);
	tcase_add_test(readline, utf8_works_without_a_locale);
	tcase_add_test(readline, tab_goes_through_the_candidates);
	tcase_add_test(readline, alt_and_a_digit_choose);
	tcase_add_test(readline, in_vi_mode_ctrl_x_and_a_digit_choose);
	tcase_add_test(readline, ctrl_x_and_a_digit_choose);
	tcase_add_test(readline, the_history_lasts);
	tcase_add_test(readline, what_is_too_long_is_not_in_the_history);
	tcase_add_test(readline, the_history_is_not_changed_by_editing);
	tcase_add_test(readline, a_history_that_cannot_be_kept_is_said);
	tcase_add_test(readline, control_d_ends_on_an_empty_line);
	tcase_add_test(plain, the_plain_one_leaves_lines_where_they_are);
	tcase_add_test(plain, the_plain_one_can_do_without_a_prompt);
	tcase_add_test(plain, the_plain_one_works_on_a_dumb_terminal);
}

int main(void)
{
	return editor_run("client typing", add_tests);
}
