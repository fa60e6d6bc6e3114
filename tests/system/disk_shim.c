/* A library to be preloaded into the server: it stands between SQLite and the files of one folder.
 * See disk.h. It makes system calls itself, so it needs no look-up of the functions that it
 * replaces, which a sanitizer's library replaces as well. */
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "disk.h"
#include "shim_find.h"

#define FILES_MAX 16
#define COPY_BYTES 65536

/* What of a file would be lost. */
struct file {
	char name[64];
	int64_t from, to; /* bytes that were written since the last sync */
	int64_t least;	  /* how short the file was since then; -1: as long as before */
};

static struct disk *disk;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct file files[FILES_MAX];
static unsigned file_count;
static unsigned seed = 1;

static void find_disk(void)
{
	disk = shim_find(DISK_VARIABLE, sizeof *disk);
	seed = (unsigned)getpid();
}

/* The name of a file in the folder; NULL for another one. "" is the folder itself. */
static const char *name_in_folder(const char *path)
{
	pthread_once(&once, find_disk);
	size_t length = disk ? strlen(disk->folder) : 0;
	if (!disk || strncmp(path, disk->folder, length) != 0)
		return NULL;
	return path[length] == '/' ? path + length + 1 : path[length] == '\0' ? "" : NULL;
}

static const char *name_of(int fd, char path[256])
{
	char link[32];
	pthread_once(&once, find_disk);
	if (!disk)
		return NULL;
	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	long length = syscall(SYS_readlinkat, AT_FDCWD, link, path, 255);
	if (length <= 0)
		return NULL;
	path[length] = '\0';
	return name_in_folder(path);
}

static bool has_shadow(const char *name)
{
	return name && *name && *disk->shadow && !strstr(name, "-shm") && !strstr(name, " (");
}

static struct file *file_of(const char *name)
{
	for (unsigned i = 0; i < file_count; i++)
		if (strcmp(files[i].name, name) == 0)
			return &files[i];
	if (file_count == FILES_MAX)
		abort();
	struct file *file = &files[file_count++];
	*file = (struct file){.from = INT64_MAX, .least = -1};
	snprintf(file->name, sizeof file->name, "%s", name);
	return file;
}

static void shadow_path(const char *name, char path[256])
{
	snprintf(path, 256, "%s/%s", disk->shadow, name);
}

static int open_shadow(const char *name)
{
	char path[256];
	shadow_path(name, path);
	return (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
}

static void copy_range(int from, int to, int64_t at, int64_t end)
{
	static char bytes[COPY_BYTES];
	while (at < end) {
		size_t size = end - at < COPY_BYTES ? (size_t)(end - at) : COPY_BYTES;
		long got = syscall(SYS_pread64, from, bytes, size, at);
		if (got <= 0)
			return;
		syscall(SYS_pwrite64, to, bytes, got, at);
		at += got;
	}
}

/* Everything that the file has is on the disk from now on. */
static void shadow_synced(int fd, const char *name)
{
	struct stat status;
	pthread_mutex_lock(&lock);
	struct file *file = file_of(name);
	int to = open_shadow(name);
	if (to >= 0 && fstat(fd, &status) == 0) {
		if (file->least >= 0)
			syscall(SYS_ftruncate, to, file->least);
		copy_range(fd, to, file->from, file->to);
		syscall(SYS_ftruncate, to, status.st_size);
		syscall(SYS_close, to);
	}
	file->from = INT64_MAX;
	file->to = 0;
	file->least = -1;
	pthread_mutex_unlock(&lock);
}

static void shadow_written(const char *name, const void *bytes, size_t size, int64_t at)
{
	pthread_mutex_lock(&lock);
	struct file *file = file_of(name);
	file->from = at < file->from ? at : file->from;
	file->to = at + (int64_t)size > file->to ? at + (int64_t)size : file->to;
	if ((int)(rand_r(&seed) % 100) < disk->survive_percent) {
		int to = open_shadow(name);
		if (to >= 0) {
			syscall(SYS_pwrite64, to, bytes, size, at);
			syscall(SYS_close, to);
		}
	}
	pthread_mutex_unlock(&lock);
}

static void shadow_cut(const char *name, int64_t length)
{
	pthread_mutex_lock(&lock);
	struct file *file = file_of(name);
	if (file->least < 0 || length < file->least)
		file->least = length;
	pthread_mutex_unlock(&lock);
}

/* Waits as the test says. */
static void wait_for_disk(void)
{
	int delay = disk->delay_ms;
	if (delay > 0)
		nanosleep(&(struct timespec){delay / 1000, delay % 1000 * 1000000L}, NULL);
	if (!disk->hold)
		return;
	disk->held++;
	syscall(SYS_futex, &disk->held, FUTEX_WAKE, 1000, NULL, NULL, 0);
	while (disk->hold)
		syscall(SYS_futex, &disk->hold, FUTEX_WAIT, 1, NULL, NULL, 0);
	disk->held--;
}

static int sync_file(int fd, long call)
{
	char path[256];
	const char *name = name_of(fd, path);
	if (!name)
		return (int)syscall(call, fd);
	wait_for_disk();
	int error = disk->sync_error;
	if (error) {
		errno = error;
		return -1;
	}
	if (!disk->lies && has_shadow(name))
		shadow_synced(fd, name);
	disk->syncs++;
	return *disk->shadow ? 0 : (int)syscall(call, fd);
}

int fdatasync(int fd)
{
	return sync_file(fd, SYS_fdatasync);
}

int fsync(int fd)
{
	return sync_file(fd, SYS_fsync);
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, int64_t at)
{
	char path[256];
	const char *name = name_of(fd, path);
	int error = name ? disk->write_error : 0;
	if (error) {
		errno = error;
		return -1;
	}
	ssize_t written = syscall(SYS_pwrite64, fd, bytes, size, at);
	if (written > 0 && has_shadow(name))
		shadow_written(name, bytes, (size_t)written, at);
	return written;
}

int ftruncate64(int fd, int64_t length)
{
	char path[256];
	const char *name = name_of(fd, path);
	if (has_shadow(name))
		shadow_cut(name, length);
	return (int)syscall(SYS_ftruncate, fd, length);
}

/* A name that is gone is gone for good. */
int unlink(const char *path)
{
	char shadow[256];
	const char *name = name_in_folder(path);
	if (has_shadow(name)) {
		shadow_path(name, shadow);
		syscall(SYS_unlinkat, AT_FDCWD, shadow, 0);
	}
	return (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}
