#include "lock_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static void read_holder(int fd, char holder[LOCK_HOLDER_SIZE])
{
	ssize_t length = read(fd, holder, LOCK_HOLDER_SIZE - 1);
	holder[length > 0 ? length : 0] = '\0';
	holder[strspn(holder, "0123456789")] = '\0';
	if (!*holder)
		strcpy(holder, "unknown");
}

/* In the place of the former one, so that the file is never empty: a full disk takes that, too. */
static bool write_holder(int fd, pid_t holder)
{
	char pid[LOCK_HOLDER_SIZE];
	int length = snprintf(pid, sizeof pid, "%ld\n", (long)holder);
	errno = ENOSPC; /* where not all is written */
	return fchmod(fd, 0600) == 0 && pwrite(fd, pid, (size_t)length, 0) == length &&
	       ftruncate(fd, length) == 0;
}

int lock_file(const char *path, char holder[LOCK_HOLDER_SIZE])
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return -1;
	bool locked = flock(fd, LOCK_EX | LOCK_NB) == 0;
	int error = errno;
	if (locked && write_holder(fd, getpid()))
		return fd;
	if (locked)
		error = errno;
	else if (error == EWOULDBLOCK)
		read_holder(fd, holder);
	close(fd);
	errno = error;
	return -1;
}

void lock_file_hand_over(int fd, pid_t holder)
{
	(void)write_holder(fd, holder); /* a full disk must not keep it from serving */
}
