#include "text_file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "memory.h"

#define SILENCE_MS 30000

struct reading {
	int fd;
	bool waits;
	char *bytes;
	size_t length, most;
};

/* Returns the bytes read, 0 at the end, or -1 with errno. */
static ssize_t read_some(const struct reading *reading, char *out, size_t size)
{
	for (;;) {
		struct pollfd fd = {.fd = reading->fd, .events = POLLIN};
		int ready = reading->waits ? poll(&fd, 1, SILENCE_MS) : 1;
		if (ready == 0)
			errno = ETIMEDOUT;
		if (ready == 0 || (ready < 0 && errno != EINTR))
			return -1;
		ssize_t got = ready < 0 ? -1 : read(reading->fd, out, size);
		if (got >= 0 || (errno != EINTR && errno != EAGAIN))
			return got;
	}
}

/* The text may be a secret, so no copy of it is left behind. */
static void wipe(char *bytes, size_t length)
{
	if (bytes)
		sodium_memzero(bytes, length);
	free(bytes);
}

static void grow(struct reading *reading, size_t size)
{
	char *bytes = memory_get(size);
	if (reading->length > 0)
		memcpy(bytes, reading->bytes, reading->length);
	wipe(reading->bytes, reading->length);
	reading->bytes = bytes;
}

/* Reads up to one byte more than is allowed, to tell a file that is too long. */
static bool read_all(struct reading *reading)
{
	size_t size = 0;
	ssize_t got;
	do {
		if (size < reading->length + 2) {
			size = size ? 2 * size : 4096;
			grow(reading, size);
		}
		size_t room = size - reading->length - 1;
		size_t left = reading->most + 1 - reading->length;
		got = read_some(
			reading, reading->bytes + reading->length, room < left ? room : left);
		reading->length += got > 0 ? (size_t)got : 0;
	} while (got > 0 && reading->length <= reading->most);
	reading->bytes[reading->length] = '\0';
	return got >= 0;
}

static int open_file(const char *path, enum text_file_kind kind, bool *regular)
{
	struct stat stat;
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	if (fstat(fd, &stat) != 0 || S_ISDIR(stat.st_mode)) {
		close(fd);
		errno = EISDIR;
		return -1;
	}
	*regular = S_ISREG(stat.st_mode);
	if (kind == TEXT_FILE_STREAM || *regular)
		return fd;
	close(fd);
	return -1;
}

static bool is_utf16(const struct reading *reading)
{
	return reading->length >= 2 && (memcmp(reading->bytes, "\xFF\xFE", 2) == 0 ||
					       memcmp(reading->bytes, "\xFE\xFF", 2) == 0);
}

static void skip_mark(struct reading *reading)
{
	static const char mark[] = "\xEF\xBB\xBF";
	const size_t size = sizeof mark - 1;
	if (reading->length < size || memcmp(reading->bytes, mark, size) != 0)
		return;
	reading->length -= size;
	memmove(reading->bytes, reading->bytes + size, reading->length + 1);
}

char *text_file_read(const char *path, enum text_file_kind kind, size_t most, size_t *length,
	char *error, size_t error_size)
{
	bool regular = true;
	struct reading reading = {.most = most};
	reading.fd = open_file(path, kind, &regular);
	reading.waits = !regular;
	error[0] = '\0';
	if (reading.fd < 0 && !regular)
		snprintf(error, error_size,
			"cannot read the file '%s': it must be a regular file here", path);
	else if (reading.fd < 0 || !read_all(&reading))
		snprintf(error, error_size, "cannot read the file '%s': %s", path,
			errno == ETIMEDOUT ? "nothing came for 30 seconds" : strerror(errno));
	else if (reading.length > most)
		snprintf(error, error_size, "the file '%s' has more than %zu bytes", path, most);
	else if (is_utf16(&reading))
		snprintf(error, error_size, "the file '%s' is in UTF-16; save it as UTF-8", path);
	int saved = errno;
	if (reading.fd >= 0)
		close(reading.fd);
	if (error[0]) {
		wipe(reading.bytes, reading.length);
		errno = saved;
		return NULL;
	}
	skip_mark(&reading);
	*length = reading.length;
	return reading.bytes;
}
