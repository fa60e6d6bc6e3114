/* The line being typed, by itself: what is on the screen while other things happen. */
#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "editor_support.h"
#include "terminal.h"

/* 19 wide characters: with the prompt, exactly the 40 columns of the terminal. */
#define WIDE_ROW "日本語の長い行を入力しています、折り返"
#define WIDE_REST "しを確かめる"

START_TEST(an_entered_line_disappears)
{
	terminal_type("hello");
	terminal_expect("-- welcome\n> hello");
	terminal_key("Enter");
	terminal_expect("-- welcome\nentered: hello\n>\n");
	tell("above <bob> hi");
	terminal_expect("-- welcome\nentered: hello\n<bob> hi\n>\n");
}
END_TEST

START_TEST(a_long_line_disappears_too)
{
	terminal_type(WIDE_ROW WIDE_REST);
	terminal_key("Enter");
	terminal_expect("-- welcome\nentered: 日本語の長い行を入力しています\n"
			"、折り返" WIDE_REST "\n>\n");
}
END_TEST

START_TEST(typing_goes_on_while_lines_arrive)
{
	for (int i = 1; i <= 9; i++) {
		char line[32], key[2] = {(char)('a' + i - 1), '\0'};
		snprintf(line, sizeof line, "above line %d", i);
		terminal_type(key);
		tell(line);
	}
	terminal_expect("-- welcome\nline 1\nline 2\nline 3\nline 4\nline 5\nline 6\nline 7\n"
			"line 8\nline 9\n> abcdefghi\n");
}
END_TEST

START_TEST(wide_and_combining_characters_stay_whole)
{
	terminal_type("e\u0301" WIDE_ROW "o\u0308" WIDE_REST);
	terminal_expect("> e\u0301日本語の長い行を入力しています、折り\n返o\u0308" WIDE_REST "\n");
	tell("above one");
	terminal_expect("-- welcome\none\n> e\u0301日本語の長い行を入力しています、折り\n"
			"返o\u0308" WIDE_REST "\n");
	terminal_key("Enter");
	terminal_expect("-- welcome\none\nentered: e\u0301日本語の長い行を入力しています\n、折り返o"
			"\u0308" WIDE_REST "\n>\n");
}
END_TEST

START_TEST(a_full_row_stays_whole)
{
	terminal_type(WIDE_ROW);
	terminal_expect("> " WIDE_ROW);
	tell("status here");
	terminal_expect("-- welcome\nhere\n> " WIDE_ROW "\n");
	tell("above one");
	terminal_expect("-- welcome\none\nhere\n> " WIDE_ROW "\n");
	terminal_type("x");
	tell("above two");
	terminal_expect("-- welcome\none\ntwo\nhere\n> " WIDE_ROW "\nx\n");
}
END_TEST

START_TEST(the_prompt_may_change_at_any_time)
{
	terminal_type("half");
	tell("prompt #dev> ");
	terminal_expect("-- welcome\n#dev> half\n");
	tell("prompt #ääkkösiä> ");
	terminal_type(" a line that is longer than the row");
	terminal_expect("-- welcome\n#ääkkösiä> half a line that is longer th\nan the row\n");
	tell("above one");
	terminal_expect("-- welcome\none\n#ääkkösiä> half a line that is longer th\nan the row\n");
	terminal_key("Enter");
	terminal_expect("entered: half a line that is longer than\n the row\n#ääkkösiä>\n");
}
END_TEST

START_TEST(a_prompt_that_changes_in_a_search_waits_for_its_end)
{
	terminal_type("find me");
	terminal_key("Enter");
	terminal_key("C-r");
	terminal_type("fi");
	terminal_expect("(reverse-i-search)`fi': find me\n");
	tell("prompt #dev> ");
	tell("above one");
	terminal_expect("find me\none\n(reverse-i-search)`fi': find me\n");
	terminal_key("Right");
	terminal_expect("find me\none\n#dev> find me\n");
	terminal_key("Enter");
	terminal_expect("entered: find me\none\nentered: find me\n#dev>\n");
}
END_TEST

START_TEST(the_status_is_above_the_prompt)
{
	terminal_type("typed");
	tell("status ada joined");
	terminal_expect("-- welcome\nada joined\n> typed\n");
	tell("above one");
	terminal_expect("-- welcome\none\nada joined\n> typed\n");
	tell("two ada and bob joined/and more");
	terminal_expect("-- welcome\none\nada and bob joined\nand more\n> typed\n");
	tell("status");
	terminal_expect("-- welcome\none\n> typed\n");
	tell("status 0123456789012345678901234567890123456789");
	terminal_expect("one\n012345678901234567890123456789012345678\n> typed\n");
	terminal_key("Enter");
	terminal_expect("one\nentered: typed\n012345678901234567890123456789012345678\n>\n");
	terminal_key("C-l");
	terminal_expect("012345678901234567890123456789012345678\n>\n\n\n\n");
}
END_TEST

START_TEST(a_secret_is_not_shown_and_the_half_typed_line_comes_back)
{
	terminal_type("half a li");
	terminal_expect("> half a li\n");
	tell("ask Password:");
	terminal_expect("-- welcome\nPassword:\n");
	terminal_type("sesmx");
	terminal_key("BSpace");
	terminal_key("BSpace");
	terminal_key("Left");
	terminal_paste("ame");
	tell("above <bob> hi");
	terminal_expect("-- welcome\n<bob> hi\nPassword:\n");
	terminal_key("Enter");
	terminal_expect("-- welcome\n<bob> hi\nsecret: sesame\n> half a li\n");
	terminal_type("ne");
	terminal_key("Enter");
	terminal_expect("secret: sesame\nentered: half a line\n>\n");
	terminal_key("Up");
	terminal_expect("> half a line\n");
}
END_TEST

START_TEST(a_secret_can_be_given_up)
{
	tell("ask Password:");
	terminal_expect("-- welcome\nPassword:\n");
	terminal_type("ses");
	terminal_key("C-c");
	terminal_expect("-- welcome\nsecret: none\n>\n");
	tell("ask Password:");
	terminal_expect("\nPassword:\n");
	terminal_key("C-d");
	terminal_expect("-- welcome\nsecret: none\nsecret: none\n>\n");
}
END_TEST

START_TEST(new_sizes_do_not_break_the_line)
{
	terminal_type(WIDE_ROW WIDE_REST);
	terminal_expect("> " WIDE_ROW "\n" WIDE_REST);
	terminal_size(30, 12);
	tell("above one");
	terminal_expect("-- welcome\none\n> 日本語の長い行を入力していま\n"
			"す、折り返しを確かめる\n");
	terminal_size(60, 12);
	tell("above two");
	terminal_expect("-- welcome\none\ntwo\n> " WIDE_ROW WIDE_REST "\n");
	terminal_size(20, 12);
	tell("above three");
	terminal_expect("-- welcome\none\ntwo\nthree\n> 日本語の長い行を入\n"
			"力しています、折り返\nしを確かめる\n");
}
END_TEST

/* A terminal that becomes narrower keeps the row of the cursor and scrolls away what no longer fits
 * above it, and with it rows that should be erased; but not where the screen is full before. */
static void fill(void)
{
	for (int i = 0; i < 12; i++)
		tell("above more");
	tell("above last");
	terminal_expect("more\nlast\n>");
}

START_TEST(new_sizes_do_not_break_the_status)
{
	fill();
	terminal_type(WIDE_ROW WIDE_REST);
	tell("two ada, bob, carol, dan, eve and fay joined and left/日本語の長い行を入"
	     "力しています、折り返し");
	terminal_expect("last\nada, bob, carol, dan, eve and fay joine\n"
			"日本語の長い行を入力しています、折り返\n> " WIDE_ROW "\n" WIDE_REST "\n");
	terminal_size(30, 12);
	terminal_expect("last\nada, bob, carol, dan, eve and\n"
			"日本語の長い行を入力していま\n> 日本語の長い行を入力していま\n"
			"す、折り返しを確かめる\n");
	terminal_size(60, 12);
	terminal_expect("last\nada, bob, carol, dan, eve and fay joined and left\n"
			"日本語の長い行を入力しています、折り返し\n> " WIDE_ROW WIDE_REST "\n");
	terminal_size(20, 12);
	terminal_type("ab");
	terminal_expect("last\nada, bob, carol, da\n日本語の長い行を入\n"
			"> 日本語の長い行を入\n力しています、折り返\nしを確かめるab\n");
	tell("above one");
	terminal_expect("last\none\nada, bob, carol, da\n日本語の長い行を入\n"
			"> 日本語の長い行を入\n力しています、折り返\nしを確かめるab\n");
}
END_TEST

#define PASTED "one\n\ttwo\nthree is longer than forty columns, so it wraps"
#define NOTE "3 lines: Enter sends, Ctrl-U deletes\n"

START_TEST(pasted_lines_wait_for_enter)
{
	terminal_type("> ");
	terminal_paste(PASTED "\n");
	terminal_expect("-- welcome\n" NOTE "> > one\n        two\nthree is longer than forty "
			"columns, so i\nt wraps\n");
	tell("above one");
	tell("above two");
	terminal_expect(
		"-- welcome\none\ntwo\n" NOTE
		"> > one\n        two\nthree is longer than forty columns, so i\nt wraps\n");
	terminal_key("Enter");
	terminal_expect("-- welcome\none\ntwo\nentered: > one|<TAB>two|three is longer\n"
			"than forty columns, so it wraps\n>\n");
	terminal_key("Up");
	terminal_expect(
		"wraps\n" NOTE "> > one\n        two\nthree is longer than forty columns, so "
		"i\nt wraps\n");
}
END_TEST

START_TEST(new_sizes_do_not_break_pasted_lines)
{
	fill();
	terminal_paste(PASTED);
	terminal_expect("last\n" NOTE "> one\n        two\n");
	terminal_size(30, 12);
	tell("above one");
	terminal_expect("last\none\n3 lines: Enter sends, Ctrl-U\n> one\n        two\n"
			"three is longer than forty col\numns, so it wraps\n");
	terminal_size(60, 12);
	tell("above two");
	terminal_expect("last\none\ntwo\n3 lines: Enter sends, Ctrl-U deletes\n"
			"> one\n        two\nthree is longer than forty columns, so it wraps\n");
	terminal_size(20, 14);
	tell("above three");
	terminal_expect("last\none\ntwo\nthree\n3 lines: Enter send\n> one\n        two\n"
			"three is longer than\n forty columns, so i\nt wraps\n");
	terminal_key("C-u");
	terminal_expect("last\none\ntwo\nthree\n>\n\n");
}
END_TEST

START_TEST(blank_lines_do_not_count)
{
	fill();
	terminal_paste("one\n");
	terminal_expect("last\n1 line: Enter sends, Ctrl-U deletes\n> one\n");
	terminal_type("two");
	terminal_expect("last\n2 lines: Enter sends, Ctrl-U deletes\n> one\ntwo\n");
	terminal_paste("\n\n \nthree\n");
	terminal_expect("last\n3 lines: Enter sends, Ctrl-U deletes\n> one\ntwo\n");
}
END_TEST

/* It would scroll off the screen, where nothing can be erased. */
START_TEST(more_pasted_lines_than_the_screen_has_rows_show_in_part)
{
	char many[400] = "";
	for (int i = 1; i <= 30; i++)
		snprintf(many + strlen(many), 16, "line %d\n", i);
	terminal_type("x");
	terminal_paste(many);
	terminal_key("BSpace");
	terminal_expect("-- welcome\n30 lines: Enter sends, Ctrl-U deletes\n<");
	tell("above one");
	terminal_expect("-- welcome\none\n30 lines: Enter sends, Ctrl-U deletes\n<");
	terminal_key("C-a");
	terminal_expect("-- welcome\none\n30 lines: Enter sends, Ctrl-U deletes\n> xline 1^Jline");
	tell("above two");
	terminal_expect("one\ntwo\n30 lines: Enter sends, Ctrl-U deletes\n> xline 1^Jline");
	terminal_key("C-k");
	terminal_expect("-- welcome\none\ntwo\n>\n\n\n");
	terminal_type("a line that is longer than forty columns");
	tell("above three");
	terminal_expect("-- welcome\none\ntwo\nthree\n"
			"> a line that is longer than forty colum\nns\n");
	terminal_key("C-u");
	terminal_paste(many);
	terminal_key("Enter");
	terminal_expect("three\nentered: line 1|line 2|");
	terminal_type("after");
	tell("above four");
	terminal_expect("|line 30\nfour\n> after\n");
}
END_TEST

/* Also from within a call. */
START_TEST(no_terminal_is_too_small)
{
	terminal_type("half a line");
	terminal_expect("> half a line");
	for (int columns = 5; columns > 0; columns--)
		for (int rows = 1; rows < 3; rows++) {
			terminal_size(columns, rows);
			tell("above one");
			terminal_type("日本x");
			terminal_key("Tab");
		}
	terminal_size(40, 12);
	terminal_key("C-u");
	terminal_type("the end");
	terminal_key("Enter");
	terminal_expect("entered: the end\n>\n");
}
END_TEST

START_TEST(it_can_begin_in_the_smallest_terminal)
{
	terminal_key("C-c");
	terminal_expect("[left with 0]\n");
	editor_open("readline", LOCALE "; stty columns 2 rows 1");
	terminal_type("x");
	terminal_key("Enter");
	terminal_expect("entered: x\n");
}
END_TEST

START_TEST(it_can_stop_at_any_time)
{
	terminal_type("half");
	tell("status here");
	terminal_expect("here\n> half");
	terminal_key("M-9");
	terminal_expect("-- welcome\nchose: 9\n> half\nended\n");
	terminal_expect_left(0);
}
END_TEST

START_TEST(a_stop_gives_the_terminal_back)
{
	terminal_type("before ");
	tell("status here");
	terminal_expect("here\n> before");
	terminal_expect_echo(false);
	terminal_key("C-z");
	terminal_expect_echo(true);
	tell("above meanwhile");
	terminal_signal(SIGCONT);
	terminal_expect_echo(false);
	terminal_expect("-- welcome\nmeanwhile\nhere\n> before\n");
	terminal_type("after");
	terminal_key("Enter");
	terminal_expect("entered: before after\n");
	terminal_type("x");
	terminal_key("C-c");
	terminal_expect("entered: before after\n> x^C\nhere\n>\n");
}
END_TEST

static void add_tests(TCase *readline, TCase *plain)
{
	tcase_add_test(readline, an_entered_line_disappears);
	tcase_add_test(readline, a_long_line_disappears_too);
	tcase_add_test(readline, typing_goes_on_while_lines_arrive);
	tcase_add_test(readline, wide_and_combining_characters_stay_whole);
	tcase_add_test(readline, a_full_row_stays_whole);
	tcase_add_test(readline, the_prompt_may_change_at_any_time);
	tcase_add_test(readline, a_prompt_that_changes_in_a_search_waits_for_its_end);
	tcase_add_test(readline, the_status_is_above_the_prompt);
	tcase_add_test(readline, a_secret_is_not_shown_and_the_half_typed_line_comes_back);
	tcase_add_test(readline, a_secret_can_be_given_up);
	tcase_add_test(readline, new_sizes_do_not_break_the_line);
	tcase_add_test(readline, new_sizes_do_not_break_the_status);
	tcase_add_test(readline, pasted_lines_wait_for_enter);
	tcase_add_test(readline, new_sizes_do_not_break_pasted_lines);
	tcase_add_test(readline, blank_lines_do_not_count);
	tcase_add_test(readline, more_pasted_lines_than_the_screen_has_rows_show_in_part);
	tcase_add_test(readline, no_terminal_is_too_small);
	tcase_add_test(readline, it_can_begin_in_the_smallest_terminal);
	tcase_add_test(readline, it_can_stop_at_any_time);
	tcase_add_test(readline, a_stop_gives_the_terminal_back);
}

int main(void)
{
	return editor_run("client editor", add_tests);
}
