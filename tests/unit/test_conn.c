/* The states of a conn, with a peer at the other end of a socket pair. */
#include "conn.h"

#include <sys/socket.h>
#include <unistd.h>

#include "unit.h"

#define DRAIN_MS 60000 /* no case waits for its end, but one */

static struct loop loop;
static struct conn *conn;
static int peer;
static unsigned data_calls, silent_calls, closed_calls, freed_calls;
static enum conn_why closed_why;
static void (*on_data)(void); /* what ops->data does beside dropping the input */

static void opened(struct conn *made)
{
	conn = made;
}

static void data(struct conn *same, struct evbuffer *input)
{
	ck_assert_ptr_eq(same, conn);
	evbuffer_drain(input, evbuffer_get_length(input));
	data_calls++;
	if (on_data)
		on_data();
}

static void drained(struct conn *same)
{
	ck_assert_ptr_eq(same, conn);
}

static void silent(struct conn *same)
{
	ck_assert_ptr_eq(same, conn);
	silent_calls++;
}

static void closed(struct conn *same, enum conn_why why)
{
	ck_assert_int_eq(same->state, CONN_CLOSING);
	closed_why = why;
	closed_calls++;
}

static void freed(struct conn *same)
{
	ck_assert_ptr_eq(same, conn);
	freed_calls++;
	conn = NULL;
}

static void second(struct loop *same)
{
	ck_assert_ptr_eq(same, &loop);
}

static const struct conn_ops conn_ops = {.open = opened,
	.data = data,
	.drained = drained,
	.silent = silent,
	.farewell = drained,
	.closed = closed};

static const struct loop_ops loop_ops = {.arrived = conn_new,
	.iterate = conn_end_iteration,
	.pending = conn_run_pending,
	.second = second,
	.freed = freed};

/* Until nothing more is ready. */
static void run(void)
{
	for (int i = 0; i < 10; i++)
		event_base_loop(loop.base, EVLOOP_NONBLOCK);
}

static void run_until(const unsigned *count)
{
	while (*count == 0)
		event_base_loop(loop.base, EVLOOP_ONCE);
}

static void say(const char *text)
{
	ck_assert_int_eq(write(peer, text, strlen(text)), (ssize_t)strlen(text));
	run();
}

static void set_up(void)
{
	int fds[2];
	loop_init(&loop, 0, &loop_ops);
	atomic_store(&loop.drain_ms, DRAIN_MS);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds), 0);
	peer = fds[1];
	conn_new(&loop, &(struct arrival){.fd = fds[0], .ops = &conn_ops});
	ck_assert_int_eq(conn->state, CONN_READING);
}

static void tear_down(void)
{
	if (conn)
		conn_abort(conn);
	ck_assert_uint_eq(closed_calls, 1);
	ck_assert_uint_eq(freed_calls, 1);
	loop_finish(&loop);
	close(peer);
}

static uint64_t open_conns(unsigned kind)
{
	return loop.figures.conns[kind][0] + loop.figures.conns[kind][1];
}

START_TEST(its_loop_counts_it_by_what_it_speaks)
{
	static const struct conn_ops other = {.kind = 3,
		.data = data,
		.drained = drained,
		.silent = silent,
		.farewell = drained,
		.closed = closed};
	ck_assert_uint_eq(open_conns(0), 1);
	conn_set_ops(conn, &other);
	ck_assert_uint_eq(open_conns(0), 0);
	ck_assert_uint_eq(open_conns(3), 1);
	conn_send(conn, &(struct iovec){(void *)(uintptr_t) "hello", 5}, 1, 5);
	conn_last_words(conn, "bye", 3);
	ck_assert_uint_eq(loop.figures.sent[3], 8);
	ck_assert_uint_eq(loop.figures.sent[0], 0);
	conn_abort(conn);
	ck_assert_uint_eq(open_conns(3), 0);
}
END_TEST

START_TEST(nothing_is_read_while_it_is_paused)
{
	conn_pause(conn);
	say("hello\n");
	ck_assert(conn_is_paused(conn) && data_calls == 0);
	conn_make_pending(conn);
	ck_assert_int_eq(conn->state, CONN_PENDING);
	run();
	ck_assert(conn_is_reading(conn) && data_calls > 0);
}
END_TEST

/* What it waits for may be made for long, and for nobody. */
START_TEST(a_pause_ends_when_nothing_can_be_sent_any_more)
{
	conn_pause(conn);
	ck_assert_int_eq(shutdown(peer, SHUT_RDWR), 0);
	run();
	ck_assert(conn_is_paused(conn) && data_calls == 0);
	conn_send(conn, &(struct iovec){(void *)(uintptr_t) "hello", 5}, 1, 5);
	run();
	ck_assert(conn->broken && data_calls > 0);
}
END_TEST

static void resume_and_pause(void)
{
	conn_make_pending(conn); /* the answer comes before the pause for it */
	conn_pause(conn);
	conn_delay(conn, 60000);
	on_data = NULL;
}

START_TEST(a_pause_does_not_undo_what_came_before_it)
{
	on_data = resume_and_pause;
	say("hello\n");
	ck_assert(conn_is_reading(conn));
	ck_assert_uint_eq(data_calls, 2);
}
END_TEST

START_TEST(a_delay_ends_by_itself)
{
	conn_delay(conn, 60000);
	say("hello\n");
	ck_assert_int_eq(conn->state, CONN_DELAYED);
	conn_pause(conn); /* stays delayed */
	conn_delay(conn, 1);
	run_until(&data_calls);
	run();
	ck_assert(conn_is_reading(conn));
}
END_TEST

START_TEST(silence_is_told_once)
{
	conn_await_input(conn, 20);
	run_until(&silent_calls);
	ck_assert_uint_eq(silent_calls, 1);
	ck_assert_int_eq(conn->timer_for, CONN_TIMER_NONE);
	conn_await_input(conn, 60000);
	say("hello\n");
	ck_assert_int_eq(conn->timer_for, CONN_TIMER_NONE);
}
END_TEST

/* Which the other one may have no function for. */
START_TEST(what_it_has_waited_for_ends_with_what_it_spoke)
{
	static const struct conn_ops other = {
		.data = data, .drained = drained, .farewell = drained, .closed = closed};
	conn_await_input(conn, 60000);
	conn_set_ops(conn, &other);
	ck_assert_int_eq(conn->timer_for, CONN_TIMER_NONE);
	conn_delay(conn, 60000);
	conn_set_ops(conn, &conn_ops);
	ck_assert_int_eq(conn->timer_for, CONN_TIMER_DELAY);
}
END_TEST

START_TEST(a_deadline_closes_it_at_once)
{
	conn_pause(conn);
	conn_set_deadline(conn, 20);
	ck_assert_int_eq(conn->state, CONN_READING_DONE);
	conn_make_pending(conn); /* too late */
	ck_assert_int_eq(conn->state, CONN_READING_DONE);
	run_until(&freed_calls);
	ck_assert_int_eq(closed_why, CONN_SLOW);
}
END_TEST

START_TEST(the_first_reason_to_close_counts)
{
	conn_close(conn, CONN_BROKEN);
	conn_close(conn, CONN_DONE);
	conn_stop_reading(conn);
	ck_assert_int_eq(conn->state, CONN_CLOSING);
	run();
	ck_assert_int_eq(conn->state, CONN_SHUT);
	ck_assert_int_eq(closed_why, CONN_BROKEN);
	say("too late\n");
	ck_assert_uint_eq(data_calls, 0);
	ck_assert_int_eq(shutdown(peer, SHUT_WR), 0);
	run();
	ck_assert_uint_eq(freed_calls, 1);
}
END_TEST

START_TEST(a_peer_that_stays_is_closed_after_a_while)
{
	atomic_store(&loop.drain_ms, 1);
	conn_close(conn, CONN_DONE);
	run_until(&freed_calls);
}
END_TEST

START_TEST(what_has_come_is_drained_and_then_reading_is_done)
{
	conn_pause(conn);
	say("hello\n");
	conn_drain_input(conn);
	ck_assert_uint_eq(loop.draining, 1);
	run();
	ck_assert_uint_gt(data_calls, 0);
	ck_assert_int_eq(conn->state, CONN_READING_DONE);
	ck_assert_uint_eq(loop.draining, 0);
}
END_TEST

START_TEST(a_pending_one_may_be_closed)
{
	conn_make_pending(conn);
	conn_close(conn, CONN_DONE);
	run();
	ck_assert_uint_eq(data_calls, 0);
	ck_assert_uint_eq(loop.pending.count, 0);
}
END_TEST

START_TEST(a_plain_one_is_private_on_this_machine_alone)
{
	static const unsigned char here[16] = {[15] = 1};
	static const unsigned char elsewhere[16] = {0x20, 0x01, 0x0d, 0xb8, [15] = 1};
	char certificate[CONN_CERTIFICATE_SIZE];
	memcpy(conn->address, here, sizeof here);
	ck_assert(conn_is_private(conn));
	memcpy(conn->address, elsewhere, sizeof elsewhere);
	ck_assert(!conn_is_private(conn) && !conn_is_tls(conn));
	ck_assert(!conn_certificate(conn, certificate));
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {its_loop_counts_it_by_what_it_speaks,
		nothing_is_read_while_it_is_paused, a_pause_ends_when_nothing_can_be_sent_any_more,
		a_pause_does_not_undo_what_came_before_it, a_delay_ends_by_itself,
		silence_is_told_once, what_it_has_waited_for_ends_with_what_it_spoke,
		a_deadline_closes_it_at_once, the_first_reason_to_close_counts,
		a_peer_that_stays_is_closed_after_a_while,
		what_has_come_is_drained_and_then_reading_is_done, a_pending_one_may_be_closed,
		a_plain_one_is_private_on_this_machine_alone, NULL};
	return unit_cases_with("conn", set_up, tear_down, cases);
}
