#include "upgrade_spawn.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "memory.h"
#include "upgrade_message.h"

#define CHILD_FD 3
#define STACK_BYTES 65536

extern char **environ;

/* These name a process: this one. */
static const char *const own_variables[] = {"LISTEN_FDS=", "LISTEN_PID=", "LISTEN_FDNAMES=",
	"WATCHDOG_PID=", UPGRADE_VARIABLE "=", NULL};

char *upgrade_program(void)
{
	const char *called = (const char *)(uintptr_t)getauxval(AT_EXECFN);
	if (!called || !*called || strncmp(called, "/dev/fd/", 8) == 0)
		return NULL;
	if (*called == '/')
		return memory_text(called);
	char *here = getcwd(NULL, 0);
	char *path = here ? memory_format("%s/%s", here, called) : NULL;
	free(here);
	return path;
}

static bool is_own(const char *variable)
{
	for (const char *const *own = own_variables; *own; own++)
		if (strncmp(variable, *own, strlen(*own)) == 0)
			return true;
	return false;
}

/* Free the array alone. */
static char **environment(char *last)
{
	size_t count = 0, kept = 0;
	while (environ[count])
		count++;
	char **out = memory_get((count + 2) * sizeof *out);
	for (size_t i = 0; i < count; i++)
		if (!is_own(environ[i]))
			out[kept++] = environ[i];
	out[kept++] = last;
	out[kept] = NULL;
	return out;
}

struct start {
	const char *program;
	char *const *argv;
	char **environ;
	int fd;
	int error;
};

/* The new process, in this one's memory until execve(): calls nothing but the kernel. Signals stay
 * blocked, since their handlers are this process's. */
__attribute__((no_sanitize("address", "thread", "undefined"))) static int start(void *data)
{
	struct start *start = data;
	if (dup2(start->fd, CHILD_FD) == CHILD_FD)
		execve(start->program, start->argv, start->environ);
	start->error = errno;
	_exit(127);
}

/* As posix_spawn(3), but the new process has the same parent as this one (CLONE_PARENT): who waits
 * for this server's end, such as systemd, can wait for that of the new one. */
static int spawn(struct start *new, pid_t *child, int *pidfd)
{
	char *stack = memory_get(STACK_BYTES);
	*child = clone(start, stack + STACK_BYTES,
		CLONE_VM | CLONE_VFORK | CLONE_PARENT | CLONE_PIDFD | SIGCHLD, new, pidfd);
	int error = *child < 0 ? errno : new->error;
	if (*child >= 0 && error)
		close(*pidfd);
	free(stack);
	return error;
}

int upgrade_spawn(const char *program, char *const *argv, pid_t *child, int *pidfd, int *fd)
{
	int ends[2];
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
		return errno;
	if (ends[1] == CHILD_FD) { /* dup2() would leave it close-on-exec */
		int other = ends[1];
		ends[1] = ends[0];
		ends[0] = other;
	}
	char *last = memory_format(UPGRADE_VARIABLE "=%d", CHILD_FD);
	struct start new = {program, argv, environment(last), ends[1], 0};
	int error = spawn(&new, child, pidfd);
	free(new.environ);
	free(last);
	close(ends[1]);
	*fd = ends[0];
	if (error)
		close(ends[0]);
	return error;
}

void upgrade_end_child(int pidfd)
{
	struct pollfd ended = {.fd = pidfd, .events = POLLIN};
	(void)pidfd_send_signal(pidfd, SIGKILL, NULL, 0);
	while (poll(&ended, 1, -1) < 0 && errno == EINTR)
		continue;
	close(pidfd);
}
