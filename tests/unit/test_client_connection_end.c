/* The end of a connection that is wanted, finish and free in every state, and one that the server
 * wants at once. */
#include <check.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <event2/event.h>

#include "client_story.h"
#include "connection.h"
#include "unit.h"

#define BIG (8 * 1024 * 1024)
#define FILLERS 4

/* In a race against a listener whose queue is full: the kernel drops what asks. */
static void hang(int fillers[FILLERS])
{
	ck_assert_int_eq(listen(listener, 0), 0);
	for (int i = 0; i < FILLERS; i++) {
		fillers[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
		connect(fillers[i], (struct sockaddr *)&place, sizeof place);
	}
	start("127.0.0.1", true, &slow);
	event_base_loop(base, EVLOOP_ONCE); /* the address */
	event_base_loop(base, EVLOOP_ONCE); /* the attempt */
	expect_nothing();
}

static void close_all(const int fillers[FILLERS])
{
	for (int i = 0; i < FILLERS; i++)
		close(fillers[i]);
}

START_TEST(finish_lets_the_server_end_it)
{
	char bytes[16] = "";
	rise(&slow);
	connection_send(connection, "QUIT\n", 5);
	connection_finish(connection);
	turn();
	ck_assert_int_eq(recv(peer, bytes, sizeof bytes, 0), 5);
	ck_assert_int_eq(recv(peer, bytes, sizeof bytes, 0), 0);
	ck_assert(connection_is_up(connection));
	give("bye\n");
	close_peer();
	turn_until(&downs, 1);
	expect_story("line bye\ndown the server closed the connection");
	ck_assert_uint_eq(pause_ms, 0);
}
END_TEST

START_TEST(finish_and_drop_end_it_at_once)
{
	rise(&slow);
	connection_finish(connection);
	connection_drop(connection, "the server did not answer");
	turn();
	expect_story("down the server did not answer");
}
END_TEST

static void expect_finish(void)
{
	connection_finish(connection);
	expect_nothing();
	turn();
	expect_story("down not connected");
	connection_now(connection);
	connection_wake(connection);
	turn();
	expect_nothing();
	ck_assert_uint_eq(ups, 0);
}

START_TEST(finish_while_looking_up)
{
	ck_assert_int_eq(listen(listener, 5), 0);
	start("localhost", true, &hasty);
	expect_finish();
}
END_TEST

START_TEST(finish_while_connecting)
{
	int fillers[FILLERS];
	hang(fillers);
	expect_finish();
	close_all(fillers);
}
END_TEST

START_TEST(finish_in_a_pause)
{
	refuse();
	ck_assert_int_eq(listen(listener, 5), 0);
	expect_finish();
}
END_TEST

START_TEST(finish_after_the_only_try)
{
	start("127.0.0.1", false, &hasty);
	turn_until(&downs, 1);
	forget_story();
	expect_finish();
}
END_TEST

START_TEST(finish_when_the_loss_is_about_to_be_told)
{
	rise(&slow);
	connection_drop(connection, "gone");
	connection_finish(connection);
	turn();
	expect_story("down gone");
}
END_TEST

static void finish_once(void)
{
	if (downs == 1)
		connection_finish(connection);
}

START_TEST(finish_from_within_down)
{
	at_down = finish_once;
	start("127.0.0.1", true, &hasty);
	turn_until(&downs, 2);
	ck_assert_uint_eq(pause_ms, 0);
	expect_story("down cannot connect to 127.0.0.1 port %u: 127.0.0.1:%u: Connection refused, "
		     "again\ndown not connected",
		ntohs(place.sin_port), ntohs(place.sin_port));
}
END_TEST

static void finish_cb(evutil_socket_t fd, short what, void *data)
{
	connection_finish(connection);
}

/* The attempt succeeds in the same turn of the loop, behind that. */
START_TEST(finish_when_the_race_is_about_to_be_won)
{
	struct event *first = evtimer_new(base, finish_cb, NULL);
	ck_assert_int_eq(listen(listener, 5), 0);
	start("127.0.0.1", true, &slow);
	event_base_loop(base, EVLOOP_ONCE);
	event_base_loop(base, EVLOOP_ONCE);
	take_peer(); /* it is established */
	event_active(first, EV_TIMEOUT, 0);
	turn();
	expect_story("down not connected");
	event_free(first);
}
END_TEST

static bool resets; /* the server resets the connection before the client asks whose it is */

/* In place of the C library's. */
int getpeername(int fd, __SOCKADDR_ARG address, socklen_t *restrict size)
{
	static const struct linger at_once = {.l_onoff = 1};
	if (resets) {
		int accepted = accept(listener, NULL, NULL);
		setsockopt(accepted, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
		close(accepted);
	}
	return (int)syscall(SYS_getpeername, fd, address.__sockaddr__, size);
}

START_TEST(reset_as_soon_as_it_is_connected)
{
	resets = true;
	ck_assert_int_eq(listen(listener, 5), 0);
	start("127.0.0.1", false, &slow);
	turn_until(&downs, 1);
	expect_story("down cannot connect to 127.0.0.1 port %u: Connection reset by peer",
		ntohs(place.sin_port));
	resets = false;
}
END_TEST

/* What is left behind is a sanitizer's to find; each test's end frees the connection. */
START_TEST(free_while_looking_up)
{
	start("localhost", true, &hasty);
}
END_TEST

START_TEST(free_while_connecting)
{
	int fillers[FILLERS];
	hang(fillers);
	connection_free(connection);
	connection = NULL;
	close_all(fillers);
}
END_TEST

START_TEST(free_while_up_and_sending)
{
	char *big = calloc(1, BIG);
	rise(&slow);
	connection_send(connection, big, BIG);
	free(big);
	turn();
	connection_free(connection);
	connection = NULL;
	turn(); /* a bufferevent closes its socket from the loop */
	char bytes[4096];
	while (recv(peer, bytes, sizeof bytes, 0) > 0)
		;
}
END_TEST

START_TEST(free_before_the_loss_is_told)
{
	rise(&slow);
	connection_drop(connection, "gone");
}
END_TEST

START_TEST(free_in_a_pause)
{
	refuse();
}
END_TEST

START_TEST(free_after_the_end)
{
	start("127.0.0.1", false, &hasty);
	turn_until(&downs, 1);
	connection_free(connection);
	connection_free(NULL);
	connection = NULL;
	turn();
	ck_assert_uint_eq(downs, 1);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {
		finish_lets_the_server_end_it,
		finish_and_drop_end_it_at_once,
		finish_while_looking_up,
		finish_while_connecting,
		finish_in_a_pause,
		finish_after_the_only_try,
		finish_when_the_loss_is_about_to_be_told,
		finish_from_within_down,
		finish_when_the_race_is_about_to_be_won,
		reset_as_soon_as_it_is_connected,
		free_while_looking_up,
		free_while_connecting,
		free_while_up_and_sending,
		free_before_the_loss_is_told,
		free_in_a_pause,
		free_after_the_end,
		NULL,
	};
	return unit_cases_with("client connection end", story_set_up, story_tear_down, cases);
}
