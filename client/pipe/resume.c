#include "resume.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "folder.h"
#include "replace_file.h"
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

int resume_lock(const char *path, char holder[LOCK_HOLDER_SIZE])
{
	char *lock = replace_file_beside(path, "lock");
	folder_make_above(path);
	int fd = lock_file(lock, holder);
	free(lock);
	return fd;
}

int resume_write(const char *path, const char *rows)
{
	return replace_file(path, rows);
}
