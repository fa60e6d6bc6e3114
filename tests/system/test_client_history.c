/* Lines of the past on a terminal, with the real server. */
#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "client_scene.h"
#include "harness.h"

#define PAGE 20 /* lines that are shown on entering */

static struct server server;
static char state[TEMPORARY_PATH_SIZE];
static int said;

static void start_server(void)
{
	char bind[40];
	snprintf(bind, sizeof bind, "127.0.0.1:%d", server.port);
	server_start_at(
		&server, bind, ARGUMENTS("--history", "strict", "--state", state, "--rate", "0"));
}

static void say(int count)
{
	char address[32], text[16];
	struct process process;
	snprintf(address, sizeof address, "127.0.0.1:%d", server.port);
	process_start_client(
		&process, -1, ARGUMENTS(address, "--config", "/dev/null", "-n", "bob", "#room"));
	while (count-- > 0) {
		snprintf(text, sizeof text, "line %d.\n", ++said);
		process_feed(&process, text);
	}
	process_end_input(&process);
	ck_assert_int_eq(process_wait(&process), 0);
}

/* Ada comes into the room, where so many lines have been said. */
static void enter_scene(int lines, const char *options)
{
	said = 0;
	server.port = 0;
	temporary_subfolder(state, "history");
	start_server();
	say(lines);
	wishes.options = options;
	wishes.rows = 60;
	wishes.columns = 70;
	scene_start(server.port);
}

static void leave_scene(void)
{
	type_line("/quit");
	terminal_expect_left(0);
	server_stop(&server);
	temporary_remove_tree(state);
}

static void expect_lines(int first, int last, const char *before, const char *behind)
{
	char wanted[4096];
	int length = snprintf(wanted, sizeof wanted, "%s", before);
	for (int i = first; i <= last; i++)
		length += snprintf(
			wanted + length, sizeof wanted - (size_t)length, "<bob> line %d.\n", i);
	snprintf(wanted + length, sizeof wanted - (size_t)length, "%s", behind);
	terminal_expect(wanted);
}

START_TEST(who_enters_sees_the_last_lines)
{
	enter_scene(30, "'#room'");
	expect_lines(11, 30,
		"-- You are in #room now, with nobody else.\n"
		"---- earlier in #room; /history shows more ----\n",
		"---- now ----\n#room>\n");
	say(1);
	expect_lines(31, 31, "---- now ----\n", "#room>\n");
	leave_scene();
}
END_TEST

START_TEST(more_comes_when_it_is_asked_for)
{
	enter_scene(30, "'#room'");
	expect_lines(11, 30, "", "---- now ----\n#room>\n");
	type_line("/history 5");
	expect_lines(6, 10, "---- earlier in #room; /history shows more ----\n",
		"---- now ----\n#room>\n");
	type_line("/search line 17");
	terminal_expect("---- found ----\n17 <bob> line 17.\n---- now ----\n#room>\n");
	type_line("/search milk");
	terminal_expect("-- Nothing was found.\n#room>\n");
	leave_scene();
}
END_TEST

START_TEST(a_page_begins_and_ends_anywhere)
{
	enter_scene(130, "'#room'");
	expect_lines(111, 130, "", "---- now ----\n#room>\n");
	type_line("/since 128");
	expect_lines(
		128, 130, "---- said in #room from line 128 on ----\n", "---- now ----\n#room>\n");
	type_line("/since 1h");
	expect_lines(99, 100, "", "---- now; later lines: /since 101 ----\n#room>\n");
	type_line("/since 101 before:103");
	expect_lines(101, 102, "---- said in #room from line 101 on and before line 103 ----\n",
		"---- now ----\n#room>\n");
	type_line("/history 2 before:5");
	expect_lines(3, 4, "---- said in #room before line 5 ----\n",
		"---- now; earlier lines: /history 2 before:3 ----\n#room>\n");
	type_line("/search line from:bob before:22");
	terminal_expect("---- found ----\n2 <bob> line 2.\n");
	terminal_expect("---- now; earlier ones: /search line from:bob before:2 ----\n#room>\n");
	type_line("/search line from:bob before:2");
	terminal_expect("---- found ----\n1 <bob> line 1.\n---- now ----\n#room>\n");
	leave_scene();
}
END_TEST

START_TEST(lines_are_erased)
{
	struct client bob;
	enter_scene(1, "'#room'");
	terminal_expect("<bob> line 1.\n---- now ----\n#room>\n");
	type_line("/number on");
	type_line("one");
	type_line("two");
	terminal_expect("2 <ada> one\n3 <ada> two\n#room>\n");
	type_line("/erase 2 a phone number");
	terminal_expect("-- You have erased line 2 in #room, said by you at ");
	terminal_expect(" (a phone\n");
	type_line("/erase 2");
	terminal_expect("!! This message has been deleted already\n");
	client_join(&bob, &server, "bob");
	client_say(&bob, "/join room");
	client_say(&bob, "secret");
	terminal_expect("4 <bob> secret\n");
	client_say(&bob, "/erase 4");
	terminal_expect("-- bob erased line 4 in #room, said by bob at ");
	type_line("/forget");
	terminal_expect("-- What you have said since you came is erased. Those who were there");
	type_line("/since 1");
	terminal_expect("1 <bob> line 1.\n2 <ada> (erased)\n3 <ada> (erased)\n"
			"4 <bob> (erased)\n---- now ----\n#room>\n");
	client_close(&bob);
	leave_scene();
}
END_TEST

START_TEST(page_up_is_a_key_for_it)
{
	enter_scene(25, "'#room'");
	expect_lines(6, 25, "", "---- now ----\n#room>\n");
	terminal_type("half a line");
	terminal_key("PPage");
	expect_lines(1, 5, "---- earlier in #room; /history shows more ----\n",
		"---- now ----\n#room> half a line\n");
	terminal_key("PPage");
	terminal_expect("-- There is nothing older in #room.\n#room> half a line\n");
	terminal_key("C-u");
	leave_scene();
}
END_TEST

START_TEST(a_gap_is_marked_and_filled)
{
	enter_scene(3, "'#room'");
	expect_lines(1, 3, "", "---- now ----\n#room>\n");
	terminal_signal(SIGSTOP);
	kill(server.pid, SIGKILL);
	server_wait(&server);
	server_free(&server);
	start_server();
	say(12);
	terminal_signal(SIGCONT);
	terminal_expect("-- Back in #room, with nobody else.\n---- said in #room since ");
	expect_lines(4, 15, ", while there was no connection ----\n", "#room>\n");
	say(1);
	expect_lines(14, 16, "", "#room>\n");
	leave_scene();
}
END_TEST

START_TEST(a_screen_reader_hears_what_is_past)
{
	enter_scene(2, "--plain '#room'");
	terminal_expect("earlier in #room; /history shows more.\nbob says: line 1.\n"
			"bob says: line 2.\nnow.\n#room>\n");
	leave_scene();
}
END_TEST

static void add_tests(TCase *any, TCase *readline)
{
	tcase_add_test(any, who_enters_sees_the_last_lines);
	tcase_add_test(any, more_comes_when_it_is_asked_for);
	tcase_add_test(any, a_page_begins_and_ends_anywhere);
	tcase_add_test(any, lines_are_erased);
	tcase_add_test(any, a_screen_reader_hears_what_is_past);
	tcase_add_test(readline, page_up_is_a_key_for_it);
	tcase_add_test(readline, a_gap_is_marked_and_filled);
}

int main(void)
{
	return scenes_run("client_history", add_tests);
}
