#include "manager.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/un.h>
#include <unistd.h>

#include "pattern.h"
#include "shim.h"

#define MESSAGE_BYTES 1024

static char notify_name[TEMPORARY_PATH_SIZE + sizeof "/notify"], hold_path[TEMPORARY_PATH_SIZE];
static long watchdog;

static void bind_notify(struct manager *manager, bool in_folder)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	char folder[TEMPORARY_PATH_SIZE];
	temporary_subfolder(folder, "manager");
	if (in_folder)
		snprintf(notify_name, sizeof notify_name, "%s/notify", folder);
	else
		snprintf(notify_name, sizeof notify_name, "@chatd-test-%d", (int)getpid());
	size_t length = strlen(notify_name);
	must(length < sizeof address.sun_path, "%s is too long", notify_name);
	memcpy(address.sun_path, notify_name, length);
	if (!in_folder)
		address.sun_path[0] = '\0';
	manager->notify_fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	ck_assert_int_ge(manager->notify_fd, 0);
	ck_assert_int_eq(bind(manager->notify_fd, (struct sockaddr *)&address,
				 (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length)),
		0);
}

/* The test's standard input, since a child inherits no other descriptor. */
static void listen_for_all(void)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
	ck_assert_int_eq(listen(fd, 100), 0);
	ck_assert_int_eq(dup2(fd, STDIN_FILENO), STDIN_FILENO);
	close(fd);
}

void manager_begin(struct manager *manager, bool in_folder, long watchdog_ms)
{
	*manager = (struct manager){.watchdog_ms = watchdog_ms,
		.hold = shim_memory(hold_path, "hold", sizeof(struct hold))};
	watchdog = watchdog_ms;
	bind_notify(manager, in_folder);
	listen_for_all();
}

void manager_end(struct manager *manager)
{
	close(manager->notify_fd);
	munmap(manager->hold, sizeof *manager->hold);
	text_free(&manager->told);
}

static void set_number(const char *variable, long value)
{
	char text[24];
	snprintf(text, sizeof text, "%ld", value);
	setenv(variable, text, 1);
}

static void prepare(void)
{
	const struct rlimit no_core = {0, 0};
	if (dup2(STDIN_FILENO, STDERR_FILENO + 1) < 0)
		_exit(99);
	dup2(open("/dev/null", O_RDONLY | O_CLOEXEC), STDIN_FILENO);
	set_number("LISTEN_PID", getpid());
	set_number("LISTEN_FDS", 1);
	setenv("LISTEN_FDNAMES", "chatd.socket", 1);
	setenv("NOTIFY_SOCKET", notify_name, 1);
	if (watchdog > 0) {
		set_number("WATCHDOG_PID", getpid());
		set_number("WATCHDOG_USEC", watchdog * 1000);
	}
	setrlimit(RLIMIT_CORE, &no_core);
	shim_preload("HOLD_SHIM", HOLD_VARIABLE, hold_path);
}

void manager_start(struct manager *manager, struct server *server, const char *const *arguments)
{
	manager->hold->which = HOLD_NONE;
	manager->hold->held = 0;
	server_spawn(server, arguments, prepare);
	server_expect_listening(server);
}

/* Waits for a message; false if `until` comes first. */
static bool hear(struct manager *manager, long until)
{
	char message[MESSAGE_BYTES];
	if (!wait_fd(manager->notify_fd, POLLIN, until))
		return false;
	ssize_t length = recv(manager->notify_fd, message, sizeof message - 1, 0);
	ck_assert_int_gt(length, 0);
	message[length] = '\0';
	text_add(&manager->told, message);
	return true;
}

void manager_expect(struct manager *manager, const char *part)
{
	long until = now_ms() + WAIT_MS;
	const char *found = NULL;
	while (!(
		found = strstr(manager->told.bytes ? manager->told.bytes + manager->at : "", part)))
		must(hear(manager, until), "the service never said '%s', but '%s'", part,
			manager->told.bytes ? manager->told.bytes + manager->at : "");
	manager->at = (size_t)(found - manager->told.bytes) + strlen(part);
}

size_t manager_count(const struct manager *manager, const char *part)
{
	return pattern_count(manager->told.bytes, part);
}

void manager_hold(struct manager *manager, struct server *server, enum hold_which which)
{
	long last = now_ms(), until = last + WAIT_MS;
	manager->hold->which = which;
	while (hear(manager, last + manager->watchdog_ms)) {
		must(last < until, "the watchdog is called although a loop is stuck");
		last = now_ms();
	}
	ck_assert_uint_gt(manager->hold->held, 0);
	server_signal(server, SIGABRT);
	ck_assert_int_eq(server_wait(server), 128 + SIGABRT);
	server_free(server);
}
