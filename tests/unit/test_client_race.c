/* Which addresses the client tries, in which order, and which one wins. */
#include <arpa/inet.h>
#include <check.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <event2/event.h>

#include "lookup.h"
#include "race.h"
#include "unit.h"

#define MOST 8
#define FILLERS 4

static struct addrinfo nodes[MOST];
static struct sockaddr_in places[MOST];
static const struct addrinfo *order[MOST];
static struct event_base *base;
static int won;
static char failures[512];

static void chain(const int *families, size_t count)
{
	for (size_t i = 0; i < count; i++)
		nodes[i] = (struct addrinfo){
			.ai_family = families[i], .ai_next = i + 1 < count ? &nodes[i + 1] : NULL};
}

static void expect_order(const int *families, size_t count, const size_t *wanted)
{
	chain(families, count);
	ck_assert_uint_eq(addresses_order(NULL, nodes), count);
	ck_assert_uint_eq(addresses_order(order, nodes), count);
	for (size_t i = 0; i < count; i++)
		ck_assert_ptr_eq(order[i], &nodes[wanted[i]]);
}

START_TEST(families_alternate)
{
	expect_order((int[]){AF_INET6, AF_INET6, AF_INET6, AF_INET, AF_INET}, 5,
		(size_t[]){0, 3, 1, 4, 2});
	expect_order((int[]){AF_INET, AF_INET6, AF_INET6, AF_INET6}, 4, (size_t[]){0, 1, 2, 3});
	expect_order((int[]){AF_INET, AF_INET}, 2, (size_t[]){0, 1});
	expect_order((int[]){AF_INET6}, 1, (size_t[]){0});
}
END_TEST

static void expect_localhost(const char *name)
{
	struct addresses addresses;
	ck_assert_ptr_null(lookup_wait(&addresses, name, 5555));
	bool four = false, six = false;
	for (size_t i = 0; i < addresses.count; i++) {
		four = four || addresses.list[i]->ai_family == AF_INET;
		six = six || addresses.list[i]->ai_family == AF_INET6;
	}
	ck_assert(four && six);
	addresses_finish(&addresses);
}

START_TEST(localhost_has_both_families)
{
	expect_localhost("localhost");
	expect_localhost("LocalHost.");
	expect_localhost("chat.localhost");
}
END_TEST

START_TEST(numeric_addresses_are_taken_as_they_are)
{
	struct addresses addresses;
	ck_assert_ptr_null(lookup_wait(&addresses, "127.0.0.1", 7));
	ck_assert_uint_eq(addresses.count, 1);
	const struct sockaddr_in *four = (const void *)addresses.list[0]->ai_addr;
	ck_assert_uint_eq(ntohs(four->sin_port), 7);
	ck_assert_uint_eq(ntohl(four->sin_addr.s_addr), INADDR_LOOPBACK);
	addresses_finish(&addresses);
}
END_TEST

/* A name with an empty label is refused before anybody is asked (RFC 1035, 2.3.1). */
START_TEST(a_bad_name_is_said_in_words)
{
	struct addresses addresses;
	const char *error = lookup_wait(&addresses, "no..name", 5555);
	ck_assert_ptr_nonnull(error);
	ck_assert_uint_gt(strlen(error), 5);
}
END_TEST

static void done(void *data, int fd, const char *words)
{
	won = fd;
	snprintf(failures, sizeof failures, "%s", words);
	event_base_loopbreak(base);
}

/* A socket bound to a free port of 127.0.0.1, where it refuses until it listens. */
static int take_place(size_t i)
{
	socklen_t size = sizeof places[i];
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	places[i] = (struct sockaddr_in){
		.sin_family = AF_INET, .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&places[i], size), 0);
	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&places[i], &size), 0);
	nodes[i] = (struct addrinfo){.ai_family = AF_INET,
		.ai_socktype = SOCK_STREAM,
		.ai_addr = (struct sockaddr *)&places[i],
		.ai_addrlen = size};
	order[i] = &nodes[i];
	return fd;
}

static long run_race(size_t count)
{
	struct addresses addresses = {.list = order, .count = count};
	struct timespec from, to;
	clock_gettime(CLOCK_MONOTONIC, &from);
	won = -2;
	base = event_base_new();
	struct race *race = race_start(base, &addresses, done, NULL);
	ck_assert_int_eq(won, -2);
	event_base_dispatch(base);
	race_free(race);
	event_base_free(base);
	clock_gettime(CLOCK_MONOTONIC, &to);
	return (to.tv_sec - from.tv_sec) * 1000 + (to.tv_nsec - from.tv_nsec) / 1000000;
}

static void expect_winner(size_t i)
{
	struct sockaddr_in peer = {0};
	socklen_t size = sizeof peer;
	ck_assert_int_ge(won, 0);
	ck_assert_int_eq(getpeername(won, (struct sockaddr *)&peer, &size), 0);
	ck_assert_uint_eq(peer.sin_port, places[i].sin_port);
	close(won);
}

static void close_all(const int *sockets, size_t count)
{
	for (size_t i = 0; i < count; i++)
		close(sockets[i]);
}

/* Waiting for each of those that refuse would always take 250 ms seven times; a machine that does
 * something else meanwhile is asked again. */
START_TEST(who_refuses_is_passed_over_at_once)
{
	int sockets[MOST];
	for (size_t i = 0; i < MOST; i++)
		sockets[i] = take_place(i);
	ck_assert_int_eq(listen(sockets[MOST - 1], 5), 0);
	long took = run_race(MOST);
	for (int tries = 0; took >= 1500 && tries < 20; tries++) {
		close(won);
		took = run_race(MOST);
	}
	ck_assert_int_lt(took, 1500);
	expect_winner(MOST - 1);
	ck_assert_ptr_nonnull(strstr(failures, "Connection refused"));
	close_all(sockets, MOST);
}
END_TEST

START_TEST(all_that_failed_are_told)
{
	char wanted[128];
	int first = take_place(0);
	int second = take_place(1);
	run_race(2);
	ck_assert_int_eq(won, -1);
	snprintf(wanted, sizeof wanted,
		"127.0.0.1:%u: Connection refused; 127.0.0.1:%u: Connection refused",
		ntohs(places[0].sin_port), ntohs(places[1].sin_port));
	ck_assert_str_eq(failures, wanted);
	close(first);
	close(second);
}
END_TEST

/* A listener whose queue is full answers nobody: the kernel drops what asks. */
static void silence(size_t i, int fd, int fillers[FILLERS])
{
	ck_assert_int_eq(listen(fd, 0), 0);
	for (size_t j = 0; j < FILLERS; j++) {
		fillers[j] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
		connect(fillers[j], (struct sockaddr *)&places[i], sizeof places[i]);
	}
}

START_TEST(who_does_not_answer_is_overtaken)
{
	int fillers[FILLERS];
	int silent = take_place(0);
	int listens = take_place(1);
	silence(0, silent, fillers);
	ck_assert_int_eq(listen(listens, 5), 0);
	long took = run_race(2);
	expect_winner(1);
	ck_assert_int_ge(took, 240);
	ck_assert_int_lt(took, 10000);
	ck_assert_str_eq(failures, "");
	close_all(fillers, FILLERS);
	close(silent);
	close(listens);
}
END_TEST

/* The turn after one that failed must not come a second time by the clock. */
START_TEST(there_is_no_turn_after_the_last)
{
	static const struct timeval limit = {.tv_usec = 600000};
	int fillers[FILLERS];
	int refuses = take_place(0);
	int silent = take_place(1);
	struct addresses addresses = {.list = order, .count = 2};
	silence(1, silent, fillers);
	won = -2;
	base = event_base_new();
	struct race *race = race_start(base, &addresses, done, NULL);
	event_base_loopexit(base, &limit);
	event_base_dispatch(base);
	ck_assert_int_eq(won, -2);
	race_free(race);
	event_base_free(base);
	close_all(fillers, FILLERS);
	close(refuses);
	close(silent);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {families_alternate, localhost_has_both_families,
		numeric_addresses_are_taken_as_they_are, a_bad_name_is_said_in_words,
		who_refuses_is_passed_over_at_once, all_that_failed_are_told,
		who_does_not_answer_is_overtaken, there_is_no_turn_after_the_last, NULL};
	return unit_cases("client race", cases);
}
