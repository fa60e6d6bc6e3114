#include "server.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
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

	for (int i = 0; i < START_MS; i++) {
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
	*server = (struct server){.name = name};
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

bool server_stop(struct server *server)
{
	int status = 0;
	bool good = false;

	if (server->pid > 0) {
		kill(server->pid, SIGTERM);
		bool gone = false;
		for (int i = 0; i < STOP_MS && !(gone = ended(server, &status)); i++)
			wait_us(1000);
		if (!gone) {
			kill(server->pid, SIGKILL);
			waitpid(server->pid, &status, 0);
		}
		good = gone && WIFEXITED(status) && WEXITSTATUS(status) == 0;
		if (!good) {
			fprintf(stderr, "%s did not end well: %s %d\n", server->name,
				WIFSIGNALED(status) ? "signal" : "status",
				WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
			show_output(server);
		}
	}
	close(server->output);
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

void server_settle(const struct server *server, int limit_ms)
{
	enum { STEP_MS = 100, QUIET_NS = 1000000 };
	uint64_t before = server_cpu(server);

	for (int passed = 0; passed < limit_ms; passed += STEP_MS) {
		wait_us(STEP_MS * 1000);
		uint64_t now = server_cpu(server);
		if (now - before < QUIET_NS)
			return;
		before = now;
	}
}
