/* The client between programs, listening: what it prints, as text and as JSON, what it says beside
 * it, and how it comes back after a loss. */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <jansson.h>

#include "follower.h"

START_TEST(what_is_said_is_printed_until_a_signal)
{
	begin(NULL);
	follow_dev("", "");
	client_say(&bob, "hello");
	client_expect(&printed, "<bob> hello");
	client_say(&bob, "/me waves");
	client_expect(&printed, "* bob waves");
	client_say(&bob, "/msg ada psst");
	client_expect(&printed, "[bob] psst");
	client_expect(&bob, "[to ada] psst");
	kill(follower.pid, SIGTERM);
	ck_assert_int_eq(process_status(follower.pid), 128 + SIGTERM);
	client_expect(&bob, "-- ada left");
	client_expect_end(&printed);
	client_expect_end(&told);
	end();
}
END_TEST

START_TEST(a_time_stands_in_front)
{
	begin(NULL);
	process_start_client(&follower, -1,
		ARGUMENTS(address, "--config", "/dev/null", "-n", "ada", "#dev", "-f"));
	listen_to(&follower);
	const char *line = client_line(&printed);
	ck_assert_ptr_nonnull(line);
	must(line[0] >= '0' && line[0] <= '2' && line[2] == ':' &&
			strcmp(line + 5, " -- You are ada on this server.") == 0,
		"it prints '%s'", line);
	kill(follower.pid, SIGTERM);
	process_status(follower.pid);
	end();
}
END_TEST

START_TEST(several_rooms_are_named)
{
	begin(NULL);
	follow("#ops", "");
	client_await(&printed, "#dev -- You are in #dev now");
	client_await(&printed, "#ops -- You are in #ops now");
	client_expect(&bob, "-- ada joined");
	client_say(&bob, "hello");
	client_expect(&printed, "#dev <bob> hello");
	client_say(&bob, "/msg ada psst");
	client_expect(&printed, "[bob] psst");
	kill(follower.pid, SIGTERM);
	process_status(follower.pid);
	end();
}
END_TEST

START_TEST(messages_and_input_are_said_beside_it)
{
	begin(NULL);
	follow_dev("-m", "from the command line");
	client_expect(&bob, "<ada> from the command line");
	client_expect(&printed, "<ada> from the command line");
	process_feed(&follower, "from the input\n");
	client_expect(&bob, "<ada> from the input");
	client_expect(&printed, "<ada> from the input");
	process_end_input(&follower);
	client_say(&bob, "still here?");
	client_expect(&printed, "<bob> still here?");
	kill(follower.pid, SIGTERM);
	process_status(follower.pid);
	end();
}
END_TEST

START_TEST(sentences_can_be_had)
{
	begin(NULL);
	follow("--plain", "");
	client_await(&printed, "You are in #dev now");
	client_say(&bob, "hello");
	client_expect(&printed, "bob says: hello");
	kill(follower.pid, SIGTERM);
	process_status(follower.pid);
	end();
}
END_TEST

/* The next object. */
static json_t *next_object(void)
{
	json_error_t error;
	const char *line = client_line(&printed);
	ck_assert_ptr_nonnull(line);
	json_t *object = json_loads(line, JSON_REJECT_DUPLICATES, &error);
	must(object != NULL, "%s: %s", error.text, line);
	return object;
}

static const char *text_in(json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));
	return text ? text : "";
}

static void expect_object(const char *type, const char *room, const char *name, const char *text)
{
	json_t *object = next_object();
	ck_assert_str_eq(text_in(object, "type"), type);
	ck_assert_str_eq(text_in(object, "room"), room);
	ck_assert_str_eq(text_in(object, "name"), name);
	ck_assert_str_eq(text_in(object, "text"), text);
	ck_assert_uint_eq(strlen(text_in(object, "time")), strlen("2026-11-22T16:16:28.300Z"));
	json_decref(object);
}

START_TEST(events_are_objects_for_programs)
{
	begin(NULL);
	process_start_client(&follower, -1, ARGUMENTS(address, "-n", "ada", "#dev", "--json"));
	listen_to(&follower);
	expect_object("connected", "", "ada", "");
	expect_object("opened", "#dev", "", "");
	client_expect(&bob, "-- ada joined");
	client_say(&bob, "say \"hi\", ada \\ \xE2\x82\xAC");
	json_t *object = next_object();
	ck_assert_str_eq(text_in(object, "type"), "said");
	ck_assert_str_eq(text_in(object, "text"), "say \"hi\", ada \\ \xE2\x82\xAC");
	ck_assert_uint_gt(strlen(text_in(object, "id")), 0);
	ck_assert(json_is_true(json_object_get(object, "mention")));
	ck_assert_ptr_null(json_object_get(object, "own"));
	json_decref(object);
	process_feed(&follower, "mine\n");
	client_expect(&bob, "<ada> mine");
	object = next_object();
	ck_assert_str_eq(text_in(object, "text"), "mine");
	ck_assert(json_is_true(json_object_get(object, "own")));
	json_decref(object);
	client_say(&bob, "/topic news");
	expect_object("topic", "#dev", "bob", "news");
	client_await(&bob, "topic of #dev");
	client_say(&bob, "/quit bye");
	expect_object("quit", "#dev", "bob", "bye");
	kill(follower.pid, SIGTERM);
	ck_assert_int_eq(process_status(follower.pid), 128 + SIGTERM);
	end();
}
END_TEST

static void restart(void)
{
	char bind[32];
	snprintf(bind, sizeof bind, "127.0.0.1:%d", server.port);
	server_signal(&server, SIGKILL);
	server_wait(&server);
	client_await_end(&bob);
	client_close(&bob);
	server_free(&server);
	server_start_at(&server, bind, NULL);
	client_join(&bob, &server, "bob");
}

START_TEST(it_comes_back_after_a_loss)
{
	begin(NULL);
	follow_dev("", "");
	restart();
	const char *line = client_line(&told);
	must(strncmp(line, "chat-client: the ", 17) == 0 && strstr(line, "; trying again in "),
		"it says '%s'", line);
	process_feed(&follower, "after the loss\n");
	client_await(&told, "chat-client: connected again");
	client_await(&printed, "<ada> after the loss");
	client_say(&bob, "/join dev");
	client_await(&printed, "-- bob joined");
	client_say(&bob, "there you are");
	client_expect(&printed, "<bob> there you are");
	kill(follower.pid, SIGTERM);
	ck_assert_int_eq(process_status(follower.pid), 128 + SIGTERM);
	end();
}
END_TEST

/* Its threads may run on for a moment after the signal. */
static void stop_server(void)
{
	siginfo_t stopped;
	server_signal(&server, SIGSTOP);
	ck_assert_int_eq(waitid(P_PID, (id_t)server.pid, &stopped, WSTOPPED), 0);
}

/* Eight lines are on their way when the server dies, and the others wait for their turn. */
START_TEST(what_may_have_been_said_is_not_said_again)
{
	begin(NULL);
	follow_dev("", "");
	stop_server();
	ck_assert_int_ge(fcntl(follower.in, F_SETPIPE_SZ, 1), 0); /* a page: full with any byte */
	for (int i = 1; i <= 12; i++) {
		char line[16];
		snprintf(line, sizeof line, "line %d\n", i);
		process_feed(&follower, line);
	}
	ck_assert(wait_fd(follower.in, POLLOUT, now_ms() + WAIT_MS)); /* all has been read */
	restart();
	for (int i = 1; i <= 8; i++) {
		char text[16];
		snprintf(text, sizeof text, ": line %d", i);
		const char *line = client_line(&printed);
		must(strncmp(line, "?? ", 3) == 0 && strstr(line, text), "it prints '%s'", line);
	}
	client_await(&printed, "-- Back in #dev");
	for (int i = 9; i <= 12; i++)
		client_expect(&printed, "<ada> line %d", i);
	process_feed(&follower, "and on\n");
	client_expect(&printed, "<ada> and on");
	kill(follower.pid, SIGTERM);
	ck_assert_int_eq(process_status(follower.pid), 128 + SIGTERM);
	end();
}
END_TEST

START_TEST(the_input_is_not_read_ahead)
{
	static char lines[4096];
	size_t fed = 0;
	for (size_t i = 0; i < sizeof lines; i++)
		lines[i] = i % 64 == 63 ? '\n' : 'x';
	begin(NULL);
	follow_dev("", "");
	stop_server();
	fcntl(follower.in, F_SETFL, O_NONBLOCK);
	/* Nothing tells that it reads no more: on a slow machine this may miss that it does. */
	while (fed < 1 << 20 && wait_fd(follower.in, POLLOUT, now_ms() + 500)) {
		ssize_t written = write(follower.in, lines, sizeof lines);
		ck_assert_int_gt(written, 0);
		fed += (size_t)written;
	}
	ck_assert_uint_lt(fed, 256 * 1024);
	server_signal(&server, SIGKILL);
	server_wait(&server);
	kill(follower.pid, SIGTERM);
	ck_assert_int_eq(process_status(follower.pid), 128 + SIGTERM);
}
END_TEST

int main(void)
{
	const TTest *const cases[] = {
		what_is_said_is_printed_until_a_signal,
		a_time_stands_in_front,
		several_rooms_are_named,
		messages_and_input_are_said_beside_it,
		sentences_can_be_had,
		events_are_objects_for_programs,
		it_comes_back_after_a_loss,
		what_may_have_been_said_is_not_said_again,
		the_input_is_not_read_ahead,
		NULL,
	};
	return run_follower_tests("client follow", cases);
}
