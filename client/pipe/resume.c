#include "resume.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "folder.h"
#include "memory.h"
#include "text_file.h"

#define FILE_BYTES (256 * 1024)

/* False where it is damaged. */
static bool read_row(
	char *row, void (*each)(void *data, const char *, const char *, int64_t), void *data)
{
	const char *room = strsep(&row, " "), *time = strsep(&row, " ");
	char *end;
	int64_t ms = time ? strtoll(time, &end, 10) : 0;
	if (!*room || ms <= 0 || *end)
		return false;
	each(data, room, row && *row ? row : NULL, ms);
	return true;
}

int resume_read(const char *path,
	void (*each)(void *data, const char *room, const char *id, int64_t time), void *data)
{
	char error[256];
	size_t length;
	errno = 0;
	char *text =
		text_file_read(path, TEXT_FILE_REGULAR, FILE_BYTES, &length, error, sizeof error);
	if (!text)
		return errno == ENOENT || errno == ENOTDIR ? 0 : errno ? errno : EBADMSG;
	char *rest = text;
	bool good = length > 0 && strlen(text) == length && text[length - 1] == '\n';
	for (char *row; good && (row = strsep(&rest, "\n"));)
		good = (!rest && !*row) || read_row(row, each, data);
	free(text);
	return good ? 0 : EBADMSG;
}

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

/* ".NAME.ending" in the same folder, to free(3). */
static char *beside(const char *path, const char *ending)
{
	const char *name = strrchr(path, '/') + 1;
	return memory_format("%.*s.%s.%s", (int)(name - path), path, name, ending);
}

int resume_lock(const char *path, char holder[LOCK_HOLDER_SIZE])
{
	char *lock = beside(path, "lock");
	folder_make_above(path);
	int fd = lock_file(lock, holder);
	free(lock);
	return fd;
}

int resume_write(const char *path, const char *rows)
{
	char *temporary = beside(path, "new");
	int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	bool good = fd >= 0 && write_all(fd, rows);
	int error = good ? 0 : errno;
	if (fd >= 0 && close(fd) != 0 && good)
		error = errno;
	if (!error && (rename(temporary, path) != 0 || !folder_sync_above(path)))
		error = errno;
	free(temporary);
	return error;
}
