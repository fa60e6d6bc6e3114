/* TLS and those who do not play fair: handshakes that are never finished, storms of them, and
 * readers who do not read. */
#include "tls.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "irc.h"
#include "temporary.h"

#define HALF_OPEN 1000
#define SMALL_WINDOW 4096
#define BODY_BYTES 400

static struct server server;
static char hello[TLS_HELLO_SIZE];
static size_t hello_length;

static void start(const char *const *arguments)
{
	server_start_at(&server, "127.0.0.1", arguments);
	hello_length = tls_hello(hello);
}

static void join_plain(struct client *client, const char *name)
{
	client_connect(client, &server);
	client_say(client, "/nick %s", name);
	client_await(client, "-- You are ... now");
}

/* Most of a hello, or the whole one and nothing more: both end after ten seconds. */
START_TEST(slow_ones_end)
{
	struct client client[2];
	start(ARGUMENTS(NOBODY_IS_SILENT));
	long began = now_ms();
	for (int i = 0; i < 2; i++) {
		client_connect(&client[i], &server);
		client_send(&client[i], hello, i == 0 ? hello_length - 1 : hello_length);
	}
	server_expect_log(&server, "event=tls_failed");
	server_expect_log(&server, "why=\"it was not finished in time\"");
	for (int i = 0; i < 2; i++) {
		long until = now_ms() + WAIT_MS;
		while (text_read(&client[i].got, client[i].fd))
			must(wait_fd(client[i].fd, POLLIN, until), "it goes on");
		client_close(&client[i]);
	}
	ck_assert_int_ge((int)(now_ms() - began), 9900); /* no less than it has */
	server_end(&server);
	server_expect_counter(&server, "tls_failed", 2);
	server_expect_counter(&server, "tls", 0);
}
END_TEST

/* The hello byte by byte, over as many segments as it has bytes. */
START_TEST(a_hello_in_drops)
{
	struct client client;
	BIO *in = BIO_new(BIO_s_mem()), *out = BIO_new(BIO_s_mem());
	char bytes[8192];
	start(ARGUMENTS(NOBODY_IS_SILENT));
	client_connect(&client, &server);
	fcntl(client.fd, F_SETFL, 0);
	SSL *ssl = tls_new(-1, NULL);
	BIO_set_mem_eof_return(in, -1);
	SSL_set_bio(ssl, in, out);
	while (SSL_do_handshake(ssl) != 1) {
		while (BIO_read(out, bytes, 1) == 1)
			client_send(&client, bytes, 1);
		ssize_t got = read(client.fd, bytes, sizeof bytes);
		ck_assert_int_gt((int)got, 0);
		BIO_write(in, bytes, (int)got);
	}
	SSL_write(ssl, "/quit\n", 6); /* with the end of the handshake */
	int length = BIO_read(out, bytes, sizeof bytes);
	client_send(&client, bytes, (size_t)length);
	ssize_t got;
	while ((got = read(client.fd, bytes, sizeof bytes)) > 0)
		BIO_write(in, bytes, (int)got);
	bool left = false;
	while ((length = SSL_read(ssl, bytes, sizeof bytes - 1)) > 0) {
		bytes[length] = '\0';
		left |= strstr(bytes, "-- Goodbye.\n") != NULL;
	}
	ck_assert(left && SSL_get_error(ssl, length) == SSL_ERROR_ZERO_RETURN);
	SSL_free(ssl);
	client_close(&client);
	server_stop(&server);
}
END_TEST

START_TEST(no_hello_is_told)
{
	struct client client;
	start(ARGUMENTS(NOBODY_IS_SILENT));
	for (int i = 0; i < 3; i++) { /* one row for all three */
		client_connect(&client, &server);
		client.check = client_any_line;
		client_send(&client, "\x16\x03\x01\x00\x05hello", 10);
		long until = now_ms() + WAIT_MS;
		while (text_read(&client.got, client.fd))
			must(wait_fd(client.fd, POLLIN, until), "it goes on");
		ck_assert_int_eq((int)client.got.length, 7);
		ck_assert_int_eq(client.got.bytes[0], 0x15);
		client_close(&client);
	}
	server_expect_log(&server, "event=tls_failed peer=127.0.0.1:");
	server_expect_log(&server, "why=\"the peer does not keep to the rules of TLS\" "
				   "detail=\"unexpected message\"\n");
	server_end(&server);
	server_expect_counter(&server, "tls_failed", 3);
	ck_assert_uint_eq(server_log_count(&server, "event=tls_failed peer"), 1);
}
END_TEST

/* They count from the accept on. */
START_TEST(half_open_ones_count)
{
	struct client half[2], third;
	start(ARGUMENTS("--max-per-address", "2"));
	for (int i = 0; i < 2; i++) {
		client_connect_from(&half[i], &server, "127.0.0.2", "127.0.0.1", 0);
		client_send(&half[i], hello, hello_length);
		must(wait_fd(half[i].fd, POLLIN, now_ms() + WAIT_MS), "no answer");
	}
	client_connect_from(&third, &server, "127.0.0.2", "127.0.0.1", 0);
	client_expect(&third, "!! too many connections come from your address; ...");
	client_close(&third);
	client_close(&half[0]);
	client_close(&half[1]);
	server_stop(&server);
}
END_TEST

static int count_descriptors(void)
{
	char path[64];
	int count = 0;
	snprintf(path, sizeof path, "/proc/%d/fd", (int)server.pid);
	DIR *folder = opendir(path);
	ck_assert_ptr_nonnull(folder);
	while (readdir(folder))
		count++;
	closedir(folder);
	return count;
}

/* Until the server has noticed the ends of connections. */
static void await_descriptors(int most)
{
	long until = now_ms() + WAIT_MS;
	while (count_descriptors() > most) {
		must(now_ms() < until, "it does not close what was closed");
		wait_fd(-1, 0, now_ms() + 10);
	}
}

/* Half of them have sent a part of a hello, the others wait for the end of a handshake. */
START_TEST(half_open_ones_are_in_nobodys_way)
{
	static int fds[HALF_OPEN];
	struct client alice, bob, carol;
	start(ARGUMENTS("--rate", "0", "--max-per-address", "0", NOBODY_IS_SILENT));
	join_plain(&alice, "alice");
	join_plain(&bob, "bob");
	client_sync(&alice);
	int before = count_descriptors();
	for (int i = 0; i < HALF_OPEN; i++) {
		fds[i] = client_connect_start(&server);
		must(wait_fd(fds[i], POLLOUT, now_ms() + WAIT_MS), "it is not accepted");
		ck_assert_int_gt((int)send(fds[i], hello, i % 2 ? hello_length : 100, 0), 0);
		if (i % 10 == 0) {
			client_say(&alice, "ping %d", i);
			client_expect(&bob, "<alice> ping %d", i);
			client_say(&bob, "pong %d", i);
			client_expect(&alice, "<bob> pong %d", i);
		}
	}
	tls_come(&carol, &server);
	client_say(&carol, "and TLS goes on");
	client_await(&bob, "> and TLS goes on");
	for (int i = 0; i < HALF_OPEN; i++)
		close(fds[i]);
	client_close(&carol);
	await_descriptors(before);
	client_close(&alice);
	client_close(&bob);
	server_end(&server);
	server_expect_counter(&server, "tls", 1);
	server_expect_counter(&server, "tls_failed", HALF_OPEN);
}
END_TEST

static char body[BODY_BYTES + 1];

static void say_numbers(struct irc *irc, int first, int last)
{
	for (int i = first; i < last; i++) {
		irc_say(irc, "PRIVMSG #lobby :%d %s", i, body);
		if (i % 100 == 99)
			irc_sync(irc);
	}
	irc_sync(irc);
}

static void begin_talk(struct irc *alice, struct client *stuck, const char *queue)
{
	char state[TEMPORARY_PATH_SIZE];
	temporary_subfolder(state, "tls");
	memset(body, 'x', BODY_BYTES);
	start(ARGUMENTS("--rate", "0", "--history", "relaxed", "--state", state, "--send-queue",
		queue, "--slow-queue", queue));
	irc_join(alice, &server, "alice", NULL);
	irc_enter(alice, "#lobby");
	client_connect_from(stuck, &server, NULL, "127.0.0.1", SMALL_WINDOW);
	tls_start(stuck, NULL);
	client_greet(stuck);
	client_rename(stuck, "stuck");
	irc_sync(alice);
}

static void end_talk(struct irc *alice, struct client *stuck)
{
	client_close(stuck);
	irc_close(alice);
	server_end(&server);
}

/* Nothing is lost to a reader who takes its time within its queue. */
START_TEST(a_backlog_is_sent_whole)
{
	enum { LINES = 5000 };
	struct irc alice;
	struct client stuck;
	begin_talk(&alice, &stuck, "64M");
	say_numbers(&alice, 0, LINES);
	for (int i = 0; i < LINES; i++)
		client_await(&stuck, "<alice> ...");
	client_say(&stuck, "all of it");
	irc_await(&alice, ":stuck!*PRIVMSG #lobby :all of it");
	end_talk(&alice, &stuck);
	server_expect_counter(&server, "skipped", 0);
}
END_TEST

START_TEST(a_reader_who_is_stuck_is_told_what_was_skipped)
{
	enum { LINES = 15000 };
	struct irc alice;
	struct client stuck;
	int next = 0, number, last;
	begin_talk(&alice, &stuck, "64K");
	say_numbers(&alice, 0, LINES);
	unsigned skipped = 0;
	while (skipped == 0) {
		const char *line = client_line(&stuck);
		must(line, "it was closed");
		if (sscanf(line, "<alice> %d ", &number) == 1)
			ck_assert_int_eq(number, next++);
		else
			sscanf(line, "-- %u lines were skipped; /since ", &skipped);
	}
	say_numbers(&alice, LINES, LINES + 1);
	last = next + (int)skipped - 1;
	while (last < LINES) {
		const char *line = client_line(&stuck);
		must(line, "it was closed");
		if (sscanf(line, "<alice> %d ", &number) == 1)
			ck_assert_int_eq(number, ++last);
		else if (sscanf(line, "-- %u lines were skipped; /since ", &skipped) == 1)
			last += (int)skipped;
	}
	end_talk(&alice, &stuck);
}
END_TEST

int main(void)
{
	const TTest *const each[] = {a_hello_in_drops, no_hello_is_told, half_open_ones_count,
		half_open_ones_are_in_nobodys_way, a_backlog_is_sent_whole,
		a_reader_who_is_stuck_is_told_what_was_skipped, NULL};
	const TTest *const once[] = {slow_ones_end, NULL};
	return run_tests("tls abuse", each, once);
}
