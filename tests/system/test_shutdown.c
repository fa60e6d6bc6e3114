/* The end: what was accepted is delivered, everyone is told goodbye, and it does end. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "harness.h"

static struct server server;

static void farewell(int signal)
{
	static struct client client[40];
	server_start(&server, NULL);
	for (int i = 0; i < 40; i++) {
		client_connect(&client[i], &server);
		client_greet(&client[i]);
	}
	for (int i = 0; i < 40; i++)
		client_sync(&client[i]);
	client_say(&client[39], "/part");
	client_await(&client[39], "-- You left");
	client_await(&client[0], "-- guest-40 left");
	server_signal(&server, signal);
	for (int i = 0; i < 40; i++)
		client_await(&client[i], GOODBYE);
	for (int i = 0; i < 40; i++) {
		client_expect_end(&client[i]); /* nobody is told who else leaves */
		client_close(&client[i]);
	}
	server_expect_stopped(&server);
	ck_assert_int_eq((int)server_counter(&server, "accepted"), 40);
	ck_assert_int_eq((int)server_counter(&server, "undrained"), 0);
	server_free(&server);
}

START_TEST(farewell_on_term)
{
	farewell(SIGTERM);
}
END_TEST

START_TEST(farewell_on_int)
{
	farewell(SIGINT);
}
END_TEST

/* Lines that the server holds back for the sake of the speed are said before the end. */
START_TEST(lines_held_back_are_said)
{
	struct client alice, bob;
	char all[4096];
	size_t length = 0;
	server_start(&server, ARGUMENTS("--rate", "1", "--burst", "10"));
	client_join(&alice, &server, "alice");
	client_join(&bob, &server, "bob");
	client_sync(&bob);
	for (int i = 0; i < 200; i++)
		length += (size_t)snprintf(all + length, sizeof all - length, "line %d\n", i);
	client_send(&alice, all, length); /* one segment: it is read as a whole */
	client_await(&alice, "!! you are writing faster than 1 lines...");
	server_signal(&server, SIGTERM);
	for (int i = 0; i < 200; i++)
		client_expect(&bob, "<alice> line %d", i);
	client_expect(&bob, GOODBYE);
	client_expect_end(&bob);
	client_expect(&alice, GOODBYE);
	client_expect_end(&alice);
	client_close(&alice);
	client_close(&bob);
	server_expect_stopped(&server);
	server_free(&server);
}
END_TEST

/* Who has sent more than may be said at the end is told how much was not, and all is said up to
 * there. */
START_TEST(what_is_read_at_the_end_has_bounds)
{
	enum { SENT = 20000, MAY = 4000 };
	static char all[SENT * 6 + 1];
	struct client alice, bob;
	size_t length = 0, unread = 0;
	server_start(&server, NULL);
	client_join(&alice, &server, "alice");
	client_join(&bob, &server, "bob");
	client_sync(&bob);
	for (int i = 0; i < SENT; i++)
		length += (size_t)snprintf(all + length, sizeof all - length, "%d\n", i);
	client_send(&alice, all, length);
	client_await(&alice, "!! you are writing faster than 20 lines...");
	server_signal(&server, SIGTERM);
	int said = 0;
	for (const char *line; (line = client_line(&bob)) && strcmp(line, GOODBYE) != 0; said++) {
		char wanted[32];
		snprintf(wanted, sizeof wanted, "<alice> %d", said);
		ck_assert_str_eq(line, wanted);
	}
	client_expect_end(&bob);
	ck_assert_int_ge(said, MAY);
	ck_assert_int_lt(said, SENT / 2);
	const char *line = client_line(&alice);
	must(line && sscanf(line, "!! the last %zu bytes that you sent were not read", &unread) ==
				1,
		"she was told: %s", line);
	client_expect(&alice, GOODBYE);
	char next[16];
	snprintf(next, sizeof next, "\n%d\n", said);
	ck_assert_uint_eq(unread, strlen(strstr(all, next) + 1));
	client_close(&alice);
	client_close(&bob);
	server_expect_stopped(&server);
	server_free(&server);
}
END_TEST

/* Answers that pile up because they are not read do not put it off, and take no memory without end.
 */
START_TEST(second_signal_is_heard_while_it_reads)
{
	enum { ASKED = 40000 };
	static char all[ASKED * 6 + 1];
	struct client stuck;
	for (int i = 0; i < ASKED; i++)
		memcpy(all + i * 6, "/help\n", 6);
	server_start(&server, ARGUMENTS("--rate", "0", "--drain", "600000", "--send-queue", "1024M",
				      "--slow-queue", "64K", "--slow-seconds", "600"));
	client_connect_from(&stuck, &server, NULL, "127.0.0.1", 4096);
	client_greet(&stuck);
	server_signal(&server, SIGSTOP); /* all is there before it is read */
	client_send(&stuck, all, sizeof all - 1);
	server_signal(&server, SIGTERM);
	server_signal(&server, SIGCONT);
	server_expect_log(&server, "event=stopping");
	server_signal(&server, SIGTERM);
	server_expect_stopped(&server);
	client_close(&stuck);
	server_free(&server);
}
END_TEST

/* Whether it has ended, without taking that from server_wait(). */
static bool has_ended(pid_t pid)
{
	siginfo_t info = {0};
	ck_assert_int_eq(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT), 0);
	return info.si_pid == pid;
}

/* Up to its very end. */
START_TEST(any_number_of_signals)
{
	static const int signals[] = {SIGTERM, SIGINT, SIGHUP};
	for (int i = is_sanitized() ? 48 : 0; i < 60; i++) {
		server_start(&server, NULL);
		for (unsigned sent = 0; !has_ended(server.pid); sent++)
			server_signal(&server, signals[sent % 2 * (unsigned)(i % 3)]);
		server_expect_stopped(&server);
		server_free(&server);
	}
}
END_TEST

/* Who never reads, and who never hangs up, hold it up for the drain's time and no longer. */
START_TEST(not_held_up_by_who_does_not_read)
{
	struct client alice, stuck, quiet;
	char line[4001];
	memset(line, 'x', 4000);
	line[4000] = '\0';
	server_start(&server, ARGUMENTS("--rate", "0", "--send-queue", "1024M", "--slow-queue",
				      "1024M", "--drain", "200"));
	client_join(&alice, &server, "alice");
	client_connect_from(&stuck, &server, NULL, "127.0.0.1", 4096);
	client_greet(&stuck);
	client_connect(&quiet, &server);
	client_greet(&quiet);
	for (int i = 0; i < 3000; i++) /* 12 MB: more than the kernel takes */
		client_say(&alice, "%s", line);
	client_sync(&alice);
	client_close(&alice);
	client_await(&quiet, "-- alice left");
	server_signal(&server, SIGTERM);
	client_expect(&quiet, GOODBYE);
	client_expect_end(&quiet); /* but it does not hang up */
	server_expect_stopped(&server);
	ck_assert_int_ge((int)server_counter(&server, "undrained"), 1);
	client_close(&stuck);
	client_close(&quiet);
	server_free(&server);
}
END_TEST

/* A second signal does not wait. */
START_TEST(second_signal_ends_at_once)
{
	struct client quiet;
	server_start(&server, ARGUMENTS("--drain", "600000"));
	client_join(&quiet, &server, "quiet");
	server_signal(&server, SIGTERM);
	client_expect(&quiet, GOODBYE);
	server_signal(&server, SIGTERM);
	server_expect_stopped(&server);
	client_close(&quiet);
	server_free(&server);
}
END_TEST

/* A run of all that Bob has read must be all that everybody has read. */
static int read_talk(struct client *client, int next[4])
{
	int total = 0, who, number;
	for (const char *line; (line = client_line(client)) && strcmp(line, GOODBYE) != 0;) {
		if (sscanf(line, "<talker%d> line %d", &who, &number) != 2)
			continue;
		must(who >= 0 && who < 4 && number == next[who], "instead of %d came: %s",
			next[who], line);
		next[who]++;
		total++;
	}
	client_expect_end(client);
	return total;
}

/* In the midst of talk: whole lines, none lost between, the same for all, and the goodbye last. */
START_TEST(under_load)
{
	struct client talker[4], listener[3];
	char name[16];
	server_start(&server, ARGUMENTS("--rate", "0", "--drain", "60000"));
	for (int i = 0; i < 3; i++) {
		snprintf(name, sizeof name, "listener%d", i);
		client_join(&listener[i], &server, name);
	}
	for (int i = 0; i < 4; i++) {
		snprintf(name, sizeof name, "talker%d", i);
		client_join(&talker[i], &server, name);
	}
	for (int i = 0; i < 20000; i++) {
		char line[32];
		int length = snprintf(line, sizeof line, "line %d\n", i / 4);
		client_send(&talker[i % 4], line, (size_t)length);
		if (i == 10000)
			server_signal(&server, SIGTERM);
	}
	int first[4] = {0};
	int total = read_talk(&listener[0], first);
	ck_assert_int_gt(total, 0);
	for (int i = 1; i < 3; i++) {
		int next[4] = {0};
		ck_assert_int_eq(read_talk(&listener[i], next), total);
		ck_assert_int_eq(memcmp(first, next, sizeof first), 0);
	}
	for (int i = 0; i < 3; i++)
		client_close(&listener[i]);
	for (int i = 0; i < 4; i++)
		client_close(&talker[i]);
	server_expect_stopped(&server);
	server_free(&server);
}
END_TEST

int main(void)
{
	const TTest *const each[] = {farewell_on_term, farewell_on_int, lines_held_back_are_said,
		what_is_read_at_the_end_has_bounds, second_signal_is_heard_while_it_reads,
		any_number_of_signals, not_held_up_by_who_does_not_read, second_signal_ends_at_once,
		under_load, NULL};
	return run_tests("shutdown", each, NULL);
}
