#include "writes.h"

#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "harness.h"

int writes_watch(const char *path)
{
	int watch = inotify_init1(IN_CLOEXEC);
	ck_assert_int_ge(watch, 0);
	ck_assert_int_ge(inotify_add_watch(watch, path, IN_MODIFY), 0);
	return watch;
}

bool writes_await(int watch, long until)
{
	char told[4096];
	return wait_fd(watch, POLLIN, until) && read(watch, told, sizeof told) > 0;
}
