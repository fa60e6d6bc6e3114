#include "server.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench_clock.h"
#include "cpus.h"

enum { OUTPUT_SHOWN = 1500, SHOWN_MAX = 3, START_MS = 20000, STOP_MS = 10000 };

static size_t read_output(const struct server *server, char *out, size_t size, off_t at)
{
	ssize_t got = pread(server->output, out, size - 1, at);
	size_t length = got > 0 ? (size_t)got : 0;
	out[length] = '\0';
	return length;
}

static void show_output(const struct server *server)
{
	static int shown;
	char text[OUTPUT_SHOWN];
	if (shown++ >= SHOWN_MAX)
		return; /* what fails tends to fail in every round */
	off_t end = lseek(server->output, 0, SEEK_END);
	off_t at = end > OUTPUT_SHOWN - 1 ? end - (OUTPUT_SHOWN - 1) : 0;
	read_output(server, text, sizeof text, at);
	fprintf(stderr, "--- the end of what %s said:\n%s---\n", server->name, text);
}

/* The number after the last colon of the address: it may be quoted, or an IPv6 one. */
static int find_port(const char *text)
{
	const char *line = strstr(text, "event=listening");
	const char *newline = line ? strchr(line, '\n') : NULL;
	const char *address = newline ? strstr(line, "address=") : NULL;

	if (!address || address > newline)
		return 0;
	const char *end = address + strcspn(address, " \n");
	const char *colon = memrchr(address, ':', (size_t)(end - address));
	return colon ? atoi(colon + 1) : 0;
}

static bool ended(const struct server *server, int *status)
{
	return waitpid(server->pid, status, WNOHANG) == server->pid;
}

static bool wait_for_port(struct server *server)
{
	char text[8192];
	int status;

	for (int i = 0; i < START_MS; i++) { /* a memfd tells of no write */
		read_output(server, text, sizeof text, 0);
		server->port = find_port(text);
		if (server->port > 0)
			return true;
		if (ended(server, &status)) {
			fprintf(stderr, "%s ended at once (status %d)\n", server->name, status);
			server->pid = 0;
			return false;
		}
		wait_us(1000);
	}
	fprintf(stderr, "%s did not say on which port it listens\n", server->name);
	return false;
}

static _Noreturn void become(const struct server *server, char *const *argv, unsigned threads)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	cpus_pin_server(threads);
	if (dup2(server->output, STDOUT_FILENO) < 0 || dup2(server->output, STDERR_FILENO) < 0)
		_exit(126);
	execv(argv[0], argv);
	fprintf(stderr, "%s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

bool server_start(struct server *server, const char *name, char *const *argv, unsigned threads)
{
	server->name = name;
	server->pid = server->port = 0;
	snprintf(server->program, sizeof server->program, "%s", argv[0]);
	server->output = memfd_create("output", MFD_CLOEXEC);
	fflush(NULL);
	server->pid = fork();
	if (server->output < 0 || server->pid < 0) {
		perror("server");
		exit(1);
	}
	if (server->pid == 0)
		become(server, argv, threads);
	if (wait_for_port(server))
		return true;
	show_output(server);
	server_stop(server);
	return false;
}

static bool await_end(const struct server *server)
{
	struct pollfd end = {.fd = pidfd_open(server->pid, 0), .events = POLLIN};
	bool gone = poll(&end, 1, STOP_MS) == 1;
	close(end.fd);
	return gone;
}

bool server_stop(struct server *server)
{
	int status = 0;
	bool good = false;

	if (server->pid > 0) {
		bool early = ended(server, &status), gone = early;
		if (!early) {
			kill(server->pid, SIGTERM);
			gone = await_end(server);
			if (!gone)
				kill(server->pid, SIGKILL);
			waitpid(server->pid, &status, 0);
		}
		bool well = WIFEXITED(status) && WEXITSTATUS(status) == 0;
		good = gone && !early && (well || server->foreign);
		if (!good) {
			fprintf(stderr, "%s did not end well: %s %d\n", server->name,
				WIFSIGNALED(status) ? "signal" : "status",
				WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
			show_output(server);
		}
	}
	close(server->output);
	if (*server->state)
		temporary_remove_tree(server->state);
	*server = (struct server){.output = -1};
	return good;
}

uint64_t server_cpu(const struct server *server)
{
	struct timespec used = {0};
	clockid_t clock;

	if (clock_getcpuclockid(server->pid, &clock) == 0)
		clock_gettime(clock, &used);
	return (uint64_t)used.tv_sec * 1000000000u + (uint64_t)used.tv_nsec;
}

/* Of one thread, if its name begins as those of the history's do. */
static uint64_t history_thread_cpu(pid_t pid, const char *thread)
{
	char path[64], name[32] = "";
	uint64_t used = 0;

	snprintf(path, sizeof path, "/proc/%d/task/%.16s/comm", (int)pid, thread);
	FILE *file = fopen(path, "re");
	if (file) {
		if (!fgets(name, sizeof name, file))
			*name = '\0';
		fclose(file);
	}
	if (strncmp(name, "history-", 8) != 0)
		return 0;
	snprintf(path, sizeof path, "/proc/%d/task/%.16s/schedstat", (int)pid, thread);
	file = fopen(path, "re");
	if (file) {
		if (fscanf(file, "%" SCNu64, &used) != 1)
			used = 0;
		fclose(file);
	}
	return used;
}

uint64_t server_store_cpu(const struct server *server)
{
	char path[64];
	uint64_t used = 0;

	snprintf(path, sizeof path, "/proc/%d/task", (int)server->pid);
	DIR *threads = opendir(path);
	for (struct dirent *thread; threads && (thread = readdir(threads));)
		used += history_thread_cpu(server->pid, thread->d_name);
	if (threads)
		closedir(threads);
	return used;
}

uint64_t server_lines(const struct server *server)
{
	char command[2 * PATH_MAX];
	uint64_t lines = 0;

	snprintf(command, sizeof command, "'%s' --export --state '%s' | grep -c '\"kind\":\"say\"'",
		server->program, server->state);
	FILE *file = popen(command, "re");
	if (file && fscanf(file, "%" SCNu64, &lines) != 1)
		lines = 0;
	if (file)
		pclose(file);
	return lines;
}

struct memory server_memory(const struct server *server)
{
	struct memory memory = {0};
	char path[64], line[256];
	double kilobytes;

	snprintf(path, sizeof path, "/proc/%d/smaps_rollup", (int)server->pid);
	FILE *file = fopen(path, "re");
	while (file && fgets(line, sizeof line, file)) {
		if (sscanf(line, "Rss: %lf", &kilobytes) == 1)
			memory.resident = kilobytes * 1024;
		else if (sscanf(line, "Pss: %lf", &kilobytes) == 1)
			memory.proportional = kilobytes * 1024;
		else if (sscanf(line, "Private_%*[a-zA-Z]: %lf", &kilobytes) == 1)
			memory.private += kilobytes * 1024;
	}
	if (file)
		fclose(file);
	return memory;
}

/* Until less than `quiet_ns` of CPU were used in a step. */
static void settle(const struct server *server, int limit_ms, int step_ms, uint64_t quiet_ns)
{
	uint64_t before = server_cpu(server);

	for (int passed = 0; passed < limit_ms; passed += step_ms) {
		wait_us((unsigned)step_ms * 1000);
		uint64_t now = server_cpu(server);
		if (now - before < quiet_ns)
			return;
		before = now;
	}
}

void server_settle(const struct server *server, int limit_ms)
{
	settle(server, limit_ms, 100, 1000000);
}

void server_rest(const struct server *server)
{
	enum { LIMIT_MS = 60000, STEP_MS = 30, QUIET_NS = 300000 }; /* relaxed waits for 20 ms */

	if (*server->state)
		settle(server, LIMIT_MS, STEP_MS, QUIET_NS);
}
