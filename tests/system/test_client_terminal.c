/* The client on a terminal: what a user sees, and how it is left. */
#include <check.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "test_client_support.h"

static int listener, port;
static char address[32];
static struct peer peer;

/* 19 wide characters: with the prompt, exactly the 40 columns of the terminal. */
#define WIDE_ROW "日本語の長い行を入力しています、折り返"
#define WIDE_REST "しを確かめる"

static void open_with(const char *environment)
{
	port = 0;
	listener = server_listen(AF_INET, &port);
	snprintf(address, sizeof address, "127.0.0.1 %d", port);
	terminal_open(address, environment);
	server_accept(&peer, listener);
	peer_say(&peer, "-- welcome\n");
	terminal_expect("-- welcome\n>");
}

static void set_up(void)
{
	open_with("LC_ALL=C.UTF-8 NO_COLOR=");
}

static void tear_down(void)
{
	peer_close(&peer);
	close(listener);
}

START_TEST(what_is_entered_is_sent_and_stays)
{
	terminal_type("hello");
	terminal_key("Enter");
	peer_expect(&peer, "hello\n");
	peer_say(&peer, "<bob> hi\n");
	terminal_expect("> hello\n<bob> hi\n>");
}
END_TEST

START_TEST(the_line_being_typed_stays_whole_below_what_arrives)
{
	terminal_type("half a line");
	terminal_expect("> half a line");
	peer_say(&peer, "<bob> one\n<bob> two\n");
	terminal_expect("-- welcome\n<bob> one\n<bob> two\n> half a line\n");
	terminal_type(" and more");
	terminal_expect("> half a line and more");
	terminal_key("Enter");
	peer_expect(&peer, "half a line and more\n");
}
END_TEST

START_TEST(a_wrapped_line_of_wide_characters_stays_whole)
{
	terminal_type(WIDE_ROW WIDE_REST);
	terminal_expect("> " WIDE_ROW "\n" WIDE_REST);
	peer_say(&peer, "<bob> a line that is longer than the forty columns\n");
	terminal_expect("-- welcome\n<bob> a line that is longer than the for\nty columns\n"
			"> " WIDE_ROW "\n" WIDE_REST "\n");
	peer_say(&peer, "<bob> 漢字漢字漢字漢字漢字漢字漢字漢字漢字\n");
	terminal_expect("ty columns\n<bob> 漢字漢字漢字漢字漢字漢字漢字漢字漢\n字\n"
			"> " WIDE_ROW "\n" WIDE_REST "\n");
	terminal_key("Enter");
	peer_expect(&peer, WIDE_ROW WIDE_REST "\n");
}
END_TEST

START_TEST(a_line_that_fills_its_row_exactly_stays_whole)
{
	terminal_type(WIDE_ROW);
	terminal_expect("> " WIDE_ROW);
	peer_say(&peer, "<bob> one\n");
	terminal_expect("-- welcome\n<bob> one\n> " WIDE_ROW "\n");
	peer_say(&peer, "<bob> two\n");
	terminal_expect("-- welcome\n<bob> one\n<bob> two\n> " WIDE_ROW "\n");
	terminal_type("x");
	terminal_expect("<bob> two\n> " WIDE_ROW "\nx\n");
}
END_TEST

START_TEST(the_cursor_stays_in_the_middle_of_the_line)
{
	terminal_type("one three");
	for (int i = 0; i < 5; i++)
		terminal_key("Left");
	terminal_expect("> one three");
	peer_say(&peer, "<bob> hi\n");
	terminal_expect("<bob> hi\n> one three\n");
	terminal_type("two ");
	terminal_expect("> one two three");
	terminal_key("BSpace");
	terminal_type(",");
	terminal_key("Enter");
	peer_expect(&peer, "one two,three\n");
}
END_TEST

START_TEST(a_new_size_does_not_break_the_line)
{
	terminal_type(WIDE_ROW WIDE_REST);
	terminal_expect("> " WIDE_ROW "\n" WIDE_REST);
	terminal_size(30, 12);
	peer_say(&peer, "<bob> one\n");
	terminal_expect("-- welcome\n<bob> one\n"
			"> 日本語の長い行を入力していま\nす、折り返しを確かめる\n");
	terminal_size(60, 12);
	peer_say(&peer, "<bob> two\n");
	terminal_expect("-- welcome\n<bob> one\n<bob> two\n> " WIDE_ROW WIDE_REST "\n");
	terminal_size(20, 12);
	peer_say(&peer, "<bob> three\n");
	terminal_expect("-- welcome\n<bob> one\n<bob> two\n<bob> three\n"
			"> 日本語の長い行を入\n力しています、折り返\nしを確かめる\n");
}
END_TEST

/* With nothing that arrives: the editor draws by itself. */
START_TEST(typing_goes_on_after_a_new_size)
{
	terminal_type(WIDE_ROW WIDE_REST);
	terminal_expect("> " WIDE_ROW "\n" WIDE_REST);
	terminal_size(30, 12);
	terminal_type("ab");
	terminal_expect("-- welcome\n> 日本語の長い行を入力していま\nす、折り返しを確かめるab\n");
	terminal_key("Enter");
	peer_expect(&peer, WIDE_ROW WIDE_REST "ab\n");
}
END_TEST

START_TEST(a_storm_does_not_break_the_line)
{
	terminal_type("still he");
	for (int i = 1; i <= 5000; i++) {
		char line[64];
		int length = snprintf(line, sizeof line, "<bob> line %d of the storm\n", i);
		peer_send(&peer, line, (size_t)length);
	}
	terminal_type("re");
	terminal_expect("<bob> line 4999 of the storm\n<bob> line 5000 of the storm\n"
			"> still here\n");
	terminal_key("Enter");
	peer_expect(&peer, "still here\n");
}
END_TEST

START_TEST(a_search_in_the_history_goes_on_below_what_arrives)
{
	terminal_type("find me");
	terminal_key("Enter");
	peer_expect(&peer, "find me\n");
	terminal_key("C-r");
	terminal_type("fi");
	terminal_expect("`fi': find me");
	peer_say(&peer, "<bob> hi\n");
	terminal_expect("> find me\n<bob> hi\n(reverse-i-search)`fi': find me\n");
	terminal_key("Enter");
	peer_expect(&peer, "find me\nfind me\n");
}
END_TEST

START_TEST(earlier_lines_come_back)
{
	terminal_type("first");
	terminal_key("Enter");
	terminal_type("second");
	terminal_key("Enter");
	peer_expect(&peer, "second\n");
	terminal_key("Up");
	terminal_key("Up");
	terminal_expect("> second\n> first");
	terminal_type("!");
	terminal_key("Enter");
	peer_expect(&peer, "first\nsecond\nfirst!\n");
}
END_TEST

START_TEST(blank_lines_are_not_sent_and_leave_nothing_behind)
{
	terminal_key("Enter");
	terminal_type("   ");
	terminal_key("Enter");
	terminal_type("end");
	terminal_key("Enter");
	peer_expect(&peer, "end\n");
	ck_assert_str_eq(peer.got.text, "end\n");
	terminal_expect("-- welcome\n> end\n>");
}
END_TEST

START_TEST(pasted_lines_are_sent_one_by_one)
{
	terminal_paste("one\n\ntwo\nthree");
	terminal_expect("three");
	terminal_key("Enter");
	peer_expect(&peer, "three\n");
	ck_assert_str_eq(peer.got.text, "one\ntwo\nthree\n");
}
END_TEST

START_TEST(a_tab_completes_nothing)
{
	terminal_type("/");
	terminal_key("Tab");
	terminal_key("Tab");
	terminal_type("x");
	terminal_key("Enter");
	peer_expect(&peer, "/\t\tx\n");
}
END_TEST

/* An environment that says nothing about characters must not break them. */
START_TEST(utf8_works_without_a_locale)
{
	peer_close(&peer);
	close(listener);
	open_with("LC_ALL=C");
	terminal_type("日本x");
	terminal_expect("> 日本x");
	terminal_key("BSpace");
	terminal_key("BSpace");
	terminal_type("é");
	terminal_expect("> 日é\n");
	terminal_key("Enter");
	peer_expect(&peer, "日é\n");
}
END_TEST

START_TEST(control_c_leaves)
{
	terminal_type("unfinished");
	terminal_expect("> unfinished");
	terminal_key("C-c");
	peer_expect_end(&peer);
	ck_assert_uint_eq(peer.got.length, 0);
	peer_close(&peer);
	terminal_expect_left(0);
	terminal_type("back"); /* which the terminal itself shows again */
	terminal_expect("[left with 0]\nback");
}
END_TEST

START_TEST(a_half_typed_line_can_still_be_read)
{
	terminal_type("unfinished");
	terminal_expect("> unfinished");
	terminal_key("C-c");
	terminal_expect("-- welcome\n> unfinished\n[left with 0]");
}
END_TEST

START_TEST(control_d_leaves)
{
	terminal_key("C-d");
	peer_expect_end(&peer);
	peer_close(&peer);
	terminal_expect_left(0);
}
END_TEST

START_TEST(control_d_in_a_line_does_not_leave)
{
	terminal_type("abc");
	terminal_key("Home");
	terminal_key("C-d");
	terminal_expect("> bc");
	terminal_key("Enter");
	peer_expect(&peer, "bc\n");
}
END_TEST

static const int endings[] = {SIGTERM, SIGHUP, SIGINT};

START_TEST(signals_leave_too)
{
	terminal_type("unfinished");
	terminal_expect("> unfinished");
	terminal_signal(endings[_i]);
	peer_expect_end(&peer);
	peer_close(&peer);
	terminal_expect_left(0);
}
END_TEST

START_TEST(a_stop_gives_the_terminal_back)
{
	terminal_type("before ");
	terminal_expect("> before");
	terminal_expect_echo(false);
	terminal_signal(SIGTSTP);
	terminal_expect_echo(true);
	peer_say(&peer, "<bob> meanwhile\n");
	terminal_signal(SIGCONT);
	terminal_expect_echo(false);
	terminal_expect("<bob> meanwhile\n> before\n");
	terminal_type("after");
	terminal_key("Enter");
	peer_expect(&peer, "before after\n");
}
END_TEST

START_TEST(what_was_entered_before_leaving_is_sent)
{
	terminal_type("last words");
	terminal_key("Enter");
	terminal_key("C-d");
	peer_expect_end(&peer);
	ck_assert_str_eq(peer.got.text, "last words\n");
	peer_say(&peer, "!! too late\n");
	peer_close(&peer);
	terminal_expect_left(0);
	ck_assert_ptr_nonnull(strstr(terminal_text(), "!! too late\n"));
}
END_TEST

START_TEST(quit_leaves)
{
	terminal_type("/quit see you");
	terminal_key("Enter");
	peer_expect(&peer, "/quit see you\n");
	peer_say(&peer, "-- bye\n");
	peer_close(&peer);
	terminal_expect("-- bye\n[left with 0]");
	terminal_expect_left(0);
}
END_TEST

/* The server is not waited for without end: it may have stopped answering. */
START_TEST(a_silent_server_does_not_hold_back_who_leaves)
{
	terminal_key("C-d");
	terminal_expect_left(0);
}
END_TEST

START_TEST(the_servers_end_is_said)
{
	terminal_type("half");
	terminal_expect("> half");
	peer_say(&peer, "-- going down\n");
	peer_close(&peer);
	terminal_expect_left(1);
	terminal_expect("-- going down\n> half\nchat-client: the server closed the conne\nction\n");
}
END_TEST

START_TEST(a_lost_connection_is_said)
{
	peer_reset(&peer);
	terminal_expect_left(1);
	terminal_expect("chat-client: the connection was lost: Co\nnnection reset by peer\n");
}
END_TEST

START_TEST(a_hostile_server_cannot_touch_the_terminal)
{
	static const char hostile[] = "<eve> \033[2J\033]0;t\a\0\xC2\x9B"
				      "31m\xFF!\r\n";
	terminal_type("mine");
	terminal_expect("> mine");
	peer_send(&peer, hostile, sizeof hostile - 1);
	terminal_expect("-- welcome\n<eve> �[2J�]0;t���31m�!\n> mine\n");
}
END_TEST

START_TEST(names_have_colours)
{
	peer_say(&peer, "<bob> hi\n!! no\n");
	terminal_expect("!! no");
	terminal_expect_coloured("<\033[38;5;");
	ck_assert_ptr_nonnull(strstr(terminal_text(), "bob\033[39m> hi"));
	ck_assert_ptr_nonnull(strstr(terminal_text(), "\033[31m!! no"));
}
END_TEST

START_TEST(colours_can_be_refused)
{
	peer_close(&peer);
	close(listener);
	open_with("NO_COLOR=1");
	peer_say(&peer, "<bob> hi\n!! no\n");
	terminal_expect_coloured("-- welcome\n<bob> hi\n!! no\n");
}
END_TEST

START_TEST(both_addresses_are_named_where_one_refuses)
{
	char words[160];
	int six_port = 0;
	peer_close(&peer);
	close(listener);
	listener = server_listen(AF_INET, &six_port);
	snprintf(address, sizeof address, "localhost %d", six_port);
	terminal_open(address, "NO_COLOR=");
	server_accept(&peer, listener);
	snprintf(words, sizeof words, "connected to 127.0.0.1:%d", six_port);
	terminal_expect(words);
}
END_TEST

/* The terminal's own editing cannot keep the line in view; the rest must work there too. */
static void add_for_any_editor(TCase *all)
{
	tcase_add_test(all, what_is_entered_is_sent_and_stays);
	tcase_add_test(all, control_c_leaves);
	tcase_add_test(all, control_d_leaves);
	tcase_add_loop_test(all, signals_leave_too, 0, (int)(sizeof endings / sizeof *endings));
	tcase_add_test(all, what_was_entered_before_leaving_is_sent);
	tcase_add_test(all, quit_leaves);
	tcase_add_test(all, a_silent_server_does_not_hold_back_who_leaves);
	tcase_add_test(all, a_lost_connection_is_said);
	tcase_add_test(all, names_have_colours);
	tcase_add_test(all, colours_can_be_refused);
	tcase_add_test(all, both_addresses_are_named_where_one_refuses);
}

static void add_for_readline(TCase *all)
{
	tcase_add_test(all, the_line_being_typed_stays_whole_below_what_arrives);
	tcase_add_test(all, a_wrapped_line_of_wide_characters_stays_whole);
	tcase_add_test(all, a_line_that_fills_its_row_exactly_stays_whole);
	tcase_add_test(all, the_cursor_stays_in_the_middle_of_the_line);
	tcase_add_test(all, a_new_size_does_not_break_the_line);
	tcase_add_test(all, typing_goes_on_after_a_new_size);
	tcase_add_test(all, a_storm_does_not_break_the_line);
	tcase_add_test(all, a_search_in_the_history_goes_on_below_what_arrives);
	tcase_add_test(all, earlier_lines_come_back);
	tcase_add_test(all, blank_lines_are_not_sent_and_leave_nothing_behind);
	tcase_add_test(all, pasted_lines_are_sent_one_by_one);
	tcase_add_test(all, a_tab_completes_nothing);
	tcase_add_test(all, utf8_works_without_a_locale);
	tcase_add_test(all, a_stop_gives_the_terminal_back);
	tcase_add_test(all, a_half_typed_line_can_still_be_read);
	tcase_add_test(all, control_d_in_a_line_does_not_leave);
	tcase_add_test(all, the_servers_end_is_said);
	tcase_add_test(all, a_hostile_server_cannot_touch_the_terminal);
}

int main(void)
{
	if (!terminal_available()) {
		puts("1..0 # SKIP there is no tmux");
		return EXIT_SUCCESS;
	}
	Suite *suite = suite_create("client terminal");
	TCase *all = tcase_create("terminal");
	tcase_add_unchecked_fixture(all, terminal_set_up, terminal_tear_down);
	tcase_add_checked_fixture(all, set_up, tear_down);
	tcase_set_timeout(all, 60);
	add_for_any_editor(all);
	if (terminal_has_readline())
		add_for_readline(all);
	suite_add_tcase(suite, all);
	SRunner *runner = srunner_create(suite);
	srunner_set_tap(runner, "-");
	srunner_run_all(runner, CK_SILENT);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
