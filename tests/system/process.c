#include "process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORDS_MAX 16

static void set_stream(int stream, int fd)
{
	dup2(fd >= 0 ? fd : open("/dev/null", O_RDWR), stream);
}

pid_t process_spawn(const char *const *words, int in, int out, int err, void (*prepare)(void))
{
	fflush(NULL);
	pid_t pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid > 0)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGPIPE, SIG_DFL);
	set_stream(STDIN_FILENO, in);
	set_stream(STDOUT_FILENO, out);
	set_stream(STDERR_FILENO, err);
	close_range(STDERR_FILENO + 1, ~0U, 0); /* also what the test program inherited */
	if (prepare)
		prepare();
	execvp(words[0], (char *const *)(uintptr_t)words);
	_exit(127);
}

bool process_reap(pid_t pid, int *status)
{
	int end = pidfd_open(pid, 0);
	ck_assert_int_ge(end, 0);
	bool ended = wait_fd(end, POLLIN, now_ms() + WAIT_MS);
	close(end);
	if (!ended)
		return false;
	ck_assert_int_eq(waitpid(pid, status, 0), pid);
	*status = WIFEXITED(*status) ? WEXITSTATUS(*status) : 128 + WTERMSIG(*status);
	return true;
}

int process_status(pid_t pid)
{
	int status;
	must(process_reap(pid, &status), "process %d does not end", (int)pid);
	return status;
}

bool process_find(const char *name, char path[256])
{
	char places[2048], *rest = places, *place;
	snprintf(places, sizeof places, "%s", getenv("PATH") ? getenv("PATH") : "");
	while ((place = strsep(&rest, ":"))) {
		snprintf(path, 256, "%s/%s", place, name);
		if (access(path, X_OK) == 0)
			return true;
	}
	return false;
}

const char *process_shell(const char *command)
{
	static char out[4096];
	char whole[1024];
	snprintf(whole, sizeof whole, "( %s ) 2>&1 </dev/null; echo status $?", command);
	FILE *pipe = popen(whole, "r");
	ck_assert_ptr_nonnull(pipe);
	out[fread(out, 1, sizeof out - 1, pipe)] = '\0';
	pclose(pipe);
	return out;
}

void shell_expect(const char *command, const char *said)
{
	const char *got = process_shell(command);
	must(strcmp(got, said) == 0, "%s said: %s", command, got);
}

void shell_expect_part(const char *command, const char *part)
{
	const char *got = process_shell(command);
	must(strstr(got, part) != NULL, "%s said: %s", command, got);
}

void process_start(struct process *process, int in, const char *const *words)
{
	int input[2] = {in, -1}, output[2], error[2];
	if (in < 0)
		ck_assert_int_eq(pipe2(input, O_CLOEXEC), 0);
	ck_assert_int_eq(pipe2(output, O_CLOEXEC), 0);
	ck_assert_int_eq(pipe2(error, O_CLOEXEC), 0);
	*process = (struct process){.in = input[1], .out = output[0], .err = error[0]};
	process->pid = process_spawn(words, input[0], output[1], error[1], NULL);
	close(output[1]);
	close(error[1]);
	if (in < 0)
		close(input[0]);
}

const char *process_client(void)
{
	must(getenv("CHAT_CLIENT") != NULL, "set CHAT_CLIENT to the program to test");
	return getenv("CHAT_CLIENT");
}

void process_start_client(struct process *process, int in, const char *const *arguments)
{
	const char *words[WORDS_MAX] = {process_client()};
	for (size_t i = 0; arguments[i]; i++) {
		ck_assert_int_lt((int)i, WORDS_MAX - 2);
		words[i + 1] = arguments[i];
	}
	process_start(process, in, words);
	signal(SIGPIPE, SIG_IGN);
}

void process_feed(struct process *process, const char *text)
{
	size_t length = strlen(text);
	while (length) {
		must(wait_fd(process->in, POLLOUT, now_ms() + WAIT_MS),
			"it does not read its input");
		ssize_t written = write(process->in, text, length < 4096 ? length : 4096);
		ck_assert_int_gt(written, 0);
		text += written;
		length -= (size_t)written;
	}
}

void process_end_input(struct process *process)
{
	if (process->in >= 0)
		close(process->in);
	process->in = -1;
}

/* Reads one of its outputs if it is ready, and closes it at its end. */
static void drain(int *fd, short ready, struct text *to)
{
	if (*fd < 0 || !ready || text_read(to, *fd))
		return;
	close(*fd);
	*fd = -1;
}

static void read_outputs(struct process *process, long until)
{
	while ((process->out >= 0 || process->err >= 0) && now_ms() <= until) {
		struct pollfd wait[2] = {{.fd = process->out, .events = POLLIN},
			{.fd = process->err, .events = POLLIN}};
		poll(wait, 2, (int)(until - now_ms() + 1));
		drain(&process->out, wait[0].revents, &process->said);
		drain(&process->err, wait[1].revents, &process->complained);
	}
}

int process_wait(struct process *process)
{
	int status;
	read_outputs(process, now_ms() + WAIT_MS);
	if (!process->said.bytes)
		process->said.bytes = calloc(1, 1);
	if (!process->complained.bytes)
		process->complained.bytes = calloc(1, 1);
	must(process_reap(process->pid, &status),
		"it does not end; it wrote '%s' and complained '%s'", process->said.bytes,
		process->complained.bytes);
	process_end_input(process);
	return status;
}
