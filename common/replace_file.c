#include "replace_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "folder.h"
#include "memory.h"

static bool write_all(int fd, const char *bytes)
{
	size_t left = strlen(bytes);
	while (left > 0) {
		ssize_t written = write(fd, bytes, left);
		if (written < 0 && errno != EINTR)
			return false;
		if (written > 0) {
			bytes += written;
			left -= (size_t)written;
		}
	}
	return fsync(fd) == 0;
}

char *replace_file_beside(const char *path, const char *ending)
{
	const char *name = strrchr(path, '/') + 1;
	return memory_format("%.*s.%s.%s", (int)(name - path), path, name, ending);
}

int replace_file(const char *path, const char *text)
{
	char *temporary = replace_file_beside(path, "new");
	/* That of a program that was killed may be open to others. */
	bool clear = unlink(temporary) == 0 || errno == ENOENT;
	int fd = clear ? open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600) : -1;
	bool good = fd >= 0 && write_all(fd, text);
	int error = good ? 0 : errno;
	if (fd >= 0 && close(fd) != 0 && good)
		error = errno;
	if (!error && rename(temporary, path) != 0)
		error = errno;
	if (error && fd >= 0)
		(void)unlink(temporary); /* the text may be a secret */
	if (!error && !folder_sync_above(path))
		error = errno;
	free(temporary);
	return error;
}
