/* A conn that is handed from one loop to another, as from one process to the next. */
#include "conn_handover.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "unit.h"

#define MUCH 4194304	 /* bytes, more than a socket takes */
#define CLOCK_STEP_MS 10 /* at most, of the clock by which libevent waits */

static struct loop before, after;
static struct conn *conn, *moved;
static struct buffer state;
static int peer;
static unsigned data_calls, silent_calls, drained_calls, closed_calls, freed_calls;
static enum conn_why closed_why;
static char last[64]; /* the input that ops->data saw last */
static bool takes;    /* it takes it */

static void opened(struct conn *made)
{
	conn = made;
}

static void data(struct conn *same, struct evbuffer *input)
{
	size_t length = evbuffer_get_length(input);
	ck_assert_uint_lt(length, sizeof last);
	evbuffer_copyout(input, last, length);
	last[length] = '\0';
	data_calls++;
	if (takes)
		evbuffer_drain(input, length);
	if (same->at_end)
		conn_close(same, same->broken ? CONN_BROKEN : CONN_DONE);
}

static void drained(struct conn *same)
{
	drained_calls++;
}

static void silent(struct conn *same)
{
	silent_calls++;
}

static void closed(struct conn *same, enum conn_why why)
{
	closed_why = why;
	closed_calls++;
}

static void freed(struct conn *same)
{
	freed_calls++;
	if (same == moved)
		moved = NULL;
}

static void second(struct loop *same)
{
}

static const struct conn_ops ops = {.kind = 2,
	.open = opened,
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

static void run(struct loop *loop)
{
	for (int i = 0; i < 10; i++)
		event_base_loop(loop->base, EVLOOP_NONBLOCK);
}

static void run_until(struct loop *loop, const unsigned *count)
{
	while (*count == 0)
		event_base_loop(loop->base, EVLOOP_ONCE);
}

static void say(const char *text)
{
	ck_assert_int_eq(write(peer, text, strlen(text)), (ssize_t)strlen(text));
}

static void set_up(void)
{
	int fds[2];
	loop_init(&before, 0, &loop_ops);
	loop_init(&after, 0, &loop_ops);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds), 0);
	peer = fds[1];
	conn_new(&before, &(struct arrival){.fd = fds[0],
				  .ops = &ops,
				  .port = 4711,
				  .address = {[0] = 0x20, [15] = 7}});
}

static void tear_down(void)
{
	if (moved)
		conn_abort(moved);
	if (conn->bev)
		conn_abort(conn);
	else
		free(conn);
	loop_finish(&before);
	loop_finish(&after);
	buffer_finish(&state);
	close(peer);
}

static struct conn_moved packed(const struct conn *packs)
{
	struct conn_moved record;
	buffer_clear(&state);
	conn_pack(packs, &(struct pack){.buffer = &state});
	struct unpack in = unpack_begin(state.bytes, state.length);
	ck_assert(conn_unpack(&in, &record) && unpack_done(&in));
	return record;
}

static void move(void)
{
	ck_assert(conn_can_move(conn));
	struct conn_moved record = packed(conn);
	int fd = fcntl(conn->fd, F_DUPFD_CLOEXEC, 0);
	moved = conn_restore(&after, fd, &record, &ops, &state);
	conn_let_go(conn);
	ck_assert(moved->user == &state && moved->port == 4711 && moved->address[15] == 7);
}

START_TEST(one_that_reads_goes_on_with_what_it_had_read)
{
	say("half a li");
	run(&before);
	ck_assert_uint_eq(data_calls, 1);
	conn->dropping = conn->mid_line = true;
	move();
	ck_assert(conn_is_reading(moved) && moved->dropping && moved->mid_line);
	run(&after);
	ck_assert_uint_eq(data_calls, 1);
	say("ne\n");
	run(&after);
	ck_assert_uint_eq(data_calls, 2);
	unit_same(last, "half a line\n");
}
END_TEST

START_TEST(what_came_while_nobody_read_is_read)
{
	say("meanwhile\n");
	takes = true;
	move();
	run(&after);
	unit_same(last, "meanwhile\n");
}
END_TEST

START_TEST(one_that_waited_is_asked_again)
{
	static void (*const waits[])(struct conn *) = {conn_make_pending, conn_pause};
	say("wait\n");
	run(&before);
	if (_i < 2)
		waits[_i](conn);
	else
		conn_delay(conn, 600000);
	move();
	ck_assert_int_eq(moved->state, CONN_PENDING);
	data_calls = 0;
	run(&after);
	ck_assert_uint_eq(data_calls, 1);
	unit_same(last, "wait\n");
	say("more\n");
	run(&after);
	unit_same(last, "wait\nmore\n");
}
END_TEST

START_TEST(silence_is_waited_for_as_long_as_was_left)
{
	conn_await_input(conn, 1);
	move();
	ck_assert_uint_eq(silent_calls, 0);
	run_until(&after, &silent_calls);
	conn_await_input(moved, 600000);
	struct conn_moved record = packed(moved);
	ck_assert_int_gt(record.silence_ms, 500000);
	ck_assert_int_le(record.silence_ms, 600000 + CLOCK_STEP_MS);
}
END_TEST

START_TEST(an_end_that_was_read_is_not_forgotten)
{
	conn_pause(conn);
	shutdown(peer, SHUT_WR);
	conn->at_end = true;
	move();
	run(&after);
	ck_assert_uint_eq(closed_calls, 1);
	ck_assert_int_eq(closed_why, CONN_DONE);
}
END_TEST

START_TEST(a_broken_one_is_closed_as_such)
{
	conn_pause(conn);
	conn->at_end = conn->broken = true;
	move();
	run(&after);
	ck_assert_int_eq(closed_why, CONN_BROKEN);
	ck_assert_uint_eq(freed_calls, 1);
}
END_TEST

/* Bytes of a run that shows where one is missing. */
static char byte_at(size_t at)
{
	return (char)(at % 251);
}

START_TEST(bytes_that_were_not_sent_follow_in_their_order)
{
	char *bytes = malloc(MUCH), got[65536];
	size_t seen = 0;
	for (size_t i = 0; i < MUCH; i++)
		bytes[i] = byte_at(i);
	size_t taken = conn_send(conn, &(struct iovec){bytes, MUCH}, 1, MUCH);
	conn_write_constant(conn, (unsigned char *)bytes + taken, MUCH - taken);
	ck_assert(conn->busy && taken < MUCH);
	move();
	ck_assert(moved->busy);
	while (seen < MUCH) {
		event_base_loop(after.base, EVLOOP_NONBLOCK);
		ssize_t count = read(peer, got, sizeof got);
		for (ssize_t i = 0; i < count; i++, seen++)
			ck_assert_int_eq(got[i], byte_at(seen));
	}
	run(&after);
	ck_assert_uint_eq(drained_calls, 1);
	ck_assert(!moved->busy);
	free(bytes);
}
END_TEST

START_TEST(one_that_closes_stays)
{
	conn_set_deadline(conn, 600000);
	ck_assert(!conn_can_move(conn));
	conn_stop_reading(conn);
	ck_assert(!conn_can_move(conn));
	conn_close(conn, CONN_DONE);
	ck_assert(!conn_can_move(conn));
}
END_TEST

START_TEST(the_connection_stays_open_where_it_was_let_go)
{
	char byte;
	move();
	run(&before);
	run(&after);
	ck_assert_int_eq(read(peer, &byte, 1), -1);
	conn_close(conn, CONN_DONE);
	conn_make_pending(conn);
	conn_delay(conn, 1);
	conn_pause(conn);
	conn_send(conn, &(struct iovec){(void *)(uintptr_t) "lost", 4}, 1, 4);
	conn_last_words(conn, "bye", 3);
	run(&before);
	ck_assert_int_eq(read(peer, &byte, 1), -1);
	ck_assert_uint_eq(before.conns.count, 0);
	ck_assert_uint_eq(atomic_load(&after.load), 1);
	ck_assert_uint_eq(before.figures.conns[2][0], 0);
	ck_assert_uint_eq(after.figures.conns[2][0], 1);
	conn_abort(moved);
	run(&after);
	ck_assert_int_eq(read(peer, &byte, 1), 0);
}
END_TEST

START_TEST(no_bytes_are_read_beyond_their_end)
{
	struct conn_moved record;
	say("half a li");
	run(&before);
	conn_pack(conn, &(struct pack){.buffer = &state});
	for (size_t length = 0; length < state.length; length++) {
		char *piece = malloc(length + 1); /* a sanitizer sees its end */
		memcpy(piece, state.bytes, length);
		struct unpack in = unpack_begin(piece, length);
		ck_assert(!conn_unpack(&in, &record) && in.failed);
		free(piece);
	}
	state.bytes[18] = (char)0xFF; /* the bits */
	struct unpack in = unpack_begin(state.bytes, state.length);
	ck_assert(!conn_unpack(&in, &record));
}
END_TEST

Suite *unit_suite(void)
{
	const struct unit_loop cases[] = {{one_that_reads_goes_on_with_what_it_had_read, 1},
		{what_came_while_nobody_read_is_read, 1}, {one_that_waited_is_asked_again, 3},
		{silence_is_waited_for_as_long_as_was_left, 1},
		{an_end_that_was_read_is_not_forgotten, 1}, {a_broken_one_is_closed_as_such, 1},
		{bytes_that_were_not_sent_follow_in_their_order, 1}, {one_that_closes_stays, 1},
		{the_connection_stays_open_where_it_was_let_go, 1},
		{no_bytes_are_read_beyond_their_end, 1}, {0}};
	return unit_loops_with("conn_handover", set_up, tear_down, cases);
}
