#include "tool_upgrade.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check_holder.h"
#include "clock.h"
#include "memory.h"
#include "state.h"
#include "upgrade_message.h"

#define WAIT_MS 30000
#define LOOK_AGAIN_MS 20
#define UPGRADED "upgraded "

/* The server that has the folder; 0 where none does, and errno is set where that cannot be seen. */
static pid_t find_server(const char *folder)
{
	char *path = memory_format("%s/lock", folder);
	int error = access(path, R_OK) == 0 ? 0 : errno;
	pid_t server = check_lock_holder(path);
	free(path);
	errno = error;
	return server;
}

static bool is_newer(const char *path, const struct stat *before)
{
	struct stat now;
	return stat(path, &now) == 0 &&
	       (now.st_ino != before->st_ino || now.st_mtim.tv_sec != before->st_mtim.tv_sec ||
		       now.st_mtim.tv_nsec != before->st_mtim.tv_nsec);
}

/* Waits for a new file. False where none comes. */
static bool await(const char *path, const struct stat *before)
{
	int64_t until = clock_monotonic_ms() + WAIT_MS;
	while (!is_newer(path, before)) {
		if (clock_monotonic_ms() >= until)
			return false;
		(void)poll(NULL, 0, LOOK_AGAIN_MS);
	}
	return true;
}

/* Says what the file says. */
static bool tell(const char *path, char error[OPTION_ERROR_SIZE])
{
	char text[UPGRADE_REASON_SIZE] = "", version[64];
	long pid;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t length = fd >= 0 ? read(fd, text, sizeof text - 1) : -1;
	if (fd >= 0)
		close(fd);
	text[length > 0 ? length : 0] = '\0';
	text[strcspn(text, "\n")] = '\0';
	if (sscanf(text, UPGRADED "%63s %ld", version, &pid) == 2) {
		printf("chatd %s serves now, as process %ld. Plain connections were kept.\n",
			version, pid);
		return true;
	}
	const char *why = strncmp(text, "failed ", 7) == 0 ? text + 7 : text;
	snprintf(error, OPTION_ERROR_SIZE, "the server goes on as it was: %.300s", why);
	return false;
}

/* Why nobody is asked. */
static void explain_none(const char *folder, pid_t server, int wrong, char error[OPTION_ERROR_SIZE])
{
	if (server == 1)
		snprintf(error, OPTION_ERROR_SIZE, UPGRADE_OF_PROCESS_1);
	else if (wrong == EACCES)
		snprintf(error, OPTION_ERROR_SIZE,
			"%.300s cannot be read by this user; ask as root, or as the user of the "
			"server",
			folder);
	else
		snprintf(error, OPTION_ERROR_SIZE,
			"no server has its history in %.300s; name its --state or --port, or where "
			"it keeps none in a folder, ask it by kill -USR2 and read its log",
			folder);
}

bool tool_upgrade(const char *folder, char error[OPTION_ERROR_SIZE])
{
	char path[STATE_PATH_SIZE + 16];
	struct stat before = {0};
	pid_t server = find_server(folder);
	if (server <= 1) {
		explain_none(folder, server, errno, error);
		return false;
	}
	snprintf(path, sizeof path, "%s/" UPGRADE_FILE, folder);
	(void)stat(path, &before);
	if (kill(server, SIGUSR2) != 0) {
		snprintf(error, OPTION_ERROR_SIZE, "process %ld cannot be asked: %s", (long)server,
			errno == EPERM ? "it is another user's" : strerrordesc_np(errno));
		return false;
	}
	if (await(path, &before))
		return tell(path, error);
	snprintf(error, OPTION_ERROR_SIZE, "process %ld does not say how it went: its log may",
		(long)server);
	return false;
}
