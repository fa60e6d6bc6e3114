#include "upgrade_spawn.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "memory.h"
#include "upgrade_message.h"

#define CHILD_FD 3

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

int upgrade_spawn(const char *program, char *const *argv, pid_t *child, int *fd)
{
	int ends[2];
	sigset_t none;
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
		return errno;
	char *last = memory_format(UPGRADE_VARIABLE "=%d", CHILD_FD);
	char **variables = environment(last);
	sigemptyset(&none);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, ends[1], CHILD_FD);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
	posix_spawnattr_setsigmask(&attributes, &none);
	int error = posix_spawn(child, program, &actions, &attributes, argv, variables);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	free(variables);
	free(last);
	close(ends[1]);
	*fd = ends[0];
	if (error)
		close(ends[0]);
	return error;
}

void upgrade_end_child(pid_t child)
{
	kill(child, SIGKILL);
	while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
		continue;
}
