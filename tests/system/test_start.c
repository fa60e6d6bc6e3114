/* The first minute: where it listens, what it prints, and that it can be started again. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "harness.h"

/* Runs chatd to its end and returns its exit status; what it wrote is in server->out and log. */
static int run(struct server *server, const char *const *arguments)
{
	server_spawn(server, arguments, NULL);
	return server_wait(server);
}

START_TEST(both_families_by_default)
{
	struct server server;
	struct client four, six;
	server_spawn(&server, ARGUMENTS("--port", "0"), NULL);
	server_expect_listening(&server);
	client_connect_family(&four, &server, AF_INET);
	client_expect(&four, "-- Welcome to chatd. ... guest-1 ... #lobby, with nobody else.");
	client_connect_family(&six, &server, AF_INET6);
	client_expect(&six, "-- Welcome to chatd. ... guest-2 ... #lobby, with guest-1.");
	client_await(&four, "-- guest-2 joined");
	client_say(&six, "over IPv6");
	client_expect(&four, "<guest-2> over IPv6");
	server_stop(&server);
}
END_TEST

START_TEST(banner_names_how_to_join)
{
	struct server server;
	char expected[128];
	server_spawn(&server, ARGUMENTS("--port", "0"), NULL);
	server_expect_listening(&server);
	server_signal(&server, SIGTERM);
	server_expect_stopped(&server);
	ck_assert_ptr_nonnull(server.out.bytes);
	snprintf(expected, sizeof expected, "listens on port %d, IPv4 and IPv6", server.port);
	ck_assert_ptr_nonnull(strstr(server.out.bytes, expected));
	ck_assert(strstr(server.out.bytes, "  IRC clients come to the same port"));
	snprintf(expected, sizeof expected, "chat-client localhost:%d\n", server.port);
	ck_assert_ptr_nonnull(strstr(server.out.bytes, expected));
	server_free(&server);
}
END_TEST

START_TEST(bind_is_repeatable)
{
	struct server server;
	struct client first, second;
	server_spawn(&server, ARGUMENTS("--port", "0", "--bind", "127.0.0.1", "--bind", "[::1]:0"),
		NULL);
	server_expect_listening(&server);
	client_join(&first, &server, "first");
	server_expect_log(&server, "event=listening address=[::1]:");
	server.port = atoi(server.log.bytes + server.log_at);
	client_connect_family(&second, &server, AF_INET6);
	client_greet(&second);
	client_expect(&first, "-- guest-2 joined");
	server_stop(&server);
}
END_TEST

/* So that another server can have the same port of another address. */
/* Another test may have the port at that address. */
static bool is_free(const char *host, int port)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
	ck_assert_int_eq(inet_pton(AF_INET, host, &at.sin_addr), 1);
	ck_assert_int_eq(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on), 0);
	bool free = bind(fd, (struct sockaddr *)&at, sizeof at) == 0;
	close(fd);
	return free;
}

START_TEST(bind_keeps_to_its_address)
{
	struct server server, other;
	char port[16];
	server_start(&server, NULL);
	while (!is_free("127.0.0.2", server.port)) {
		server_stop(&server);
		server_start(&server, NULL);
	}
	snprintf(port, sizeof port, "%d", server.port);
	server_spawn(&other, ARGUMENTS("--bind", "127.0.0.2", "--port", port), NULL);
	server_expect_listening(&other);
	ck_assert_int_eq(other.port, server.port);
	server_stop(&other);
	server_stop(&server);
}
END_TEST

static void second_server(const char *const *bind)
{
	struct server first, second;
	char port[16];
	server_spawn(&first, ARGUMENTS("--port", "0", bind[0], bind[1]), NULL);
	server_expect_listening(&first);
	snprintf(port, sizeof port, "%d", first.port);
	int status = run(&second, ARGUMENTS("--port", port, bind[0], bind[1]));
	ck_assert_int_eq(status, 1);
	ck_assert_ptr_nonnull(second.log.bytes);
	ck_assert_msg(strncmp(second.log.bytes, "chatd: cannot listen on ", 24) == 0, "it said: %s",
		second.log.bytes);
	ck_assert_ptr_nonnull(strstr(second.log.bytes, port));
	ck_assert_ptr_nonnull(strstr(second.log.bytes, "in use"));
	server_free(&second);
	server_stop(&first);
}

START_TEST(second_server_on_the_port)
{
	second_server(ARGUMENTS(NULL, NULL));
	second_server((const char *const[]){"--bind", "127.0.0.1"});
}
END_TEST

/* Starts another one at once on the port of one that has just ended with clients connected. */
static void start_again(int signal)
{
	struct server first, second;
	struct client client[3];
	char port[16];
	server_start(&first, NULL);
	for (int i = 0; i < 3; i++) {
		client_connect(&client[i], &first);
		client_greet(&client[i]);
	}
	server_signal(&first, signal);
	ck_assert_int_eq(server_wait(&first), signal == SIGKILL ? 128 + SIGKILL : 0);
	snprintf(port, sizeof port, "%d", first.port);
	server_start(&second, ARGUMENTS("--port", port));
	ck_assert_int_eq(second.port, first.port);
	struct client again;
	client_join(&again, &second, "again");
	server_stop(&second);
	for (int i = 0; i < 3; i++)
		client_close(&client[i]);
	server_free(&first);
}

START_TEST(port_is_free_at_once_after_term)
{
	start_again(SIGTERM);
}
END_TEST

START_TEST(port_is_free_at_once_after_kill)
{
	start_again(SIGKILL);
}
END_TEST

static void close_all(void)
{
	close(STDIN_FILENO);
	close(STDOUT_FILENO);
	close(STDERR_FILENO);
}

/* Nothing can be read of it, so the test tries until somebody listens. */
static void connect_when_listening(struct client *client, const struct server *server)
{
	long until = now_ms() + WAIT_MS;
	for (;;) {
		int fd = client_connect_start(server);
		int error = 0;
		socklen_t size = sizeof error;
		ck_assert(wait_fd(fd, POLLOUT, until));
		getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
		if (error == 0) {
			client_init(client, fd);
			return;
		}
		close(fd);
		ck_assert_msg(now_ms() < until, "it does not listen: %s", strerror(error));
	}
}

/* Nothing that matters may have one of the three numbers. */
static void expect_null(const struct server *server, int fd)
{
	char path[64], target[64] = "";
	snprintf(path, sizeof path, "/proc/%d/fd/%d", (int)server->pid, fd);
	ck_assert_int_gt(readlink(path, target, sizeof target - 1), 0);
	ck_assert_str_eq(target, "/dev/null");
}

START_TEST(standard_descriptors_closed)
{
	struct server server;
	struct client a, b;
	char port[16];
	int number = free_port();
	snprintf(port, sizeof port, "%d", number);
	server_spawn(&server, ARGUMENTS("--port", port, "--bind", "127.0.0.1"), close_all);
	server.port = number;
	connect_when_listening(&a, &server);
	client_greet(&a);
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		expect_null(&server, fd);
	client_join(&b, &server, "bob");
	client_await(&a, "-- guest-2 is bob now");
	client_say(&b, "hello");
	client_expect(&a, "<bob> hello");
	server_signal(&server, SIGHUP); /* which logs; it must not go to a client */
	client_expect_nothing(&a);
	server_signal(&server, SIGTERM);
	client_expect(&a, GOODBYE);
	client_expect_end(&a);
	client_close(&a);
	client_close(&b);
	ck_assert_int_eq(server_wait(&server), 0);
	server_free(&server);
}
END_TEST

/* As on a kernel without the family: sockets of it cannot be had. */
static void forbid_family(unsigned family)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, family, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EAFNOSUPPORT),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {sizeof code / sizeof code[0], code};
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
		prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
		_exit(126);
}

static void forbid_ipv4(void)
{
	forbid_family(AF_INET);
}

static void forbid_ipv6(void)
{
	forbid_family(AF_INET6);
}

static void one_family(void (*prepare)(void), int family, const char *banner)
{
	struct server server;
	struct client client;
	server_spawn(&server, ARGUMENTS("--port", "0"), prepare);
	server_expect_listening(&server);
	client_connect_family(&client, &server, family);
	client_greet(&client);
	client_close(&client);
	server_signal(&server, SIGTERM);
	server_expect_stopped(&server);
	ck_assert_ptr_nonnull(strstr(server.out.bytes, banner));
	server_free(&server);
}

START_TEST(kernel_without_ipv6)
{
	one_family(forbid_ipv6, AF_INET, "IPv4 only");
}
END_TEST

START_TEST(kernel_without_ipv4)
{
	one_family(forbid_ipv4, AF_INET6, "IPv6");
}
END_TEST

static void turn_off(const char *path)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, "1", 1) != 1)
		note("IPv6 cannot be turned off here");
	close(fd);
}

/* There are sockets of the family, but no interface has an address of it. */
START_TEST(network_without_ipv6)
{
	struct server server;
	struct client client;
	network_enter();
	turn_off("/proc/sys/net/ipv6/conf/all/disable_ipv6");
	server_spawn(&server, ARGUMENTS("--port", "0"), NULL);
	server_expect_listening(&server);
	client_join(&client, &server, "alice");
	server_stop(&server);
}
END_TEST

/* Of one who is not root nothing is said. */
START_TEST(root_is_advised_to_be_somebody_else)
{
	struct server server;
	server_spawn(&server, ARGUMENTS("--port", "0"), NULL);
	server_expect_listening(&server);
	if (geteuid() == 0)
		server_expect_log(
			&server, "level=warning event=root advice=\"nothing here needs root: ");
	server_signal(&server, SIGTERM);
	server_expect_stopped(&server);
	ck_assert_uint_eq(server_log_count(&server, "event=root"), geteuid() == 0);
	server_free(&server);
}
END_TEST

int main(void)
{
	bool private = network_available();
	if (!private)
		note("a network without IPv6: no private network is permitted here");
	const TTest *const tests[] = {both_families_by_default, banner_names_how_to_join,
		bind_is_repeatable, bind_keeps_to_its_address, second_server_on_the_port,
		port_is_free_at_once_after_term, port_is_free_at_once_after_kill,
		standard_descriptors_closed, root_is_advised_to_be_somebody_else,
		kernel_without_ipv6, kernel_without_ipv4, private ? network_without_ipv6 : NULL,
		NULL};
	return run_tests("start", NULL, tests);
}
