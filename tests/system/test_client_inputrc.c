/* The line being typed, by itself, as people set readline up: whatever an inputrc says, nothing is
 * lost, nothing is sent by itself, and what is on the screen is as it should be. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "editor_support.h"
#include "terminal.h"

/* Each variable that readline(3) documents, with a value that is not the default. */
static const struct variable {
	const char *settings;
	const char *mode; /* what stands before the prompt */
	bool one_row;
} variables[] = {
	{.settings = "set active-region-start-color \"\\e[01;33m\""},
	{.settings = "set active-region-end-color \"\\e[0m\""},
	{.settings = "set bell-style none"},
	{.settings = "set bell-style visible"},
	{.settings = "set bind-tty-special-chars off"},
	{.settings = "set blink-matching-paren on"},
	{.settings = "set colored-completion-prefix on"},
	{.settings = "set colored-stats on"},
	{.settings = "set comment-begin \"//\""},
	{.settings = "set completion-display-width 0"},
	{.settings = "set completion-ignore-case on"},
	{.settings = "set completion-map-case on"},
	{.settings = "set completion-prefix-display-length 1"},
	{.settings = "set completion-query-items 0"},
	{.settings = "set completion-query-items -1"},
	{.settings = "set convert-meta on"},
	{.settings = "set echo-control-characters off"},
	{.settings = "set editing-mode vi"},
	{.settings = "set emacs-mode-string \"emacs\"\nset show-mode-in-prompt on",
		.mode = "emacs"},
	{.settings = "set enable-active-region on"},
	{.settings = "set enable-bracketed-paste off"},
	{.settings = "set enable-bracketed-paste on"},
	{.settings = "set enable-keypad on"},
	{.settings = "set enable-meta-key off"},
	{.settings = "set expand-tilde on"},
	{.settings = "set history-preserve-point on"},
	{.settings = "set history-size 3"},
	{.settings = "set history-size -1"},
	{.settings = "set horizontal-scroll-mode on", .one_row = true},
	{.settings = "set input-meta off"},
	{.settings = "set isearch-terminators \"x\""},
	{.settings = "set keymap vi-move"},
	{.settings = "set keyseq-timeout 0"},
	{.settings = "set keyseq-timeout 3000"},
	{.settings = "set mark-directories off"},
	{.settings = "set mark-modified-lines on"},
	{.settings = "set mark-symlinked-directories on"},
	{.settings = "set match-hidden-files off"},
	{.settings = "set menu-complete-display-prefix on"},
	{.settings = "set output-meta off"},
	{.settings = "set page-completions off"},
	{.settings = "set print-completions-horizontally on"},
	{.settings = "set revert-all-at-newline off"},
	{.settings = "set show-all-if-ambiguous on"},
	{.settings = "set show-all-if-unmodified on"},
	{.settings = "set show-mode-in-prompt on", .mode = "@"},
	{.settings = "set show-mode-in-prompt on\nset horizontal-scroll-mode on",
		.mode = "@",
		.one_row = true},
	{.settings = "set editing-mode vi\nset show-mode-in-prompt on", .mode = "(ins)"},
	{.settings = "set editing-mode vi\nset show-mode-in-prompt on\nset vi-ins-mode-string "
		     "\"\\1\\e[32m\\2+\\1\\e[m\\2\"",
		.mode = "+"},
	{.settings = "set editing-mode vi\nset vi-cmd-mode-string \"cmd\""},
	{.settings = "set skip-completed-text on"},
	{.settings = "set visible-stats on"},
	/* Not documented, or no longer. */
	{.settings = "set byte-oriented on"},
	{.settings = "set meta-flag off"},
	{.settings = "set prefer-visible-bell on"},
};

#define PARTS 4
#define VARIABLES ((int)(sizeof variables / sizeof *variables))
#define VARIABLES_SANITIZED 4 /* of each part */

#define LONG "x12345678901234567890123456789012345" /* wraps at 40 columns, and at 30 */

static void expect_line(const struct variable *variable, const char *above, const char *line)
{
	char text[512];
	snprintf(text, sizeof text, "%s%s>%s%s\n\n", above, variable->mode ? variable->mode : "",
		*line ? " " : "", line);
	terminal_expect(text);
}

/* Printed lines and a narrower window leave nothing behind, and erase nothing else. */
static void check_window(const struct variable *variable)
{
	char drawn[256];
	terminal_type(LONG);
	size_t mode = variable->mode ? strlen(variable->mode) : 0, row = 30 - mode - 2;
	if (variable->one_row)
		terminal_type(LONG LONG); /* many more rows than it has */
	terminal_expect("45\n\n");
	terminal_size(30, 12);
	tell("above two");
	if (variable->one_row) {
		terminal_expect("-- welcome\nentered: (a[b]) ö anna\none\ntwo\n<");
	} else {
		snprintf(drawn, sizeof drawn, "%.*s\n%s", (int)row, LONG, &LONG[row]);
		expect_line(variable, "-- welcome\nentered: (a[b]) ö anna\none\ntwo\n", drawn);
	}
	terminal_size(40, 12);
	tell("above three");
	terminal_key("C-u");
	expect_line(variable, "-- welcome\nentered: (a[b]) ö anna\none\ntwo\nthree\n", "");
}

START_TEST(a_variable_breaks_nothing)
{
	const struct variable *variable = &variables[_i];
	editor_open_inputrc(variable->settings);
	terminal_type("(a[b]) ö a");
	terminal_key("Tab");
	expect_line(variable, "-- welcome\n", "(a[b]) ö anna");
	terminal_key("Enter");
	expect_line(variable, "-- welcome\nentered: (a[b]) ö anna\n", "");
	tell("above one");
	expect_line(variable, "-- welcome\nentered: (a[b]) ö anna\none\n", "");
	check_window(variable);
	terminal_paste("first\nsecond\n");
	terminal_expect("three\n2 lines: Enter sends, Ctrl-U deletes\n");
	terminal_key("Enter");
	expect_line(variable, "three\nentered: first|second\n", "");
	terminal_key("Up");
	terminal_type("!");
	terminal_expect("second!\n\n");
	tell("above four");
	expect_line(variable, "entered: first|second\nfour\n2 lines: Enter sends, Ctrl-U deletes\n",
		variable->one_row ? "first^Jsecond!" : "first\nsecond!");
	terminal_key("C-c");
	terminal_key("C-c");
	terminal_expect_left(0);
}
END_TEST

START_TEST(completion_can_be_disabled)
{
	editor_open_inputrc("set disable-completion on\n");
	terminal_type("a");
	terminal_key("Tab");
	terminal_key("BTab");
	terminal_key("Enter");
	terminal_expect("-- welcome\nentered: a<TAB>\n>\n");
}
END_TEST

START_TEST(who_wants_no_history_has_none)
{
	editor_open_inputrc("set history-size 0\n");
	terminal_type("one");
	terminal_key("Enter");
	terminal_expect("entered: one\n>");
	terminal_key("Up");
	terminal_type("two");
	terminal_key("Enter");
	terminal_expect("entered: one\nentered: two\n>\n");
	ck_assert_int_ne(access(history_path, F_OK), 0);
}
END_TEST

START_TEST(vi_mode_is_shown_in_the_prompt)
{
	editor_open_inputrc("set editing-mode vi\nset show-mode-in-prompt on\n");
	terminal_type("abc");
	terminal_expect("-- welcome\n(ins)> abc\n");
	terminal_key("Escape");
	terminal_expect("-- welcome\n(cmd)> abc\n");
	tell("above one");
	terminal_expect("-- welcome\none\n(cmd)> abc\n");
	terminal_type("i" LONG);
	terminal_size(30, 12);
	tell("above two");
	terminal_expect("-- welcome\none\ntwo\n(ins)> abx12345678901234567890\n"
			"123456789012345c\n\n");
	terminal_key("Enter");
	terminal_expect("two\nentered: abx123456789012345678\n90123456789012345c\n(ins)>\n");
}
END_TEST

/* Escape is told from the start of a sequence by time alone, and nobody waits meanwhile. */
START_TEST(a_slow_escape_sequence_stops_nothing)
{
	editor_open_inputrc("set editing-mode vi\nset keyseq-timeout 8000\n");
	terminal_type("abc");
	terminal_key("Escape");
	tell("above one");
	terminal_expect("-- welcome\none\n> abc\n");
	terminal_type("[D");
	terminal_type("x");
	terminal_expect("-- welcome\none\n> abxc\n");
}
END_TEST

/* A flash of the whole screen would be waited for. */
START_TEST(the_bell_does_not_flash)
{
	char bytes[4096];
	editor_open_inputrc("set bell-style visible\n");
	terminal_record();
	terminal_key("BSpace");
	terminal_type("a");
	size_t length = terminal_recorded("a", bytes, sizeof bytes);
	ck_assert_ptr_nonnull(memchr(bytes, '\a', length));
	ck_assert_ptr_null(memmem(bytes, length, "\033g", 2));
}
END_TEST

/* Motions of vi, replacing and marks ask for one more key, and get none by waiting. */
START_TEST(a_command_that_wants_a_key_stops_nothing)
{
	static const char *const commands[] = {
		"f", "t", "F", "r", "m", "`", "d", "c", "y", "2", "\""};
	editor_open_inputrc("set editing-mode vi\n");
	terminal_type("abc\033");
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
		char line[32], wanted[32];
		snprintf(line, sizeof line, "above line %zu", i);
		snprintf(wanted, sizeof wanted, "line %zu\n", i);
		terminal_type(commands[i]);
		tell(line);
		terminal_expect(wanted);
		terminal_key("C-c");
		terminal_type("abc\033");
	}
	terminal_expect("> abc\n");
}
END_TEST

START_TEST(in_emacs_mode_neither)
{
	static const char *const keys[] = {"C-v", "C-]", "M-C-]", "C-x", "M--", "C-t", "C-q"};
	editor_open_inputrc("\"\\C-t\": universal-argument\n\"\\e[\": skip-csi-sequence\n"
			    "\"\\eO\": arrow-key-prefix\n");
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		char line[32], wanted[32];
		snprintf(line, sizeof line, "above line %zu", i);
		snprintf(wanted, sizeof wanted, "line %zu\n", i);
		terminal_type("abc");
		terminal_key(keys[i]);
		tell(line);
		terminal_expect(wanted);
		terminal_key("C-c");
	}
	terminal_type("ab\033[9");
	tell("above csi");
	terminal_expect("csi\n");
	terminal_key("C-c");
	terminal_type("ab\033O");
	tell("above arrow");
	terminal_expect("arrow\n");
}
END_TEST

/* In whatever key they are bound to: these neither send nor show files, nor draw among the lines.
 */
static const char *const refused[] = {"dump-functions", "dump-macros", "dump-variables",
	"print-last-kbd-macro", "insert-completions", "possible-completions", "tilde-expand",
	"vi-tilde-expand", "insert-comment", "operate-and-get-next", "vi-eof-maybe",
	"bracketed-paste-begin", "tty-status", "delete-char-or-list"};

#define REFUSED ((int)(sizeof refused / sizeof *refused))

START_TEST(a_function_is_refused)
{
	char settings[128];
	snprintf(settings, sizeof settings, "\"\\C-t\": %s\n", refused[_i]);
	editor_open_inputrc(settings);
	terminal_type("ls ~root /et");
	terminal_key("C-t");
	terminal_expect("> ls ~root /et");
	tell("above one");
	terminal_type("c");
	terminal_expect("-- welcome\none\n> ls ~root /etc\n\n\n");
	terminal_key("Enter");
	terminal_expect("-- welcome\none\nentered: ls ~root /etc\n>\n\n\n");
}
END_TEST

START_TEST(keys_that_sent_or_listed_files_are_refused)
{
	static const char *const keys[] = {"M-*", "M-?", "M-=", "M-#", "M-~", "M-&", "C-o"};
	terminal_type("/et");
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		terminal_key(keys[i]);
	terminal_type("c");
	terminal_expect("-- welcome\n> /etc\n\n\n");
	terminal_key("Enter");
	editor_open_inputrc("set editing-mode vi\n");
	terminal_type("/et\033");
	terminal_type("#*=\\v");
	terminal_key("C-d");
	terminal_type("x");
	terminal_expect("-- welcome\n> /e\n\n\n");
}
END_TEST

/* Completion of readline's own is ours, by any name. */
START_TEST(completion_has_one_meaning)
{
	editor_open_inputrc("\"\\C-t\": menu-complete\n\"\\C-o\": menu-complete-backward\n"
			    "\"\\C-p\": complete\n\"\\C-n\": old-menu-complete\n");
	terminal_type("a");
	terminal_key("C-t");
	terminal_key("C-t");
	terminal_expect("> älva:\n");
	terminal_key("C-o");
	terminal_expect("> anna:\n");
	terminal_key("C-p");
	terminal_key("C-n");
	terminal_expect("> axel:\n");
}
END_TEST

START_TEST(the_screen_is_cleared_and_redrawn_by_any_key)
{
	editor_open_inputrc("\"\\C-t\": redraw-current-line\n\"\\C-o\": clear-display\n");
	terminal_type("abc");
	tell("status here");
	terminal_key("C-t");
	tell("above one");
	terminal_expect("-- welcome\none\nhere\n> abc\n\n\n");
	terminal_key("C-o");
	terminal_expect("here\n> abc\n\n\n\n\n\n\n\n");
	terminal_key("M-C-l");
	tell("above two");
	terminal_expect("two\nhere\n> abc\n\n\n\n");
	editor_open_inputrc("set editing-mode vi\n");
	terminal_type("abc\033");
	terminal_key("C-l");
	tell("status here");
	tell("above one");
	terminal_expect("one\nhere\n> abc\n\n\n\n");
}
END_TEST

/* What is forced and replaced stays so. */
START_TEST(the_settings_can_be_read_again)
{
	editor_open_inputrc("set enable-bracketed-paste off\nset mark-modified-lines on\n"
			    "\"\\C-t\": insert-comment\n\"\\C-o\": \"macro\"\n");
	terminal_key("C-x");
	terminal_key("C-r");
	terminal_paste("one\ntwo\n");
	terminal_key("C-t");
	terminal_key("C-o");
	terminal_expect("3 lines: Enter sends, Ctrl-U deletes\n> one\ntwo\nmacro\n");
	terminal_key("Enter");
	terminal_key("Up");
	terminal_expect("entered: one|two|macro\n3 lines: Enter sends, Ctrl-U deletes\n> one\ntwo");
}
END_TEST

START_TEST(vi_mode_that_replaces_ends_with_enter)
{
	editor_open_inputrc("set editing-mode vi\n");
	terminal_type("abcd\033");
	terminal_type("0Rxy");
	terminal_expect("> xycd");
	terminal_key("Enter");
	terminal_expect("-- welcome\nentered: xycd\n>\n\n");
	tell("above one");
	terminal_expect("-- welcome\nentered: xycd\none\n>\n\n");
}
END_TEST

/* The variables take long, so the program runs several times beside itself: each time with the
 * number of a part of them, the first time (0) with everything else too. */
static int part;

static void add_tests(TCase *readline, TCase *plain)
{
	int first = VARIABLES * part / PARTS, end = VARIABLES * (part + 1) / PARTS;
	if (is_sanitized()) /* which does not see what readline does */
		end = first + VARIABLES_SANITIZED;
	tcase_add_loop_test(readline, a_variable_breaks_nothing, first, end);
	if (part > 0)
		return;
	tcase_add_loop_test(readline, a_function_is_refused, 0, REFUSED);
	tcase_add_test(readline, completion_can_be_disabled);
	tcase_add_test(readline, who_wants_no_history_has_none);
	tcase_add_test(readline, vi_mode_is_shown_in_the_prompt);
	tcase_add_test(readline, a_slow_escape_sequence_stops_nothing);
	tcase_add_test(readline, the_bell_does_not_flash);
	tcase_add_test(readline, a_command_that_wants_a_key_stops_nothing);
	tcase_add_test(readline, in_emacs_mode_neither);
	tcase_add_test(readline, keys_that_sent_or_listed_files_are_refused);
	tcase_add_test(readline, completion_has_one_meaning);
	tcase_add_test(readline, the_screen_is_cleared_and_redrawn_by_any_key);
	tcase_add_test(readline, the_settings_can_be_read_again);
	tcase_add_test(readline, vi_mode_that_replaces_ends_with_enter);
}

int main(int argc, char **argv)
{
	if (argc != 2 || (part = atoi(argv[1])) < 0 || part >= PARTS) {
		fprintf(stderr, "usage: %s PART\n", argv[0]);
		return EXIT_FAILURE;
	}
	return editor_run("client inputrc", add_tests);
}
