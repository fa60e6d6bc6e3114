/* Sockets that whoever starts the server hands over (sd_listen_fds(3)). */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

#include <linux/vm_sockets.h>

#include "irc.h"
#include "process.h"
#include "temporary.h"
#include "unix_socket.h"
#include "upgrade.h"

enum kind { NONE, INTERNET, UNIX, VSOCK, DATAGRAM, NOT_LISTENING, A_FILE, MISSING };

static struct server server;
static struct client alice;
static struct irc irc;
static char path[UNIX_PATH_SIZE];

/* What hand_over() does in the child; a test sets it before. */
static enum kind given[4];
static const char *names;
static int pid_off; /* from the number of the process that the sockets are for */

static void must_be(bool good)
{
	if (!good)
		_exit(99);
}

static void listen_at(int fd, const void *address, socklen_t size)
{
	must_be(fd >= 0 && bind(fd, address, size) == 0 && listen(fd, 100) == 0);
}

static void open_given(enum kind kind)
{
	struct sockaddr_in internet = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	struct sockaddr_un local = {.sun_family = AF_UNIX};
	struct sockaddr_vm vm = {
		.svm_family = AF_VSOCK, .svm_cid = VMADDR_CID_ANY, .svm_port = VMADDR_PORT_ANY};
	snprintf(local.sun_path, sizeof local.sun_path, "%s", path);
	if (kind == INTERNET)
		listen_at(socket(AF_INET, SOCK_STREAM, 0), &internet, sizeof internet);
	else if (kind == UNIX)
		listen_at(socket(AF_UNIX, SOCK_STREAM, 0), &local, sizeof local);
	else if (kind == VSOCK)
		listen_at(socket(AF_VSOCK, SOCK_STREAM, 0), &vm, sizeof vm);
	else if (kind == DATAGRAM)
		must_be(socket(AF_INET, SOCK_DGRAM, 0) >= 0);
	else if (kind == NOT_LISTENING)
		must_be(socket(AF_INET, SOCK_STREAM, 0) >= 0);
	else if (kind == A_FILE)
		must_be(open("/dev/null", O_RDONLY) >= 0);
}

/* Descriptors 3 and up are free. */
static void hand_over(void)
{
	char text[16];
	int count = 0;
	while (given[count] != NONE)
		open_given(given[count++]);
	snprintf(text, sizeof text, "%d", getpid() + pid_off);
	setenv("LISTEN_PID", text, 1);
	snprintf(text, sizeof text, "%d", count);
	setenv("LISTEN_FDS", text, 1);
	if (names)
		setenv("LISTEN_FDNAMES", names, 1);
}

static void give(enum kind first, enum kind second, const char *words)
{
	char folder[TEMPORARY_PATH_SIZE];
	temporary_subfolder(folder, "given");
	snprintf(path, sizeof path, "%s/chat", folder);
	given[0] = first;
	given[1] = second;
	names = words;
}

static void start(const char *const *arguments)
{
	server_spawn(&server, arguments, hand_over);
	if (given[0] == INTERNET)
		server_expect_listening(&server);
	else
		server_expect_log(&server, "event=listening ");
}

static void expect_closed_on_exec(int descriptor)
{
	char file[64], bytes[512] = "";
	snprintf(file, sizeof file, "/proc/%d/fdinfo/%d", (int)server.pid, descriptor);
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_gt(read(fd, bytes, sizeof bytes - 1), 0);
	close(fd);
	unsigned flags;
	ck_assert_int_eq(sscanf(strstr(bytes, "flags:"), "flags: %o", &flags), 1);
	must(flags & O_CLOEXEC, "%s", bytes);
	must(flags & O_NONBLOCK, "%s", bytes);
}

START_TEST(a_socket_that_was_given_is_served)
{
	give(INTERNET, NONE, NULL);
	start(ARGUMENTS("--port", "0"));
	ck_assert_uint_eq(server_log_count(&server, "event=listening "), 1); /* and no other */
	expect_closed_on_exec(3);
	client_connect(&alice, &server);
	client_expect(&alice, "-- Welcome to chatd. You are guest-1 in #lobby, with nobody else.");
	client_close(&alice);
	server_stop(&server);
}
END_TEST

START_TEST(several_have_doors_of_their_own)
{
	give(INTERNET, UNIX, "door=irc,plain:door=line");
	start(ARGUMENTS("--port", "0"));
	server_expect_log(&server, "address=unix:");
	server_expect_log(&server, " door=line speaks=");
	unix_connect(&alice, path);
	client_expect(&alice, "-- Welcome to chatd. You are %s in #lobby, with nobody else.",
		unix_own_name());
	irc_join(&irc, &server, "carol", NULL);
	irc_enter(&irc, "#lobby");
	client_await(&alice, "carol joined");
	irc_close(&irc);
	client_close(&alice);
	server_stop(&server);
	ck_assert_int_eq(access(path, F_OK), 0); /* it is not ours to remove */
}
END_TEST

/* At a port, and at the socket in the file system. */
static void expect_both_served(void)
{
	client_connect(&alice, &server);
	client_greet(&alice);
	client_close(&alice);
	unix_connect(&alice, path);
	client_greet(&alice);
	client_close(&alice);
}

START_TEST(they_are_served_beside_those_of_bind)
{
	give(UNIX, NONE, "chatd.socket");
	server_spawn(&server, ARGUMENTS("--port", "0", "--bind", "127.0.0.1"), hand_over);
	server_expect_listening(&server);
	server_expect_log(&server, "address=unix:");
	expect_both_served();
	server_stop(&server);
}
END_TEST

START_TEST(a_port_that_is_not_listened_on_is_named)
{
	static const char port[] = "port = 6\n", after[] = "port = 7\n";
	char sentence[] = "event=configuration reason=\"port 6 is not listened on, since sockets "
			  "were handed over (LISTEN_FDS; with systemd, by chatd.socket)\"\n";
	give(INTERNET, NONE, "chatd.socket");
	start(ARGUMENTS("--port", "6"));
	ck_assert_uint_eq(server_log_count(&server, sentence), 1);
	server_stop(&server);
	start(ARGUMENTS("--port", "6", "--bind", "127.0.0.1:0"));
	ck_assert_uint_eq(server_log_count(&server, "event=configuration"), 0);
	server_stop(&server);
	char *file = temporary_file("", 0);
	upgrade_use_copy();
	start(ARGUMENTS("--config", file));
	ck_assert_uint_eq(server_log_count(&server, "event=configuration"), 0);
	temporary_write(file, port, sizeof port - 1);
	server_signal(&server, SIGHUP);
	server_expect_log(&server, ":1: port 6 is not listened on");
	server_expect_log(&server, "event=reloaded");
	upgrade_server(&server);
	temporary_write(file, after, sizeof after - 1);
	server_signal(&server, SIGHUP);
	server_expect_log(&server, ":1: port 7 is not listened on");
	server_stop(&server);
	temporary_remove(file);
}
END_TEST

START_TEST(they_stay_on_hup)
{
	char *file = temporary_file("rate = 5\n", 9);
	give(INTERNET, UNIX, NULL);
	start(ARGUMENTS("--port", "0", "-c", file));
	server_expect_log(&server, "address=unix:");
	const char *bound = "rate = 7\nbind = \"127.0.0.2:0\"\n";
	const char *const texts[] = {bound, "rate = 8\n", NULL};
	for (const char *const *text = texts; *text; text++) {
		temporary_write(file, *text, strlen(*text));
		server_signal(&server, SIGHUP);
		server_expect_log(&server, "event=reloaded");
		expect_both_served();
	}
	ck_assert_uint_eq(server_log_count(&server, "event=not_listening address=127.0.0.2:"), 1);
	ck_assert_uint_eq(server_log_count(&server, "event=not_listening"), 1);
	server_stop(&server);
	temporary_remove(file);
}
END_TEST

START_TEST(those_of_another_process_are_not_ours)
{
	give(UNIX, NONE, NULL);
	pid_off = 1;
	server_spawn(&server, ARGUMENTS("--port", "0"), hand_over);
	server_expect_listening(&server);
	client_connect(&alice, &server);
	client_greet(&alice);
	client_close(&alice);
	ck_assert_uint_eq(server_log_count(&server, "event=listening "), 1);
	server_stop(&server);
}
END_TEST

static void expect_refused(enum kind kind, const char *words, const char *sentence)
{
	give(INTERNET, kind, words);
	server_spawn(
		&server, ARGUMENTS("--bind", "127.0.0.1:0", "--bind", "127.0.0.2:0"), hand_over);
	ck_assert_int_eq(server_wait(&server), 1);
	must(strstr(server.log.bytes, sentence), "no '%s' in '%s'", sentence, server.log.bytes);
	server_free(&server);
}

START_TEST(what_is_no_listening_socket_is_refused)
{
	static const char sentence[] =
		"chatd: descriptor 4, given by LISTEN_FDS, is no listening stream socket\n";
	expect_refused(A_FILE, NULL, sentence);
	expect_refused(DATAGRAM, NULL, sentence);
	expect_refused(NOT_LISTENING, NULL, sentence);
	expect_refused(MISSING, NULL, sentence);
	expect_refused(UNIX, "x:door=gopher",
		"chatd: the name 'door=gopher' of descriptor 4: the door must be irc, line, web or "
		"auto\n");
	expect_refused(
		UNIX, "x:tls,plain", "of descriptor 4: 'tls' and 'plain' exclude each other\n");
	expect_refused(UNIX, "tls,mode=0600", "of descriptor 3: only a unix socket, ");
}
END_TEST

START_TEST(systemd_s_own_program_starts_it)
{
	char bind[UNIX_PATH_SIZE], program[256];
	struct process process;
	give(NONE, NONE, NULL);
	snprintf(bind, sizeof bind, "%s", path);
	if (!process_find("systemd-socket-activate", program)) {
		note("systemd-socket-activate");
		return;
	}
	process_start(&process, -1,
		ARGUMENTS("systemd-socket-activate", "--listen", bind, "--fdname=door=line",
			getenv("CHATD"), "--history", "off"));
	unix_connect_when_there(&alice, path); /* which starts the server */
	client_greet(&alice);
	client_close(&alice);
	ck_assert_int_eq(kill(process.pid, SIGTERM), 0);
	ck_assert_int_eq(process_wait(&process), 0);
	must(strstr(process.complained.bytes, "event=stopped"), "%s", process.complained.bytes);
}
END_TEST

/* Another family, from the machine itself where the kernel can do that. */
START_TEST(a_virtual_machine_s_socket_is_served)
{
	struct sockaddr_vm vm = {
		.svm_family = AF_VSOCK, .svm_cid = VMADDR_CID_ANY, .svm_port = VMADDR_PORT_ANY};
	int fd = socket(AF_VSOCK, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || bind(fd, (struct sockaddr *)&vm, sizeof vm) != 0) {
		note("this kernel has no AF_VSOCK");
		return;
	}
	close(fd);
	give(VSOCK, NONE, NULL);
	start(ARGUMENTS("--port", "0"));
	server_expect_log(&server, "address=vsock:any:");
	vm.svm_port = (unsigned)strtoul(server.log.bytes + server.log_at, NULL, 10);
	vm.svm_cid = VMADDR_CID_LOCAL;
	fd = socket(AF_VSOCK, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (connect(fd, (struct sockaddr *)&vm, sizeof vm) != 0) {
		note("this kernel has no loopback of AF_VSOCK");
	} else {
		client_init(&alice, fd);
		client_greet(&alice);
		server_expect_log(&server, "peer=vsock:1:");
		client_close(&alice);
	}
	server_stop(&server);
}
END_TEST

int main(void)
{
	const TTest *const once[] = {a_socket_that_was_given_is_served,
		several_have_doors_of_their_own, they_are_served_beside_those_of_bind,
		a_port_that_is_not_listened_on_is_named, they_stay_on_hup,
		those_of_another_process_are_not_ours, what_is_no_listening_socket_is_refused,
		systemd_s_own_program_starts_it, a_virtual_machine_s_socket_is_served, NULL};
	return run_tests("given", NULL, once);
}
