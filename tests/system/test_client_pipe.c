/* The client between programs: what it sends, what it prints, and how it ends. */
#include <check.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
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
static struct process client;

static void set_up(void)
{
	port = 0;
	listener = server_listen(AF_INET, &port);
	ck_assert_int_ge(listener, 0);
	snprintf(address, sizeof address, "127.0.0.1:%d", port);
}

static void tear_down(void)
{
	close(listener);
	free(client.said.text);
	free(client.complained.text);
}

/* Starts it, and takes its connection. */
static void start(int in)
{
	client_start(&client, in, (const char *const[]){address, NULL});
	server_accept(&peer, listener);
}

static void expect_result(int status, const char *said, const char *complained)
{
	ck_assert_int_eq(process_wait(&client), status);
	ck_assert_str_eq(client.said.text, said);
	if (*complained)
		ck_assert_msg(strstr(client.complained.text, complained) != NULL, "it says '%s'",
			client.complained.text);
	else
		ck_assert_str_eq(client.complained.text, "");
}

START_TEST(lines_are_sent_and_answers_printed)
{
	start(-1);
	peer_say(&peer, "-- welcome\r\n");
	client_feed(&client, "hello\nworld\n");
	client_end_input(&client);
	peer_expect_end(&peer);
	ck_assert_str_eq(peer.got.text, "hello\nworld\n");
	peer_say(&peer, "!! no\n<bob> hi\n");
	peer_close(&peer);
	expect_result(0, "-- welcome\n!! no\n<bob> hi\n", "");
}
END_TEST

START_TEST(answers_are_printed_as_they_come)
{
	char said[32] = "";
	start(-1);
	peer_say(&peer, "<bob> now\n");
	struct pollfd wait = {.fd = client.out, .events = POLLIN};
	ck_assert_int_eq(poll(&wait, 1, WAIT_MS), 1);
	ck_assert_int_gt(read(client.out, said, sizeof said - 1), 0);
	ck_assert_str_eq(said, "<bob> now\n");
	client_end_input(&client);
	peer_expect_end(&peer);
	peer_close(&peer);
	expect_result(0, "", "");
}
END_TEST

START_TEST(an_unfinished_last_line_is_finished)
{
	start(-1);
	client_feed(&client, "one\ntwo");
	client_end_input(&client);
	peer_expect_end(&peer);
	ck_assert_str_eq(peer.got.text, "one\ntwo\n");
	peer_close(&peer);
	expect_result(0, "", "");
}
END_TEST

START_TEST(no_input_is_fine)
{
	int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
	start(nothing);
	peer_expect_end(&peer);
	ck_assert_uint_eq(peer.got.length, 0);
	peer_say(&peer, "-- welcome\n");
	peer_close(&peer);
	expect_result(0, "-- welcome\n", "");
	close(nothing);
}
END_TEST

/* Its socket must not become its standard input. */
START_TEST(a_closed_input_is_fine)
{
	process_start(&client, -1,
		(const char *const[]){
			"sh", "-c", "exec \"$0\" \"$1\" <&-", client_path(), address, NULL});
	server_accept(&peer, listener);
	peer_say(&peer, "-- welcome\n");
	peer_expect_end(&peer);
	ck_assert_uint_eq(peer.got.length, 0);
	peer_close(&peer);
	expect_result(0, "-- welcome\n", "");
}
END_TEST

static void check_lines(size_t count)
{
	char wanted[32];
	const char *at = peer.got.text;
	for (size_t i = 0; i < count; i++) {
		int length = snprintf(wanted, sizeof wanted, "line %zu\n", i);
		ck_assert_msg(strncmp(at, wanted, (size_t)length) == 0, "line %zu is wrong", i);
		at += length;
	}
	ck_assert_str_eq(at, "");
}

START_TEST(a_large_file_arrives_whole_and_in_order)
{
	FILE *file = tmpfile();
	ck_assert_ptr_nonnull(file);
	for (size_t i = 0; i < 100000; i++)
		fprintf(file, "line %zu\n", i);
	fflush(file);
	lseek(fileno(file), 0, SEEK_SET);
	start(fileno(file));
	peer_expect_end(&peer);
	check_lines(100000);
	peer_close(&peer);
	expect_result(0, "", "");
	fclose(file);
}
END_TEST

/* Until it has taken nothing more for half a second; far less than is offered. */
static size_t feed_until_it_stops(size_t most)
{
	static char block[4096];
	size_t fed = 0;
	memset(block, 'x', sizeof block);
	block[sizeof block - 1] = '\n';
	fcntl(client.in, F_SETFL, O_NONBLOCK);
	while (fed < most) {
		struct pollfd wait = {.fd = client.in, .events = POLLOUT};
		if (poll(&wait, 1, 500) == 0)
			break;
		ssize_t written = write(client.in, block, sizeof block);
		ck_assert_int_gt(written, 0);
		fed += (size_t)written;
	}
	return fed;
}

START_TEST(input_is_not_read_ahead_without_bounds)
{
	static const size_t most = 64 * 1024 * 1024;
	start(-1);
	size_t fed = feed_until_it_stops(most);
	ck_assert_uint_lt(fed, most);
	client_end_input(&client);
	peer_expect_end(&peer);
	ck_assert_uint_eq(peer.got.length, fed);
	peer_close(&peer);
	expect_result(0, "", "");
}
END_TEST

START_TEST(a_server_that_ends_too_early_is_a_failure)
{
	start(-1);
	client_feed(&client, "hello\n");
	peer_expect(&peer, "hello\n");
	peer_say(&peer, "-- going down");
	peer_close(&peer);
	expect_result(1, "-- going down\n", "the server closed the connection before everything");
}
END_TEST

START_TEST(a_reset_is_a_failure)
{
	start(-1);
	client_feed(&client, "hello\n");
	client_end_input(&client);
	peer_expect_end(&peer);
	peer_reset(&peer);
	expect_result(1, "", "the connection was lost: Connection reset by peer");
}
END_TEST

START_TEST(after_quit_the_end_is_no_failure)
{
	start(-1);
	client_feed(&client, "hello\n/quit\n");
	peer_expect(&peer, "/quit\n");
	peer_say(&peer, "-- bye\n");
	peer_close(&peer);
	expect_result(0, "-- bye\n", "");
}
END_TEST

START_TEST(a_hostile_server_cannot_touch_the_terminal)
{
	static const char hostile[] = "<eve> \033[2J\0\x80\xC2\x9B"
				      "1m\xFFok\n";
	start(-1);
	peer_send(&peer, hostile, sizeof hostile - 1);
	client_end_input(&client);
	peer_expect_end(&peer);
	peer_close(&peer);
	expect_result(0,
		"<eve> \xEF\xBF\xBD[2J\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"
		"1m\xEF\xBF\xBDok\n",
		"");
	ck_assert_uint_eq(client.said.length, strlen(client.said.text));
}
END_TEST

START_TEST(an_endless_line_is_cut)
{
	size_t size = 8 * 1024 * 1024;
	char *big = malloc(size);
	start(-1);
	fcntl(client.out, F_SETPIPE_SZ, 4 * 65536); /* it is not read before the end */
	memset(big, 'x', size);
	peer_send(&peer, big, size);
	peer_say(&peer, "\n<bob> hi\n");
	client_end_input(&client);
	peer_expect_end(&peer);
	peer_close(&peer);
	ck_assert_int_eq(process_wait(&client), 0);
	ck_assert_uint_eq(client.said.length, 65536 + 1 + 9);
	ck_assert_str_eq(client.said.text + 65536, "\n<bob> hi\n");
	free(big);
}
END_TEST

START_TEST(an_output_that_is_gone_is_told)
{
	start(-1);
	close(client.out);
	client.out = -1;
	peer_say(&peer, "<bob> hi\n");
	expect_result(1, "", "cannot write to standard output: Broken pipe");
	peer_close(&peer);
}
END_TEST

START_TEST(an_input_that_cannot_be_read_is_told)
{
	int folder = open("/", O_RDONLY | O_CLOEXEC);
	start(folder);
	peer_expect_end(&peer);
	peer_close(&peer);
	expect_result(1, "", "cannot read standard input: Is a directory");
	close(folder);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("client pipe");
	TCase *all = tcase_create("pipe");
	tcase_add_checked_fixture(all, set_up, tear_down);
	tcase_set_timeout(all, 60);
	tcase_add_test(all, lines_are_sent_and_answers_printed);
	tcase_add_test(all, answers_are_printed_as_they_come);
	tcase_add_test(all, an_unfinished_last_line_is_finished);
	tcase_add_test(all, no_input_is_fine);
	tcase_add_test(all, a_closed_input_is_fine);
	tcase_add_test(all, a_large_file_arrives_whole_and_in_order);
	tcase_add_test(all, input_is_not_read_ahead_without_bounds);
	tcase_add_test(all, a_server_that_ends_too_early_is_a_failure);
	tcase_add_test(all, a_reset_is_a_failure);
	tcase_add_test(all, after_quit_the_end_is_no_failure);
	tcase_add_test(all, a_hostile_server_cannot_touch_the_terminal);
	tcase_add_test(all, an_endless_line_is_cut);
	tcase_add_test(all, an_output_that_is_gone_is_told);
	tcase_add_test(all, an_input_that_cannot_be_read_is_told);
	suite_add_tcase(suite, all);
	SRunner *runner = srunner_create(suite);
	srunner_set_tap(runner, "-");
	srunner_run_all(runner, CK_SILENT);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
