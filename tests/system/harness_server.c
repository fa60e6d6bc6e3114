/* struct server. */
#include "harness.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "disk.h"
#include "pattern.h"
#include "process.h"

#define ARGUMENTS_MAX 32
#define PIPE_BYTES (1 << 20) /* the log's pipe holds as much while the test does not read it */

int server_threads = 1;
const char *server_history = "off";

static bool names(const char *const *arguments, const char *option)
{
	while (*arguments && strcmp(*arguments, option) != 0)
		arguments++;
	return *arguments != NULL;
}

void server_spawn(struct server *server, const char *const *arguments, void (*prepare)(void))
{
	int out[2], log[2];
	const char *words[ARGUMENTS_MAX + 4] = {getenv("CHATD")};
	int count = 1;
	if (server_history && !names(arguments, "--history")) {
		words[count++] = "--history";
		words[count++] = server_history;
	}
	for (int i = 0; arguments[i]; i++) {
		ck_assert_int_lt(i, ARGUMENTS_MAX);
		words[count++] = arguments[i];
	}
	must(words[0] != NULL, "set CHATD to the program to test");
	ck_assert_int_eq(pipe2(out, O_CLOEXEC), 0);
	ck_assert_int_eq(pipe2(log, O_CLOEXEC), 0);
	(void)fcntl(log[1], F_SETPIPE_SZ, PIPE_BYTES);
	*server = (struct server){.out_fd = out[0], .log_fd = log[0]};
	server->pid = process_spawn(words, STDIN_FILENO, out[1], log[1], prepare);
	close(out[1]);
	close(log[1]);
	fcntl(out[0], F_SETFL, O_NONBLOCK);
	fcntl(log[0], F_SETFL, O_NONBLOCK);
}

void server_start(struct server *server, const char *const *arguments)
{
	server_start_at(server, "127.0.0.1,door=line,plain", arguments);
}

void server_start_at(struct server *server, const char *bind, const char *const *arguments)
{
	char threads[16];
	snprintf(threads, sizeof threads, "%d", server_threads);
	const char *words[ARGUMENTS_MAX + 1] = {
		"--threads", threads, "--port", "0", "--bind", bind};
	int count = 6;
	if (arguments && names(arguments, "--history") && !names(arguments, "--history-wait")) {
		words[count++] = "--history-wait";
		words[count++] = "600000";
	}
	for (; arguments && *arguments; arguments++) {
		ck_assert_int_lt(count, ARGUMENTS_MAX);
		words[count++] = *arguments;
	}
	server_spawn(server, words, disk_prepare);
	server_expect_listening(server);
}

/* Prints the log to standard error, since standard output must be TAP. */
static _Noreturn void fail_with_log(const struct server *server, const char *why, const char *part)
{
	fprintf(stderr, "%s %s; the log:\n%s\n", why, part,
		server->log.bytes ? server->log.bytes : "");
	ck_abort_msg("%s %s", why, part);
	abort();
}

/* Returns false after the log's end. */
static bool read_log(struct server *server)
{
	if (server->log_fd < 0)
		return false;
	if (text_read(&server->log, server->log_fd))
		return true;
	close(server->log_fd);
	server->log_fd = -1;
	return false;
}

void server_read_log(struct server *server)
{
	while (server->log_fd >= 0 && wait_fd(server->log_fd, POLLIN, 0))
		read_log(server);
}

void server_expect_log(struct server *server, const char *part)
{
	long until = now_ms() + WAIT_MS;
	const char *found = NULL;
	while (!found) {
		const char *from = server->log.bytes ? server->log.bytes + server->log_at : "";
		found = strstr(from, part);
		if (found)
			break;
		if (server->log_fd < 0 || !wait_fd(server->log_fd, POLLIN, until))
			fail_with_log(server, "the log never had", part);
		read_log(server);
	}
	server->log_at = (size_t)(found - server->log.bytes) + strlen(part);
}

const char *server_operator(const char *password)
{
	static char row[256];
	char command[512];
	snprintf(command, sizeof command, "echo %s | \"$CHATD\" --hash-password", password);
	int length = snprintf(row, sizeof row, "root:%s", process_shell(command));
	must(length < (int)sizeof row && strstr(row, "\nstatus 0\n"), "no hash: %s", row);
	row[strcspn(row, "\n")] = '\0';
	return row;
}

void server_expect_listening(struct server *server)
{
	server_expect_log(server, "event=listening address=");
	long until = now_ms() + WAIT_MS;
	const char *address;
	while (!strchr(address = server->log.bytes + server->log_at, '\n')) {
		ck_assert(wait_fd(server->log_fd, POLLIN, until));
		read_log(server);
	}
	size_t length = strcspn(address, "\n");
	while (address[length - 1] != ':')
		length--;
	server->port = atoi(address + length);
	ck_assert_int_gt(server->port, 0);
}

size_t server_log_count(const struct server *server, const char *part)
{
	return pattern_count(server->log.bytes, part);
}

long server_counter(const struct server *server, const char *name)
{
	char part[64];
	const char *counters = strstr(server->log.bytes, "event=counters");
	must(counters != NULL, "no counters in the log");
	snprintf(part, sizeof part, " %s=", name);
	const char *found = strstr(counters, part);
	must(found != NULL, "no counter %s in: %s", name, counters);
	return atol(found + strlen(part));
}

void server_expect_counter(const struct server *server, const char *name, long value)
{
	long count = server_counter(server, name);
	must(count == value, "the counter %s is %ld, not %ld", name, count, value);
}

void server_signal(const struct server *server, int signal)
{
	ck_assert_int_eq(kill(server->pid, signal), 0);
}

static void read_out(struct server *server)
{
	if (server->out_fd < 0 || text_read(&server->out, server->out_fd))
		return;
	close(server->out_fd);
	server->out_fd = -1;
}

int server_wait(struct server *server)
{
	int status;
	long until = now_ms() + WAIT_MS;
	if (!process_reap(server->pid, &status))
		fail_with_log(server, "the server did not end", "");
	while (server->log_fd >= 0 && wait_fd(server->log_fd, POLLIN, until))
		read_log(server);
	while (server->out_fd >= 0 && wait_fd(server->out_fd, POLLIN, until))
		read_out(server);
	server->pid = 0;
	return status;
}

static void check_log(const struct server *server)
{
	for (const char *line = server->log.bytes; line && *line;) {
		if (strncmp(line, "time=2", 6) != 0)
			fail_with_log(server, "not a line of the log", "");
		size_t length = strcspn(line, "\n");
		must(line[length] == '\n', "half a line in the log: %s", line);
		for (size_t i = 0; i < length; i++)
			must((unsigned char)line[i] >= ' ' && line[i] != 0x7F,
				"a control character in the log: %s", line);
		line += length + 1;
	}
}

void server_expect_stopped(struct server *server)
{
	int status = server_wait(server);
	check_log(server);
	if (status != 0)
		fail_with_log(server, "its exit status was not 0", "");
	ck_assert_int_eq((int)server_log_count(server, "event=counters"), 1);
	ck_assert_int_eq((int)server_log_count(server, "event=stopped"), 1);
}

void server_end(struct server *server)
{
	server_read_log(server);
	server_signal(server, SIGTERM);
	server_expect_log(server, "event=stopping");
	client_hang_up_all(server); /* else it waits for them to close */
	server_expect_stopped(server);
}

void server_stop(struct server *server)
{
	server_end(server);
	server_free(server);
}

void server_kill(struct server *server)
{
	server_signal(server, SIGKILL);
	ck_assert_int_eq(server_wait(server), 128 + SIGKILL);
	server_free(server);
}

void server_free(struct server *server)
{
	if (server->out_fd >= 0)
		close(server->out_fd);
	if (server->log_fd >= 0)
		close(server->log_fd);
	text_free(&server->out);
	text_free(&server->log);
}

static void read_proc(const struct server *server, const char *name, struct text *text)
{
	char path[64];
	snprintf(path, sizeof path, "/proc/%d/%s", (int)server->pid, name);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	must(fd >= 0, "%s: %s", path, strerror(errno));
	while (text_read(text, fd))
		;
	close(fd);
	ck_assert_ptr_nonnull(text->bytes);
}

long server_status(const struct server *server, const char *field)
{
	struct text text = {0};
	char part[64];
	read_proc(server, "status", &text);
	snprintf(part, sizeof part, "\n%s:", field);
	const char *found = strstr(text.bytes, part);
	must(found != NULL, "no %s in /proc/PID/status", field);
	long value = atol(found + strlen(part));
	text_free(&text);
	return value;
}

long server_cpu_ms(const struct server *server)
{
	struct text text = {0};
	unsigned long user = 0, system = 0;
	read_proc(server, "stat", &text);
	const char *after_name = strrchr(text.bytes, ')');
	ck_assert_ptr_nonnull(after_name);
	int found = sscanf(after_name + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu",
		&user, &system);
	ck_assert_int_eq(found, 2);
	text_free(&text);
	return (long)(user + system) * 1000 / sysconf(_SC_CLK_TCK);
}

bool server_is_sanitized(const struct server *server)
{
	struct text text = {0};
	read_proc(server, "maps", &text);
	bool found = strstr(text.bytes, "libasan") || strstr(text.bytes, "libtsan");
	text_free(&text);
	return found;
}
