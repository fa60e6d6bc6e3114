#include "descriptors.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "memory.h"

#define AT_ONCE 65536	 /* a table of half a megabyte in the kernel */
#define EACH_LOOP 5	 /* epoll, a pipe to wake it, and libevent's for signals */
#define SPARE 8		 /* for the log, files read on HUP, name look-ups */
#define USED_AT_START 64 /* an estimate where the number in use cannot be found out */
#define UNLIMITED 1000000

static void make_table(rlim_t limit)
{
	rlim_t size = limit < AT_ONCE ? limit : AT_ONCE;
	int fd = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, (int)size - 1);
	if (fd >= 0)
		close(fd);
}

void descriptors_raise_limit(void)
{
	struct rlimit limit;
	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return;
	rlim_t before = limit.rlim_cur;
	limit.rlim_cur = limit.rlim_max;
	bool raised = setrlimit(RLIMIT_NOFILE, &limit) == 0;
	make_table(raised ? limit.rlim_max : before);
}

bool descriptors_enough(size_t loops, size_t listeners, char error[OPTION_ERROR_SIZE])
{
	size_t needed = loops * EACH_LOOP + listeners * DESCRIPTORS_EACH_LISTENER + SPARE + 1;
	int *got = memory_get(needed * sizeof *got);
	size_t count = 0;
	while (count < needed && (got[count] = dup(STDERR_FILENO)) >= 0)
		count++;
	for (size_t i = 0; i < count; i++)
		close(got[i]);
	free(got);
	if (count < needed)
		snprintf(error, OPTION_ERROR_SIZE,
			"too few descriptors: %zu more are needed; raise 'ulimit -n', or try "
			"fewer --threads",
			needed - count);
	return count == needed;
}

long descriptors_for_clients(void)
{
	struct rlimit limit;
	int next = dup(STDERR_FILENO);
	if (next >= 0)
		close(next);
	if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
		return UNLIMITED;
	long count = (long)limit.rlim_cur - (next < 0 ? USED_AT_START : next) - SPARE;
	return count > 1 ? count : 1;
}
