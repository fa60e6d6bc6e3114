/* How the client is left, and how it leaves the terminal. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client_scene.h"

/* The server's part when somebody leaves. */
static void let_go(const char *why)
{
	char quit[64];
	snprintf(quit, sizeof quit, "QUIT%s%s", *why ? " " : "", why);
	hear(quit);
	peer_line(&peer, "ERROR :Closing link");
	peer_close(&peer);
	terminal_expect_left(0);
}

START_TEST(control_c_leaves)
{
	scene_open("");
	terminal_type("unfinished");
	terminal_expect("#room> unfinished");
	terminal_key("C-c");
	terminal_expect("#room> unfinished^C\n#room>\n");
	terminal_key("C-c");
	let_go("");
	terminal_type("back"); /* which the terminal itself shows again */
	terminal_expect("\n[left with 0]\nback");
	expect_not_shown("Closing");
}
END_TEST

START_TEST(a_half_typed_line_can_still_be_read)
{
	scene_open("");
	terminal_type("unfinished");
	terminal_expect("#room> unfinished");
	terminal_signal(SIGTERM);
	let_go("");
	terminal_expect("bob.\n#room> unfinished\n[left with 0]\n");
}
END_TEST

START_TEST(control_d_leaves_on_an_empty_line_alone)
{
	scene_open("");
	terminal_type("abc");
	terminal_key("Home");
	terminal_key("C-d");
	terminal_expect("#room> bc\n");
	terminal_key("C-u");
	terminal_key("C-k");
	terminal_expect("#room>\n");
	terminal_key("C-d");
	let_go("");
}
END_TEST

START_TEST(control_d_leaves)
{
	scene_open("");
	terminal_key("C-d");
	let_go("");
}
END_TEST

START_TEST(quit_says_why)
{
	scene_open("");
	type_line("/quit bye");
	let_go("bye");
}
END_TEST

static const int endings[] = {SIGTERM, SIGHUP, SIGINT};

START_TEST(signals_leave_too)
{
	scene_open("");
	terminal_signal(endings[_i]);
	let_go("");
}
END_TEST

START_TEST(what_was_entered_before_leaving_is_waited_for)
{
	scene_open(LABELS);
	type_line("last words");
	const char *label = hear_said("#room", "last words");
	terminal_key("C-c");
	echo(label, "#room", "last words");
	let_go("");
	ck_assert_int_eq(times_shown("last words"), 1);
}
END_TEST

START_TEST(a_silent_server_does_not_hold_back_who_leaves)
{
	scene_open("");
	terminal_key("C-d");
	terminal_expect_left(0);
}
END_TEST

START_TEST(who_leaves_twice_does_not_wait)
{
	scene_open(LABELS);
	type_line("never confirmed");
	hear_said("#room", "never confirmed");
	terminal_signal(SIGINT);
	terminal_signal(SIGINT);
	terminal_expect_left(1);
	ck_assert_int_eq(times_shown("1 line to #room was not con\nfirmed: never confirmed\n"), 1);
}
END_TEST

START_TEST(a_stop_gives_the_terminal_back)
{
	scene_open("");
	terminal_type("before ");
	terminal_expect("#room> before");
	terminal_expect_echo(false);
	terminal_signal(SIGTSTP);
	terminal_expect_echo(true);
	says("bob", "#room", "meanwhile");
	terminal_signal(SIGCONT);
	terminal_expect_echo(false);
	terminal_expect("<bob> meanwhile\n#room> before\n");
	terminal_type("after");
	terminal_key("Enter");
	hear_said("#room", "before after");
}
END_TEST

/* A shell has the terminal in a state of its own: without its echo, for one. */
START_TEST(a_client_in_the_background_waits_for_the_terminal)
{
	wishes.shell = true;
	scene_open("");
	terminal_type("before ");
	terminal_expect("#room> before\n");
	terminal_key("C-z");
	terminal_expect("Stopped");
	type_line("bg");
	type_line("wait %1; jobs; echo waited");
	terminal_expect("\nwaited\n");
	ck_assert_int_ge(times_shown("Stopped"), 2);
	says("bob", "#room", "meanwhile");
	type_line("fg");
	terminal_expect("<bob> meanwhile\n#room> before\n");
	terminal_type("after");
	terminal_expect("#room> before after\n");
	terminal_key("Enter");
	hear_said("#room", "before after");
}
END_TEST

/* It may take that for its own, and is stopped while it reads. */
START_TEST(what_is_typed_for_the_shell_does_not_hold_it_up)
{
	wishes.shell = true;
	scene_open("");
	terminal_key("C-z");
	terminal_expect("Stopped");
	terminal_type("bg; wait %1; echo waited\recho a\rfg\r");
	terminal_expect("\nwaited\n");
	terminal_expect("\n#room>\n");
	type_line("after");
	hear_said("#room", "after");
}
END_TEST

START_TEST(the_run_of_comings_is_printed_in_the_end)
{
	scene_open("");
	peer_line(&peer, ":carol!c@host.test JOIN #room");
	terminal_expect("\n-- carol joined\n#room>\n");
	terminal_key("C-d");
	let_go("");
	terminal_expect("bob.\n-- carol joined\n[left with 0]\n");
}
END_TEST

/* What the editor has switched on is off again. */
START_TEST(pastes_are_no_longer_bracketed)
{
	static char bytes[65536];
	scene_open("");
	terminal_record();
	terminal_key("C-d");
	let_go("");
	size_t length = terminal_recorded("[left", bytes, sizeof bytes);
	ck_assert_ptr_nonnull(memmem(bytes, length, "\033[?2004l", 8));
	ck_assert_ptr_null(memmem(bytes, length, "\033[?2004h", 8));
}
END_TEST

static void add_tests(TCase *any, TCase *readline)
{
	tcase_add_test(any, control_c_leaves);
	tcase_add_test(any, control_d_leaves);
	tcase_add_test(any, quit_says_why);
	tcase_add_loop_test(any, signals_leave_too, 0, (int)(sizeof endings / sizeof *endings));
	tcase_add_test(any, what_was_entered_before_leaving_is_waited_for);
	tcase_add_test(any, a_silent_server_does_not_hold_back_who_leaves);
	tcase_add_test(any, who_leaves_twice_does_not_wait);
	tcase_add_test(readline, a_half_typed_line_can_still_be_read);
	tcase_add_test(readline, control_d_leaves_on_an_empty_line_alone);
	tcase_add_test(readline, pastes_are_no_longer_bracketed);
	tcase_add_test(readline, a_stop_gives_the_terminal_back);
	tcase_add_test(readline, a_client_in_the_background_waits_for_the_terminal);
	tcase_add_test(readline, what_is_typed_for_the_shell_does_not_hold_it_up);
	tcase_add_test(readline, the_run_of_comings_is_printed_in_the_end);
}

int main(void)
{
	return scenes_run("client leave", add_tests);
}
