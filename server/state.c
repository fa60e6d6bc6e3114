#include "state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool fits(int length)
{
	return length > 0 && length < STATE_PATH_SIZE;
}

/* Without the port's. A relative path is none (XDG Base Directory Specification). */
static bool all_ports(char out[STATE_PATH_SIZE], char *(*variable)(const char *name), bool root)
{
	const char *value = variable("STATE_DIRECTORY");
	if (value && *value == '/') /* a list */
		return fits(
			snprintf(out, STATE_PATH_SIZE, "%.*s", (int)strcspn(value, ":"), value));
	if (root)
		return fits(snprintf(out, STATE_PATH_SIZE, "/var/lib/chatd"));
	value = variable("XDG_STATE_HOME");
	if (value && *value == '/')
		return fits(snprintf(out, STATE_PATH_SIZE, "%s/chatd", value));
	value = variable("HOME");
	return value && *value == '/' &&
	       fits(snprintf(out, STATE_PATH_SIZE, "%s/.local/state/chatd", value));
}

bool state_folder(
	char out[STATE_PATH_SIZE], int port, char *(*variable)(const char *name), bool root)
{
	char all[STATE_PATH_SIZE];
	return all_ports(all, variable, root) &&
	       fits(snprintf(out, STATE_PATH_SIZE, "%s/%d", all, port));
}

/* So that a new folder is there after a loss of power, with the history in it. */
static bool sync_above(char *part, size_t length)
{
	while (length > 0 && part[length - 1] != '/')
		length--;
	part[length] = '\0';
	int fd = open(length > 0 ? part : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool good = fd >= 0 && fsync(fd) == 0;
	if (fd >= 0)
		close(fd);
	return good;
}

/* It may be there. */
static bool make_one(const char *path, size_t length)
{
	char part[STATE_PATH_SIZE];
	memcpy(part, path, length);
	part[length] = '\0';
	if (mkdir(part, 0700) == 0)
		return sync_above(part, length);
	return errno == EEXIST;
}

bool state_make_folder(const char *path)
{
	struct stat status;
	if (!*path || strlen(path) >= STATE_PATH_SIZE) {
		errno = *path ? ENAMETOOLONG : ENOENT;
		return false;
	}
	for (const char *slash = path; slash;) {
		slash = strchr(slash + 1, '/');
		if (!make_one(path, slash ? (size_t)(slash - path) : strlen(path)))
			return false;
	}
	if (stat(path, &status) != 0)
		return false;
	if (!S_ISDIR(status.st_mode)) {
		errno = ENOTDIR;
		return false;
	}
	return access(path, W_OK | X_OK) == 0;
}
