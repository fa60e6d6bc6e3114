/* Accepting, beside conns that have something to say. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "conn.h"
#include "listener.h"
#include "unit.h"

#define CALLERS 20000 /* that come one after the other, each once there is one less */
#define AT_ONCE 200

static struct loop loop;
static struct listener_list listeners;
static int calling[AT_ONCE]; /* sockets, the oldest first from `calls` on */
static unsigned calls, accepts, accepts_when_heard;

static void call(void)
{
	int *fd = &calling[calls++ % AT_ONCE];
	struct sockaddr_in to = {.sin_family = AF_INET,
		.sin_port = htons((uint16_t)listeners.items[0]->port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	if (*fd >= 0)
		close(*fd);
	*fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	ck_assert_int_ge(*fd, 0);
	setsockopt(
		*fd, SOL_SOCKET, SO_LINGER, &(struct linger){.l_onoff = 1}, sizeof(struct linger));
	ck_assert(connect(*fd, (struct sockaddr *)&to, sizeof to) == 0 || errno == EINPROGRESS);
}

/* There is always another one who waits. */
static void accepted(
	struct listener *listener, int fd, const struct sockaddr *peer, socklen_t length)
{
	close(fd);
	accepts++;
	if (calls < CALLERS)
		call();
	else
		loop_stop(&loop);
}

static void exhausted(struct listener *listener, int fd)
{
	ck_abort_msg("no descriptor for %d", fd);
}

static void conn_event(struct conn *conn)
{
}

static void data(struct conn *conn, struct evbuffer *input)
{
	evbuffer_drain(input, evbuffer_get_length(input));
	accepts_when_heard = accepts;
	conn_close(conn, CONN_DONE);
	loop_stop(&loop);
}

static void ended(struct conn *conn, enum conn_why why)
{
}

static void nothing(struct loop *which)
{
}

static const struct conn_ops conn_ops = {.open = conn_event,
	.data = data,
	.drained = conn_event,
	.silent = conn_event,
	.farewell = conn_event,
	.closed = ended};
static const struct loop_ops loop_ops = {.arrived = conn_new,
	.iterate = conn_end_iteration,
	.pending = conn_run_pending,
	.second = nothing,
	.freed = conn_event};
static const struct listener_ops listener_ops = {accepted, exhausted};

static void set_up(void)
{
	char error[LISTENER_ERROR_SIZE];
	loop_init(&loop, 0, &loop_ops);
	ck_assert_msg(listener_open(&listeners, "127.0.0.1", 0, error) == 0, "%s", error);
	for (int i = 0; i < AT_ONCE; i++)
		calling[i] = -1;
	listener_start(listeners.items[0], &loop, &listener_ops);
}

static void tear_down(void)
{
	listener_list_finish(&listeners);
	while (loop.conns.count > 0)
		conn_abort(loop.conns.items[0]);
	loop_finish(&loop);
	for (int i = 0; i < AT_ONCE; i++)
		if (calling[i] >= 0)
			close(calling[i]);
}

static void adopt(int fd)
{
	struct arrival *arrival = calloc(1, sizeof *arrival);
	ck_assert_ptr_nonnull(arrival);
	arrival->fd = fd;
	arrival->ops = &conn_ops;
	loop_adopt(&loop, arrival);
}

START_TEST(a_storm_of_callers_does_not_keep_others_waiting)
{
	int pair[2];
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair), 0);
	adopt(pair[0]);
	ck_assert_int_eq(write(pair[1], "hello", 5), 5);
	for (int i = 0; i < AT_ONCE; i++)
		call();
	loop_run(&loop);
	ck_assert_uint_gt(accepts_when_heard, 0);
	ck_assert_uint_le(accepts_when_heard, 4 * 1024);
	close(pair[1]);
}
END_TEST

START_TEST(all_are_accepted)
{
	for (int i = 0; i < AT_ONCE; i++)
		call();
	loop_run(&loop);
	ck_assert_uint_ge(accepts, CALLERS - AT_ONCE);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {
		a_storm_of_callers_does_not_keep_others_waiting, all_are_accepted, NULL};
	return unit_cases_with("listener", set_up, tear_down, cases);
}
