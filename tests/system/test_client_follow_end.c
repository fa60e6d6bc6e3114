/* The client between programs, listening: what ends it, and what does not. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "follower.h"
#include "peer.h"

START_TEST(control_c_ends_it_as_it_ends_others)
{
	begin(NULL);
	follow_dev("", "");
	kill(follower.pid, SIGINT);
	ck_assert_int_eq(process_status(follower.pid), 128 + SIGINT);
	client_expect(&bob, "-- ada left");
	end();
}
END_TEST

START_TEST(a_reader_that_has_enough_ends_it)
{
	begin(NULL);
	process_start(&follower, -1,
		ARGUMENTS("sh", "-c", "\"$0\" \"$1\" --config \"$2\" -n ada '#dev' -f | head -n 1",
			process_client(), address, config));
	ck_assert_int_eq(process_wait(&follower), 0);
	ck_assert_str_eq(follower.said.bytes, "-- You are ada on this server.\n");
	ck_assert_str_eq(follower.complained.bytes, "");
	end();
}
END_TEST

START_TEST(a_reader_that_goes_away_is_noticed_at_once)
{
	begin(NULL);
	follow_dev("", "");
	close(follower.out);
	ck_assert_int_eq(process_status(follower.pid), 128 + SIGPIPE);
	client_expect(&bob, "-- ada left");
	client_expect_end(&told);
	end();
}
END_TEST

START_TEST(timeout_ends_it)
{
	begin(NULL);
	process_start(&follower, -1,
		ARGUMENTS("timeout", "1", process_client(), address, "--config", config, "-n",
			"ada", "#dev", "--follow"));
	ck_assert_int_eq(process_wait(&follower), 124);
	ck_assert_str_eq(follower.complained.bytes, "");
	client_expect(&bob, "-- ada joined");
	client_expect(&bob, "-- ada left");
	end();
}
END_TEST

/* The server has not closed the connection by itself. */
START_TEST(who_leaves_says_so_in_json)
{
	begin(NULL);
	process_start_client(&follower, -1, ARGUMENTS(address, "-n", "ada", "#dev", "--json"));
	listen_to(&follower);
	client_await(&printed, "\"type\":\"opened\"");
	kill(follower.pid, SIGTERM);
	client_await(&printed, "\"type\":\"disconnected\",\"text\":\"you have left\"}");
	ck_assert_int_eq(process_status(follower.pid), 128 + SIGTERM);
	end();
}
END_TEST

/* It waits for us to read. */
static void fill_its_pipe(void)
{
	static char text[1001];
	memset(text, 'x', sizeof text - 1);
	begin(ARGUMENTS("--rate", "0"));
	follow_dev("", "");
	for (int i = 0; i < 500; i++)
		client_say(&bob, "%s", text);
	client_sync(&bob);
}

START_TEST(a_signal_gets_through_to_one_whose_reader_waits)
{
	fill_its_pipe();
	kill(follower.pid, SIGTERM);
	ck_assert_int_eq(process_status(follower.pid), 128 + SIGTERM);
	end();
}
END_TEST

START_TEST(a_reader_that_goes_away_while_it_is_waited_for_ends_it)
{
	fill_its_pipe();
	close(follower.out);
	ck_assert_int_eq(process_status(follower.pid), 128 + SIGPIPE);
	client_expect_end(&told);
	end();
}
END_TEST

START_TEST(who_ignores_hangups_goes_on_to)
{
	begin(NULL);
	process_start(&follower, -1,
		ARGUMENTS("nohup", process_client(), address, "--config", config, "-n", "ada",
			"#dev", "-f"));
	listen_to(&follower);
	client_await(&printed, "-- You are in #dev now");
	kill(follower.pid, SIGHUP);
	client_say(&bob, "still here?");
	client_expect(&printed, "<bob> still here?");
	kill(follower.pid, SIGTERM);
	ck_assert_int_eq(process_status(follower.pid), 128 + SIGTERM);
	end();
}
END_TEST

START_TEST(a_slow_reader_loses_nothing)
{
	static char text[1001];
	memset(text, 'x', sizeof text - 1);
	begin(ARGUMENTS("--rate", "0"));
	follow_dev("", "");
	for (int i = 0; i < 300; i++)
		client_say(&bob, "%s", text);
	client_say(&bob, "the end");
	client_sync(&bob);
	size_t got = 0;
	const char *line;
	while (strcmp(line = client_line(&printed), "<bob> the end") != 0)
		got += strlen(line) - strlen("<bob> ");
	ck_assert_uint_eq(got, 300 * (sizeof text - 1));
	kill(follower.pid, SIGTERM);
	process_status(follower.pid);
	end();
}
END_TEST

START_TEST(a_full_disk_is_told)
{
	begin(NULL);
	process_start(&follower, -1,
		ARGUMENTS("sh", "-c", "exec \"$0\" \"$1\" -n ada '#dev' -f > /dev/full",
			process_client(), address));
	ck_assert_int_eq(process_wait(&follower), 1);
	ck_assert_str_eq(follower.complained.bytes,
		"chat-client: cannot write to standard output: No space left on device\n");
	end();
}
END_TEST

START_TEST(a_server_that_is_not_there_is_told)
{
	int four, six, port;
	char wanted[256];
	peer_refuse_both(&four, &six, &port);
	snprintf(address, sizeof address, "127.0.0.1:%d", port);
	follow("", "");
	snprintf(wanted, sizeof wanted,
		"chat-client: cannot connect to 127.0.0.1 port %d: %s: Connection refused", port,
		address);
	client_expect(&told, "%s", wanted);
	client_expect_end(&told);
	ck_assert_int_eq(process_status(follower.pid), 1);
}
END_TEST

START_TEST(a_room_that_is_shut_is_told)
{
	begin(NULL);
	client_ask(&bob, "/mode invite-only", "-- You have made #dev ... invited");
	follow("", "");
	client_expect(&told, "chat-client: there is no room left to follow");
	client_expect_end(&told);
	ck_assert_int_eq(process_status(follower.pid), 1);
	client_expect(&printed, "-- You are ada on this server.");
	must(strncmp(client_line(&printed), "!! ", 3) == 0, "the refusal is not printed");
	end();
}
END_TEST

START_TEST(who_is_put_out_of_the_last_room_ends)
{
	begin(NULL);
	follow("#ops", "");
	client_await(&printed, "#ops -- You are in #ops now");
	client_await(&bob, "-- ada joined");
	client_say(&bob, "/kick ada");
	client_await(&bob, "put ada out");
	client_say(&bob, "/join ops");
	client_await(&printed, "#ops -- bob joined");
	client_say(&bob, "still here?");
	client_expect(&printed, "#ops <bob> still here?");
	kill(follower.pid, SIGTERM);
	process_status(follower.pid);
	client_say(&bob, "/join dev");
	client_sync(&bob);
	follow("", "");
	client_await(&bob, "-- ada joined");
	client_say(&bob, "/kick ada");
	client_expect(&told, "chat-client: there is no room left to follow");
	ck_assert_int_eq(process_status(follower.pid), 1);
	end();
}
END_TEST

int main(void)
{
	const TTest *const cases[] = {
		control_c_ends_it_as_it_ends_others,
		a_reader_that_has_enough_ends_it,
		a_reader_that_goes_away_is_noticed_at_once,
		timeout_ends_it,
		who_leaves_says_so_in_json,
		a_signal_gets_through_to_one_whose_reader_waits,
		a_reader_that_goes_away_while_it_is_waited_for_ends_it,
		who_ignores_hangups_goes_on_to,
		a_slow_reader_loses_nothing,
		a_full_disk_is_told,
		a_server_that_is_not_there_is_told,
		a_room_that_is_shut_is_told,
		who_is_put_out_of_the_last_room_ends,
		NULL,
	};
	return run_follower_tests("client follow end", cases);
}
