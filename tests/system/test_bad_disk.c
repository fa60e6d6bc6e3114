/* A bad disk never stops the chat: it stalls, is slow, full, read-only or taken away, while people
 * talk through both doors.
 *
 * alice and bob are in #busy, where the line is said that the disk does not take; erin and frank,
 * in #calm, are those who should not notice. alice and erin use nc, bob and frank IRC.
 * CHATD_STALL_SECONDS says how long the longest stall is (0). */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "disk.h"
#include "irc.h"
#include "stored_lines.h"

#define LATE "The disk does not keep up"
#define AGAIN "The disk keeps up again"
#define FAR_BEHIND "The disk is far behind"
#define PINGS 300
#define BANS 80		   /* whose list is a long answer, see irc_answer_end() */
#define LONG_WAIT "600000" /* for the tests in which strict stays strict */

static struct server server;
static struct disk *disk;
static struct client alice, erin;
static struct irc bob, frank, root;
static char folder[TEMPORARY_PATH_SIZE];

static void start_server(const char *mode, const char *wait)
{
	server_start_at(&server, "127.0.0.1",
		ARGUMENTS("--rate", "0", "--history", mode, "--state", folder, "--history-wait",
			wait, "--oper", server_operator("secret")));
}

static void join_line(struct client *client, const char *name, const char *room)
{
	client_connect(client, &server);
	client->check = client_any_line; /* lines of the past have a time in front */
	client_say(client, "/nick %s", name);
	client_await(client, " now.");
	client_say(client, "/join %s", room);
	client_await(client, "You are in ");
	client_sync(client);
}

static void join_irc(struct irc *irc, const char *name, const char *room)
{
	irc_join(irc, &server, name, "batch labeled-response echo-message");
	irc_enter(irc, room);
	irc_sync(irc);
}

static void start(const char *mode, const char *wait)
{
	temporary_subfolder(folder, "state");
	disk = disk_new(folder, NULL);
	disk_use(disk);
	start_server(mode, wait);
	join_irc(&bob, "bob", "#busy");
	join_line(&alice, "alice", "busy");
	join_line(&erin, "erin", "calm");
	join_irc(&frank, "frank", "#calm");
	irc_join(&root, &server, "root", NULL);
	irc_say(&root, "OPER root secret");
	irc_await_numeric(&root, 381);
	client_sync(&alice);
	irc_sync(&bob);
	client_sync(&erin);
	irc_sync(&frank);
}

static void end_clients(void)
{
	client_close(&alice);
	client_close(&erin);
	irc_close(&bob);
	irc_close(&frank);
	irc_close(&root);
}

static void end(void)
{
	server_stop(&server);
	end_clients();
	stored_verify(folder);
	disk_free(disk);
	temporary_remove_tree(folder);
}

/* Whether the server has sent nothing up to now. What it has to send, it has sent: another client
 * of its loop was answered behind that. */
static bool has_nothing(const struct client *client)
{
	return client->at == client->got.length && !wait_fd(client->fd, POLLIN, now_ms());
}

static int by_size(const void *a, const void *b)
{
	long x = *(const long *)a, y = *(const long *)b;
	return (x > y) - (x < y);
}

/* Private lines between the two in the other room; prints how long the slowest hundredth took. */
static void ping_pong(void)
{
	static long took[PINGS];
	for (int i = 0; i < PINGS; i++) {
		struct timespec before, after;
		clock_gettime(CLOCK_MONOTONIC, &before);
		client_say(&erin, "/msg frank ping %d", i);
		irc_await(&frank, ":erin!* PRIVMSG frank :ping %d", i);
		irc_say(&frank, "PRIVMSG erin :pong");
		client_await(&erin, "pong");
		irc_expect(&frank, ":frank!* PRIVMSG erin :pong");
		clock_gettime(CLOCK_MONOTONIC, &after);
		took[i] = (after.tv_sec - before.tv_sec) * 1000000 +
			  (after.tv_nsec - before.tv_nsec) / 1000;
	}
	qsort(took, PINGS, sizeof *took, by_size);
	printf("# ping-pong of bystanders, us: p50 %ld p99 %ld\n", took[PINGS / 2],
		took[PINGS * 99 / 100]);
	fflush(stdout);
}

/* What is not said in a room: nobody has to wait for the disk. */
static void bystanders_go_on(void)
{
	struct client newcomer;
	ping_pong();
	irc_ask(&frank, "PING here", ":* PONG * :here");
	irc_say(&frank, "JOIN #fresh");
	irc_await_numeric(&frank, 366);
	irc_say(&frank, "PART #fresh");
	irc_await(&frank, ":frank!* PART #fresh*");
	client_say(&erin, "/who");
	client_await(&erin, "frank");
	client_connect(&newcomer, &server);
	newcomer.check = client_any_line;
	client_say(&newcomer, "/nick newcomer");
	client_await(&newcomer, "newcomer now");
	client_say(&newcomer, "/join calm");
	client_await(&newcomer, "You are in ");
	client_say(&newcomer, "/quit");
	client_await_end(&newcomer);
	client_close(&newcomer);
	client_sync(&erin);
}

/* The disk is stuck with a line that alice has said in #busy. */
static void say_and_stick(const char *text)
{
	disk_hold(disk);
	client_say(&alice, "%s", text);
	disk_await_held(disk);
	bystanders_go_on();
}

START_TEST(a_stalled_disk_holds_only_the_rooms_where_something_was_said)
{
	start("strict", LONG_WAIT);
	say_and_stick("one");
	irc_say(&bob, "@label=a PRIVMSG #busy :two");
	irc_say(&bob, "KICK #busy alice :out");
	irc_say(&bob, "PING mine");
	bystanders_go_on();
	must(has_nothing(&bob.client), "bob has heard '%s'", bob.client.got.bytes + bob.client.at);
	must(has_nothing(&alice), "alice has heard '%s'", alice.got.bytes + alice.at);
	client_say(&alice, "three"); /* she is not there any more */
	disk_release(disk);
	irc_expect(&bob, ":alice!* PRIVMSG #busy :one");
	irc_expect(&bob, "@label=a* :bob!* PRIVMSG #busy :two");
	irc_expect(&bob, ":bob!* KICK #busy alice :out");
	irc_expect(&bob, ":* PONG * :mine");
	client_await(&alice, "<bob> two");
	client_await(&alice, "bob put you out of #busy");
	server_read_log(&server);
	ck_assert_int_eq((int)server_log_count(&server, "history_late"), 0);
	end();
}
END_TEST

/* A long answer behind an echo that waits: its client is not asked again and again. */
START_TEST(waiting_costs_no_time)
{
	start("strict", LONG_WAIT);
	for (int i = 0; i < BANS; i++)
		irc_say(&bob,
			"MODE #busy +b n%d!*@*.a-place-with-a-name-of-some-length.example.org", i);
	irc_sync(&bob);
	client_sync(&alice);
	say_and_stick("one");
	irc_say(&bob, "PRIVMSG #busy :two");
	irc_say(&bob, "MODE #busy b");
	irc_say(&bob, "MODE #busy b");
	irc_sync(&frank);
	long before = server_cpu_ms(&server);
	must(!wait_fd(bob.client.fd, POLLIN, now_ms() + 1000), "bob has heard something");
	long cpu = server_cpu_ms(&server) - before;
	printf("# CPU in one second of waiting, ms: %ld\n", cpu);
	ck_assert_int_lt((int)cpu, 400);
	disk_release(disk);
	irc_await(&bob, ":bob!* PRIVMSG #busy :two");
	irc_await_numeric(&bob, 368);
	irc_await_numeric(&bob, 368);
	irc_sync(&bob);
	end();
}
END_TEST

static void expect_late(const char *why)
{
	client_await(&alice, LATE);
	irc_await(&bob, "* NOTICE #busy :" LATE "*");
	client_await(&erin, LATE);
	irc_await(&frank, "* NOTICE #calm :" LATE "*");
	irc_await(&root, "* NOTICE * :The history is not stored in time: *%s*", why);
	server_expect_log(&server, "event=history_late");
	server_expect_log(&server, why);
}

static void expect_again(void)
{
	client_await(&alice, AGAIN);
	irc_await(&bob, "* NOTICE #busy :" AGAIN "*");
	client_await(&erin, AGAIN);
	irc_await(&frank, "* NOTICE #calm :" AGAIN "*");
	server_expect_log(&server, "event=history_again");
}

static void talk_at_once(void)
{
	client_say(&erin, "at once");
	irc_await(&frank, ":erin!* PRIVMSG #calm :at once");
	irc_say(&bob, "PRIVMSG #busy :me too");
	irc_await(&bob, ":bob!* PRIVMSG #busy :me too");
	client_await(&alice, "<bob> me too");
}

/* Strict again: what is said waits for the disk. */
static void expect_strict(void)
{
	disk_hold(disk);
	client_say(&alice, "strictly");
	disk_await_held(disk);
	irc_sync(&frank);
	irc_sync(&root);
	must(has_nothing(&bob.client), "bob has heard '%s'", bob.client.got.bytes + bob.client.at);
	disk_release(disk);
	irc_await(&bob, ":alice!* PRIVMSG #busy :strictly");
}

START_TEST(strict_becomes_relaxed_and_goes_back)
{
	struct client newcomer;
	struct irc searcher;
	start("strict", "300");
	disk_hold(disk);
	client_say(&alice, "one");
	disk_await_held(disk);
	irc_await(&bob, ":alice!* PRIVMSG #busy :one");
	expect_late("the disk does not answer");
	talk_at_once();
	const char *seconds = getenv("CHATD_STALL_SECONDS");
	long until = now_ms() + (seconds ? atol(seconds) * 1000 : 0);
	do
		bystanders_go_on();
	while (now_ms() < until);
	join_line(&newcomer, "late", "busy");
	client_say(&newcomer, "/history");
	client_await(&newcomer, "<alice> one");
	client_await(&newcomer, "<bob> me too");
	client_expect(&newcomer, "-- There are no earlier lines.");
	client_say(&newcomer, "/search too");
	client_expect(&newcomer,
		"-- What was said last in #busy cannot be found yet, for the disk does not keep "
		"up.");
	client_await(&newcomer, "-- Nothing like that was said in #busy");
	irc_join(&searcher, &server, "sam", "batch message-tags soju.im/search standard-replies");
	irc_enter(&searcher, "#busy");
	irc_say(&searcher, "SEARCH in=#busy;text=too");
	irc_await(&searcher, "* WARN SEARCH INCOMPLETE :What was said last cannot be found yet, *");
	irc_close(&searcher);
	client_await(&newcomer, "-- sam left");
	disk_release(disk);
	expect_again();
	client_ask(&newcomer, "/history", "-- The disk keeps up again: ...");
	client_await(&newcomer, "<bob> me too");
	client_expect(&newcomer, "-- There are no earlier lines.");
	client_close(&newcomer);
	end_clients();
	server_read_log(&server);
	ck_assert_int_eq((int)server_log_count(&server, "event=history_late"), 1);
	ck_assert_int_eq((int)server_log_count(&server, "event=history_again"), 1);
	server_stop(&server);
	stored_expect(folder, "#busy", "one", "me too", NULL);
	stored_expect(folder, "#calm", "at once", NULL);
	stored_verify(folder);
	disk_free(disk);
}
END_TEST

START_TEST(after_a_stall_it_is_as_strict_as_before)
{
	start("strict", "300");
	disk_hold(disk);
	client_say(&alice, "one");
	expect_late("the disk does not answer");
	disk_release(disk);
	expect_again();
	irc_sync(&bob);
	/* A machine under load may be late with this as well, but not for long. */
	expect_strict();
	end();
}
END_TEST

/* Each write or sync fails; then the disk is good again. */
static void fail_for_a_while(int write_error, int sync_error, const char *why)
{
	start("strict", "300");
	client_say(&alice, "before");
	irc_await(&bob, ":alice!* PRIVMSG #busy :before");
	disk->write_error = write_error;
	disk->sync_error = sync_error;
	client_say(&alice, "one");
	expect_late(why);
	irc_sync(&bob);
	talk_at_once();
	disk->write_error = disk->sync_error = 0;
	expect_again();
	server_stop(&server);
	end_clients();
	stored_expect(folder, "#busy", "before", "one", "me too", NULL);
	stored_verify(folder);
	disk_free(disk);
	temporary_remove_tree(folder);
}

START_TEST(a_full_disk)
{
	fail_for_a_while(ENOSPC, 0, "the disk is full");
}
END_TEST

START_TEST(a_read_only_disk)
{
	fail_for_a_while(EROFS, 0, "Read-only file system");
}
END_TEST

START_TEST(a_disk_that_fails)
{
	fail_for_a_while(0, EIO, "Input/output error");
}
END_TEST

START_TEST(a_folder_that_is_taken_away)
{
	char away[TEMPORARY_PATH_SIZE + 8];
	start("strict", "300");
	client_say(&alice, "before");
	irc_await(&bob, ":alice!* PRIVMSG #busy :before");
	snprintf(away, sizeof away, "%s-away", folder);
	ck_assert_int_eq(rename(folder, away), 0);
	client_say(&alice, "one");
	expect_late("removed");
	irc_sync(&bob);
	talk_at_once();
	ck_assert_int_eq(rename(away, folder), 0);
	expect_again();
	end();
}
END_TEST

START_TEST(a_folder_that_is_removed)
{
	start("strict", "300");
	client_say(&alice, "before");
	irc_await(&bob, ":alice!* PRIVMSG #busy :before");
	temporary_remove_tree(folder);
	client_say(&alice, "one");
	expect_late("removed");
	irc_sync(&bob);
	talk_at_once();
	server_signal(&server, SIGTERM);
	client_hang_up_all(&server);
	ck_assert_int_eq(server_wait(&server), 0);
	ck_assert_int_eq((int)server_log_count(&server, "event=history_lost lines=3"), 1);
	server_free(&server);
	end_clients();
	disk_free(disk);
}
END_TEST

/* A slow disk is waited for. */
static void be_slow(int delay_ms, int lines)
{
	start("strict", LONG_WAIT);
	disk->delay_ms = delay_ms;
	for (int i = 0; i < lines; i++) {
		client_say(&alice, "line %d", i);
		irc_await(&bob, ":alice!* PRIVMSG #busy :line %d", i);
		irc_say(&bob, "PRIVMSG #busy :answer %d", i);
		client_await(&alice, "<bob> answer");
	}
	ping_pong();
	disk->delay_ms = 0;
	server_read_log(&server);
	ck_assert_int_eq((int)server_log_count(&server, "history_late"), 0);
	end();
}

START_TEST(a_commit_takes_100_ms)
{
	be_slow(100, 5);
}
END_TEST

START_TEST(a_commit_takes_a_second)
{
	be_slow(1000, 1);
}
END_TEST

/* Only what is not kept any more concerns those whose lines are sent at once anyway. */
START_TEST(relaxed_tells_its_operators)
{
	start("relaxed", "300");
	disk->write_error = ENOSPC;
	client_say(&alice, "one");
	irc_await(&bob, ":alice!* PRIVMSG #busy :one");
	irc_await(&root, "* NOTICE * :The history is not stored in time: *full*");
	server_expect_log(&server, "event=history_late");
	client_sync(&erin);
	irc_expect_nothing(&frank);
	disk->write_error = 0;
	server_expect_log(&server, "event=history_again not_kept=0");
	end();
}
END_TEST

START_TEST(it_ends_while_the_disk_stalls)
{
	start("strict", LONG_WAIT);
	say_and_stick("one");
	server_signal(&server, SIGTERM);
	server_expect_log(&server, "event=stopping");
	client_hang_up_all(&server);
	ck_assert_int_eq(server_wait(&server), EXIT_FAILURE);
	ck_assert_int_eq((int)server_log_count(&server,
				 "event=history_lost lines=1 reason=\"the disk does not answer\""),
		1);
	server_free(&server);
	end_clients();
	disk_free(disk);
}
END_TEST

int main(void)
{
	const TTest *const each[] = {a_stalled_disk_holds_only_the_rooms_where_something_was_said,
		waiting_costs_no_time, strict_becomes_relaxed_and_goes_back, NULL};
	const TTest *const once[] = {after_a_stall_it_is_as_strict_as_before, a_full_disk,
		a_read_only_disk, a_disk_that_fails, a_folder_that_is_taken_away,
		a_folder_that_is_removed, a_commit_takes_100_ms, a_commit_takes_a_second,
		relaxed_tells_its_operators, it_ends_while_the_disk_stalls, NULL};
	return run_tests("bad disk", each, once);
}
