/* Limits on what comes in: lines, speed, connections. */
#include <arpa/inet.h>
#include <dirent.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "harness.h"

#define FULL "!! the server is full"
#define TOO_LONG "!! that line ... too long ... 100 bytes"

static struct server server;
static struct client alice, bob;

static void start(const char *const *arguments)
{
	server_start(&server, arguments);
	client_join(&alice, &server, "alice");
	client_join(&bob, &server, "bob");
	client_sync(&alice);
	client_sync(&bob);
}

static void end(void)
{
	client_close(&alice);
	client_close(&bob);
	server_stop(&server);
}

START_TEST(longest_line)
{
	char line[101];
	start(ARGUMENTS("--max-line", "100"));
	memset(line, 'x', 100);
	line[100] = '\0';
	client_say(&alice, "%s", line);
	client_expect(&bob, "<alice> %s", line);
	client_say(&alice, "%s\r", line); /* the ending is not counted */
	client_expect(&bob, "<alice> %s", line);
	client_say(&alice, "%sx", line);
	client_expect(&alice, TOO_LONG);
	client_say(&alice, "%sx\r", line);
	client_expect(&alice, TOO_LONG);
	client_expect_nothing(&alice);
	client_expect_nothing(&bob);
	end();
}
END_TEST

/* Its tail is dropped up to the newline however it arrives, and is never a command. */
START_TEST(tail_of_a_long_line)
{
	char head[102];
	memset(head, 'x', 101);
	head[101] = '\0';
	start(ARGUMENTS("--max-line", "100"));
	client_send(&alice, head, 101);
	client_expect(&alice, TOO_LONG); /* without waiting for its end */
	client_send(&alice, "/quit", 5);
	client_sync(&bob);
	client_send(&alice, "/quit\nafter\n", 12);
	client_expect(&bob, "<alice> after");
	client_say(&alice, "%s/quit\n/me is fine", head);
	client_expect(&alice, TOO_LONG);
	client_expect(&bob, "* alice is fine");
	client_expect_nothing(&alice);
	client_expect_nothing(&bob);
	end();
}
END_TEST

START_TEST(long_last_line)
{
	start(ARGUMENTS("--max-line", "100"));
	client_say(&alice, "before");
	char bytes[5000];
	memset(bytes, 'y', sizeof bytes);
	client_send(&alice, bytes, sizeof bytes);
	client_half_close(&alice);
	client_expect(&alice, TOO_LONG);
	client_expect_end(&alice);
	client_expect(&bob, "<alice> before");
	client_expect(&bob, "-- alice left");
	end();
}
END_TEST

#define SPEED ARGUMENTS("--rate", "10", "--burst", "100") /* regained only after ten seconds */
#define SPEED_TOLD "!! you are writing faster than 10 lines..."

/* Numbered lines in one send. */
static void send_lines(struct client *client, int count, const char *last)
{
	char all[4096];
	size_t length = 0;
	for (int i = 0; i < count; i++)
		length += (size_t)snprintf(all + length, sizeof all - length, "line %d\n", i);
	length += (size_t)snprintf(all + length, sizeof all - length, "%s", last);
	client_send(client, all, length);
}

/* Written faster than read: told once, nothing lost, everything in order. */
START_TEST(speed)
{
	start(SPEED);
	long began = now_ms();
	send_lines(&alice, 115, "");
	for (int i = 0; i < 115; i++)
		client_expect(&bob, "<alice> line %d", i);
	ck_assert_int_ge(now_ms() - began, 1000); /* by our clock it cannot be less */
	client_expect(&alice, SPEED_TOLD);
	client_expect_nothing(&alice);
	server_signal(&server, SIGTERM);
	client_hang_up_all(&server);
	server_expect_stopped(&server);
	ck_assert_int_eq((int)server_counter(&server, "too_fast"), 1);
	server_free(&server);
}
END_TEST

START_TEST(no_speed_limit)
{
	start(ARGUMENTS("--rate", "0", "--burst", "1"));
	for (int i = 0; i < 500; i++)
		client_say(&alice, "line %d", i);
	for (int i = 0; i < 500; i++)
		client_expect(&bob, "<alice> line %d", i);
	client_expect_nothing(&alice);
	end();
}
END_TEST

START_TEST(default_burst)
{
	start(NULL);
	for (int i = 0; i < 90; i++)
		client_say(&alice, "line %d", i);
	for (int i = 0; i < 90; i++)
		client_expect(&bob, "<alice> line %d", i);
	client_expect_nothing(&alice);
	end();
}
END_TEST

/* Who is slowed down and half-closes is still read to the end. */
START_TEST(speed_and_half_close)
{
	start(SPEED);
	send_lines(&alice, 110, "last");
	client_half_close(&alice);
	for (int i = 0; i < 110; i++)
		client_expect(&bob, "<alice> line %d", i);
	client_expect(&bob, "<alice> last");
	client_expect(&bob, "-- alice left");
	client_expect(&alice, SPEED_TOLD);
	client_expect_end(&alice);
	end();
}
END_TEST

/* One who floods does not keep others from talking, and loses nothing by it. */
START_TEST(flood_and_another_room)
{
	struct client carol, dave;
	char line[64];
	start(ARGUMENTS("--rate", "0", "--wakeup-lines", "4"));
	client_join(&carol, &server, "carol");
	client_join(&dave, &server, "dave");
	client_say(&carol, "/join tea");
	client_sync(&carol);
	client_say(&dave, "/join tea");
	client_sync(&dave);
	client_sync(&carol);
	for (int i = 0; i < 5000; i++) {
		int length = snprintf(line, sizeof line, "flood %d\n", i);
		client_send(&alice, line, (size_t)length);
		if (i % 100 != 99)
			continue;
		client_say(&carol, "calm %d", i);
		client_expect(&dave, "<carol> calm %d", i);
	}
	client_await(&bob, "-- carol left");
	client_await(&bob, "-- dave left");
	for (int i = 0; i < 5000; i++)
		client_expect(&bob, "<alice> flood %d", i);
	client_close(&carol);
	client_close(&dave);
	end();
}
END_TEST

static void expect_full(const char *words)
{
	struct client client;
	client_connect(&client, &server);
	client_expect(&client, "%s", words);
	client_expect_end(&client);
	client_close(&client);
}

/* One who leaves makes room; how soon is the server's, so ask until it lets one in. */
static void come_in(struct client *client)
{
	long until = now_ms() + WAIT_MS;
	for (;;) {
		client_connect(client, &server);
		const char *line = client_line(client);
		if (line && strncmp(line, "-- Welcome", 10) == 0)
			return;
		client_close(client);
		ck_assert_msg(now_ms() < until, "nobody gets in any more");
	}
}

START_TEST(most_clients)
{
	struct client carol;
	start(ARGUMENTS("--max-clients", "2"));
	for (int i = 0; i < 30; i++)
		expect_full(FULL "...");
	client_expect_nothing(&alice);
	client_say(&bob, "/quit");
	client_await_end(&bob);
	client_close(&bob);
	come_in(&carol);
	client_expect(&alice, "-- bob left");
	client_expect(&alice, "-- guest-...");
	expect_full(FULL "...");
	client_close(&alice);
	client_close(&carol);
	server_expect_log(&server, "level=warning event=refused");
	server_signal(&server, SIGTERM);
	server_expect_stopped(&server);
	ck_assert_int_ge((int)server_counter(&server, "refused_full"), 31);
	ck_assert_int_le((int)server_log_count(&server, "refused"), 10);
	server_free(&server);
}
END_TEST

/* Even who has written something already is told, and sees an end and not a reset. */
START_TEST(full_is_told_to_who_talks_at_once)
{
	start(ARGUMENTS("--max-clients", "2"));
	for (int i = 0; i < 20; i++) {
		struct client client;
		server_signal(&server, SIGSTOP); /* what is said is there before it can answer */
		client_connect(&client, &server);
		client_say(&client, "hello, is anybody there?");
		server_signal(&server, SIGCONT);
		client_expect(&client, FULL "...");
		client_expect_end(&client);
		client_close(&client);
	}
	end();
}
END_TEST

START_TEST(most_of_one_address)
{
	struct client client[6];
	network_enter();
	network_add_address("192.0.2.1");
	server_spawn(&server, ARGUMENTS("--port", "0", "--max-per-address", "3"), NULL);
	server_expect_listening(&server);
	for (int i = 0; i < 4; i++)
		client_connect_from(&client[i], &server, "192.0.2.1", "192.0.2.1", 0);
	for (int i = 0; i < 3; i++)
		client_greet(&client[i]);
	client_expect(&client[3], "!! too many connections ... your address...");
	client_expect_end(&client[3]);
	for (int i = 0; i < 5; i++) { /* loopback has no limit */
		client_close(&client[3]);
		client_connect(&client[3], &server);
		client_greet(&client[3]);
	}
	client_say(&client[0], "/quit");
	client_await_end(&client[0]);
	client_close(&client[0]);
	long until = now_ms() + WAIT_MS;
	const char *line;
	do {
		client_connect_from(&client[4], &server, "192.0.2.1", "192.0.2.1", 0);
		line = client_line(&client[4]);
	} while (now_ms() < until && strncmp(line, "-- Welcome", 10) != 0);
	ck_assert_int_eq(strncmp(line, "-- Welcome", 10), 0);
	server_stop(&server);
}
END_TEST

/* Each within its own speed: the last one is told that the address is too fast, and all is said. */
START_TEST(speed_of_one_address)
{
	enum { CLIENTS = 40, LINES = 8 };
	static struct client client[CLIENTS];
	int heard = 0;
	start(ARGUMENTS("--rate", "5", "--burst", "10"));
	for (int i = 0; i < CLIENTS; i++) {
		client_connect_from(&client[i], &server, "127.0.0.2", "127.0.0.1", 0);
		client_greet(&client[i]);
		send_lines(&client[i], LINES, "");
	}
	client_await(&client[CLIENTS - 1],
		"!! the connections from your address are writing faster than 50 lines a second "
		"together: nothing is lost, but the rest is read at that speed");
	while (heard < CLIENTS * LINES) {
		client_await(&bob, "> line ");
		heard++;
	}
	client_sync(&alice); /* who comes from elsewhere has all of her speed */
	for (int i = 0; i < CLIENTS; i++)
		client_close(&client[i]);
	end();
}
END_TEST

/* From another machine, that is; scripts on this one may come as often as they like. */
START_TEST(a_new_connection_gives_no_new_lines)
{
	struct client nine;
	static const char *const sources[] = {"127.0.0.9", "127.0.0.1"};
	static const char *const names[] = {"nine", "one"}; /* the first may not be free yet */
	server_start(&server, ARGUMENTS("--rate", "1", "--burst", "30"));
	for (int i = 0; i < 2; i++) {
		client_connect_from(&nine, &server, sources[i], "127.0.0.1", 0);
		client_greet(&nine);
		for (int line = 0; line < 30; line++)
			client_say(&nine, "hello");
		client_half_close(&nine);
		client_await_end(&nine);
		client_close(&nine);
		client_connect_from(&nine, &server, sources[i], "127.0.0.1", 0);
		client_greet(&nine);
		client_say(&nine, "/nick %s", names[i]);
		if (i == 0)
			client_expect(
				&nine, "!! you are writing faster than 1 lines a second: ...");
		client_expect_named(&nine, names[i]);
		client_close(&nine);
	}
	server_stop(&server);
}
END_TEST

/* Who comes and goes all the time is told, and another address is not concerned. */
START_TEST(an_address_that_connects_too_often)
{
	static const char often[] = "!! your address connects too often";
	struct client client;
	long until = now_ms() + WAIT_MS;
	int welcome = 0;
	bool told;
	start(ARGUMENTS("--max-per-address", "2")); /* so 8 at once, then one a second */
	do {
		client_connect_from(&client, &server, "127.0.0.2", "127.0.0.1", 0);
		const char *line = client_line(&client);
		must(line && now_ms() < until, "it was not told that it comes too often");
		welcome += strncmp(line, "-- Welcome", 10) == 0;
		told = strncmp(line, often, strlen(often)) == 0;
		client_close(&client); /* and the line with it */
	} while (!told);
	ck_assert_int_ge(welcome, 8);
	client_connect_from(&client, &server, "127.0.0.3", "127.0.0.1", 0);
	client_greet(&client);
	client_close(&client);
	end();
}
END_TEST

static void few_descriptors(void)
{
	struct rlimit few = {64, 64};
	setrlimit(RLIMIT_NOFILE, &few);
}

/* Three times as many come as there are descriptors. */
START_TEST(few_descriptors_many_clients)
{
	static struct client client[192];
	int welcome = 0, refused = 0;
	server_spawn(&server, ARGUMENTS("--port", "0", "--bind", "127.0.0.1", "--threads", "3"),
		few_descriptors);
	server_expect_listening(&server);
	for (int i = 0; i < 192; i++)
		client_connect(&client[i], &server);
	for (int i = 0; i < 192; i++) {
		const char *line = client_line(&client[i]);
		ck_assert_msg(line != NULL, "client %d was told nothing", i);
		if (strncmp(line, FULL, strlen(FULL)) == 0)
			refused++;
		else
			welcome++;
	}
	ck_assert_int_ge(welcome, 20);
	ck_assert_int_ge(refused, 128);
	client_sync(&client[0]);
	for (int i = 0; i < 192; i++)
		client_close(&client[i]);
	come_in(&alice);
	client_await(&alice, "-- Type a line");
	client_close(&alice);
	server_signal(&server, SIGTERM);
	server_expect_stopped(&server);
	ck_assert_int_le((int)server_log_count(&server, "refused"), 20);
	server_free(&server);
}
END_TEST

/* The highest number of a descriptor that it has open. */
static rlim_t last_descriptor(void)
{
	char path[64];
	rlim_t last = 0;
	snprintf(path, sizeof path, "/proc/%d/fd", (int)server.pid);
	DIR *directory = opendir(path);
	ck_assert_ptr_nonnull(directory);
	for (struct dirent *entry; (entry = readdir(directory));) {
		rlim_t number = (rlim_t)atol(entry->d_name);
		last = number > last ? number : last;
	}
	closedir(directory);
	return last;
}

/* The limit falls below what is in use, so that accepting itself fails: each who comes is told,
 * slowly, and meanwhile the server has nothing to do. */
START_TEST(no_descriptor_left)
{
	struct client client[8];
	start(NULL);
	rlim_t last = last_descriptor();
	struct rlimit none = {last + 1, last + 9};
	ck_assert_int_eq(prlimit(server.pid, RLIMIT_NOFILE, &none, NULL), 0);
	int welcome = 0;
	long began = now_ms(), used = server_cpu_ms(&server);
	for (int i = 0; i < 8; i++)
		client_connect(&client[i], &server);
	for (int i = 0; i < 8; i++) {
		const char *line = client_line(&client[i]);
		ck_assert_ptr_nonnull(line);
		welcome += strncmp(line, FULL, strlen(FULL)) != 0;
	}
	ck_assert_int_le(welcome, 1); /* where there was a gap */
	used = server_cpu_ms(&server) - used;
	long took = now_ms() - began;
	ck_assert_msg(2 * used < took + 100, "%ld ms of CPU in %ld ms", used, took);
	client_say(&alice, "still here");
	client_await(&bob, "<alice> still here");
	for (int i = 0; i < 8; i++)
		client_close(&client[i]);
	struct rlimit enough = {last + 9, last + 9};
	ck_assert_int_eq(prlimit(server.pid, RLIMIT_NOFILE, &enough, NULL), 0);
	come_in(&client[0]);
	client_close(&client[0]);
	end();
}
END_TEST

int main(void)
{
	bool private = network_available();
	if (!private)
		note("clients of one address: no private network is permitted here");
	const TTest *const each[] = {longest_line, tail_of_a_long_line, long_last_line, speed,
		speed_of_one_address, a_new_connection_gives_no_new_lines,
		an_address_that_connects_too_often, no_speed_limit, default_burst,
		speed_and_half_close, flood_and_another_room, most_clients,
		full_is_told_to_who_talks_at_once, NULL};
	const TTest *const once[] = {few_descriptors_many_clients, no_descriptor_left,
		private ? most_of_one_address : NULL, NULL};
	return run_tests("limits", each, once);
}
