#include "relay.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

/* The child's copies of other descriptors would keep connections alive. */
static void close_others(int net, int test)
{
	long most = sysconf(_SC_OPEN_MAX);
	for (int fd = STDERR_FILENO + 1; fd < most && fd < 4096; fd++)
		if (fd != net && fd != test)
			close(fd);
}

bool relay_fork(struct client *client, int *test)
{
	int ends[2];
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
	pid_t parent = getpid(), child = fork();
	must(child >= 0, "no child");
	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != parent)
			_exit(0);
		close_others(client->fd, ends[1]);
		*test = ends[1];
		return true;
	}
	close(ends[1]);
	void (*check)(const char *, size_t) = client->check;
	client_close(client);
	client_init(client, ends[0]);
	client->check = check;
	fcntl(client->fd, F_SETFL, O_NONBLOCK);
	return false;
}
