#include "db_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char *const others[] = {"-wal", "-shm", "-journal", NULL};

int db_file_open(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd >= 0)
		fchmod(fd, 0600);
	return fd;
}

bool db_file_make(const char *path)
{
	int fd = db_file_open(path);
	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static bool can_write_beside(const char *path)
{
	char folder[STORE_PATH_SIZE];
	const char *slash = strrchr(path, '/');
	snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - path) + 1 : 1,
		slash ? path : ".");
	return access(folder, W_OK) == 0;
}

bool db_file_rests(const char *path)
{
	struct stat status;
	char log[STORE_PATH_SIZE + 8];
	snprintf(log, sizeof log, "%s-wal", path);
	return !can_write_beside(path) && (stat(log, &status) != 0 || status.st_size == 0);
}

void db_file_remove(const char *path)
{
	char other[STORE_PATH_SIZE];
	unlink(path);
	for (unsigned i = 0; others[i]; i++) {
		snprintf(other, sizeof other, "%s%s", path, others[i]);
		unlink(other);
	}
}

static bool exists(const char *path)
{
	struct stat status;
	return lstat(path, &status) == 0;
}

bool db_file_name_aside(const char *path, const char *why, char aside[STORE_PATH_SIZE])
{
	char date[32];
	time_t now = time(NULL);
	struct tm parts;
	strftime(date, sizeof date, "%Y%m%dT%H%M%SZ", gmtime_r(&now, &parts));
	snprintf(aside, STORE_PATH_SIZE, "%s.%s-%s", path, why, date);
	for (unsigned again = 2; exists(aside) && again < 1000; again++)
		snprintf(aside, STORE_PATH_SIZE, "%s.%s-%s-%u", path, why, date, again);
	errno = EEXIST;
	return !exists(aside);
}

/* The file itself goes last: a log that is left alone would become a part of the next one. */
bool db_file_replace(
	const char *path, const char *with, const char *why, char aside[STORE_PATH_SIZE])
{
	char from[STORE_PATH_SIZE], to[STORE_PATH_SIZE + 8];
	if (!db_file_name_aside(path, why, aside))
		return false;
	for (unsigned i = 0; others[i]; i++) {
		snprintf(from, sizeof from, "%s%s", path, others[i]);
		snprintf(to, sizeof to, "%s%s", aside, others[i]);
		if (rename(from, to) != 0 && errno != ENOENT)
			return false;
	}
	return (rename(path, aside) == 0 || errno == ENOENT) && rename(with, path) == 0;
}
