#include "log_file.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "thread.h"

#define AGAIN_SECONDS 1
#define FLUSH_SECONDS 2

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed; /* something waits, or the thread is to do something else */
static pthread_cond_t written;
static pthread_t thread;
static bool is_open;

/* One is being filled while the other is being written. */
static char waiting[2][LOG_FILE_WAITING];
static size_t used[2];
static unsigned filling;
static int file, next_file = -1;
static size_t next_at; /* in what is being filled: rows from here on are for the next file */
static bool ending;
static bool hangs; /* the thread did not end: its disk does not answer */

static struct timespec soon(int seconds)
{
	struct timespec at;
	clock_gettime(CLOCK_MONOTONIC, &at);
	at.tv_sec += seconds;
	return at;
}

/* With the lock. */
static void take_next_file(void)
{
	if (next_file < 0)
		return;
	close(file);
	file = next_file;
	next_file = -1;
}

/* With the lock, which it gives up while it writes. False where the rest is to be lost. */
static bool write_rest(const char *bytes, size_t length)
{
	while (length > 0) {
		int fd = file;
		pthread_mutex_unlock(&lock);
		ssize_t wrote = write(fd, bytes, length);
		bool again = wrote < 0 && errno == EINTR;
		pthread_mutex_lock(&lock);
		if (wrote > 0) {
			bytes += wrote;
			length -= (size_t)wrote;
			continue;
		}
		struct timespec at = soon(AGAIN_SECONDS);
		if (!again && next_file < 0 && ending)
			return false;
		if (!again && next_file < 0)
			pthread_cond_timedwait(&changed, &lock, &at);
		take_next_file();
	}
	return true;
}

/* With the lock, as write_rest(). */
static bool write_waiting(void)
{
	unsigned full = filling;
	bool next = next_file >= 0;
	size_t length = next ? next_at : used[full];
	filling = !filling;
	bool good = write_rest(waiting[full], length);
	if (next)
		take_next_file();
	good = good && write_rest(waiting[full] + length, used[full] - length);
	used[full] = 0;
	pthread_cond_broadcast(&written);
	return good;
}

static void *run(void *data)
{
	bool good = true;
	pthread_mutex_lock(&lock);
	while (good && (used[filling] > 0 || !ending)) {
		if (used[filling] > 0)
			good = write_waiting();
		else if (next_file >= 0)
			take_next_file();
		else
			pthread_cond_wait(&changed, &lock);
	}
	pthread_mutex_unlock(&lock);
	return NULL;
}

static int start(void)
{
	pthread_condattr_t clock;
	pthread_condattr_init(&clock);
	pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
	pthread_cond_init(&changed, &clock);
	pthread_cond_init(&written, &clock);
	pthread_condattr_destroy(&clock);
	ending = false;
	return thread_start(&thread, run, NULL);
}

/* -1 with a sentence where that is not possible. */
static int open_file(const char *path, char *error, size_t size)
{
	/* O_NONBLOCK is for a pipe that nobody reads. */
	int fd = hangs ? -1
		       : open(path,
				 O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK,
				 0640);
	if (fd < 0)
		snprintf(error, size, "the log cannot be written to '%s': %s", path,
			hangs		 ? "the disk of the former file does not answer"
			: errno == ENXIO ? "it is a pipe that nobody reads, or a socket"
					 : strerrordesc_np(errno));
	return fd;
}

static bool start_with(int fd, char *error, size_t size)
{
	file = fd;
	int failed = start();
	pthread_mutex_lock(&lock);
	is_open = failed == 0;
	pthread_mutex_unlock(&lock);
	if (failed == 0)
		return true;
	close(fd);
	snprintf(
		error, size, "no thread could be started for the log: %s", strerrordesc_np(failed));
	return false;
}

bool log_file_open(const char *path, char *error, size_t size)
{
	int fd = open_file(path, error, size);
	if (fd < 0)
		return false;
	if (!is_open)
		return start_with(fd, error, size);
	pthread_mutex_lock(&lock);
	if (next_file >= 0)
		close(next_file);
	next_file = fd;
	next_at = used[filling];
	pthread_cond_signal(&changed);
	pthread_mutex_unlock(&lock);
	return true;
}

void log_file_close(void)
{
	struct timespec at;
	if (!is_open)
		return;
	pthread_mutex_lock(&lock);
	is_open = false;
	ending = true;
	pthread_cond_signal(&changed);
	pthread_mutex_unlock(&lock);
	clock_gettime(CLOCK_REALTIME, &at); /* that is the clock of the next function */
	at.tv_sec += FLUSH_SECONDS;
	hangs = pthread_timedjoin_np(thread, NULL, &at) != 0;
	if (hangs)
		return; /* the thread keeps what it has */
	pthread_cond_destroy(&changed);
	pthread_cond_destroy(&written);
	take_next_file();
	close(file);
	used[0] = used[1] = 0;
}

bool log_file_put(const char *row, size_t length)
{
	pthread_mutex_lock(&lock);
	bool fits = used[filling] + length <= LOG_FILE_WAITING;
	if (fits) {
		memcpy(waiting[filling] + used[filling], row, length);
		used[filling] += length;
		if (used[filling] == length)
			pthread_cond_signal(&changed);
	}
	pthread_mutex_unlock(&lock);
	return fits;
}

void log_file_flush(void)
{
	struct timespec at = soon(FLUSH_SECONDS);
	pthread_mutex_lock(&lock);
	while (is_open && used[0] + used[1] > 0 &&
		pthread_cond_timedwait(&written, &lock, &at) == 0)
		continue;
	pthread_mutex_unlock(&lock);
}
