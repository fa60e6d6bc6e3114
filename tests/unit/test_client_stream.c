/* The client's connection over a socket pair: lines, their limit, and the two ways to its end. */
#include <check.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <event2/event.h>

#include "stream.h"
#include "unit.h"

#define LINES_MAX 16
#define BIG (4 * 1024 * 1024)

static struct event_base *base;
static struct stream *stream;
static int peer;

static struct {
	char *bytes;
	size_t length;
} lines[LINES_MAX];
static size_t line_count;
static size_t batches;
static bool ended;
static const char *end_why;

static void on_line(void *data, const char *bytes, size_t length)
{
	ck_assert(!ended);
	ck_assert_uint_lt(line_count, LINES_MAX);
	lines[line_count].bytes = malloc(length + 1);
	memcpy(lines[line_count].bytes, bytes, length);
	lines[line_count++].length = length;
}

static void on_batch(void *data)
{
	batches++;
}

static void on_ended(void *data, const char *why)
{
	ended = true;
	end_why = why;
	event_base_loopbreak(base);
}

static const struct stream_user user = {NULL, on_line, on_batch, on_ended};

static void set_up(void)
{
	int pair[2];
	signal(SIGPIPE, SIG_IGN);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	evutil_make_socket_nonblocking(pair[0]);
	peer = pair[1];
	base = event_base_new();
	stream = stream_new(base, pair[0], NULL, &user, NULL);
}

static void tear_down(void)
{
	stream_free(stream);
	event_base_free(base);
	for (size_t i = 0; i < line_count; i++)
		free(lines[i].bytes);
	if (peer >= 0)
		close(peer);
}

/* Turns the loop until nothing is ready any more. */
static void turn(void)
{
	for (int i = 0; i < 1000 && !ended; i++)
		event_base_loop(base, EVLOOP_NONBLOCK);
}

static void give(const char *bytes, size_t length)
{
	while (length) {
		ssize_t sent = send(peer, bytes, length, MSG_DONTWAIT | MSG_NOSIGNAL);
		if (sent < 0) {
			ck_assert_int_eq(errno, EAGAIN);
			event_base_loop(base, EVLOOP_NONBLOCK);
			continue;
		}
		bytes += sent;
		length -= (size_t)sent;
	}
	turn();
}

static void give_text(const char *text)
{
	give(text, strlen(text));
}

static void expect_line(size_t i, const char *bytes, size_t length)
{
	ck_assert_uint_gt(line_count, i);
	ck_assert_uint_eq(lines[i].length, length);
	ck_assert_mem_eq(lines[i].bytes, bytes, length);
}

START_TEST(lines_may_arrive_in_any_pieces)
{
	give_text("<a> o");
	ck_assert_uint_eq(line_count, 0);
	give_text("ne\r");
	give_text("\n<a> two\n\nlast\n");
	ck_assert_uint_eq(line_count, 4);
	expect_line(0, "<a> one", 7);
	expect_line(1, "<a> two", 7);
	expect_line(2, "", 0);
	expect_line(3, "last", 4);
}
END_TEST

START_TEST(a_line_keeps_its_nul_bytes)
{
	give("a\0b\n", 4);
	expect_line(0, "a\0b", 3);
}
END_TEST

START_TEST(lines_of_one_read_are_one_batch)
{
	give_text("1\n2\n3\n");
	ck_assert_uint_eq(line_count, 3);
	ck_assert_uint_eq(batches, 1);
}
END_TEST

START_TEST(an_endless_line_is_cut_and_its_rest_dropped)
{
	char *big = malloc(BIG);
	memset(big, 'x', BIG);
	give(big, BIG);
	ck_assert_uint_eq(line_count, 1);
	ck_assert_uint_eq(lines[0].length, STREAM_LINE_BYTES);
	give_text("tail\nnext\n");
	ck_assert_uint_eq(line_count, 2);
	expect_line(1, "next", 4);
	free(big);
}
END_TEST

START_TEST(a_long_line_that_ends_is_cut_at_the_same_place)
{
	char big[STREAM_LINE_BYTES + 2];
	memset(big, 'x', sizeof big);
	big[sizeof big - 1] = '\n';
	give(big, sizeof big);
	give_text("next\n");
	ck_assert_uint_eq(line_count, 2);
	ck_assert_uint_eq(lines[0].length, STREAM_LINE_BYTES);
	expect_line(1, "next", 4);
}
END_TEST

START_TEST(the_last_words_need_no_end)
{
	give_text("-- good");
	shutdown(peer, SHUT_WR);
	turn();
	ck_assert(ended);
	ck_assert_ptr_null(end_why);
	ck_assert_uint_eq(line_count, 1);
	expect_line(0, "-- good", 7);
}
END_TEST

START_TEST(the_last_words_are_heard_when_sending_fails_first)
{
	ck_assert_int_eq(send(peer, "-- sorry\n", 9, 0), 9);
	close(peer);
	peer = -1;
	stream_send(stream, "hello\n", 6);
	turn();
	ck_assert(ended);
	ck_assert_uint_eq(line_count, 1);
	expect_line(0, "-- sorry", 8);
}
END_TEST

static size_t read_some(void)
{
	char bytes[65536];
	ssize_t length = recv(peer, bytes, sizeof bytes, MSG_DONTWAIT);
	ck_assert(length >= 0 || errno == EAGAIN);
	return length > 0 ? (size_t)length : 0;
}

START_TEST(the_half_close_waits_until_everything_is_sent)
{
	char *big = calloc(1, BIG);
	size_t got = 0;
	char byte;
	stream_send(stream, big, BIG);
	free(big);
	stream_finish(stream);
	stream_send(stream, "late", 4);
	for (int i = 0; i < 10000 && got < BIG; i++) {
		event_base_loop(base, EVLOOP_NONBLOCK);
		got += read_some();
	}
	turn();
	ck_assert_uint_eq(got, BIG);
	ck_assert_int_eq(recv(peer, &byte, 1, MSG_DONTWAIT), 0);
	ck_assert(!ended);
	give_text("still here\n");
	expect_line(0, "still here", 10);
}
END_TEST

static int option_of(int fd, int level, int name)
{
	int value = -1;
	socklen_t size = sizeof value;
	ck_assert_int_eq(getsockopt(fd, level, name, &value, &size), 0);
	return value;
}

START_TEST(who_is_gone_without_a_word_is_noticed)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	struct stream *other = stream_new(base, fd, NULL, &user, NULL);
	ck_assert_int_eq(option_of(fd, IPPROTO_TCP, TCP_USER_TIMEOUT), 30000);
	ck_assert_int_eq(option_of(fd, SOL_SOCKET, SO_KEEPALIVE), 1);
	ck_assert_int_le(option_of(fd, IPPROTO_TCP, TCP_KEEPIDLE), 60);
	stream_free(other);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {lines_may_arrive_in_any_pieces, a_line_keeps_its_nul_bytes,
		lines_of_one_read_are_one_batch, an_endless_line_is_cut_and_its_rest_dropped,
		a_long_line_that_ends_is_cut_at_the_same_place, the_last_words_need_no_end,
		the_last_words_are_heard_when_sending_fails_first,
		the_half_close_waits_until_everything_is_sent,
		who_is_gone_without_a_word_is_noticed, NULL};
	return unit_cases_with("client stream", set_up, tear_down, cases);
}
