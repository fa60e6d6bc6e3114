#include "folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "memory.h"

char *folder_above(const char *path)
{
	const char *slash = strrchr(path, '/');
	if (!slash)
		return memory_text(".");
	return memory_text_n(path, slash > path ? (size_t)(slash - path) : 1);
}

bool folder_sync_above(const char *path)
{
	char *folder = folder_above(path);
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool good = fd >= 0 && (fsync(fd) == 0 || errno == EINVAL);
	int error = errno;
	if (fd >= 0)
		close(fd);
	free(folder);
	errno = error;
	return good;
}

/* It may be there. */
static bool make_one(const char *path)
{
	if (mkdir(path, 0700) == 0)
		return folder_sync_above(path);
	return errno == EEXIST;
}

static bool make_all(char *path)
{
	bool good = true;
	for (char *slash = path; good && (slash = strchr(slash + 1, '/'));) {
		*slash = '\0';
		good = make_one(path);
		*slash = '/';
	}
	return good && (path[strlen(path) - 1] == '/' || make_one(path));
}

bool folder_make(const char *path)
{
	struct stat status;
	if (!*path) {
		errno = ENOENT;
		return false;
	}
	char *copy = memory_text(path);
	bool good = make_all(copy);
	int error = errno;
	free(copy);
	errno = error;
	if (!good || stat(path, &status) != 0)
		return false;
	if (!S_ISDIR(status.st_mode)) {
		errno = ENOTDIR;
		return false;
	}
	return access(path, W_OK | X_OK) == 0;
}

void folder_make_above(const char *path)
{
	char *folder = folder_above(path);
	folder_make(folder);
	free(folder);
}
