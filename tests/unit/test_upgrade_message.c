/* What the two processes of an upgrade say to each other, over a real socketpair. */
#include "upgrade_message.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clock.h"
#include "inherited.h"
#include "listener.h"
#include "unit.h"
#include "upgrade.h"

static int ends[2];
static struct upgrade_message message;

static void set_up(void)
{
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
}

static void tear_down(void)
{
	close(ends[0]);
	close(ends[1]);
}

static int64_t soon(void)
{
	return clock_monotonic_ms() + 20000;
}

static void receive(enum upgrade_type type)
{
	ck_assert_int_eq(upgrade_receive(ends[1], &message, soon()), UPGRADE_GOOD);
	ck_assert_int_eq(message.type, type);
}

START_TEST(words_and_descriptors_arrive_together)
{
	struct buffer body = {0};
	int fds[UPGRADE_DESCRIPTORS_MAX], given[2];
	char byte = 0;
	ck_assert_int_eq(pipe2(given, O_CLOEXEC), 0);
	for (unsigned i = 0; i < UPGRADE_DESCRIPTORS_MAX; i++)
		fds[i] = given[1];
	pack_text(&(struct pack){.buffer = &body}, "a sentence");
	ck_assert_int_eq(
		upgrade_send(ends[0], UPGRADE_CONNS, &body, fds, UPGRADE_DESCRIPTORS_MAX, soon()),
		UPGRADE_GOOD);
	ck_assert_int_eq(upgrade_send(ends[0], UPGRADE_GO, NULL, NULL, 0, soon()), UPGRADE_GOOD);
	close(given[1]);
	receive(UPGRADE_CONNS);
	struct unpack in = unpack_begin(message.body, message.length);
	ck_assert_str_eq(unpack_string(&in), "a sentence");
	ck_assert_uint_eq(message.fd_count, UPGRADE_DESCRIPTORS_MAX);
	ck_assert_int_eq((int)write(message.fds[252], "x", 1), 1);
	ck_assert_int_eq((int)read(given[0], &byte, 1), 1);
	ck_assert_int_ne(fcntl(message.fds[0], F_GETFD) & FD_CLOEXEC, 0);
	for (unsigned i = 0; i < message.fd_count; i++)
		close(message.fds[i]);
	receive(UPGRADE_GO);
	ck_assert_uint_eq(message.length, 0);
	ck_assert_uint_eq(message.fd_count, 0);
	close(given[0]);
	buffer_finish(&body);
}
END_TEST

START_TEST(an_end_and_a_silence_are_told_apart)
{
	ck_assert_int_eq(
		upgrade_receive(ends[1], &message, clock_monotonic_ms() + 1), UPGRADE_LATE);
	close(ends[0]);
	ck_assert_int_eq(upgrade_receive(ends[1], &message, soon()), UPGRADE_ENDED);
	ck_assert_int_eq(upgrade_send(ends[1], UPGRADE_GO, NULL, NULL, 0, soon()), UPGRADE_ENDED);
	ends[0] = dup(ends[1]);
}
END_TEST

START_TEST(a_server_that_stops_does_not_wait)
{
	struct upgrade upgrade = {.fd = ends[1], .handed = true};
	pthread_mutex_init(&upgrade.lock, NULL);
	upgrade_stop(&upgrade);
	ck_assert_int_eq(
		upgrade_receive(ends[1], &message, clock_monotonic_ms() + 1), UPGRADE_LATE);
	atomic_store(&upgrade.handed, false);
	upgrade_stop(&upgrade);
	ck_assert_int_eq(upgrade_receive(ends[1], &message, soon()), UPGRADE_ENDED);
	pthread_mutex_destroy(&upgrade.lock);
}
END_TEST

/* The other process does not read. */
START_TEST(who_does_not_read_is_not_waited_for)
{
	static char bytes[4096];
	struct buffer body = {.bytes = bytes, .length = sizeof bytes, .size = sizeof bytes};
	enum upgrade_result result = UPGRADE_GOOD;
	for (int i = 0; result == UPGRADE_GOOD && i < 100000; i++)
		result = upgrade_send(
			ends[0], UPGRADE_STATE, &body, NULL, 0, clock_monotonic_ms() + 1);
	ck_assert_int_eq(result, UPGRADE_LATE);
}
END_TEST

/* A listener of another process is found by the words that it was asked for with. */
START_TEST(a_listener_is_taken_by_what_asks_for_it)
{
	struct listener_list old = {0}, new = {0};
	struct buffer packed = {0};
	char error[LISTENER_ERROR_SIZE];
	ck_assert_int_eq(listener_open(&old, "127.0.0.1", 0, error), 0);
	listener_pack(old.items[0], &(struct pack){.buffer = &packed});
	struct unpack in = unpack_begin(packed.bytes, packed.length);
	int fd = dup(old.items[0]->fd);
	ck_assert(inherited_add(fd, &in));
	ck_assert_uint_eq(inherited_given(), 0);
	ck_assert_int_eq(listener_open(&new, "127.0.0.2", 0, error), 0); /* another one */
	ck_assert_int_ne(new.items[0]->fd, fd);
	ck_assert_int_eq(listener_open(&new, "127.0.0.1", 0, error), 0);
	ck_assert_int_eq(new.items[1]->fd, fd);
	ck_assert_int_eq(new.items[1]->port, old.items[0]->port);
	ck_assert_str_eq(new.items[1]->host, "127.0.0.1");
	ck_assert_int_eq(listener_open(&new, "127.0.0.1", 0, error), 0); /* and no more */
	ck_assert_int_ne(new.items[2]->port, old.items[0]->port);
	listener_list_finish(&old);
	listener_list_finish(&new);
	buffer_finish(&packed);
}
END_TEST

START_TEST(bytes_that_are_no_listener_are_refused)
{
	struct buffer packed = {0};
	struct inherited none = {.asked = NULL}, out;
	inherited_pack(&none, &(struct pack){.buffer = &packed});
	for (size_t length = 0; length < packed.length; length++) {
		struct unpack in = unpack_begin(packed.bytes, length);
		ck_assert(!inherited_add(0, &in));
	}
	ck_assert(!inherited_take(&out, NULL));
	buffer_finish(&packed);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {words_and_descriptors_arrive_together,
		an_end_and_a_silence_are_told_apart, a_server_that_stops_does_not_wait,
		who_does_not_read_is_not_waited_for, a_listener_is_taken_by_what_asks_for_it,
		bytes_that_are_no_listener_are_refused, NULL};
	return unit_cases_with("upgrade message", set_up, tear_down, cases);
}
